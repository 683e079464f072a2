"""A played visit goes in; what its made-up trainee did with the debrief is stored: not read yet, skipped, or read with a formulation."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from dyad.cases import Case
from dyad.debrief.formulation import Formulation as Answers
from dyad.debrief.guide import load_guide
from web.debriefing import formulations
from web.debriefing.models import Feeling, Formulation, Nature, Stake, Urge
from web.training.charts import case_of
from web.training.models import Debrief, TrainingSession, Turn

READ, BEGUN, SKIPPED = 0.52, 0.6, 0.82  # of all visits: up to each of them read, begun and left, skipped; the rest is waiting
# How often somebody who follows a script reads the patient rightly; the interpreter sees a pattern everywhere.
RIGHT = {"skilled": 0.85, "cold-correct": 0.55, "pleaser": 0.5, "interpreter": 0.0}
SOMETIMES = 0.4


def leave(visit: TrainingSession, script: str, rng: Random) -> None:
    """Store what happened after the visit."""
    lot = rng.random()
    if lot < READ and visit.answered():
        _read(visit, script, rng)
    elif lot < BEGUN:
        formulations.save_reaction(visit, "")
        formulations.save_facts(visit, "Demo answer: what was asked for.", "")
    elif lot < SKIPPED:
        formulations.finish(visit, Debrief.SKIPPED)


def _read(visit: TrainingSession, script: str, rng: Random) -> None:
    case, turns = case_of(visit), visit.answered()
    formulations.save_reaction(visit, "")
    formulations.save_facts(visit, str(case.sheet["stated_request"]), "Demo answer: what we agreed on, in a sentence.")
    formulations.submit(visit, _answers(case, turns, visit, script, rng), "")
    formulations.carry_forward(visit, "Demo answer: next time I ask once more before I tell.")
    Formulation.objects.filter(visit=visit).update(submitted=visit.ended and visit.ended + timedelta(minutes=20))
    if rng.random() < 0.3:
        formulations.pin(visit, rng.choice(turns).number, keep=True)
    coded = [(turn.number, code["code"]) for turn in turns for code in (turn.score or {}).get("codes", ())]
    if coded and rng.random() < 0.15:
        formulations.disagree(visit, *rng.choice(coded), "Demo reason: I meant this otherwise.")


def _answers(case: Case, turns: list[Turn], visit: TrainingSession, script: str, rng: Random) -> Answers:
    right = rng.random() < RIGHT.get(script, SOMETIMES)
    nature = load_guide().nature_of(case)
    if not right:
        nature = Nature.PATTERN if script == "interpreter" else rng.choice(Nature.values)
    quoted, agenda = visit.opening_line, case.sheet["covert_agenda"]
    return Answers(
        nature=nature,
        quote_for=quoted[:600],
        quote_against=turns[0].line[:600] if right else "",
        treated="Demo answer: as the one who now has to decide.",
        nobody=case.is_control and right,
        underneath=str(agenda["wish"])[:600] if right and not case.is_control and isinstance(agenda, dict) else "",
        nothing=case.is_control and right,
        feelings=tuple(rng.sample(Feeling.values, 2)),
        urges=tuple(rng.sample(Urge.values, 2)),
        pull_turn=rng.choice(turns).number,
        pull="Demo answer: I noticed it, and went slower.",
        drug="Demo answer: being looked after.",
        stakes=(rng.choice(Stake.values),),
        stake_turn=rng.choice(turns).number,
        better="Demo answer: one question fewer.",
        unsafe=" ".join(case.sheet["key"]["unsafe_or_unknown"])[:600] if right else "",
    )
