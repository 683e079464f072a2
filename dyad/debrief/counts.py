"""A visit goes in; the plain counts shown beside the domains come out (clinical brief 3.7), none of them a mark."""

from __future__ import annotations

from collections import Counter

from dyad.debrief.reading import Reading
from dyad.debrief.texts import load_texts, number
from dyad.patient.rules import load_rules
from dyad.scoring.domains import repairs
from dyad.scoring.rubric import load_rubric


def count(visit: Reading) -> tuple[tuple[str, str], ...]:
    """Return (name, value) for each count. A turn without an honest score is counted as such and enters nothing else."""
    texts = load_texts().counts
    told = {fact for turn in visit.turns for fact in turn.unlocked} & visit.case.facts.keys()
    tally = Counter(coded.code for turn in visit.scored for coded in turn.score.codes)
    questions = sum(tally[code] for code in load_rules().asking)
    unscored = sum(turn.understood and not turn.score.scored for turn in visit.turns)
    rows = [
        (texts["bands"], _bands(visit)),
        (texts["reflections"], texts["reflections_value"].format(reflections=tally["empathic_reflection"], questions=questions)),
        (texts["hidden"], texts["of"].format(n=len(told), m=len(visit.case.facts))),
        (texts["repair"], _repair(visit)),
        (texts["reversed"], str(len(limits_reversed(visit)))),
        (texts["not_understood"], str(sum(not turn.understood for turn in visit.turns))),
    ]
    if unscored:
        rows.append((texts["unscored"], str(unscored)))
    if visit.turns:
        last = visit.turns[-1]
        rows.append((texts["end"], texts["end_value"].format(trust=number(last.trust), tension=number(last.tension))))
    return tuple(rows)


def limits_reversed(visit: Reading) -> list[int]:
    """Return the turns that gave way or wavered after a limit had been set."""
    limits = visit.turns_of(["warm_limit"])
    return [turn for turn in visit.turns_of(["capitulation", "indecision"]) if limits and turn > limits[0]]


def _bands(visit: Reading) -> str:
    tally = Counter(turn.score.band for turn in visit.scored)
    return (
        ", ".join(f"{tally[band]} {band}" for band, _ in load_rubric().bands if tally[band]) or load_texts().counts["no_scored"]
    )


def _repair(visit: Reading) -> str:
    texts, words = load_texts().counts, load_texts().words
    found = []
    for rupture, repair in repairs(visit.facts).items():
        if repair is None:
            found.append(texts["not_mended"].format(turn=rupture))
            continue
        latency = repair - rupture
        after = words["one_turn"] if latency == 1 else words["many_turns"].format(n=latency)
        found.append(texts["mended"].format(turn=rupture, n=after))
    return "; ".join(found) or texts["no_rupture"]
