"""Registers the review app."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The educator's part of the site."""

    name = "web.review"
    label = "review"
    verbose_name = "Review"
