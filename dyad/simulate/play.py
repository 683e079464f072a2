"""A case and a scripted trainee go in; the turns of their visit come out, heard, scored and answered as in a live one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from dyad.cases import BASE, Case, load_case
from dyad.patient import Heard, Memory, VisitState, end_visit, start_visit, take_turn
from dyad.patient.visit import Turn
from dyad.scoring.score import NOT_UNDERSTOOD, TurnScore
from dyad.scoring.scorer import Scorer
from dyad.simulate.trainee import Speaker, Trainee

LONGEST = 30  # turns; a visit is over by then


class Hears(Protocol):
    """Anything that hears replies as the bot does."""

    def __call__(self, reply: str) -> list[Heard]:
        """Return what was heard, piece by piece."""
        ...


@dataclass(frozen=True)
class Stage:
    """What every visit needs: an ear and a scorer, loaded once."""

    hears: Callable[[str], list[Heard]]
    scorer: Scorer


@dataclass(frozen=True)
class Moment:
    """One turn as it happened, and the state after it; the opening, and the last word of a visit that was ended, answer no reply."""

    state: VisitState
    turn: Turn
    move: str = ""
    reply: str = ""
    score: TurnScore | None = None


@dataclass(frozen=True)
class SimulatedTurn:
    """One turn of a simulated visit; turn 0 is the opening, and the last one may be the patient's last word without a reply."""

    case: str
    case_type: str
    variant: str
    trainee: str
    seed: int
    visit: int
    turn: int
    move: str
    reply: str
    codes: tuple[str, ...]
    points: int | None
    band: str
    line: str
    tags: tuple[str, ...]
    line_ids: tuple[str, ...]
    stage: str
    trust: float
    tension: float
    topics: tuple[str, ...]
    understood: bool
    unlocked: tuple[str, ...]
    ended: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, one line of the JSON file."""
        return asdict(self)


def play_visit(
    slug: str, trainee: Trainee, stage: Stage, *, seed: int = 0, variant: str = BASE, before: Memory | None = None
) -> tuple[list[SimulatedTurn], VisitState]:
    """Play one visit to its end and return its turns and the patient's last state."""
    case = load_case(slug, variant=variant)
    played = list(moments(case, trainee, stage, seed=seed, before=before))
    return [_row(case, trainee, moment) for moment in played], played[-1].state


def moments(
    case: Case, trainee: Trainee, stage: Stage, *, seed: int = 0, before: Memory | None = None, said: Sequence[str] = ()
) -> Iterator[Moment]:
    """Play one visit and yield it turn by turn, with all that a live visit stores.

    Args:
        said: the first replies, as somebody else gave them; the trainee goes on from there.
    """
    state, first = start_visit(case, seed, before)
    yield Moment(state, first)
    speaker = Speaker(trainee, case, seed + (state.visit - 1))
    while not state.ended and state.turn < LONGEST:
        given = said[state.turn] if state.turn < len(said) else None
        move, reply = ("", given) if given else speaker.reply(state.turn + 1, state.line, state.tags)
        score = stage.scorer.score(reply, replace(state.context(case), meant=True))
        state, turn = take_turn(case, state, stage.hears(reply), score)
        if not turn.understood and score.scored:
            score = score.left_unscored(NOT_UNDERSTOOD)
        yield Moment(state, turn, move, reply, score)
    if not state.ended:
        yield Moment(*end_visit(case, state))


def play_all(
    slugs: list[str], trainees: list[Trainee], stage: Stage, *, seed: int = 0, visits: int = 1
) -> Iterator[list[SimulatedTurn]]:
    """Yield the turns of every visit of every trainee with every case; with `visits=2` the patient comes back once."""
    for slug in slugs:
        people = load_case(slug).variants
        for number, trainee in enumerate(trainees):
            variant = people[(seed + number) % len(people)].id
            turns, state = play_visit(slug, trainee, stage, seed=seed, variant=variant)
            yield turns
            if visits > 1 and load_case(slug).return_visit:
                yield play_visit(slug, trainee, stage, seed=seed, variant=variant, before=Memory.of(state))[0]


def _row(case: Case, trainee: Trainee, moment: Moment) -> SimulatedTurn:
    state, turn, score = moment.state, moment.turn, moment.score
    scored = score is not None and score.scored
    return SimulatedTurn(
        case=case.slug,
        case_type=case.case_type,
        variant=case.variant,
        trainee=trainee.name,
        seed=state.seed,
        visit=state.visit,
        turn=turn.number,
        move=moment.move,
        reply=moment.reply,
        codes=score.code_names() if score else (),
        points=score.points if score and scored else None,
        band=score.band if score and scored else "",
        line=turn.line,
        tags=turn.tags,
        line_ids=turn.line_ids,
        stage=turn.stage,
        trust=turn.trust,
        tension=turn.tension,
        topics=turn.topics,
        understood=turn.understood,
        unlocked=turn.unlocked,
        ended=turn.ended,
    )
