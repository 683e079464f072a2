"""The room's rows keep up with what is stored, and let go of what is taken away."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from tests.web.review.steps import sheet_of
from tests.web.test_a_visit import say
from web.review import search
from web.review.keeping import forget_words, keep_turn
from web.review.models import CodeMark, Comment, LineSaid, VisitCard
from web.training.models import TrainingSession, Turn

pytestmark = pytest.mark.django_db
FILL = importlib.import_module("web.review.migrations.0002_fill_review_room")


def holds(word: str) -> bool:
    return search.holding(TrainingSession.objects.all(), word).exists()


def as_rows() -> dict[str, list[tuple[object, ...]]]:
    card = VisitCard.objects.values_list("case_type", "state", "strong", "helpful", "rupture", "unscored", "left")
    marks = CodeMark.objects.order_by("turn", "start").values_list("turn", "code", "words", "start", "end", "because", "source")
    lines = LineSaid.objects.order_by("number", "line_id").values_list("number", "line_id", "not_understood")
    return {"card": list(card), "marks": list(marks), "lines": list(lines)}


def test_a_turn_is_searchable_and_coded_as_soon_as_it_is_answered(as_tara, visit):
    say(as_tara, visit, "I am sorry, truly.")
    assert holds("truly") and CodeMark.objects.get().code == "own_mistake_repair"
    assert VisitCard.objects.get().strong == 1 and VisitCard.objects.get().state == "open"


def test_storing_a_turn_again_adds_nothing(finished):
    before = as_rows()
    for turn in Turn.objects.all():
        keep_turn(turn)
    assert as_rows() == before


def test_a_failed_reply_leaves_no_rows(as_tara, visit, patient):
    patient.down = True
    say(as_tara, visit, "Nobody hears this.")
    assert not CodeMark.objects.exists() and not holds("Nobody hears")


def test_the_migration_writes_the_same_rows_as_the_site(finished):
    wanted = as_rows()
    VisitCard.objects.all().delete()
    CodeMark.objects.all().delete()
    LineSaid.objects.all().delete()
    assert not holds("frightening")
    FILL.fill(apps, connection.schema_editor())
    assert as_rows() == wanted and holds("frightening") and holds("priority")


def test_a_deleted_visit_leaves_no_word_in_the_index(finished):
    finished.delete()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {search.TABLE} WHERE {search.TABLE} MATCH 'frightening'")
        assert cursor.fetchone() == (0,)


def test_words_can_be_let_go_of_with_counts_and_codes_intact(as_ed, rated):
    sheet_of(as_ed, rated).change("reopen")
    sheet_of(as_ed, rated).at(1, "comment", text="She said frightening.")
    sheet_of(as_ed, rated).finish(remark="She said frightening twice.")
    Turn.objects.update(reply="", line="")
    TrainingSession.objects.update(opening_line="-", closing_line="")
    forget_words(TrainingSession.objects.get())
    assert not holds("frightening") and not Comment.objects.exists()
    assert set(CodeMark.objects.values_list("words", flat=True)) == {""} and CodeMark.objects.count() == 5
    assert as_ed.get(f"/review/{rated.pk}/").status_code == 200


def test_another_database_searches_the_turns_themselves(finished, monkeypatch):
    monkeypatch.setattr(search, "has_index", lambda: False)
    assert holds("frightening priority") and holds('"must have been"') and not holds("frightening nobody")
