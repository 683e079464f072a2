"""What was said in a visit goes in; which visits hold the words somebody looks for comes out.

SQLite has a full-text index for this (FTS5, one row a visit); other databases look through the turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from web.training.models import TrainingSession, Turn

TABLE = "review_words"
MAKE = f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(said, tokenize = 'unicode61 remove_diacritics 2')"
DROP = f"DROP TABLE IF EXISTS {TABLE}"
_PARTS = re.compile(r'"([^"]*)"|(\S+)')


def has_index() -> bool:
    """Tell whether this database keeps the full-text index."""
    return connection.vendor == "sqlite"


def remember(card_id: int, text: str) -> None:
    """Put a visit's text into the index in place of what was there."""
    if has_index():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = %s", [card_id])
            cursor.execute(f"INSERT INTO {TABLE} (rowid, said) VALUES (%s, %s)", [card_id, text])


def forget(card_id: int) -> None:
    """Take a visit's text out of the index."""
    if has_index():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = %s", [card_id])


def holding(visits: QuerySet[TrainingSession], sought: str) -> QuerySet[TrainingSession]:
    """Keep the visits in which every word, and every phrase in quotation marks, was said by either side."""
    parts = wanted(sought)
    if not parts:
        return visits
    if has_index():
        found = RawSQL(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [_match(parts)])  # noqa: S611 (a constant)
        return visits.filter(card__id__in=found)
    for part in parts:
        said = Turn.objects.filter(Q(reply__icontains=part) | Q(line__icontains=part), session=OuterRef("pk"))
        visits = visits.filter(Q(opening_line__icontains=part) | Q(closing_line__icontains=part) | Exists(said))
    return visits


def wanted(sought: str) -> list[str]:
    """Return the words and quoted phrases of what was typed; signs by themselves are nothing to look for."""
    parts = [phrase or word.replace('"', "") for phrase, word in _PARTS.findall(sought)]
    return [part for part in parts if any(char.isalnum() for char in part)]


def _match(parts: Iterable[str]) -> str:
    """Return FTS5's words for "all of these", each taken as text and the beginnings of words counted."""
    return " ".join(f'"{part}"*' for part in parts)
