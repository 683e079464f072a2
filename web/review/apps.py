"""Registers the review app, and lets it keep up with what is stored."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class ReviewConfig(AppConfig):
    """The educator's part of the site."""

    name = "web.review"
    label = "review"
    verbose_name = "Review"

    def ready(self) -> None:
        """Listen for visits and turns."""
        from web.review import keeping
        from web.review.models import VisitCard
        from web.training.models import TrainingSession, Turn

        post_save.connect(keeping.visit_saved, sender=TrainingSession)
        post_save.connect(keeping.turn_saved, sender=Turn)
        post_delete.connect(keeping.card_deleted, sender=VisitCard)
