"""The `dyad` command: check and play cases, score replies and say why, score stored visits again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from dyad.cases import CaseError, case_slugs
from dyad.cases.load import ROOT
from dyad.scoring.transcript import FORM

if TYPE_CHECKING:
    from dyad.simulate import SimulatedTurn


@click.group()
@click.version_option(package_name="dyad")
def main() -> None:
    """Dyad, a simulated patient for practising the relationship side of prescribing."""


@main.group()
def case() -> None:
    """Check and play content packs."""


@case.command("check")
@click.argument("slugs", nargs=-1)
def case_check(slugs: tuple[str, ...]) -> None:
    """Read packs (all, if none is named) and say what an author should mend."""
    from dyad.cases.check import check_case

    failed = 0
    for slug in slugs or case_slugs():
        try:
            complaints = check_case(slug)
        except CaseError as error:
            complaints = [str(error)]
        for complaint in complaints:
            click.echo(f"{slug}: {complaint}")
        failed += bool(complaints)
        if not complaints:
            click.echo(f"{slug}: fine")
    if failed:
        raise SystemExit(1)


@case.command("new")
@click.argument("slug")
@click.option("--pattern", "case_type", required=True, help="P1 to P10, C1, C2a, C2b or C3; or one of your own in patterns/.")
@click.option("--name", required=True, help="The patient's first and last name.")
def case_new(slug: str, case_type: str, name: str) -> None:
    """Write a pack to fill in: every place there is, each saying what belongs in it."""
    from dyad.cases.new import write_new
    from dyad.patterns import PatternError

    try:
        home = write_new(slug, case_type, name)
    except (CaseError, PatternError) as error:
        raise SystemExit(str(error)) from error
    click.echo(f"{home} is written. `dyad case check {slug}` says what is left; `dyad case play {slug}` plays it as it stands.")


@case.command("play")
@click.argument("slug")
@click.option("--seed", default=0, show_default=True, help="Varies the wording, nothing else.")
@click.option("--variant", default="a", show_default=True, help="Which of the people of the script to meet, by letter.")
@click.option("--replies", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file of replies, one a line.")
def case_play(slug: str, seed: int, variant: str, replies: Path | None) -> None:
    """Talk to a patient in the terminal with the state shown; needs `make run` in another one."""
    from dyad.play import BotUnavailable, Conversation, replies_from, show

    conversation = Conversation(slug, seed, variant)
    try:
        answer = conversation.start()
        waiting = iter(replies_from(replies)) if replies else None
        while True:
            click.echo("\n".join(show(answer)))
            if answer["turn"]["ended"]:
                return
            reply = next(waiting, None) if waiting else click.prompt("\n>", prompt_suffix=" ", default="", show_default=False)
            if reply and waiting:
                click.echo(f"\n> {reply}")
            answer = conversation.reply(reply) if reply else conversation.end()
    except BotUnavailable as error:
        raise SystemExit(str(error)) from error


@case.command("export")
@click.option(
    "--blind",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="A new folder for transcripts and key.",
)
@click.option("--trainee", "names", multiple=True, default=("skilled", "authoritarian"), show_default=True, help="Who plays.")
@click.option("--seed", default=0, show_default=True)
@click.argument("slugs", nargs=-1)
def case_export(folder: Path, names: tuple[str, ...], seed: int, slugs: tuple[str, ...]) -> None:
    """Write transcripts without labels in random order, and a key apart, for people who judge what they read."""
    from dyad.simulate.blind import write_blind

    try:
        count = write_blind(list(_visits(slugs or tuple(case_slugs()), names, seed, 1)), folder, seed=seed)
    except FileExistsError as error:
        raise SystemExit(str(error)) from error
    click.echo(f"{count} transcripts in {folder}; the key is key.jsonl, the questions are questions.txt.")


@main.command("simulate")
@click.option("--case", "slugs", multiple=True, default=("all",), show_default=True, help="A slug, or all.")
@click.option("--trainee", "names", multiple=True, default=("all",), show_default=True, help="A name of trainees/, or all.")
@click.option("--seed", default=0, show_default=True, help="The same seed plays the same visits.")
@click.option("--visits", type=click.IntRange(1, 2), default=1, show_default=True, help="2: the patient comes back once.")
@click.option("--jsonl", type=click.Path(dir_okay=False, path_type=Path), help="Every turn, one a line.")
def simulate(slugs: tuple[str, ...], names: tuple[str, ...], seed: int, visits: int, jsonl: Path | None) -> None:
    """Let scripted trainees play whole visits through the parts of a live one, and say what does not hold."""
    import json

    from dyad.simulate.report import figures, findings

    played = []
    chosen = tuple(case_slugs()) if "all" in slugs else slugs
    with jsonl.open("w", encoding="utf-8") if jsonl else nullcontext() as out:
        for visit in _visits(chosen, names, seed, visits):
            played.append(visit)
            last = visit[-1]
            click.echo(
                f"{last.case} {last.trainee}: turn {last.turn}, {last.ended}, trust {last.trust:g}, tension {last.tension:g}"
            )
            if out:
                out.writelines(json.dumps(turn.as_dict()) + "\n" for turn in visit)
    sums = figures(played)
    click.echo(f"{sums.visits} visits, {sums.turns} replies, {sums.not_understood:.1%} not understood, endings {sums.endings},")
    click.echo(f"{sums.lines_said} of {sums.lines_of_packs} lines said")
    wrong = findings(played)
    for finding in wrong:
        click.echo(finding)
    if wrong:
        raise SystemExit(1)


def _visits(slugs: tuple[str, ...], names: tuple[str, ...], seed: int, visits: int) -> Iterator[list[SimulatedTurn]]:
    """Yield simulated visits, or leave with the sentence that says what is missing."""
    from dyad.nlu.listener import Listener, ModelNotTrained
    from dyad.patient import Heard
    from dyad.scoring.scorer import ReplyScorer
    from dyad.simulate import Stage, TraineeError, load_trainee, play_all, trainee_names

    try:
        trainees = [load_trainee(name) for name in (trainee_names() if "all" in names else names)]
        listener = Listener.load()
        stage = Stage(lambda reply: [Heard(*piece) for piece in listener.hears(reply)], ReplyScorer.load())
        yield from play_all(list(slugs), trainees, stage, seed=seed, visits=visits)
    except (CaseError, TraineeError, ModelNotTrained) as error:
        raise SystemExit(str(error)) from error


@main.command("score")
@click.argument("reply", required=False)
@click.option("--case-type", default="C1", show_default=True, help="P1 to P10, C1, C2a, C2b or C3.")
@click.option("--line", default="", help="What the patient had said.")
@click.option("--tags", default="", help="The demand tags of that line, parted by commas.")
@click.option("--transcript", type=click.File("r", encoding="utf-8"), help=f"A whole visit: {FORM}.")
@click.option("--jsonl", type=click.File("r", encoding="utf-8"), help="Replies as JSON lines; - for standard input.")
def score(reply: str | None, case_type: str, line: str, tags: str, transcript: IO[str] | None, jsonl: IO[str] | None) -> None:
    """Score a REPLY and say why: thoughts, codes, words, reasons, runners-up. Without a reply, asks for one after the other.

    With --jsonl: reads {id, case_type, context, patient, tags, reply} a line, writes codes, points and band as JSON.
    """
    from dyad.scoring.jsonl import BadLine, score_lines
    from dyad.scoring.scorer import ReplyScorer
    from dyad.scoring.shown import show_score
    from dyad.scoring.transcript import BadTranscript, read_transcript, score_exchanges

    scorer = ReplyScorer.load()
    try:
        if jsonl:
            for out in score_lines(scorer, jsonl):
                click.echo(out)
            return
        if transcript:
            for number, scored in enumerate(score_exchanges(scorer, *read_transcript(transcript.read())), start=1):
                click.echo(f"{number}. P: {scored.exchange.line}\n   T: {scored.exchange.reply}")
                click.echo("\n".join(show_score(scored.exchange.reply, scored.score)))
            return
        head = f"case: {case_type}\nP [{tags}]: {line or '-'}\nT: "
        while True:
            said = reply or click.prompt(">", prompt_suffix=" ", default="", show_default=False)
            if not said:
                return
            for scored in score_exchanges(scorer, *read_transcript(head + " ".join(said.split()))):
                click.echo("\n".join(show_score(scored.exchange.reply, scored.score)))
            if reply:
                return
    except (BadLine, BadTranscript) as error:
        raise SystemExit(f"score: {error}") from error


@main.command("rescore")
@click.option(
    "--visits", type=click.File("r", encoding="utf-8"), help="Visits that were exported; by default all that are stored."
)
def rescore(visits: IO[str] | None) -> None:
    """Score stored visits again with today's rubric and models, and show what moved; nothing stored is changed."""
    import subprocess
    import sys

    from dyad.scoring.scorer import ReplyScorer
    from dyad.scoring.shown import show_moved
    from dyad.scoring.transcript import BadTranscript, read_visits, score_exchanges

    if visits:
        lines = visits.readlines()
    else:
        exported = subprocess.run([sys.executable, "web/manage.py", "export_visits"], capture_output=True, text=True, cwd=ROOT)
        if exported.returncode:
            raise SystemExit(f"rescore: the stored visits could not be read: {exported.stderr.strip().splitlines()[-1]}")
        lines = exported.stdout.splitlines()
    scorer, replies, moved = ReplyScorer.load(), 0, 0
    try:
        for visit in read_visits(lines):
            for line in show_moved(visit, list(score_exchanges(scorer, visit.case_type, visit.exchanges))):
                click.echo(line)
                moved += 1
            replies += len(visit.exchanges)
    except BadTranscript as error:
        raise SystemExit(f"rescore: {error}") from error
    click.echo(f"{replies} replies scored again, {moved} moved.")


@main.command("ready")
@click.option(
    "--timeout", "timeout_s", type=float, envvar="DYAD_READY_TIMEOUT_S", default=180, show_default=True, help="Seconds."
)
@click.option("--stay", is_flag=True, help="Go on running afterwards, as a process manager expects.")
def ready(timeout_s: float, stay: bool) -> None:
    """Wait until the bot, the action server and the web app answer, and say where to go."""
    from dyad.ready import NotReady, address, doors, wait

    try:
        for line in wait(doors(), timeout_s):
            click.echo(line)
    except NotReady as error:
        raise SystemExit(f"ready: {error}") from error
    click.echo(f"Dyad is ready: {address()}")
    if stay:
        signal.pause()


if __name__ == "__main__":
    main()
