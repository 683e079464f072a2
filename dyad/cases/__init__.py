"""Content packs pass through here and come out as cases; nothing else parses YAML of theirs."""

from dyad.cases.errors import CaseError
from dyad.cases.load import CASES_FOLDER, case_slugs, load_case
from dyad.cases.pack import Answer, Beat, Case, Earned, Exemplar, Fact, Line, ReturnVisit
from dyad.cases.variants import BASE, Variant

__all__ = [
    "BASE",
    "CASES_FOLDER",
    "Answer",
    "Beat",
    "Case",
    "CaseError",
    "Earned",
    "Exemplar",
    "Fact",
    "Line",
    "ReturnVisit",
    "Variant",
    "case_slugs",
    "load_case",
]
