"""Cases go in; what a trainee may see of them comes out, and nothing that gives the pattern away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from dyad.cases import BASE, CASES_FOLDER, Case, CaseError, case_slugs, load_case

if TYPE_CHECKING:
    from web.training.models import TrainingSession

__all__ = ["CASES_FOLDER", "Chart", "all_cases", "case_of", "case_or_404", "chart_of", "title_of"]


@dataclass(frozen=True)
class Entry:
    """One paragraph of the chart."""

    heading: str
    text: str


@dataclass(frozen=True)
class Chart:
    """A case as its trainee sees it before and during the visit."""

    slug: str
    title: str
    name: str
    age: int
    pronouns: str
    setting: str
    content_notes: tuple[str, ...]
    entries: tuple[Entry, ...]


def chart_of(case: Case) -> Chart:
    """Keep the open part of a case."""
    sheet, person = case.sheet, case.sheet["person"]
    return Chart(
        slug=case.slug,
        title=case.title,
        name=person["name"],
        age=person["age"],
        pronouns=person["pronouns"],
        setting=sheet["setting"],
        content_notes=tuple(sheet["content_notes"]),
        entries=tuple(Entry(item["heading"], item["text"]) for item in sheet["chart"]),
    )


def all_cases() -> list[Case]:
    """Return every case."""
    return [load_case(slug, CASES_FOLDER) for slug in case_slugs(CASES_FOLDER)]


def case_or_404(slug: str, variant: str = BASE) -> Case:
    """Return a case as one of its people plays it, or answer that there is none."""
    if slug not in case_slugs(CASES_FOLDER):
        raise Http404(f"There is no case {slug}.")
    try:
        return load_case(slug, CASES_FOLDER, variant)
    except CaseError:
        return load_case(slug, CASES_FOLDER)  # this person was taken out of the pack since


def case_of(visit: TrainingSession) -> Case:
    """Return the case of a visit, as the person who was met plays it."""
    return case_or_404(visit.case_slug, visit.variant)


def title_of(slug: str) -> str:
    """Return a case's title, or its slug when the pack has been taken away."""
    try:
        return load_case(slug, CASES_FOLDER).title
    except CaseError:
        return slug
