"""Small helpers for templates."""

from django import template

register = template.Library()


@register.filter
def words(name: str) -> str:
    """Turn a name from the data, such as first_tests, into words."""
    return name.replace("_", " ")
