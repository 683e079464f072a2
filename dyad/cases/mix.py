"""Cases and a seed go in; one trainee's visits come out, in an order that is always the same and gives nothing away.

The trainee must not know which case is which, and at least one visit in four is a control (clinical brief 0, decision 1).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

ONE_CONTROL_IN = 4
OPTIONAL, ALTERNATIVE = "P6", "P9"  # the eroticised case, and what those play who do not want it (clinical brief 5.1)
# Which control to assign with which pattern, so that telling them apart is the task (clinical brief, below table 2.2).
PAIRS = {"P1": "C1", "P5": "C1", "P2": "C2a", "P9": "C2a", "P8": "C2b", "P7": "C3"}


class Card(NamedTuple):
    """A case as far as mixing needs it."""

    slug: str
    case_type: str

    @property
    def is_control(self) -> bool:
        """Tell whether nothing is transferred in this case."""
        return self.case_type.startswith("C")


class TooFewCases(ValueError):
    """The cases do not suffice for so many visits without playing one twice."""

    def __init__(self, cases: int, controls: int) -> None:
        super().__init__(f"{cases} cases, {controls} of them controls")
        self.cases, self.controls = cases, controls


def controls_needed(visits: int) -> int:
    """Return how many of so many visits must be controls: a quarter, rounded up."""
    return -(-visits // ONE_CONTROL_IN)


def controls_for(chosen: Iterable[Card], house: Iterable[Card], visits: int) -> list[Card]:
    """Return the controls to mix in: those chosen, else the pairs of what was chosen if they suffice, else all."""
    chosen, controls = list(chosen), sorted(card for card in house if card.is_control)
    own = [card for card in controls if card in chosen]
    wanted = {PAIRS[card.case_type] for card in chosen if card.case_type in PAIRS}
    paired = [card for card in controls if card.case_type in wanted]
    enough = max(controls_needed(visits), visits - len(set(chosen)))
    return own or (paired if len(paired) >= enough else controls)


def check(pool: Sequence[Card], controls: Sequence[Card], visits: int) -> None:
    """Refuse more visits than there are different cases, or fewer controls than a quarter.

    Raises:
        TooFewCases: with the numbers that there are.
    """
    cases = set(pool) | set(controls)
    found = {card for card in cases if card.is_control}
    if len(cases) < visits or len(found) < controls_needed(visits):
        raise TooFewCases(len(cases), len(found))


def mix(
    pool: Sequence[Card],
    controls: Sequence[Card],
    *,
    visits: int,
    seed: str,
    optional: Sequence[Card] = (),
    instead: Sequence[Card] = (),
    opted_in: bool = False,
) -> tuple[str, ...]:
    """Return the slugs of one trainee's visits; at least a quarter are controls and none comes twice.

    With `optional` cases one place belongs to them or to an alternative. Even of those who opted in only about half meet the
    optional case, so that an alternative in that place says nothing about anybody's choice.

    Raises:
        TooFewCases: so many visits cannot be made of these cases.
    """
    other = _by_seed(instead, seed, "instead")[:1] if optional else []
    pool = [card for card in pool if card not in other]
    check([*pool, *other], controls, visits)
    must = controls_needed(visits)
    taken = _by_seed({*controls, *(card for card in pool if card.is_control)}, seed, "controls")[:must]
    rest = _spread([card for card in pool if card not in taken], seed)
    rest += [card for card in _by_seed(controls, seed, "controls") if card not in taken and card not in rest]
    taken = [*taken, *other, *rest][:visits]
    if optional and opted_in and other and other[0] in taken and _number(seed, "coin") % 2:
        taken[taken.index(other[0])] = _by_seed(optional, seed, "optional")[0]
    return tuple(card.slug for card in sorted(taken, key=lambda card: _number(seed, f"order {_place(card, other, optional)}")))


def _place(card: Card, other: Sequence[Card], optional: Sequence[Card]) -> str:
    """Return what decides a card's place; the optional case stands exactly where its alternative would."""
    return other[0].slug if other and card in optional else card.slug


def _spread(cards: Sequence[Card], seed: str) -> list[Card]:
    """Put cards in an order in which every case type comes once before one comes twice."""
    types: dict[str, list[Card]] = defaultdict(list)
    for card in _by_seed(cards, seed, "spread"):
        types[card.case_type].append(card)
    ranked = [(rank, card) for group in types.values() for rank, card in enumerate(group)]
    return [card for _, card in sorted(ranked, key=lambda item: (item[0], _number(seed, f"spread {item[1].slug}")))]


def _by_seed(cards: Iterable[Card], seed: str, why: str) -> list[Card]:
    return sorted(cards, key=lambda card: _number(seed, f"{why} {card.slug}"))


def _number(seed: str, what: str) -> int:
    """Return a number that looks random and is the same on every machine and Python."""
    return int.from_bytes(hashlib.sha256(f"{seed} {what}".encode()).digest()[:8], "big")
