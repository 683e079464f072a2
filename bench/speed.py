"""Two bots answer the same bench side by side, Dyad's and Rasa's own starter; how fast, how heavy and how long come out as a table.

Run as `.venv/bin/python bench/speed.py` (`make bench`), or with `--quick` for a smoke run. Both are trained
from nothing, started as they are shipped and asked over HTTP, always in turns, so that whatever else the machine does hits both.
DYAD_BENCH_PORT (25505) is the first of the five ports it needs. Writes bench/results/speed.json and speed.md. On a machine that does
other work too, read the ratios and the processor time rather than the milliseconds.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bots import BenchError, Bot, Dyad, Starter  # noqa: E402 (beside this file)
from replies import starter_messages, trainee_replies  # noqa: E402
from table import Samples, as_markdown, figures  # noqa: E402

TURNS = (5, 25, 50)
_AROUND = 1  # a turn's figure is taken from it and as many turns before and after
_AT_ONCE = 16


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    trainings: int
    starts: int
    visits: int
    last_turn: int
    rounds: int
    burst: int  # messages of each of the conversations at once


FULL = Plan(trainings=1, starts=2, visits=10, last_turn=TURNS[-1] + _AROUND, rounds=3, burst=8)
QUICK = Plan(trainings=1, starts=1, visits=1, last_turn=TURNS[-1] + _AROUND, rounds=1, burst=3)


class Bench:
    """Runs a plan on both bots and keeps what it measured."""

    def __init__(self, folder: Path, port: int) -> None:
        self.dyad, self.starter = Dyad(folder / "dyad", port), Starter(folder / "starter", port + 4)
        self.bots: tuple[Bot, Bot] = (self.dyad, self.starter)
        self.words: dict[str, Iterator[str]] = {"dyad": trainee_replies(), "starter": starter_messages()}
        self.samples = Samples()

    def run(self, plan: Plan) -> dict[str, Any]:
        """Measure everything; return the figures."""
        for number in range(plan.trainings):
            for bot in self._order(number):
                self._note("training", bot, bot.train(), "s")
        for number in range(plan.starts):
            for bot in self._order(number):
                bot.processes.stop()
                self._note("start", bot, bot.start(), "s")
        self._visits(plan)
        web = self.dyad.start_web()
        for bot in self.bots:
            self._note("memory", bot, bot.processes.memory_mb(), "MB")
        for number in range(plan.rounds):
            for bot in self._order(number):
                self._note("rate", bot, self._burst(bot, plan.burst), "messages a second")
        return figures(self.samples, TURNS, web=web)

    def _order(self, number: int) -> tuple[Bot, ...]:
        return self.bots if number % 2 == 0 else self.bots[::-1]

    def _note(self, what: str, bot: Bot, value: float, unit: str) -> None:
        self.samples.add(what, bot.name, value)
        click.echo(f"{bot.name:8} {what:9} {value:8.1f} {unit}")

    def _visits(self, plan: Plan) -> None:
        """Hold long conversations, one message to the one bot and one to the other."""
        before = {bot.name: bot.processes.worked_s() for bot in self.bots}
        for number in range(plan.visits):
            talks = {bot.name: bot.begin(number) for bot in self.bots}
            for turn in range(1, plan.last_turn + 1):
                for bot in self._order(turn):
                    took = bot.ask(talks[bot.name], next(self.words[bot.name]))
                    near = [t for t in TURNS if abs(turn - t) <= _AROUND]
                    self.samples.add("all turns", bot.name, took)
                    for t in near:
                        self.samples.add(f"turn {t}", bot.name, took)
            for talk in talks.values():
                talk.close()
        for bot in self.bots:
            worked = (bot.processes.worked_s() - before[bot.name]) * 1000 / (plan.visits * plan.last_turn)
            self._note("work", bot, worked, "ms of processor time a message")
            click.echo(f"{bot.name:8} turn 50   {self.samples.median('turn 50', bot.name):8.1f} ms (median)")

    def _burst(self, bot: Bot, messages: int) -> float:
        """Let conversations talk at once, each as fast as it is answered; return messages a second."""
        talks = [bot.begin(number) for number in range(_AT_ONCE)]
        scripts = [[next(self.words[bot.name]) for _ in range(messages)] for _ in talks]
        failed: list[Exception] = []

        def hold(number: int) -> None:
            try:
                for words in scripts[number]:
                    self.samples.add("at once", bot.name, bot.ask(talks[number], words))
            except Exception as error:  # noqa: BLE001 (handed to the main thread, which raises it)
                failed.append(error)

        threads = [threading.Thread(target=hold, args=(number,)) for number in range(_AT_ONCE)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - began
        for talk in talks:
            talk.close()
        if failed:
            raise failed[0]
        return _AT_ONCE * messages / took

    def last_words(self) -> str:
        """Return the end of what the bots' processes printed."""
        return "\n".join(bot.processes.last_words() for bot in self.bots)

    def stop(self) -> None:
        """End all processes."""
        for bot in self.bots:
            bot.processes.stop()


@click.command()
@click.option("--quick", is_flag=True, help="Everything once: too few samples to quote.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="bench/results by default; a quick run is only printed."
)
@click.option("--most", default=700, show_default=True, help="Seconds after which the bench gives up.")
def main(quick: bool, out: Path | None, most: int) -> None:
    """Measure Dyad's bot beside Rasa's starter bot."""
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, _give_up)
    signal.alarm(most)
    with tempfile.TemporaryDirectory(prefix="dyad-bench-") as folder:
        bench = Bench(Path(folder), int(os.environ.get("DYAD_BENCH_PORT", "25505")))
        try:
            found = bench.run(QUICK if quick else FULL)
        except BenchError as error:
            raise click.ClickException(f"{error}\n{bench.last_words()}") from error
        finally:
            signal.alarm(0)
            bench.stop()
    found["quick"] = quick
    out = out or (None if quick else ROOT / "bench" / "results")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "speed.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        (out / "speed.md").write_text(as_markdown(found), encoding="utf-8")
    click.echo("\n" + as_markdown(found))


def _give_up(number: int, frame: Any) -> None:
    raise SystemExit(f"The bench was stopped ({signal.Signals(number).name}); nothing was written.")


if __name__ == "__main__":
    main()
