"""A score goes in; lines come out that an educator can argue with: each thought, its code and weight, the reason, the runner-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dyad.language.thoughts import split_thoughts
from dyad.language.utterances import clean
from dyad.scoring.score import TurnScore
from dyad.scoring.transcript import ScoredExchange, StoredVisit


def show_score(reply: str, score: TurnScore) -> Iterator[str]:
    """Yield the lines of one scored reply."""
    if not score.scored:
        yield f"  not scored: {score.unscored_because}"
        return
    weights = {weight.code: weight for weight in score.weights}
    coded = {thought.start: thought for thought in score.codes if thought.words}
    for thought in split_thoughts(clean(reply)):
        found = coded.get(thought.start)
        if found is not None:
            weight = weights[found.code]
            note = f" ({weight.note})" if weight.note else ""
            yield f'  "{thought.text}"'
            yield f"      {found.code} {weight.weight:+d}{note}, {found.confidence:.0%} sure. {found.because}"
        else:
            kept = "left to the educator" if thought.text in score.abstained else "earns no code"
            yield f'  "{thought.text}"'
            yield f"      {kept}"
    for omission in (thought for thought in score.codes if not thought.words):
        yield f"  {omission.code} {weights[omission.code].weight:+d}: {omission.because}"
    yield f"  = {score.points:+d}, {score.band}{', mixed' if score.mixed else ''}"


def show_moved(visit: StoredVisit, scored: Iterable[ScoredExchange]) -> Iterator[str]:
    """Yield a line for each reply of a stored visit whose codes, points or band are others now; nothing where nothing moved."""
    for number, (before, now) in enumerate(zip(visit.scores, scored, strict=True), start=1):
        gone = [code for code in before.code_names() if code not in now.score.code_names()]
        come = [code for code in now.score.code_names() if code not in before.code_names()]
        if gone or come or (before.points, before.band, before.scored) != (now.score.points, now.score.band, now.score.scored):
            changes = " ".join([*(f"-{code}" for code in gone), *(f"+{code}" for code in come)]) or "same codes"
            yield f"{visit.name} reply {number}: {_band(before)} -> {_band(now.score)}, {changes}"


def _band(score: TurnScore) -> str:
    return f"{score.points:+d} {score.band}" if score.scored else "not scored"
