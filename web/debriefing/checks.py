"""Looks at the key that seals private words before the site starts in service."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register("dyad")
def check_reflection_key(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Warn when, in service, the key lies in the folder of the database that it protects."""
    if not settings.HTTPS or os.environ.get("DYAD_REFLECTION_KEY"):
        return []
    hint = "Set DYAD_REFLECTION_KEY from a place that is not backed up with the database, to what reflection-key holds now."
    return [Warning("The key of private reflections lies beside the database.", hint=hint, id="dyad.W004")]
