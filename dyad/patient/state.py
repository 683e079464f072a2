"""What the patient carries from one turn to the next, as plain data that fits a Rasa slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from dyad.cases import Case
from dyad.cases.variants import BASE
from dyad.patient.rules import Rules
from dyad.scoring.omissions import is_parked
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import TurnContext, TurnScore


@dataclass(frozen=True)
class VisitState:
    """The patient's state after `turn` replies. Trust and tension run from 0 to 10, trust in quarters, tension in halves; `said` holds line ids, never twice the same."""

    case: str
    seed: int = 0
    variant: str = BASE
    visit: int = 1  # 2 for a patient who has come back
    turn: int = 0
    trust: float = 0.0
    tension: float = 0.0
    clock: int = 0
    stage: str = "opening"
    good_run: int = 0
    bad_run: int = 0
    key_in_run: bool = False
    ruptures: tuple[int, ...] = ()  # turns of ruptures nobody has mended
    repaired: int = 0
    softened: int = 0
    request: str | None = None  # what is on the table
    pressed: int = 0
    granted: bool = False
    said: tuple[str, ...] = ()
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unlocked: tuple[str, ...] = ()
    codes: tuple[tuple[str, ...], ...] = ()  # earned so far, one entry a turn
    line: str = ""
    tags: tuple[str, ...] = ()
    last_beat: int = 0
    goodbyes: int = 0
    other_asked: bool = False  # somebody else was asked for, and nobody has answered that yet
    risk: str = ""  # how far a hint of danger has come: first, clearer, told
    before: str = ""  # how the first visit ended, for a patient who has come back
    owed: str = ""  # what became of the first visit's promises: kept, broken
    parked: bool = False  # a hint of danger was put off explicitly in the last reply
    ended: str | None = None

    def context(self, case: Case) -> TurnContext:
        """Return what the next reply is scored against."""
        return TurnContext(case.case_type, self.line, self.tags, self.turn + 1, self.codes, self.parked)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> VisitState:
        """Rebuild a state that went through JSON."""
        known = {item.name for item in fields(cls)}
        values = {name: value for name, value in raw.items() if name in known}
        for name in ("ruptures", "said", "unlocked", "tags"):
            values[name] = tuple(values.get(name, ()))
        values["codes"] = tuple(tuple(codes) for codes in values.get("codes", ()))
        values["asked"] = {topic: tuple(texts) for topic, texts in values.get("asked", {}).items()}
        return cls(**values)


@dataclass(frozen=True)
class Change:
    """One rule that moved the patient in a turn."""

    rule: str
    trust: float
    tension: float


def start_state(case: Case, seed: int = 0) -> VisitState:
    """Return the state in which a patient comes through the door."""
    start = case.sheet["start"]
    return VisitState(
        case=case.slug, seed=seed, variant=case.variant, trust=float(start["trust"]), tension=float(start["tension"])
    )


def is_wary(state: VisitState, rules: Rules) -> bool:
    """Tell whether the patient answers little."""
    return state.trust < rules.limits["open_trust"] or state.tension >= rules.limits["wary_tension"]


@dataclass(frozen=True)
class Moved:
    """A state after a reply, with why: the changes, and whether this reply softened or repaired."""

    state: VisitState
    changes: tuple[Change, ...]
    softened: bool
    repaired: bool


def move(case: Case, state: VisitState, score: TurnScore, rules: Rules, topics: Sequence[str] = ()) -> Moved:
    """Let one scored reply, and the topics heard in it, move trust, tension and clock. Pure: the same inputs give the same state."""
    case_rule = load_rubric().cases[case.case_type]
    codes = score.code_names()
    good = score.band in ("helpful", "strong")
    worst = bool(case_rule.worst & set(codes))
    key = bool(case_rule.key & set(codes))
    turn = state.turn + 1
    bad = score.band in ("straining", "rupture")
    run = state.good_run + 1 if good else 0 if bad else state.good_run
    bad_run = state.bad_run + 1 if bad else 0 if good else state.bad_run
    key_in_run = good and (key or state.key_in_run) or (state.key_in_run and run == state.good_run and run > 0)
    softened = good and run >= 2 and key_in_run and _may_soften(case, state, codes, topics)
    window = rules_window()
    repairable = tuple(t for t in state.ruptures if turn - t <= window)
    repaired = "own_mistake_repair" in codes and bool(repairable) and score.band != "rupture"
    facts = {
        "band": score.band,
        "codes": codes,
        "other_asked": state.other_asked,
        "worst": worst,
        "key": key,
        "mixed": score.mixed,
        "softened": softened,
        "repaired": repaired,
    }
    held = [rule for rule in (*rules.moves, *rules.of(case.pattern)) if rule.holds(facts)]
    trust = _bounded(state.trust + sum(_paced(case, rule.trust) for rule in held))
    tension = _bounded(state.tension + sum(rule.tension for rule in held))
    ruptures = tuple(t for t in state.ruptures if not (repaired and t in repairable))
    if score.band == "rupture":
        ruptures += (turn,)
    clock = max(state.clock, turn - 1) + 1 + (1 if softened else 0)
    if worst and bad:
        clock = max(clock, _next_stage_start(state.stage, rules))
    return Moved(
        replace(
            state,
            turn=turn,
            trust=trust,
            tension=tension,
            clock=clock,
            stage=stage_at(clock, rules),
            good_run=0 if softened else run,
            key_in_run=False if softened else key_in_run,
            bad_run=bad_run,
            ruptures=ruptures,
            repaired=state.repaired + repaired,
            softened=state.softened + softened,
            codes=(*state.codes, codes),
            parked=is_parked(state.tags, codes),
        ),
        tuple(Change(rule.rule, _paced(case, rule.trust), rule.tension) for rule in held),
        softened,
        repaired,
    )


def _may_soften(case: Case, state: VisitState, codes: Sequence[str], topics: Sequence[str]) -> bool:
    """Tell whether all that this pattern needs before it gives way has happened in the visit."""
    earned = {code for turn in (*state.codes, codes) for code in turn}
    raised = {*state.asked, *topics}
    return all(need.codes & earned or need.topics & raised for need in case.pattern.needs)


def _paced(case: Case, trust: float) -> float:
    """Return a change of trust at this pattern's pace (R34)."""
    return trust * (case.pattern.pace.trust_up if trust > 0 else case.pattern.pace.trust_down)


def rules_window() -> int:
    """Return the repair window, in turns, which the rubric owns."""
    return load_rubric().limits["repair_window_turns"]


def stage_at(clock: int, rules: Rules) -> str:
    """Return the stage of the visit at a time on its clock."""
    return [name for name, first in rules.stages.items() if clock >= first or name == "opening"][-1]


def _next_stage_start(stage: str, rules: Rules) -> int:
    names = list(rules.stages)
    following = names[min(names.index(stage) + 1, names.index("turn"))]
    return rules.stages[following]


def _bounded(value: float) -> float:
    return max(0.0, min(10.0, value))
