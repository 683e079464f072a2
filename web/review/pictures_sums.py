"""Rows of visits go in; the five pictures' numbers come out, and None wherever a group is too small to be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np

from dyad.scoring.families import load_families
from web.review.pictures_data import FEWEST, Course, Played, controls, person_of

PER = 100  # replies
THIRDS = 3
HARSH = ("shaming", "lecturing", "ultimatum")
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Group:
    """Some visits; `rates` counts codes in a hundred replies, and is None where there are fewer than ten visits."""

    name: str
    n: int
    rates: dict[str, float] | None


def by_type(visits: Iterable[Played]) -> list[Group]:
    """Return how often each code came up in the visits of each case type."""
    groups: dict[str, list[Played]] = defaultdict(list)
    for visit in visits:
        groups[visit.case_type].append(visit)
    return [Group(name, len(groups[name]), rates(groups[name])) for name in sorted(groups, key=_place) if name]


def _place(case_type: str) -> tuple[str, int, str]:
    """Put P10 behind P9, and controls behind patterns."""
    digits = "".join(char for char in case_type if char.isdigit())
    return ("1" if case_type.startswith("C") else "0", int(digits or 0), case_type)


def rates(visits: Sequence[Played]) -> dict[str, float] | None:
    """Return each code's number in a hundred replies, or None for a group that is too small."""
    return _rates(visits) if len(visits) >= FEWEST and any(visit.replies for visit in visits) else None


def _rates(visits: Sequence[Played]) -> dict[str, float]:
    replies = sum(visit.replies for visit in visits)
    counts: dict[str, int] = defaultdict(int)
    for visit in visits:
        for code, n in visit.codes.items():
            counts[code] += n
    return {code: PER * n / replies for code, n in counts.items()}


def by_family(of_codes: dict[str, float]) -> dict[str, float]:
    """Return the same by family of skill."""
    return {name: sum(of_codes.get(code, 0) for code in family.codes) for name, family in load_families().items()}


@dataclass(frozen=True)
class Spread:
    """Quartiles and median at one turn, or None where fewer than ten visits lasted so long."""

    turn: int
    n: int
    trust: tuple[float, float, float] | None
    tension: tuple[float, float, float] | None


def spreads(found: Iterable[Course]) -> list[Spread]:
    """Return the quartiles by turn."""
    return [Spread(c.turn, len(c.trust), _quartiles(c.trust), _quartiles(c.tension)) for c in found]


def _quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    if len(values) < FEWEST:
        return None
    low, middle, high = np.quantile(np.asarray(values), (0.25, 0.5, 0.75))
    return float(low), float(middle), float(high)


@dataclass(frozen=True)
class Change:
    """One family before and after: in a hundred replies, the mean of the trainees."""

    family: str
    label: str
    builds: bool
    before: float
    after: float


def before_and_after(visits: Iterable[Played]) -> tuple[int, list[Change]]:
    """Return how many trainees have visits enough, and each family in the first and last third of theirs; none under ten trainees."""
    own: dict[int, list[Played]] = defaultdict(list)
    for visit in visits:
        if visit.trainee is not None and visit.replies:
            own[visit.trainee].append(visit)
    long = [found for found in own.values() if len(found) >= THIRDS]
    if len(long) < FEWEST:
        return len(long), []
    firsts = [by_family(_rates(found[: len(found) // THIRDS])) for found in long]
    lasts = [by_family(_rates(found[-(len(found) // THIRDS) :])) for found in long]
    return len(long), [
        Change(name, family.label, family.builds, fmean(one[name] for one in firsts), fmean(one[name] for one in lasts))
        for name, family in load_families().items()
    ]


@dataclass(frozen=True)
class Mistaken:
    """One control: how many of its visits held a premature interpretation, and how many formulations found a pattern; shares 0 to 1."""

    case_type: str
    visits: int
    told: float | None
    formulations: int
    read: float | None


def mistaken(visits: Sequence[Played]) -> list[Mistaken]:
    """Return the controls that were played, each by itself and all together last."""
    kinds = controls()
    own = [visit for visit in visits if visit.case_type in kinds]
    found = [_mistaken(name, [v for v in own if v.case_type == name]) for name in kinds]
    return [row for row in (*found, _mistaken("", own)) if row.visits]


def _mistaken(name: str, visits: Sequence[Played]) -> Mistaken:
    told = ["premature_interpretation" in visit.codes for visit in visits]
    read = [visit.took_for_pattern for visit in visits if visit.took_for_pattern is not None]
    return Mistaken(name, len(visits), _share(told), len(read), _share(read))


def _share(answers: Sequence[bool]) -> float | None:
    return fmean(answers) if len(answers) >= FEWEST else None


@dataclass(frozen=True)
class Met:
    """The visits with one of the people of a script: mean points a reply with its 95% interval, and harsh codes in a hundred replies."""

    case: str
    variant: str
    name: str
    pronouns: str
    n: int
    points: tuple[float, float, float] | None  # low, mean, high
    harsh: dict[str, float] | None


def by_person(visits: Iterable[Played]) -> list[Met]:
    """Return every person of the scripts of which at least two were met (R23, clinical brief 5.6)."""
    groups: dict[str, dict[str, list[Played]]] = defaultdict(lambda: defaultdict(list))
    for visit in visits:
        groups[visit.case][visit.variant].append(visit)
    return [
        _met(case, variant, *person_of(case, variant), groups[case][variant])
        for case in sorted(groups)
        if len(groups[case]) > 1
        for variant in sorted(groups[case])
    ]


def _met(case: str, variant: str, name: str, pronouns: str, visits: Sequence[Played]) -> Met:
    found = rates(visits)
    points = interval([mean for visit in visits if (mean := visit.mean_points) is not None])
    harsh = {code: found.get(code, 0.0) for code in HARSH} if found is not None else None
    return Met(case, variant, name, pronouns, len(visits), points, harsh)


def by_pronouns(visits: Sequence[Played]) -> list[Met]:
    """Return the same by pronouns, within cases: each visit's points as their distance from the mean of all visits with that script.

    Cases in which only one kind of person was met are left out; who met an easier case is then no better off.
    """
    cases: dict[str, list[tuple[str, Played]]] = defaultdict(list)
    for visit in visits:
        if (pronouns := person_of(visit.case, visit.variant)[1]) and visit.mean_points is not None:
            cases[visit.case].append((pronouns, visit))
    away: dict[str, list[float]] = defaultdict(list)
    met: dict[str, list[Played]] = defaultdict(list)
    for found in cases.values():
        if len({pronouns for pronouns, _ in found}) < 2:
            continue
        usual = fmean(visit.mean_points or 0 for _, visit in found)
        for pronouns, visit in found:
            away[pronouns].append((visit.mean_points or 0) - usual)
            met[pronouns].append(visit)
    return [_within(pronouns, away[pronouns], met[pronouns]) for pronouns in sorted(met)]


def _within(pronouns: str, away: Sequence[float], visits: Sequence[Played]) -> Met:
    found = rates(visits)
    harsh = {code: found.get(code, 0.0) for code in HARSH} if found is not None else None
    return Met("", "", "", pronouns, len(visits), interval(away), harsh)


def interval(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Return the mean between the ends of its 95% interval, or None for a group that is too small."""
    if len(values) < FEWEST:
        return None
    mean, half = fmean(values), NORMAL_95 * stdev(values) / len(values) ** 0.5
    return mean - half, mean, mean + half
