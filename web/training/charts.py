"""Cases go in; what a trainee may see of them comes out, and nothing that gives the pattern away."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from dyad.cases import CASES_FOLDER, Case, CaseError, case_slugs, load_case

__all__ = ["CASES_FOLDER", "Chart", "all_cases", "case_or_404", "chart_of", "title_of"]


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


def case_or_404(slug: str) -> Case:
    """Return a case, or answer that there is none."""
    if slug not in case_slugs(CASES_FOLDER):
        raise Http404(f"There is no case {slug}.")
    return load_case(slug, CASES_FOLDER)


def title_of(slug: str) -> str:
    """Return a case's title, or its slug when the pack has been taken away."""
    try:
        return load_case(slug, CASES_FOLDER).title
    except CaseError:
        return slug
