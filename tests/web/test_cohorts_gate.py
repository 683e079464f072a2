"""The patient who flirts is not there until an educator and then the trainee turned it on (clinical brief 5.1)."""

import logging
import re
import uuid

import pytest
from django.db import connection
from django.http import Http404

from tests.web.houses import open_toy_house
from web.cohorts.gate import charts_for, cohorts_for, may_play
from web.cohorts.models import CohortRules, OptIn
from web.training import visits
from web.training.models import Cohort, TrainingSession

pytestmark = pytest.mark.django_db
VISIT = {"visit": "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0001"}
FLIRT = "/cases/toy-p6/"


@pytest.fixture
def toys(monkeypatch, tmp_path):
    """Three real packs, one of them optional."""
    return open_toy_house(monkeypatch, tmp_path, "P6", "P9", "C1")


@pytest.fixture
def offered(cohort: Cohort) -> Cohort:
    """Tara's cohort, in which Ed offers it."""
    CohortRules.objects.create(cohort=cohort, offers_p6=True)
    return cohort


def test_the_gate_opens_only_when_both_said_yes(toys, tara, cohort):
    assert may_play(tara, toys["P9"]) and may_play(tara, toys["C1"]) and not may_play(tara, toys["P6"])
    OptIn.objects.create(person=tara, cohort=cohort)
    assert not may_play(tara, toys["P6"])  # the trainee alone
    rules = CohortRules.objects.create(cohort=cohort, offers_p6=True)
    assert may_play(tara, toys["P6"])
    OptIn.objects.all().delete()
    assert not may_play(tara, toys["P6"])  # the educator alone
    OptIn.objects.create(person=tara, cohort=cohort)
    rules.offers_p6 = False
    rules.save()
    assert not may_play(tara, toys["P6"])


def test_a_yes_ends_with_the_membership_and_never_reaches_somebody_else(toys, tara, omar, offered):
    OptIn.objects.create(person=tara, cohort=offered)
    assert not may_play(omar, toys["P6"])
    offered.trainees.remove(tara)
    assert not may_play(tara, toys["P6"])


def test_a_visit_is_made_for_the_cohort_that_offers_it(toys, tara, offered):
    other = Cohort.objects.create(name="Another")
    other.trainees.add(tara)
    OptIn.objects.create(person=tara, cohort=offered)
    assert list(cohorts_for(tara, toys["P6"])) == [offered]
    assert set(cohorts_for(tara, toys["P9"])) == {offered, other}


def test_without_a_yes_no_page_shows_it_and_no_visit_starts(toys, as_tara, patient, offered):
    assert "Toy 6P" not in as_tara.get("/cases/").content.decode()
    assert (
        as_tara.get(FLIRT).status_code == as_tara.post(FLIRT, VISIT).status_code == as_tara.get("/cases/none/").status_code == 404
    )
    assert not TrainingSession.objects.exists() and not patient.heard


def test_no_other_road_to_a_visit_leads_around_the_gate(toys, tara, patient, offered):
    with pytest.raises(Http404):
        visits.begin(tara, "toy-p6", uuid.UUID(VISIT["visit"]), offered)
    assert not TrainingSession.objects.exists() and not patient.heard


def test_a_trainee_says_yes_plays_and_takes_it_back(toys, as_tara, tara, patient, offered):
    page = as_tara.get(f"/choice/{offered.pk}/").content.decode()
    assert "no one is told" in page and "another patient of equal weight takes the place" in page
    as_tara.post(f"/choice/{offered.pk}/", {"choice": "yes"})
    assert "Toy 6P" in as_tara.get("/cases/").content.decode()
    as_tara.post(FLIRT, VISIT)
    assert TrainingSession.objects.get().cohort == offered
    as_tara.post(f"/choice/{offered.pk}/", {"choice": "no"})
    assert as_tara.get(FLIRT).status_code == 404 and not OptIn.objects.exists()


def test_the_educator_who_turns_it_off_clears_every_yes(toys, as_ed, tara, offered):
    OptIn.objects.create(person=tara, cohort=offered)
    as_ed.post(f"/cohorts/{offered.pk}/edit/", {"name": "Autumn residents", "keep_days": 365, "after": "delete"})
    assert not OptIn.objects.exists() and not CohortRules.objects.get().offers_p6


def test_declining_leaves_no_trace_in_database_or_log(toys, as_tara, offered, caplog):
    caplog.set_level(logging.DEBUG)

    def rows() -> dict[str, int]:
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            counts = {}
            for table in tables:
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                counts[table] = cursor.fetchone()[0]
        return counts

    before = rows()
    as_tara.get(f"/choice/{offered.pk}/")
    as_tara.post(f"/choice/{offered.pk}/", {"choice": "no"})
    assert rows() == before and "web" not in {record.name.split(".")[0] for record in caplog.records}


def test_the_choice_is_nobodys_where_it_is_not_offered(toys, as_tara, as_omar, as_ed, cohort):
    assert as_tara.get(f"/choice/{cohort.pk}/").status_code == 404
    CohortRules.objects.create(cohort=cohort, offers_p6=True)
    assert as_tara.get(f"/choice/{cohort.pk}/").status_code == 200
    assert as_omar.get(f"/choice/{cohort.pk}/").status_code == as_ed.get(f"/choice/{cohort.pk}/").status_code == 404


def test_no_page_of_the_educator_tells_who_said_yes(toys, as_ed, as_tara, tara, offered):
    def pages() -> list[str]:
        found = [as_ed.get(f"/cohorts/{offered.pk}/{page}").content.decode() for page in ("", "edit/", "readings/")]
        return [re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page) for page in found]

    before = pages()
    OptIn.objects.create(person=tara, cohort=offered)
    assert pages() == before


def test_charts_are_in_order_of_titles(toys, tara):
    assert [chart.slug for chart in charts_for(tara)] == ["toy-c1", "toy-p9"]
