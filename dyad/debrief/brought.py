"""The two halves of a debrief: what the patient brought to the visit, and what the trainee's moves brought (R05)."""

from __future__ import annotations

from collections import Counter

from dyad.cases import Case
from dyad.debrief.marking import counted
from dyad.debrief.reading import Reading
from dyad.debrief.texts import in_turns, listed, load_texts, sentence, times
from dyad.patterns import load_pattern


def patient_brought(case: Case) -> tuple[str, ...]:
    """Say what was asked and what was underneath, how the patient treated the trainee, and what the medicine stood for."""
    texts, key = load_texts().patient, case.sheet["key"]
    note = load_pattern(case.case_type).debrief.get("note", "")
    second = ("fair", key["reality_or_pattern"]) if case.is_control else ("underneath", key["underneath"])
    told = (
        ("asked", case.sheet["stated_request"]),
        second,
        ("treated", key["how_they_treated_you"]),
        ("medicine", key["drug_meaning"]),
    )
    lines = [texts[name].format(text=sentence(text)) for name, text in told]
    lines[2] = f"{lines[2]} {note}".strip()
    return tuple(lines)


def you_brought(visit: Reading) -> tuple[str, ...]:
    """Say what the moves of this visit add up to: limits, moves that count double, the pull, feelings and questions."""
    texts = load_texts().you
    pull = texts["pull"].format(text=sentence(visit.case.sheet["key"]["pull"]))
    if not visit.scored:
        return texts["nothing"], f"{pull} {texts['pull_open']}"
    lines = [_limits(visit), _doubled(visit), f"{pull} {_pull_shown(visit)}", f"{_feelings(visit)} {_questions(visit)}".strip()]
    return tuple(line for line in lines if line)


def _limits(visit: Reading) -> str:
    """Say how the unsafe request was answered, or how often the pressure won elsewhere."""
    texts = load_texts().you
    asked, gave = visit.asked(), visit.turns_of(["capitulation"])
    if not asked:
        return texts["gave_elsewhere"].format(n=times(len(gave)), turns=in_turns(gave)) if gave else ""
    gave = [turn for turn in gave if turn >= asked[0]]
    held = [turn for turn in visit.turns_of(["warm_limit"]) if turn >= asked[0] and turn not in gave]
    pattern = "held_then_gave" if held and gave else "held" if held else "gave" if gave else "unanswered"
    return texts[pattern].format(
        first=asked[0],
        pressed=texts["pressed"].format(turns=in_turns(asked[1:])) if asked[1:] else "",
        turns=in_turns(held),
        gave=in_turns(gave),
    )


def _doubled(visit: Reading) -> str:
    texts = load_texts()
    used = _moves(visit, visit.rule.key)
    if used:
        return texts.you["keys"].format(moves=used)
    return texts.you["no_keys"].format(moves=listed([_inside(texts.labels[code]) for code in sorted(visit.rule.key)]))


def _pull_shown(visit: Reading) -> str:
    texts = load_texts().you
    shown = _moves(visit, visit.rule.worst)
    return texts["pull_shown"].format(moves=shown) if shown else texts["pull_not_shown"]


def _moves(visit: Reading, codes: frozenset[str]) -> str:
    """Return the moves among these that counted, with their turns, the most frequent first."""
    labels = load_texts().labels
    tally = Counter(code for turn in visit.scored for code in counted(turn.score) if code in codes)
    ranked = sorted(tally, key=lambda code: (-tally[code], code))
    return listed([f"{_inside(labels[code])} ({in_turns(visit.turns_of([code]))})" for code in ranked])


def _feelings(visit: Reading) -> str:
    texts = load_texts().you
    shown = [turn.number for turn in visit.scored if "affect" in turn.tags_before]
    passed = visit.turns_of(["ignore_affect"])
    if not shown:
        return ""
    return texts["feelings_passed" if passed else "feelings_met"].format(n=len(shown), turns=in_turns(passed))


def _questions(visit: Reading) -> str:
    tally = Counter(coded.code for turn in visit.scored for coded in turn.score.codes)
    return load_texts().you["questions"].format(open=tally["open_question"], closed=tally["closed_question"])


def _inside(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]
