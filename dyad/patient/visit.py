"""One visit, turn by turn: a scored reply and what was heard in it become the patient's next state and line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from dyad.cases import Case
from dyad.patient.ear import Heard, Topic, is_question, listen, readable
from dyad.patient.memory import Memory, state_on_return
from dyad.patient.rules import Rules, load_rules
from dyad.patient.state import Change, Moved, VisitState, move, start_state
from dyad.patient.voice import Voice
from dyad.scoring.score import NOT_UNDERSTOOD, TurnScore


@dataclass(frozen=True)
class Turn:
    """What one reply led to: the patient's line with its demand tags, and everything that explains it."""

    number: int
    line: str
    tags: tuple[str, ...]
    line_ids: tuple[str, ...]
    stage: str
    trust: float
    tension: float
    understood: bool = True
    topics: tuple[str, ...] = ()
    unlocked: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    ended: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def start_visit(case: Case, seed: int = 0, before: Memory | None = None) -> tuple[VisitState, Turn]:
    """Let the patient come in and speak first; the seed varies the wording and nothing else.

    Args:
        before: what is remembered of a first visit, for a patient who comes back.
    """
    rules = load_rules()
    state = state_on_return(case, before, rules, seed) if before else start_state(case, seed)
    voice = Voice(case, state, rules)
    voice.open()
    return _close_turn(state, voice, understood=True, topics=[], changes=())


def take_turn(case: Case, state: VisitState, heard: list[Heard], score: TurnScore) -> tuple[VisitState, Turn]:
    """Let the patient answer one scored reply.

    Raises:
        ValueError: the visit is over.
    """
    if state.ended:
        raise ValueError(f"The visit with {case.slug} is over ({state.ended}).")
    rules = load_rules()
    topics = listen(case, heard, score.code_names(), rules)
    spoken = [coded for coded in score.codes if coded.words]
    understood = score.scored and bool(topics or spoken or any(readable(thought, rules) for thought in score.abstained))
    names = [topic.name for topic in topics]
    moved = move(case, state, score if understood else score.left_unscored(NOT_UNDERSTOOD), rules, names)
    voice = Voice(case, moved.state, rules)
    if not understood:
        topics = []
        voice.ask_back()
        if voice.state.turn >= rules.limits["last_turn"]:
            voice.finish(outcome(moved.state, rules))
    else:
        _answer(voice, moved, topics, score, rules, asked_something=any("?" in thought.text for thought in heard))
        voice.fill()  # whatever happened, something is said
    return _close_turn(moved.state, voice, understood=understood, topics=topics, changes=moved.changes)


def stop_visit(case: Case, state: VisitState) -> tuple[VisitState, Turn]:
    """Stop a visit whose frame the trainee has left: the patient goes without playing along (clinical brief 5.1).

    Raises:
        ValueError: the visit is over.
    """
    if state.ended:
        raise ValueError(f"The visit with {case.slug} is over ({state.ended}).")
    voice = Voice(case, replace(state, turn=state.turn + 1, codes=(*state.codes, ())), load_rules())
    voice.finish("left_early")
    voice.state = replace(voice.state, ended="frame_stop")
    return _close_turn(state, voice, understood=True, topics=[], changes=())


def end_visit(case: Case, state: VisitState) -> tuple[VisitState, Turn]:
    """Let the trainee end the visit now: the patient says a last word that fits how it stands."""
    rules = load_rules()
    voice = Voice(case, state, rules)
    if not state.ended:
        voice.finish(outcome(state, rules))
    return _close_turn(state, voice, understood=True, topics=[], changes=())


def outcome(state: VisitState, rules: Rules) -> str:
    """Name how a visit ends as it stands; the plan needs the alliance and the alliance needs a plan (R04)."""
    earned = {code for codes in state.codes for code in codes}
    plan = "plan_followup" in earned and bool(
        earned & {"explain_rationale", "collaborative_decision", "warm_limit", "own_mistake_repair"}
    )
    alliance = (
        state.trust >= rules.limits["alliance_trust"]
        and state.tension <= rules.limits["alliance_tension"]
        and len(state.ruptures) < 2
        and not state.granted
    )
    if plan and alliance:
        return "plan_followed"
    if len(state.ruptures) >= 2 and state.trust <= rules.limits["no_trust"]:
        return "another_doctor"
    if not state.unlocked and not state.ruptures and not alliance:
        return "false_compliance"
    return "plan_unlikely"


def _answer(voice: Voice, moved: Moved, topics: list[Topic], score: TurnScore, rules: Rules, *, asked_something: bool) -> None:
    """Say what was asked first, then what the reply did to the patient, then the patient's own next move."""
    state, limits = moved.state, rules.limits
    codes = score.code_names()
    harmful = [weight.code for weight in sorted(score.weights, key=lambda w: w.weight) if weight.weight < 0]
    voice.note_limits(codes)
    if voice.meet_risk(codes):
        return
    asked = [t for t in topics if not set(rules.same_move.get(t.name, ())) & set(codes)]
    content = [t for t in asked if t.name not in rules.manners and (not harmful or is_question(voice.case, t.name))]
    if asked_something and not content:  # "is that all right?" by itself wants an answer, manners or not
        content = [t for t in asked if is_question(voice.case, t.name)]
    for topic in content[:2]:
        voice.answer(topic, codes)
    if _may_go(voice, harmful, codes):
        return
    if (
        any(t.name == "say_goodbye" for t in topics)
        or state.turn >= limits["last_turn"]
        or (state.goodbyes and "plan_followup" in codes)
    ):
        voice.part(outcome(state, rules), final=state.turn >= limits["last_turn"])
        return
    if asked_something and not voice.spoke and not set(codes) - rules.asking and not _told(topics, rules):
        voice.ask_back()  # a question that was not caught is asked back, not talked over
        return
    if harmful:
        voice.react(harmful)
        if state.bad_run >= limits["stress_run"]:
            voice.escalate()
    elif moved.repaired and voice.say_from("repair_accepted"):
        pass
    elif moved.softened and len(voice.parts) < 2 and voice.soften():
        pass
    elif voice.press(codes):
        pass
    elif not voice.spoke or not content:
        voice.react([code for code in codes if code not in rules.asking])
    if not harmful and len(voice.parts) < 2:
        voice.beat()
    if not voice.spoke:
        for topic in asked:
            voice.answer(topic, codes)
    voice.fill()


def _may_go(voice: Voice, harmful: list[str], codes: Sequence[str]) -> bool:
    """Let the patient walk out, or ask for another clinician, if it has come to that; tell whether the turn is over."""
    state, limits = voice.state, voice.rules.limits
    if state.other_asked:
        return voice.settle_other(harmful, codes)
    if len(state.ruptures) < 2 or state.turn < limits["leave_from_turn"]:
        return False
    if voice.case.pattern.leaves_by == "another_doctor" and state.trust <= limits["no_trust"]:
        voice.react(harmful)
        return voice.ask_other()
    if state.tension < limits["leave_tension"]:
        return False
    if voice.has_warned():
        voice.finish("left_early")
    else:
        voice.react(harmful)
        voice.warn()
    return True


def _told(topics: list[Topic], rules: Rules) -> bool:
    """Tell whether a reply held more than manners."""
    return any(topic.name not in rules.manners for topic in topics)


def _close_turn(
    state: VisitState, voice: Voice, *, understood: bool, topics: list[Topic], changes: tuple[Change, ...]
) -> tuple[VisitState, Turn]:
    line, tags = voice.utterance()
    after = replace(voice.state, line=line, tags=tags)
    fresh = tuple(fact for fact in after.unlocked if fact not in state.unlocked)
    return after, Turn(
        number=after.turn,
        line=line,
        tags=tags,
        line_ids=tuple(part.id for part in voice.parts),
        stage=after.stage,
        trust=after.trust,
        tension=after.tension,
        understood=understood,
        topics=tuple(topic.name for topic in topics),
        unlocked=fresh,
        changes=changes,
        ended=after.ended,
    )
