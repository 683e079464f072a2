"""The `dyad` command: check and play cases, score replies, train the code heads."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import IO

import click

from dyad.cases import CaseError, case_slugs


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


@main.command("train-codes")
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="Where to write the heads; models/code-heads.npz by default."
)
def train_codes(out: Path | None) -> None:
    """Fit the code heads on corpus/codes."""
    from dyad.scoring.classifier import train
    from dyad.scoring.corpus import read_corpus, read_utterances
    from dyad.scoring.scorer import MODEL_FILE

    replies = read_corpus()
    train(replies, read_utterances()).save(out or MODEL_FILE)
    click.echo(f"Trained on {len(replies)} replies; wrote {out or MODEL_FILE}.")


@main.command("score")
@click.option(
    "--jsonl", "file", type=click.File("r", encoding="utf-8"), required=True, help="Lines to score; - for standard input."
)
def score(file: IO[str]) -> None:
    """Score replies: reads {id, case_type, context, patient, tags, reply} a line, writes the codes, points and band."""
    from dyad.scoring.jsonl import score_lines
    from dyad.scoring.scorer import ReplyScorer

    for line in score_lines(ReplyScorer.load(), file):
        click.echo(line)


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
