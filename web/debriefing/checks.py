"""Looks before the site starts at the key that seals private words, and at whether a formulation of every case can be marked."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from dyad.cases import CASES_FOLDER, CaseError, case_slugs, load_case
from dyad.debrief.guide import load_guide


@register("dyad")
def check_reflection_key(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Warn when, in service, the key lies in the folder of the database that it protects."""
    if not settings.HTTPS or os.environ.get("DYAD_REFLECTION_KEY"):
        return []
    hint = "Set DYAD_REFLECTION_KEY from a place that is not backed up with the database, to what reflection-key holds now."
    return [Warning("The key of private reflections lies beside the database.", hint=hint, id="dyad.W004")]


@register("dyad")
def check_keys(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Refuse a case whose key does not say first whether it is a pattern, so that no formulation fails when it is submitted."""
    found: list[CheckMessage] = []
    for slug in case_slugs(CASES_FOLDER):
        try:
            load_guide().nature_of(load_case(slug, CASES_FOLDER))
        except CaseError:
            continue  # dyad.E002 says what is wrong with it
        except ValueError as error:
            found.append(Error(str(error), hint="docs/writing-a-case.md says what the key wants.", id="dyad.E004"))
    return found
