"""Codes go in, a turn score comes out: weights, doubling, contraindications, caps and bands of the rubric, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from dyad.language.form import has_cue
from dyad.scoring.rubric import Rubric, load_rubric

NOT_UNDERSTOOD = "The patient did not understand this reply, so it was not scored."


@dataclass(frozen=True)
class CodedThought:
    """A thought and the one code it earned: the words, where they stand, the rule that gave it, how sure (0 to 1)."""

    code: str
    words: str
    start: int
    end: int
    because: str
    confidence: float = 1.0


@dataclass(frozen=True)
class TurnContext:
    """What a reply is scored against: the case type and the patient's last line with its demand tags.

    `turn` counts replies from 1; `earlier` are the codes of the visit so far, one tuple a turn; `parked` tells that the
    last reply put a hint of danger off explicitly, which is granted once. `meant` tells that the trainee was asked whether
    the words were about themselves, and said that they are the patient's.
    """

    case_type: str
    line: str = ""
    tags: tuple[str, ...] = ()
    turn: int = 1
    earlier: tuple[tuple[str, ...], ...] = ()
    parked: bool = False
    meant: bool = False

    def said_before(self, code: str) -> int:
        """Return in how many earlier turns a code was earned."""
        return sum(code in codes for codes in self.earlier)


@dataclass(frozen=True)
class CodeWeight:
    """What one code came to in this turn, and the rule if it is not its plain weight."""

    code: str
    weight: int
    note: str = ""


@dataclass(frozen=True)
class TurnScore:
    """How one reply met one line: the codes it earned and their sum, from -6 to +4 (clinical brief 3.2)."""

    codes: tuple[CodedThought, ...] = ()
    weights: tuple[CodeWeight, ...] = ()
    points: int = 0
    band: str = "neutral"
    mixed: bool = False
    abstained: tuple[str, ...] = field(default=())  # thoughts left to the educator
    unscored_because: str | None = None  # set when no number would be honest
    help: bool = False  # the trainee spoke of their own distress: leave the role and offer help (clinical brief 5.2)

    @property
    def scored(self) -> bool:
        """Tell whether points and band mean anything."""
        return self.unscored_because is None

    def code_names(self) -> tuple[str, ...]:
        """Return each earned code once, in the order of the reply."""
        return tuple(dict.fromkeys(coded.code for coded in self.codes))

    def left_unscored(self, because: str) -> TurnScore:
        """Return this score without codes and points, with the reason why no number would be honest."""
        return TurnScore(abstained=self.abstained, unscored_because=because)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for a slot or a database."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> TurnScore:
        """Rebuild a score from `as_dict`."""
        return cls(
            codes=tuple(CodedThought(**item) for item in raw["codes"]),
            weights=tuple(CodeWeight(**item) for item in raw["weights"]),
            points=raw["points"],
            band=raw["band"],
            mixed=raw["mixed"],
            abstained=tuple(raw["abstained"]),
            unscored_because=raw["unscored_because"],
            help=raw.get("help", False),
        )


def score_turn(
    codes: Sequence[CodedThought],
    context: TurnContext,
    *,
    abstained: Sequence[str] = (),
    rubric: Rubric | None = None,
) -> TurnScore:
    """Add up the codes of one reply; each code counts once however often it was earned (clinical brief 3.1, 3.2)."""
    rubric = rubric or load_rubric()
    names = tuple(dict.fromkeys(coded.code for coded in codes))
    words = {name: [coded.words for coded in codes if coded.code == name] for name in names}
    weights = [_weigh(name, words[name], context, rubric) for name in names]
    pluses = sorted((w.weight for w in weights if w.weight > 0), reverse=True)[: rubric.limits["best_building"]]
    total = sum(pluses) + sum(w.weight for w in weights if w.weight < 0)
    points = max(rubric.limits["lowest"], min(rubric.limits["highest"], total))
    kinds = {rubric.codes[w.code].kind for w in weights if w.weight < 0}
    mixed = "damaging" in kinds and bool(pluses)
    band = rubric.band(points)
    if mixed and rubric.rank(band) > rubric.rank(rubric.mixed_at_most):
        band = rubric.mixed_at_most
    if "critical" in kinds:
        band = "rupture"
    return TurnScore(tuple(codes), tuple(weights), points, band, mixed, tuple(abstained))


def _weigh(name: str, words: Sequence[str], context: TurnContext, rubric: Rubric) -> CodeWeight:
    code, case = rubric.codes[name], rubric.cases[context.case_type]
    for rule in rubric.contraindicated:
        if rule.code == name and (not rule.case_types or context.case_type in rule.case_types):
            if _holds(rule.when, name, words, context, rubric):
                return CodeWeight(name, 0, rule.reason)
    if code.weight > 0 and name in case.key:
        return CodeWeight(name, code.weight * rubric.doubling, "counts double with this patient")
    if code.weight < 0 and name in case.worst:
        return CodeWeight(name, code.weight * rubric.doubling, "costs double with this patient")
    return CodeWeight(name, code.weight)


def _holds(when: str, name: str, words: Sequence[str], context: TurnContext, rubric: Rubric) -> bool:
    if when == "always":
        return True
    if when == "early":
        return context.turn < rubric.limits["here_and_now_from_turn"]
    if when == "risk":
        return "risk" in context.tags
    if when == "third_use":
        return context.said_before(name) >= rubric.limits["affirmation_uses"]
    if when == "unrepaired_error":
        return not context.said_before("own_mistake_repair")
    if when == "for_the_limit":
        return bool(words) and all(has_cue(text, "apology") and has_cue(text, "refuse") for text in words)
    raise ValueError(f"rubric.yml, contraindicated: the condition {when} is unknown.")
