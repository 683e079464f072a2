"""A long visit passes through bot and action server in one process; where the time of its later turns goes comes out as a table.

Run as `.venv/bin/python bench/profile_turn.py`. The action server's executor stands in for its HTTP road, with the same JSON both
ways, so the table holds everything but sockets. Profiling itself slows small functions: read the shares, not the sums.
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import os
import pstats
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# Where a turn passes: (what it is, end of the file's path, function). Cumulative, so a row may stand within another.
STATIONS = (
    ("rasa: whole message", "rasa/core/processor.py", "handle_message"),
    ("rasa: hear the message (pipeline)", "rasa/core/processor.py", "_parse_message_with_graph"),
    ("  sentence encoder, both processes", "dyad/language/encoder.py", "_run"),
    ("  character n-grams", "rasa/nlu/featurizers/sparse_featurizer/count_vectors_featurizer.py", "process"),
    ("  move classifier", "dyad/nlu/move_classifier.py", "process"),
    ("  words never seen in training", "rasa/core/processor.py", "_check_for_unseen_features"),
    ("rasa: fetch the tracker", "dyad/nlu/visit_tracker_store.py", "_retrieve"),
    ("rasa: extract slots", "rasa/core/processor.py", "run_action_extract_slots"),
    ("rasa: predict", "rasa/core/processor.py", "_predict_next_with_tracker"),
    ("rasa: copy the tracker by replaying it", "rasa/shared/core/trackers.py", "travel_back_in_time"),
    ("rasa: write the tracker as a dictionary", "rasa/shared/core/trackers.py", "current_state"),
    ("rasa: check the action's answer", "rasa/core/actions/action.py", "_validate_action_result"),
    ("rasa: read the action's events", "rasa/shared/core/events.py", "deserialise_events"),
    ("rasa: save the tracker", "dyad/nlu/visit_tracker_store.py", "save"),
    ("rasa: copies made for the debug log", "lib/python3.10/copy.py", "deepcopy"),
    ("both: JSON of the tracker, there and back", "bench/profile_turn.py", "_there_and_back"),
    ("actions: whole action", "rasa_sdk/executor.py", "run"),
    ("  score the reply", "dyad/scoring/scorer.py", "score"),
    ("    spaCy", "dyad/language/thoughts.py", "parse"),
    ("    spaCy", "spacy/language.py", "__call__"),
    ("    form features", "dyad/language/form.py", "form_features"),
    ("  the patient's turn", "dyad/patient/visit.py", "take_turn"),
)


def _there_and_back(value: Any) -> Any:
    return json.loads(json.dumps(value))


@click.command()
@click.option("--from-turn", default=25, show_default=True)
@click.option("--to-turn", default=45, show_default=True)
@click.option("--visits", default=3, show_default=True, help="Visits timed without the profiler, and as many with it.")
@click.option("--functions", default=0, show_default=True, help="Also print this many functions by their own time.")
@click.option("--model", default=str(ROOT / "models" / "dyad.tar.gz"), show_default=True)
def main(from_turn: int, to_turn: int, visits: int, functions: int, model: str) -> None:
    """Profile turns of long visits."""
    with tempfile.TemporaryDirectory() as folder:
        _prepare(Path(folder))
        asyncio.run(_run(from_turn, to_turn, visits, functions, model))


def _prepare(folder: Path) -> None:
    from bots import endless_visits  # beside this file

    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.update(
        **endless_visits(folder),
        DYAD_ACTIONS_URL="http://127.0.0.1:9/in-process",
        DYAD_TRACKER_DIALECT="sqlite",
        DYAD_TRACKER_HOST="",
        DYAD_TRACKER_DB=str(folder / "tracker.db"),
        DYAD_CHANNEL_SECRET="bench-" + uuid.uuid4().hex,
    )


async def _run(first: int, last: int, visits: int, functions: int, model: str) -> None:
    import logging

    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.endpoints import EndpointConfig
    from rasa.utils.log_utils import configure_structlog
    from rasa_sdk.executor import ActionExecutor

    from replies import trainee_replies  # beside this file

    configure_structlog(logging.WARNING)  # as `rasa run` does; the copies made for its debug log are made all the same
    executor = ActionExecutor()
    executor.register_package("actions")

    class InProcess(EndpointConfig):  # type: ignore[misc]
        """The action server's road without its sockets."""

        async def request(self, method: str = "post", **kwargs: Any) -> Any:
            return _there_and_back(await executor.run(_there_and_back(kwargs["json"])))

    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    road = endpoints.action
    endpoints.action = InProcess(road.url, **road.kwargs)
    agent = await load_agent(model_path=model, endpoints=endpoints)
    replies, cases = trainee_replies(), ("blue-notebook", "the-seven-forty", "two-flights-up", "hundred-and-forty-covers")
    profile, plain = cProfile.Profile(), []
    for number in range(2 * visits):
        profiled = number >= visits
        sender, case = uuid.uuid4().hex, cases[number % len(cases)]
        await _say(agent, sender, "start", case, 0, "/start_visit")
        for turn in range(1, last + 1):
            reply = next(replies)
            if profiled and turn >= first:
                profile.enable()
            began, worked = time.perf_counter(), time.process_time()
            await _say(agent, sender, "reply", case, turn, reply)
            took, work = time.perf_counter() - began, time.process_time() - worked
            profile.disable()
            if not profiled:
                plain.append((turn, took * 1000, work * 1000))
    _print(profile, plain, visits * (last - first + 1), first, functions)


async def _say(agent: Any, sender: str, kind: str, case: str, turn: int, words: str) -> None:
    from rasa.core.channels.channel import UserMessage

    from dyad.nlu.trainer_channel import _Answer

    metadata = {"kind": kind, "case": case, "seed": 0, "message_id": uuid.uuid4().hex, "turn": turn}
    answer = _Answer()
    await agent.handle_message(UserMessage(words, answer, sender, input_channel="trainer", metadata=metadata))
    said = next((u["custom"] for u in answer.utterances if u.get("custom")), {"error": "nothing was uttered"})
    if said.get("error"):
        raise click.ClickException(f"turn {turn} of {case}: {said['error']}")


def _print(profile: cProfile.Profile, plain: list[tuple[int, float, float]], turns: int, first: int, functions: int) -> None:
    stats = pstats.Stats(profile)
    found = {(file, name): (calls, total) for (file, _, name), (_, calls, _, total, _) in stats.stats.items()}  # type: ignore[attr-defined]

    def cost(path: str, name: str) -> tuple[int, float]:
        rows = [row for (file, function), row in found.items() if function == name and file.endswith(path)]
        return sum(calls for calls, _ in rows), sum(total for _, total in rows)

    whole = cost(*STATIONS[0][1:])[1]
    for when, rows in (
        ("at turns 1-5", [row for row in plain if row[0] <= 5]),
        (f"from turn {first} on", [row for row in plain if row[0] >= first]),
    ):
        took, worked = (statistics.median(row[place] for row in rows) for place in (1, 2))
        click.echo(
            f"Without the profiler, {when}: {took:.1f} ms, of which the processor worked {worked:.1f} ms (medians, no sockets)."
        )
    click.echo()
    click.echo(f"| where ({turns} turns) | calls a turn | ms a turn | share |\n| --- | --- | --- | --- |")
    for what, path, name in STATIONS:
        calls, total = cost(path, name)
        if calls:
            click.echo(
                f"| {what.replace('  ', '&nbsp; ')} `{name}` | {calls / turns:.1f} | {total / turns * 1000:.1f} | {total / whole:.0%} |"
            )
    if functions:
        stats.sort_stats("tottime").print_stats(functions)


if __name__ == "__main__":
    main()
