"""A written transcript or a stored visit goes in; each reply comes out with the context it is scored in, the visit so far included."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dyad.scoring.omissions import is_parked
from dyad.scoring.rubric import TAGS, load_rubric
from dyad.scoring.score import NOT_UNDERSTOOD, TurnContext, TurnScore

if TYPE_CHECKING:
    from dyad.scoring.scorer import Scorer  # brings spaCy, of which the command line has no use for its other words

_CASE = re.compile(r"case\s*:\s*(\S+)\s*", re.IGNORECASE)
_SAID = re.compile(r"(?P<who>[PT])\s*(?:\[(?P<tags>[^\]]*)\])?\s*:\s*(?P<words>.+)")
FORM = "'case: P3', then 'P [attack affect]: what the patient said' and 'T: the reply' in turn"


class BadTranscript(ValueError):
    """A transcript or stored visit cannot be read; the message names the line and what would do."""


@dataclass(frozen=True)
class Exchange:
    """One line of the patient and the reply to it, and whether the patient made anything of that."""

    line: str
    tags: tuple[str, ...]
    reply: str
    understood: bool = True


@dataclass(frozen=True)
class ScoredExchange:
    """An exchange with its context in the visit and its score."""

    exchange: Exchange
    context: TurnContext
    score: TurnScore


@dataclass(frozen=True)
class StoredVisit:
    """A visit as the web app exports it, with the scores that its replies had when they were made."""

    name: str
    case_type: str
    exchanges: tuple[Exchange, ...]
    scores: tuple[TurnScore, ...]


def read_transcript(text: str) -> tuple[str, list[Exchange]]:
    """Return the case type and the exchanges of a transcript; blank lines and lines that begin with # are passed over.

    Raises:
        BadTranscript: no case type stands first, a line is neither the patient's nor the trainee's, or a reply answers nothing.
    """
    case_type, line, found = "", None, []
    for number, raw in enumerate(text.splitlines(), start=1):
        row = raw.strip()
        if not row or row.startswith("#"):
            continue
        if not case_type:
            case_type = _case_type(row, number)
            continue
        said = _SAID.fullmatch(row)
        if said is None:
            raise BadTranscript(f"line {number}: '{row[:40]}' is not of the form {FORM}.")
        if said["who"] == "P":
            line = (said["words"], _tags(said["tags"] or "", number))
        elif line is None:
            raise BadTranscript(f"line {number}: a reply before the patient has said anything.")
        else:
            found.append(Exchange(*line, said["words"]))
    if not found:
        raise BadTranscript(f"The transcript holds no reply; write {FORM}.")
    return case_type, found


def score_exchanges(scorer: Scorer, case_type: str, exchanges: Sequence[Exchange]) -> Iterator[ScoredExchange]:
    """Score replies one after the other, as in a visit: earlier codes and a hint of danger put off count."""
    earlier: tuple[tuple[str, ...], ...] = ()
    parked = False
    for number, exchange in enumerate(exchanges, start=1):
        context = TurnContext(case_type, exchange.line, exchange.tags, number, earlier, parked, meant=True)
        score = scorer.score(exchange.reply, context)
        if not exchange.understood and score.scored:
            score = score.left_unscored(NOT_UNDERSTOOD)
        yield ScoredExchange(exchange, context, score)
        earlier, parked = (*earlier, score.code_names()), score.scored and is_parked(exchange.tags, score.code_names())


def read_visits(lines: Iterable[str]) -> Iterator[StoredVisit]:
    """Read visits as `manage.py export_visits` writes them, one JSON object a line.

    Raises:
        BadTranscript: a line is no such visit.
    """
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            item: dict[str, Any] = json.loads(raw)
            turns = item["turns"]
            yield StoredVisit(
                str(item["visit"]),
                item["case_type"],
                tuple(Exchange(turn["patient"], tuple(turn["tags"]), turn["reply"], turn["understood"]) for turn in turns),
                tuple(TurnScore.from_dict(turn["score"]) for turn in turns),
            )
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise BadTranscript(
                f"line {number}: no visit as `manage.py export_visits` writes it ({type(error).__name__}: {error})."
            ) from error


def _case_type(row: str, number: int) -> str:
    named = _CASE.fullmatch(row)
    if named is None or named[1] not in load_rubric().cases:
        raise BadTranscript(f"line {number}: begin with 'case: TYPE'. Known types: {', '.join(load_rubric().cases)}.")
    return named[1]


def _tags(raw: str, number: int) -> tuple[str, ...]:
    tags = tuple(raw.replace(",", " ").split())
    if unknown := set(tags) - set(TAGS):
        raise BadTranscript(f"line {number}: unknown tags {', '.join(sorted(unknown))}. Known: {', '.join(TAGS)}.")
    return tags
