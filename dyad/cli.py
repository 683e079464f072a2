"""The `dyad` command: check and play cases, score replies and say why, score stored visits again."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import IO

import click

from dyad.cases import CaseError, case_slugs
from dyad.cases.load import ROOT
from dyad.scoring.transcript import FORM


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


@case.command("play")
@click.argument("slug")
@click.option("--seed", default=0, show_default=True, help="Varies the wording, nothing else.")
@click.option("--replies", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file of replies, one a line.")
def case_play(slug: str, seed: int, replies: Path | None) -> None:
    """Talk to a patient in the terminal with the state shown; needs `make run` in another one."""
    from dyad.play import BotUnavailable, Conversation, replies_from, show

    conversation = Conversation(slug, seed)
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
