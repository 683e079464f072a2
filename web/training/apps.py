"""Registers the checks and the roles of the training app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TrainingConfig(AppConfig):
    """The trainee's part of the site."""

    name = "web.training"
    label = "training"
    verbose_name = "Training"

    def ready(self) -> None:
        """Join the checks that run at start, and make the roles after each migration."""
        from web.training import checks, people  # noqa: F401 (importing registers the checks)

        post_migrate.connect(people.make_roles, sender=self)
