"""How a visit ended goes in; its title and three lines come out: alliance, decision, likely course (R37)."""

from __future__ import annotations

from dyad.cases import Case
from dyad.debrief.texts import load_texts, sentence
from dyad.debrief.types import HiddenFact, Outcome, PlayedTurn


def outcome_of(case: Case, ending: str) -> Outcome:
    """Return the outcome of an ending.

    Raises:
        ValueError: there is no such ending.
    """
    titles = load_texts().endings
    if ending not in titles:
        raise ValueError(f"A visit cannot end as {ending}. Known endings: {', '.join(titles)}.")
    stops = {"risk_stop": load_texts().risk_stop, "frame_stop": load_texts().frame_stop}
    lines = stops[ending] if ending in stops else case.sheet["outcomes"][ending]
    course = sentence(lines["course"])
    if "better" in lines:  # the ending that R46 asks for: the wish explored, and a way given
        course = f"{course} {load_texts().better.format(text=sentence(lines['better']))}"
    return Outcome(ending, titles[ending], sentence(lines["alliance"]), sentence(lines["decision"]), course)


def hidden_facts(case: Case, turns: tuple[PlayedTurn, ...]) -> tuple[HiddenFact, ...]:
    """Return what the patient kept back, with the turn in which it came out, or the kind of question that earns it."""
    told: dict[str, int] = {}
    for turn in turns:
        for fact in turn.unlocked:
            told.setdefault(fact, turn.number)
    return tuple(HiddenFact(f.id, f.kind, f.text, f.question, told.get(f.id)) for f in case.facts.values())
