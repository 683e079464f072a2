"""Simulated visits go in; what a library of patients must show comes out as findings, one sentence each, and figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dyad.cases import Case, load_case
from dyad.simulate.play import LONGEST, SimulatedTurn

Visit = list[SimulatedTurn]


@dataclass(frozen=True)
class Figures:
    """What a set of visits adds up to."""

    visits: int
    turns: int
    lines_said: int
    lines_of_packs: int
    endings: dict[str, int]
    not_understood: float  # share of replies, 0 to 1


def findings(visits: Iterable[Visit]) -> list[str]:
    """Return what is wrong with a set of visits; an empty list means that all of it holds."""
    visits = list(visits)
    found = [
        finding for visit in visits for finding in (*_repeats(visit), *_dead_ends(visit), *_out_of_stage(visit), *_told(visit))
    ]
    return [*found, *_softer(visits)]


def figures(visits: Iterable[Visit]) -> Figures:
    """Count a set of visits."""
    visits = list(visits)
    said: dict[str, set[str]] = defaultdict(set)
    for visit in visits:
        said[visit[0].case] |= {line for turn in visit for line in turn.line_ids}
    own = {slug: {line.id for line in load_case(slug).lines()} for slug in said}
    replies = [turn for visit in visits for turn in visit if turn.reply]
    return Figures(
        visits=len(visits),
        turns=len(replies),
        lines_said=sum(len(said[slug] & own[slug]) for slug in said),
        lines_of_packs=sum(len(lines) for lines in own.values()),
        endings=dict(sorted(Counter(str(visit[-1].ended) for visit in visits).items())),
        not_understood=sum(not turn.understood for turn in replies) / max(1, len(replies)),
    )


def never_said(visits: Iterable[Visit]) -> dict[str, list[str]]:
    """Return, for each case, the ids of its lines that no visit reached."""
    said: dict[str, set[str]] = defaultdict(set)
    for visit in visits:
        said[visit[0].case] |= {line for turn in visit for line in turn.line_ids}
    return {slug: [line.id for line in load_case(slug).lines() if line.id not in ids] for slug, ids in sorted(said.items())}


def gated(case: Case) -> set[str]:
    """Return the facts that have to be earned: no beat gives them away by itself."""
    given = {beat.reveals for beat in case.beats if beat.reveals}
    return {earned.fact for answer in case.answers.values() for earned in answer.earned} - given


def _name(visit: Visit) -> str:
    return f"{visit[0].case}, {visit[0].trainee}, seed {visit[0].seed}"


def _repeats(visit: Visit) -> Iterator[str]:
    counts = Counter(line for turn in visit for line in turn.line_ids)
    for line, count in counts.items():
        if count > 1:
            yield f"{_name(visit)}: the line {line} is said {count} times."


def _dead_ends(visit: Visit) -> Iterator[str]:
    for turn in visit:
        if not turn.line.strip():
            yield f"{_name(visit)}: nothing is said at turn {turn.turn}."
    if not visit[-1].ended or visit[-1].turn > LONGEST:
        yield f"{_name(visit)}: has no end by turn {visit[-1].turn}."


def _out_of_stage(visit: Visit) -> Iterator[str]:
    """A beat belongs to its stage; only when a visit has run out of everything else may one be said late."""
    stage_of = {beat.id: beat.stage for beat in load_case(visit[0].case).beats}
    order = ("opening", "first_tests", "peak", "turn", "close")
    for turn in visit:
        for line in turn.line_ids:
            own = stage_of.get(line, turn.stage).split("_")[0].replace("first", "first_tests")
            if order.index(own) > order.index(turn.stage) and "doorknob" not in line and not turn.ended and own != "close":
                yield f"{_name(visit)}: the beat {line} of {own} is said in {turn.stage}, at turn {turn.turn}."


def _told(visit: Visit) -> Iterator[str]:
    """Closed questions alone unlock nothing that has to be earned (R06)."""
    if visit[0].trainee != "neutral-interviewer":
        return
    told = {fact for turn in visit for fact in turn.unlocked} & gated(load_case(visit[0].case))
    if told:
        yield f"{_name(visit)}: {', '.join(sorted(told))} came out, though nobody asked openly."


def _softer(visits: list[Visit]) -> Iterator[str]:
    """Warm and collaborative leaves a softer patient than authoritative and detached, in every case (R36)."""
    ends = {(v[0].case, v[0].seed, v[0].visit, v[0].trainee): v[-1] for v in visits}
    for (slug, seed, number, trainee), skilled in ends.items():
        hard = ends.get((slug, seed, number, "authoritarian"))
        if trainee == "skilled" and hard and not (skilled.trust > hard.trust and skilled.tension < hard.tension):
            yield (
                f"{slug}, seed {seed}: skilled ends at trust {skilled.trust:g} and tension {skilled.tension:g},"
                f" authoritarian at {hard.trust:g} and {hard.tension:g}."
            )
