"""Registers the app of cohorts, assignments, trust and privacy."""

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    """The part of the site that says who may do and read what."""

    name = "web.cohorts"
    label = "cohorts"
    verbose_name = "Cohorts"

    def ready(self) -> None:
        """Ask for the second step whenever somebody signs in who has turned it on."""
        from web.cohorts import two_step  # noqa: F401 (importing connects the signal)
