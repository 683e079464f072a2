"""A first visit goes in; what the patient remembers of it at the second one comes out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from dyad.cases import Case
from dyad.patient.rules import Rules
from dyad.patient.state import VisitState, start_state


class BadMemory(ValueError):
    """A first visit that nobody can come back from; the message says why."""


@dataclass(frozen=True)
class Memory:
    """How a visit ended, as plain data: the ending, trust and tension (0 to 10), the codes earned, what came out, what was said."""

    ending: str
    trust: float
    tension: float
    codes: tuple[str, ...] = ()
    unlocked: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Tell whether something was promised that nobody can keep."""
        return "false_promise" in self.codes

    @property
    def kept(self) -> bool:
        """Tell whether a next step was agreed that could be kept."""
        return "plan_followup" in self.codes and not self.broken

    @property
    def taken(self) -> bool:
        """Tell whether the medicine was taken as agreed."""
        return self.ending == "plan_followed"

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Memory:
        """Rebuild a memory that went through JSON.

        Raises:
            BadMemory: something is missing or of another kind.
        """
        try:
            lists = {name: tuple(str(item) for item in raw.get(name, ())) for name in ("codes", "unlocked", "said")}
            return cls(str(raw["ending"]), float(raw["trust"]), float(raw["tension"]), **lists)
        except (KeyError, TypeError, ValueError) as error:
            needed = ", ".join(item.name for item in fields(cls))
            raise BadMemory(f"before: {error!r}; a first visit has {needed}.") from error

    @classmethod
    def of(cls, state: VisitState) -> Memory:
        """Return what is remembered of a visit that is over.

        Raises:
            BadMemory: the visit goes on.
        """
        if not state.ended:
            raise BadMemory(f"The visit with {state.case} is not over, so nobody can come back from it.")
        codes = tuple(dict.fromkeys(code for turn in state.codes for code in turn))
        return cls(state.ended, state.trust, state.tension, codes, state.unlocked, state.said)


def state_on_return(case: Case, memory: Memory, rules: Rules, seed: int = 0) -> VisitState:
    """Return the state in which a patient comes back: part of the way from the first start to the first end, and what is owed.

    Raises:
        BadMemory: the case has no second visit.
    """
    if case.return_visit is None:
        raise BadMemory(f"cases/{case.slug}/lines.yml has no return_visit, so this patient does not come back.")
    first, share = start_state(case, seed), rules.back["share"]
    trust, tension = (
        start + share * (end - start) for start, end in ((first.trust, memory.trust), (first.tension, memory.tension))
    )
    for name in ("broken" if memory.broken else "", memory.ending):
        effect = rules.back.get(name, {})
        trust, tension = trust + effect.get("trust", 0), tension + effect.get("tension", 0)
    return replace(
        first,
        visit=2,
        trust=max(0.0, min(10.0, round(trust * 2) / 2)),
        tension=max(0.0, min(10.0, round(tension * 2) / 2)),
        unlocked=tuple(fact for fact in memory.unlocked if fact in case.facts),
        said=memory.said,
        before=memory.ending,
        owed="broken" if memory.broken else "kept" if memory.kept else "",
    )
