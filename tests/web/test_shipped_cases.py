"""Every case in the house fits every page, and its chart gives nothing away."""

import pytest
from django.utils.html import escape

from dyad.cases import case_slugs, load_case
from dyad.debrief import make_report
from tests.web.test_a_visit import say
from tests.web.through import comparison
from web.cohorts.models import CohortRules, OptIn
from web.cohorts.notices import accept, wording
from web.training import charts
from web.training.models import TrainingSession

pytestmark = pytest.mark.django_db


def hidden_sentences(slug: str) -> list[str]:
    """Return what the trainee must not read before the debrief."""
    sheet = load_case(slug).sheet
    agenda = sheet["covert_agenda"]
    found = [fact["text"] for fact in sheet["facts"]] + list(sheet["key"].values()) + [sheet["symptom_meaning"]]
    found += list(agenda.values()) if isinstance(agenda, dict) else []
    return [str(text) for text in found if len(str(text)) > 12]


@pytest.fixture(params=case_slugs())
def slug(request, monkeypatch) -> str:
    """Each case in turn, with the real debrief."""
    monkeypatch.setattr(charts, "case_slugs", case_slugs)
    monkeypatch.setattr(charts, "load_case", load_case)
    monkeypatch.setattr("web.training.debriefs.make_report", make_report)
    return request.param


def test_a_shipped_case_is_played_debriefed_and_reviewed(slug, tara, cohort, as_tara, as_ed, patient):
    if load_case(slug).pattern.opt_in:
        CohortRules.objects.create(cohort=cohort, offers_p6=True)
        OptIn.objects.create(person=tara, cohort=cohort)
        accept(tara, wording().version)
    address = as_tara.post(f"/cases/{slug}/", {"visit": "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0001"}).headers["Location"]
    visit = TrainingSession.objects.get()
    pages = [as_tara.get(page).content.decode() for page in ("/cases/", f"/cases/{slug}/", address)]
    for sentence in hidden_sentences(slug):
        assert not any(escape(sentence) in page for page in pages), sentence
    for number, reply in enumerate(
        ("I am sorry.", "What was the worst of it?", "You always say so.", "See you next week."), start=1
    ):
        assert say(as_tara, visit, reply, f"message-{number:04}", number).status_code == 200
    as_tara.post(f"{address}end/")
    debrief = comparison(as_tara, visit)
    assert debrief.count('class="played"') == 4 and "The visit as a whole" in debrief
    review = as_ed.get(f"/review/{visit.pk}/").content.decode()
    assert escape(load_case(slug, variant=visit.variant).sheet["facts"][0]["text"]) in review
