"""Registers the debriefing app."""

from django.apps import AppConfig


class DebriefingConfig(AppConfig):
    """What a trainee does with a visit once it is over."""

    name = "web.debriefing"
    label = "debriefing"
    verbose_name = "Debriefing"

    def ready(self) -> None:
        """Join the checks that run at start."""
        from web.debriefing import checks  # noqa: F401 (importing registers the check)
