"""What is kept about a cohort besides its members and visits."""

from web.cohorts.models.assignments import AssignedVisit, Assignment
from web.cohorts.models.cohorts import CohortRules, Invitation, OptIn
from web.cohorts.models.records import AccessRecord, KeptCount
from web.cohorts.models.texts import Acceptance, SiteText

__all__ = [
    "Acceptance",
    "AccessRecord",
    "AssignedVisit",
    "Assignment",
    "CohortRules",
    "Invitation",
    "KeptCount",
    "OptIn",
    "SiteText",
]
