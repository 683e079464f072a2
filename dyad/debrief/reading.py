"""The played turns of a visit go in; what the debrief asks about them comes out: where the patient stood, what was asked, who earned what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dyad.cases import Case
from dyad.debrief.marking import State, counted
from dyad.debrief.types import PlayedTurn
from dyad.scoring.domains import TurnFacts
from dyad.scoring.rubric import CaseRule, load_rubric


@dataclass(frozen=True, eq=False)
class Reading:
    """A visit read once. `before` is where the patient stood at each reply; `facts` is what scoring may see of each turn."""

    case: Case
    turns: tuple[PlayedTurn, ...]
    before: tuple[State, ...]
    facts: tuple[TurnFacts, ...]

    @property
    def rule(self) -> CaseRule:
        """Return the codes that count double with this patient."""
        return load_rubric().cases[self.case.case_type]

    @property
    def scored(self) -> list[PlayedTurn]:
        """Return the turns that say something about the replies; the others are left out, never counted as nothing."""
        return [turn for turn, facts in zip(self.turns, self.facts, strict=True) if facts.counts]

    def state_before(self, turn: PlayedTurn) -> State:
        """Return trust and tension as the reply found them."""
        return self.before[self.turns.index(turn)]

    def turns_of(self, codes: Iterable[str]) -> list[int]:
        """Return the scored turns in which one of these codes counted."""
        wanted = frozenset(codes)
        return [turn.number for turn in self.scored if wanted & counted(turn.score).keys()]

    def asked(self) -> list[int]:
        """Return the turns whose line put the unsafe request, or put it again."""
        first = [facts.turn for facts in self.facts if facts.asked][:1]
        return first + [facts.turn for facts in self.facts if facts.pressed and facts.turn not in first]


def read_visit(case: Case, turns: Iterable[PlayedTurn]) -> Reading:
    """Read a visit turn by turn."""
    played = tuple(turns)
    start = case.sheet["start"]
    states: list[State] = [(float(start["trust"]), float(start["tension"])), *((turn.trust, turn.tension) for turn in played)]
    stages = ["opening", *(turn.stage for turn in played)]
    # A control asks for what is fair, so there is no limit to hold.
    asks = [] if case.is_control else [beat.text for beat in case.beats if beat.kind == "big_ask"]
    presses = [line.text for line in case.lists["pressed"]]
    facts: list[TurnFacts] = []
    asked = False
    for turn, stage in zip(played, stages, strict=False):
        asked = asked or any(text in turn.line_before for text in asks)
        facts.append(
            TurnFacts(
                turn=turn.number,
                reply=turn.reply,
                score=turn.score,
                tags=turn.tags_before,
                stage=stage,
                unlocked=tuple(case.facts[fact].kind for fact in turn.unlocked if fact in case.facts),
                asked=asked,
                pressed=asked and any(text in turn.line_before for text in presses),
                understood=turn.understood,
            )
        )
    return Reading(case, played, tuple(states[: len(played)]), tuple(facts))
