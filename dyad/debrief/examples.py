"""The replies of a visit go in; the few worth talking about come out: praise first, then one example of each kind of error."""

from __future__ import annotations

from dyad.debrief.marking import counted, reaction, says
from dyad.debrief.reading import Reading
from dyad.debrief.texts import load_texts, number, quote
from dyad.debrief.types import Example, PlayedTurn
from dyad.patient.rules import load_rules
from dyad.patterns import load_pattern
from dyad.scoring.rubric import load_rubric

_MOST_PRAISE = 3
_MOST_ERRORS = 4
_SURE = 0.5  # how sure the scorer must have been of a code (0 to 1) before the debrief singles it out; the transcript marks all


def praise(visit: Reading) -> tuple[Example, ...]:
    """Return up to three building moves with the words that made them, a different code each, key codes first."""
    chosen: list[tuple[PlayedTurn, str]] = []
    while len(chosen) < _MOST_PRAISE and (left := _unpraised(visit, chosen)):
        chosen.append(min(left, key=lambda move: _praise_rank(visit, chosen, *move)))
    return tuple(_praised(visit, turn, code) for turn, code in chosen)


def errors(visit: Reading) -> tuple[Example, ...]:
    """Return the worst turn of each kind of error, the gravest first, at most four."""
    worst: dict[str, tuple[int, int, int]] = {}
    for turn in visit.scored:
        for code, weight in counted(turn.score).items():
            here = (weight, turn.score.points, turn.number)
            if weight < 0 and _sure(turn, code) and here < worst.get(code, (0, 0, 0)):
                worst[code] = here
    gravest = sorted(worst.items(), key=lambda item: (item[1], item[0]))[:_MOST_ERRORS]
    return tuple(_commented(visit, next(t for t in visit.scored if t.number == place[2]), code) for code, place in gravest)


def best(visit: Reading) -> Example | None:
    """Return the reply that did most, if one did any good."""
    good = [turn for turn in visit.scored if turn.score.points > 0 and turn.score.band in ("helpful", "strong")]
    if not good:
        return None
    turn = min(good, key=lambda t: (-t.score.points, t.number))
    return _told(visit, turn, load_texts().moments["best"], [code for code, weight in counted(turn.score).items() if weight > 0])


def worst(visit: Reading) -> Example | None:
    """Return the reply that cost most, if one cost anything."""
    hard = [turn for turn in visit.scored if turn.score.band in ("straining", "rupture")]
    if not hard:
        return None
    rubric = load_rubric()
    turn = min(hard, key=lambda t: (rubric.rank(t.score.band), t.score.points, t.number))
    return _told(visit, turn, load_texts().moments["worst"], [code for code, weight in counted(turn.score).items() if weight < 0])


def turning_point(visit: Reading) -> Example | None:
    """Return the turn after which trust and tension changed course most; it takes two scored turns to have one."""
    if len(visit.scored) < 2:
        return None
    softening = {move.rule for move in load_rules().moves if move.condition.get("softened")}
    softened = next((t.number for t in visit.scored if any(rule in softening for rule, *_ in t.changes)), None)
    ruptured = next((t.number for t in visit.scored if t.score.band == "rupture"), None)

    def course(turn: PlayedTurn) -> float:
        trust, tension = visit.state_before(turn)
        return (turn.trust - trust) - (turn.tension - tension)

    turn = min(visit.scored, key=lambda t: (-abs(course(t)), t.number not in (softened, ruptured), t.number))
    if course(turn) == 0:
        return None
    moments = load_texts().moments
    trust, tension = visit.state_before(turn)
    first = "first_softening" if turn.number == softened else "first_rupture" if turn.number == ruptured else None
    comment = moments["turned_well" if course(turn) > 0 else "turned_badly"].format(
        trust_before=number(trust),
        trust=number(turn.trust),
        tension_before=number(tension),
        tension=number(turn.tension),
        first=moments[first] if first else "",
    )
    return Example(turn.number, moments["turning"], quote(turn.reply), comment)


def _unpraised(visit: Reading, chosen: list[tuple[PlayedTurn, str]]) -> list[tuple[PlayedTurn, str]]:
    used = {code for _, code in chosen}
    return [
        (turn, code)
        for turn in visit.scored
        for code, weight in counted(turn.score).items()
        if weight > 0 and code not in used and turn.score.points > 0 and _sure(turn, code)
    ]


def _sure(turn: PlayedTurn, code: str) -> bool:
    return any(coded.code == code and coded.confidence >= _SURE for coded in turn.score.codes)


def _praise_rank(visit: Reading, chosen: list[tuple[PlayedTurn, str]], turn: PlayedTurn, code: str) -> tuple[float | str, ...]:
    """Rank a move for praise: a key code, in a turn not quoted yet, without a rupture beside it, heavy, early."""
    quoted = any(turn is other for other, _ in chosen)
    weight = counted(turn.score)[code]
    return (code not in visit.rule.key, quoted, turn.score.band == "rupture", -weight, -turn.score.points, turn.number, code)


def _praised(visit: Reading, turn: PlayedTurn, code: str) -> Example:
    texts = load_texts()
    words = next((coded.words for coded in turn.score.codes if coded.code == code and coded.words), turn.reply)
    comment = load_pattern(visit.case.case_type).debrief["key"][code] if code in visit.rule.key else texts.praise[code]
    if turn.trust > visit.state_before(turn)[0]:
        comment = f"{comment} {texts.moments['trust_rose'].format(trust=number(turn.trust))}"
    return Example(turn.number, texts.labels[code], quote(words), comment)


def _commented(visit: Reading, turn: PlayedTurn, code: str) -> Example:
    """Say what an error did, to this kind of patient, and what could be tried; an omission is shown beside the line it left."""
    texts, own = load_texts(), load_pattern(visit.case.case_type).debrief
    words = next((coded.words for coded in turn.score.codes if coded.code == code), "").strip()
    parts = [
        texts.moves[code]["does"],
        own["worst"].get(code) or own["listens"],
        texts.moves[code]["instead"],
    ]
    if not words:
        parts.insert(0, texts.moments["answered_line"].format(line=quote(turn.line_before)))
    return Example(turn.number, texts.labels[code], quote(words or turn.reply), " ".join(parts))


def _told(visit: Reading, turn: PlayedTurn, title: str, codes: list[str]) -> Example:
    told = [says(code) for code in codes] + [reaction(turn, visit.state_before(turn))]
    return Example(turn.number, title, quote(turn.reply), " ".join(told))
