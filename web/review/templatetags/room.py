"""Small helpers for the review room's templates."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.simple_tag
def place(part: str, number: int) -> str:
    """Return the name of a form of a turn, as a refusal names it."""
    return f"{part}-{number}"


@register.simple_tag
def chosen(value: str, level: int) -> bool:
    """Tell whether this level is the chosen one."""
    return value == str(level)


@register.simple_tag
def typed_or(typed: Mapping[str, str], field: str, otherwise: str) -> str:
    """Return what was typed into a field before a refusal, or what stands there otherwise."""
    return typed.get(field, otherwise or "") if typed else otherwise or ""
