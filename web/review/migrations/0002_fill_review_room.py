"""Visits that were made before the room existed get their cards, codes, lines and searchable text."""

from collections import Counter
from itertools import chain
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from web.review import search
from web.review.assigning import raters_for
from web.review.keeping import case_of
from web.review.reading import left_in, lines_in, marks_in, text_of, understood
from web.review.settling import BANDS


def make_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the full-text index where this database has one."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(search.MAKE)


def drop_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away again."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(search.DROP)


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the rows of every visit; versions stay empty, for nobody kept them then."""
    for visit in apps.get_model("training", "TrainingSession").objects.order_by("started").iterator(chunk_size=200):
        turns = list(visit.turns.filter(status="answered").order_by("number"))
        card = _card(apps, visit, turns)
        _codes(apps, visit, turns)
        _lines(apps, visit, turns)
        said = [(turn.reply, turn.line) for turn in turns]
        search.remember(card.pk, text_of(visit.opening_line, said, visit.closing_line))


def _card(apps: Apps, visit: Any, turns: list[Any]) -> Any:
    case = case_of(visit.case_slug)
    bands = Counter(turn.band or "unscored" for turn in turns)
    return apps.get_model("review", "VisitCard").objects.create(
        visit=visit,
        case_type=case.case_type if case else "",
        state="new" if visit.ending else "open",
        raters=raters_for(visit) if visit.ending else 1,
        left=sum(left_in(turn.score) for turn in turns),
        **{band: bands[band] for band in (*BANDS, "unscored")},
    )


def _codes(apps: Apps, visit: Any, turns: list[Any]) -> None:
    mark = apps.get_model("review", "CodeMark")
    mark.objects.bulk_create(mark(visit=visit, turn=turn, **found) for turn in turns for found in marks_in(turn.score))


def _lines(apps: Apps, visit: Any, turns: list[Any]) -> None:
    said = apps.get_model("review", "LineSaid")
    missed = {turn.number - 1 for turn in turns if not understood(turn.turn)}
    answers = chain([(0, visit.opening_turn)], ((turn.number, turn.turn) for turn in turns))
    said.objects.bulk_create(
        said(visit=visit, number=number, case_slug=visit.case_slug, line_id=line, not_understood=number in missed)
        for number, answer in answers
        for line in lines_in(answer)
    )


class Migration(migrations.Migration):
    """The index first, then what goes into it."""

    dependencies = [("review", "0001_review_room"), ("training", "0001_initial")]

    operations = [
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
