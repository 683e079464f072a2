"""The scored turns of a visit go in; suggested levels in the seven session domains come out, each step with its turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dyad.patterns import load_pattern
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import TurnScore


@dataclass(frozen=True)
class TurnFacts:
    """One turn as the domains see it: the reply and its score, and the line it met.

    `stage` is the stage at which the line was said; `unlocked` are the kinds of the hidden facts that came out on the reply;
    `asked` tells that an unsafe big ask was on the table, `pressed` that the line asked for it again.
    """

    turn: int
    reply: str
    score: TurnScore
    tags: tuple[str, ...] = ()
    stage: str = "opening"
    unlocked: tuple[str, ...] = ()
    asked: bool = False
    pressed: bool = False
    understood: bool = True

    @property
    def counts(self) -> bool:
        """Tell whether the turn may enter a rating: it was understood and has an honest score."""
        return self.understood and self.score.scored

    def earned(self) -> frozenset[str]:
        """Return the codes that counted; a contraindicated one has a note instead of its weight."""
        weights = load_rubric().codes
        waived = {w.code for w in self.score.weights if w.weight == 0 and weights[w.code].weight != 0}
        return frozenset(self.score.code_names()) - waived


@dataclass(frozen=True)
class DomainLevel:
    """A domain's suggested level, 1 to 5, or None where it cannot be rated, with the sentences that led to it."""

    id: str
    name: str
    level: int | None
    anchor: str
    reasons: tuple[tuple[str, int | None], ...]  # sentence, turn


@dataclass(frozen=True)
class When:
    """Conditions that must hold together in one turn; domains.yml says what each means."""

    codes: frozenset[str] = frozenset()
    not_codes: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    not_tags: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    bands: frozenset[str] = frozenset()
    unlocked: frozenset[str] = frozenset()
    case_types: frozenset[str] = frozenset()
    not_case_types: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    not_holds: frozenset[str] = frozenset()
    feeling: bool = False
    explains: int = 0

    def met_by(self, seen: _Seen) -> bool:
        """Tell whether one turn meets every condition."""
        wanted = (
            (self.codes, seen.codes),
            (self.tags, frozenset(seen.facts.tags)),
            (self.stages, frozenset({seen.facts.stage})),
            (self.bands, frozenset({seen.facts.score.band})),
            (self.unlocked, frozenset(seen.facts.unlocked)),
            (self.case_types, frozenset({seen.case_type})),
        )
        unwanted = (
            (self.not_codes, seen.codes),
            (self.not_tags, frozenset(seen.facts.tags)),
            (self.not_case_types, frozenset({seen.case_type})),
            (self.not_holds, seen.holds),
        )
        return (
            all(not asked or asked & found for asked, found in wanted)
            and not any(barred & found for barred, found in unwanted)
            and self.holds <= seen.holds
            and (not self.feeling or _has(_book().feeling_words, seen.facts.reply))
            and len(_parts(seen.facts.reply) if self.explains else ()) >= self.explains
        )


_HOLDS = frozenset({"asked", "pressed", "key", "worst", "unmended", "repairs", "first_risk", "risk_missed_before", "risk_left"})


@dataclass(frozen=True)
class _Seen:
    """A turn with what only the rest of the visit tells about it."""

    facts: TurnFacts
    case_type: str
    codes: frozenset[str]
    holds: frozenset[str]


def repairs(turns: Sequence[TurnFacts]) -> dict[int, int | None]:
    """Return each rupture's turn with the turn that owned it in time, or None (clinical brief 2.1, repair window)."""
    return {t.turn: _mended_at(t, turns) for t in turns if t.counts and t.score.band == "rupture"}


def suggest_levels(case_type: str, turns: Sequence[TurnFacts], *, concrete: bool = False) -> list[DomainLevel]:
    """Suggest a level in each domain. Turns without an honest score are left out, never counted as nothing.

    Args:
        concrete: the patient is too ill for reflective questions, so a visit without any is not held down for it (R03).
    """
    seen = _look(case_type, [turn for turn in turns if turn.counts])
    return [_level(domain, seen, concrete) for domain in _book().raw["domains"]]


def domain_texts() -> list[dict[str, Any]]:
    """Return the domains as domains.yml has them: id, name, anchors, rules."""
    found: list[dict[str, Any]] = _book().raw["domains"]
    return found


def _look(case_type: str, turns: Sequence[TurnFacts]) -> list[_Seen]:
    rule = load_rubric().cases[case_type]
    like = load_pattern(case_type).like
    mended = repairs(turns)
    risky = [turn for turn in turns if "risk" in turn.tags]
    inquiries = [turn.turn for turn in turns if "risk_inquiry" in turn.earned()]
    found = []
    for turn in turns:
        codes = turn.earned()
        tests = {
            "asked": turn.asked,
            "pressed": turn.pressed,
            "key": bool(codes & rule.key),
            "worst": bool(codes & rule.worst),
            "unmended": _mended_at(turn, turns) is None,
            "repairs": turn.turn in mended.values(),
            "first_risk": bool(risky) and turn is risky[0],
            "risk_missed_before": any(r.turn < turn.turn and "risk_inquiry" not in r.earned() for r in risky),
            "risk_left": not any(number > turn.turn for number in inquiries),
        }
        found.append(_Seen(turn, like, codes, frozenset(name for name, holds in tests.items() if holds)))
    return found


def _mended_at(turn: TurnFacts, turns: Sequence[TurnFacts]) -> int | None:
    last = turn.turn + load_rubric().limits["repair_window_turns"]
    for later in turns:
        if turn.turn < later.turn <= last and later.score.band != "rupture" and "own_mistake_repair" in later.earned():
            return later.turn
    return None


def _level(domain: Mapping[str, Any], seen: list[_Seen], concrete: bool = False) -> DomainLevel:
    raw = _book().raw
    name: tuple[str, str] = (domain["id"], domain["name"])
    if not seen:
        return DomainLevel(*name, None, raw["no_scored_reply"], ())
    if "rated_if" in domain and not _turns_that_meet(domain["rated_if"], seen):
        return DomainLevel(*name, None, domain["not_rated"], ())
    ups = [step for rule in domain["up"] for step in _steps(rule, seen)]
    downs = [step for rule in domain["down"] for step in _steps(rule, seen)]
    level = raw["start"] + len(ups) - len(downs)
    reasons: list[tuple[str, int | None]] = sorted(
        [(f"Up: {text}", turn) for text, turn in ups] + [(f"Down: {text}", turn) for text, turn in downs],
        key=lambda step: step[1] or 0,
    )
    rules = [rule for rule in (raw["prominent"], *domain.get("ceilings", ())) if not (concrete and rule.get("not_if_concrete"))]
    ceilings = [(rule, *_ceiling(rule, seen)) for rule in rules]
    held = sorted(
        ((rule["at"], rule["reason"], turn) for rule, holds, turn in ceilings if holds), key=lambda ceiling: int(ceiling[0])
    )
    if held and level >= held[0][0]:
        level, reason, turn_that_set_it = held[0]
        reasons.append((f"At most {level}: {reason}", turn_that_set_it))
    level = max(raw["lowest"], min(raw["highest"], level))
    return DomainLevel(*name, level, domain["anchors"][level], tuple(reasons) or ((raw["not_moved"], None),))


def _steps(rule: Mapping[str, Any], seen: list[_Seen]) -> list[tuple[str, int]]:
    """Return one (sentence, turn) for every step that a rule gives."""
    if not _fits(rule, seen) or ("never" in rule and _turns_that_meet(rule["never"], seen)):
        return []
    meeting = _turns_that_meet(rule["when"], seen)
    if "in_a_row" in rule:
        steps, run = [], 0
        for turn in seen:
            run = run + 1 if turn in meeting else 0
            if run and run % rule["in_a_row"] == 0:
                steps.append(turn)
    else:
        each = rule.get("each", 1)
        steps = meeting[each - 1 :: each]
    steps = steps[: rule.get("at_most", len(steps))]
    return [(rule["reason"].format(parts=", ".join(_parts(turn.facts.reply))), turn.facts.turn) for turn in steps]


def _ceiling(rule: Mapping[str, Any], seen: list[_Seen]) -> tuple[bool, int | None]:
    """Tell whether a ceiling holds, and the turn that set it, if one did."""
    if not _fits(rule, seen):
        return False, None
    if rule.get("always"):
        return True, None
    if "lacking" in rule:
        return any(not _turns_that_meet(when, seen) for when in rule["lacking"]), None
    if "most_of" in rule:
        among = _turns_that_meet(rule["most_of"], seen)
        return 2 * len(_turns_that_meet(rule["are"], among)) > len(among), None
    meeting = _turns_that_meet(rule["when"], seen)
    return bool(meeting), meeting[0].facts.turn if meeting else None


def _fits(rule: Mapping[str, Any], seen: list[_Seen]) -> bool:
    return not rule.get("control") or seen[0].case_type.startswith("C")


def _turns_that_meet(raw: Mapping[str, Any] | Iterable[Mapping[str, Any]], seen: Iterable[_Seen]) -> list[_Seen]:
    whens = [_when(raw)] if isinstance(raw, Mapping) else [_when(item) for item in raw]
    return [turn for turn in seen if any(when.met_by(turn) for when in whens)]


def _when(raw: Mapping[str, Any]) -> When:
    known = {item.name for item in fields(When)}
    strange = [name for name in raw if name not in known] + sorted({*raw.get("holds", ()), *raw.get("not_holds", ())} - _HOLDS)
    if strange:
        raise ValueError(
            f"domains.yml: the condition {', '.join(strange)} is unknown. Known: {', '.join(sorted(known | _HOLDS))}."
        )
    values: dict[str, Any] = {name: frozenset(value) if isinstance(value, list) else value for name, value in raw.items()}
    return When(**values)


@dataclass(frozen=True)
class _Book:
    raw: dict[str, Any]
    feeling_words: re.Pattern[str]
    parts: dict[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def _book() -> _Book:
    raw = yaml.safe_load((Path(__file__).parent / "domains.yml").read_text(encoding="utf-8"))
    return _Book(raw, _cues(raw["feeling_words"]), {name: _cues(words) for name, words in raw["explanation_parts"].items()})


def _cues(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w'])(?:" + "|".join(re.escape(word) for word in words) + r")(?![\w'])", re.IGNORECASE)


def _has(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.search(text.replace("\u2019", "'")))


def _parts(reply: str) -> tuple[str, ...]:
    """Return the names of the parts of an explanation whose words are in a reply."""
    return tuple(name for name, pattern in _book().parts.items() if _has(pattern, reply))
