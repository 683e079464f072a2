"""A file of a pack goes in; the places whose text is still the form's own come out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

TO_WRITE = "WRITE:"  # begins every text of a new pack's form


def to_write(content: Any, place: str = "") -> Iterator[str]:
    """Yield the places, such as `beats[3].text`."""
    if isinstance(content, str):
        if content.startswith(TO_WRITE):
            yield place
    elif isinstance(content, dict):
        for key, item in content.items():
            yield from to_write(item, f"{place}.{key}" if place else str(key))
    elif isinstance(content, list):
        for number, item in enumerate(content):
            yield from to_write(item, f"{place}[{number}]")
