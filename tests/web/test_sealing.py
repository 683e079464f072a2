"""What a trainee writes for themself lies sealed in the database and is opened for nobody else."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from tests.web import hand_built
from tests.web.through import ANSWERS, play, to_the_key
from web.debriefing import sealing
from web.debriefing.models import PersonalNote, Reaction
from web.debriefing.told import for_educator
from web.training.models import TrainingSession

REACTION, PERSONAL = "Heavy.", ANSWERS["personal"]


@pytest.fixture
def debriefed(as_tara, visit) -> TrainingSession:
    """A visit whose formulation is submitted, with private words in two places."""
    play(as_tara, visit)
    to_the_key(as_tara, visit)
    return visit


def test_sealed_words_come_back_and_are_not_in_what_is_stored():
    sealed = sealing.seal("My own mother.", "visit-1")
    assert "mother" not in sealed and sealing.unseal(sealed, "visit-1") == "My own mother."
    assert sealing.seal("", "visit-1") == "" == sealing.unseal("", "visit-1")


def test_words_sealed_for_one_visit_or_with_another_key_cannot_be_opened(settings):
    sealed = sealing.seal("My own mother.", "visit-1")
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(sealed, "visit-2")
    settings.REFLECTION_KEY = "another key of the same length or so, long enough"
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(sealed, "visit-1")


@pytest.mark.django_db
def test_no_row_of_any_table_holds_private_words(debriefed):
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names from the database itself)
            stored = repr(cursor.fetchall())
            assert REACTION not in stored and PERSONAL not in stored, table
    assert (debriefed.reaction.words, debriefed.personal_note.words) == (REACTION, PERSONAL)


@pytest.mark.django_db
def test_tara_reads_her_own_words_again(as_tara, debriefed):
    assert REACTION in as_tara.get(f"/visits/{debriefed.pk}/debrief/reaction/").content.decode()
    assert PERSONAL in as_tara.get(f"/visits/{debriefed.pk}/debrief/comparison/").content.decode()


@pytest.mark.django_db
def test_no_educator_and_no_administrator_reads_them(as_ed, admin_client, debriefed):
    assert PERSONAL not in as_ed.get(f"/review/{debriefed.pk}/").content.decode()
    shown = repr([(told.lines, told.mark) for told in for_educator(debriefed, hand_built.case()).told])
    assert "I explained instead of listening." in shown and PERSONAL not in shown and REACTION not in shown
    for client in (as_ed, admin_client):
        for step in ("reaction", "facts", "formulation", "comparison", "rewrite", "forward"):
            assert client.get(f"/visits/{debriefed.pk}/debrief/{step}/").status_code == 404
    for model in ("reaction", "personalnote", "formulation"):
        assert admin_client.get(f"/admin/debriefing/{model}/").status_code == 404


@pytest.mark.django_db
def test_they_are_not_exported(debriefed, monkeypatch):
    monkeypatch.setattr("web.training.management.commands.export_visits.load_case", lambda slug: hand_built.case())
    out = StringIO()
    call_command("export_visits", stdout=out)
    assert json.loads(out.getvalue())["turns"] and REACTION not in out.getvalue() and PERSONAL not in out.getvalue()


@pytest.mark.django_db
def test_words_of_a_lost_key_are_said_to_be_there_and_are_never_written_over(as_tara, visit, settings):
    play(as_tara, visit)
    as_tara.post(f"/visits/{visit.pk}/debrief/reaction/", {"words": REACTION})
    before = Reaction.objects.get().sealed
    settings.REFLECTION_KEY = "another key of the same length or so, long enough"
    page = as_tara.get(f"/visits/{visit.pk}/debrief/reaction/").content.decode()
    assert "cannot be opened" in page and "<textarea" not in page
    as_tara.post(f"/visits/{visit.pk}/debrief/reaction/", {"words": "Other words."})
    assert Reaction.objects.get().sealed == before


@pytest.mark.django_db
def test_with_the_visit_they_are_gone(debriefed):
    debriefed.delete()
    assert not Reaction.objects.exists() and not PersonalNote.objects.exists()
