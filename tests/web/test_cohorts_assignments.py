"""Ed assigns visits; each trainee gets a blind mix of their own, starts it, and Ed sees in numbers who has not begun."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.web.houses import TYPES, assign, members, open_house, open_toy_house
from tests.web.test_a_visit import say
from web.cohorts import assigned, plans
from web.cohorts.models import Acceptance, AssignedVisit, Assignment, CohortRules, OptIn
from web.training.models import TrainingSession

pytestmark = pytest.mark.django_db
FORM = {"title": "Week one", "visits": 4, "types": ["P1", "P2", "P3"], "second_rater_percent": 20}


@pytest.fixture(autouse=True)
def house(monkeypatch):
    """Seven patients."""
    open_house(monkeypatch)


def test_ed_assigns_case_types_and_single_cases_by_the_form(as_ed, cohort):
    page = as_ed.get(f"/cohorts/{cohort.pk}/assign/").content.decode()
    assert "P1 Idealizing (1 case)" in page and "Control: fairly grateful" in page
    data = FORM | {"types": ["P2", "P3"], "cases": ["p1-case"], "due": "2031-03-09", "coaching": "on"}
    response = as_ed.post(f"/cohorts/{cohort.pk}/assign/", data)
    made = Assignment.objects.get()
    assert response.headers["Location"] == f"/cohorts/assignments/{made.pk}/"
    assert {tuple(card) for card in made.pool} == {("p1-case", "P1"), ("p2-case", "P2"), ("p3-case", "P3")}
    assert {kind for _, kind in made.controls} == {"C1", "C2a"}  # the pairs of P1 and P2
    assert made.coaching and not made.names_hidden and made.due.isoformat() == "2031-03-09"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"types": []}, "Choose at least one case type"),
        ({"types": ["P77"]}, "P77 is not one of the available choices"),
        ({"types": ["P3"], "visits": 5}, "5 visits need 5 different cases, 2 of them controls; here are 4, with 3 controls."),
        ({"visits": 1}, "greater than or equal to 2"),
        ({"visits": 40}, "less than or equal to 12"),
        ({"second_rater_percent": 101}, "less than or equal to 100"),
        ({"due": "soon"}, "valid date"),
        ({"title": ""}, "required"),
    ],
)
def test_what_cannot_be_assigned_is_refused_with_what_would_do(as_ed, cohort, wrong, why):
    response = as_ed.post(f"/cohorts/{cohort.pk}/assign/", FORM | wrong)
    assert response.status_code == 400 and why in response.content.decode() and not Assignment.objects.exists()


def test_each_trainee_has_an_order_of_their_own_that_stays(cohort, tara):
    assignment = assign(cohort, *TYPES)
    orders = {person: assignment.plan_for(person.pk, p6=False) for person in members(cohort, 12)}
    assert len(set(orders.values())) > 6
    again = Assignment.objects.get()
    assert all(again.plan_for(person.pk, p6=False) == order for person, order in orders.items())
    types = {f"{name.lower()}-case": name for name in TYPES}
    assert all(any(types[slug].startswith("C") for slug in order) for order in orders.values())


def test_a_pack_that_is_added_later_changes_no_running_order(cohort, tara, monkeypatch):
    assignment = assign(cohort, "P1", "P2", "P3")
    before = assignment.plan_for(tara.pk, p6=False)
    open_house(monkeypatch, *TYPES, "P4", "P5", "C2b")
    assert Assignment.objects.get().plan_for(tara.pk, p6=False) == before


def test_her_start_page_lists_neutral_titles_in_her_order_and_no_type(as_tara, tara, cohort):
    assignment = assign(cohort, *TYPES, due=(timezone.localdate() + timedelta(days=3)).isoformat())
    page = as_tara.get("/cases/").content.decode()
    section = page.split('class="assigned"')[1].split("</section>")[0]
    assert "Week one" in section and "0 of 4 done" in section and "due on" in section
    places = [section.index(f"Title {slug[::-1]}<") for slug in assignment.plan_for(tara.pk, p6=False)]
    assert places == sorted(places)
    assert not any(word in page for word in ("C2a", "control", "Control", "Idealizing", "Demanding"))


def test_what_is_late_says_so_and_what_is_withdrawn_is_gone(as_tara, cohort):
    assignment = assign(cohort, *TYPES, due="2020-01-31")
    assert "was due on 31 Jan 2020, still open" in as_tara.get("/cases/").content.decode()
    Assignment.objects.update(withdrawn=True)
    assert "Week one" not in as_tara.get("/cases/").content.decode()
    assert as_tara.get(f"/assigned/{assignment.pk}/1/").status_code == 404


def test_starting_a_place_makes_a_visit_of_the_cohort_and_links_it(as_tara, tara, cohort, patient):
    assignment = assign(cohort, *TYPES)
    first = assignment.plan_for(tara.pk, p6=False)[0]
    page = as_tara.get(f"/assigned/{assignment.pk}/1/").content.decode()
    assert "Week one: visit 1 of 4" in page and "Call the patient in" in page
    response = as_tara.post(f"/assigned/{assignment.pk}/1/")
    visit = TrainingSession.objects.get()
    assert response.headers["Location"] == f"/visits/{visit.pk}/" and (visit.case_slug, visit.cohort) == (first, cohort)
    assert AssignedVisit.objects.get().visit == visit and visit.assigned.place == 1
    assert "In progress: go on" in as_tara.get("/cases/").content.decode()
    assert as_tara.get(f"/assigned/{assignment.pk}/1/").headers["Location"] == f"/visits/{visit.pk}/"


def test_two_clicks_make_one_visit(as_tara, cohort, patient):
    assignment = assign(cohort, *TYPES)
    for _ in range(2):
        as_tara.post(f"/assigned/{assignment.pk}/2/")
    assert TrainingSession.objects.count() == AssignedVisit.objects.count() == 1
    assert [body["kind"] for body in patient.heard] == ["start"]


def test_a_patient_who_cannot_come_in_leaves_the_place_free(as_tara, cohort, patient):
    assignment = assign(cohort, *TYPES)
    patient.down = True
    response = as_tara.post(f"/assigned/{assignment.pk}/1/")
    assert response.status_code == 503 and "cannot come in just now" in response.content.decode()
    assert not TrainingSession.objects.exists() and not AssignedVisit.objects.exists()
    patient.down = False
    assert as_tara.post(f"/assigned/{assignment.pk}/1/").status_code == 302


def test_a_place_is_done_when_its_debrief_was_read_or_skipped(as_tara, tara, cohort, patient):
    assignment = assign(cohort, *TYPES)
    as_tara.post(f"/assigned/{assignment.pk}/1/")
    visit = TrainingSession.objects.get()
    say(as_tara, visit, "I am sorry.")
    as_tara.post(f"/visits/{visit.pk}/end/")
    assert plans.plan_or_404(tara, assignment.pk).done == 0
    as_tara.post(f"/visits/{visit.pk}/debrief/", {"choice": "skip"})
    assert plans.plan_or_404(tara, assignment.pk).done == 1 and "1 of 4 done" in as_tara.get("/cases/").content.decode()


@pytest.mark.parametrize("place", [0, 5, 99])
def test_a_place_that_is_not_there_is_not_there(as_tara, cohort, place):
    assert as_tara.get(f"/assigned/{assign(cohort, *TYPES).pk}/{place}/").status_code == 404


def test_nobody_plays_an_assignment_of_another_cohort(as_omar, as_ed, cohort, patient):
    assignment = assign(cohort, *TYPES)
    for browser in (as_omar, as_ed):
        assert browser.get(f"/assigned/{assignment.pk}/1/").status_code == 404
        assert browser.post(f"/assigned/{assignment.pk}/1/").status_code == 404
    assert not TrainingSession.objects.exists()


def test_the_patients_stay_as_they_are_once_somebody_has_begun(as_ed, as_tara, cohort, patient):
    assignment = assign(cohort, *TYPES)
    as_tara.post(f"/assigned/{assignment.pk}/1/")
    address = f"/cohorts/assignments/{assignment.pk}/edit/"
    assert "the patients stay as they are" in as_ed.get(address).content.decode()
    as_ed.post(address, {"title": "Week two", "visits": 9, "types": ["P1"], "second_rater_percent": 5})
    changed = Assignment.objects.get()
    assert (changed.title, changed.visits, changed.second_rater_percent, changed.pool) == (
        "Week two",
        4,
        5,
        json.loads(json.dumps(assignment.pool)),
    )


def test_ed_sees_in_numbers_who_has_not_begun_and_a_reminder_to_copy(as_ed, as_tara, cohort, patient):
    assignment = assign(cohort, *TYPES, due="2031-03-09")
    late = members(cohort, 2)
    late[0].email = "one@example.org"
    late[0].save()
    as_tara.post(f"/assigned/{assignment.pk}/1/")
    page = as_ed.get(f"/cohorts/assignments/{assignment.pk}/").content.decode()
    assert "2 have not begun" in page and "one@example.org" in page
    assert "“Week one” is due on 9 March 2031: 4 visits" in page and "Sign in here: http://testserver/" in page
    late_part = page.split('id="late"')[1].split("</ul>")[0]
    assert "trainee-00" in late_part and "trainee-01" in late_part and "tara" not in late_part
    assert "Title " not in page and str(TrainingSession.objects.get().pk) not in page  # the name may still be hidden


def test_progress_of_a_large_cohort_costs_few_queries(as_ed, cohort, django_assert_max_num_queries):
    assignment = assign(cohort, *TYPES)
    for person in members(cohort, 40):
        for place in (1, 2):
            visit = TrainingSession.objects.create(
                trainee=person, cohort=cohort, case_slug="p1-case", ending="left_early", debrief="read"
            )
            AssignedVisit.objects.create(assignment=assignment, trainee=person, place=place, case_slug="p1-case", visit=visit)
    with django_assert_max_num_queries(12):
        page = as_ed.get(f"/cohorts/assignments/{assignment.pk}/").content.decode()
    assert page.count("2 of 4") == 40 and page.count("Not begun") == 1  # Tara


def test_the_start_page_with_many_assignments_costs_few_queries(as_tara, cohort, django_assert_max_num_queries):
    for _ in range(10):
        assign(cohort, *TYPES)
    with django_assert_max_num_queries(12):
        assert as_tara.get("/cases/").content.decode().count("0 of 4 done") == 10


def test_settings_of_an_assignment_reach_the_rooms_that_need_them(as_tara, cohort, patient):
    assignment = assign(cohort, *TYPES, coaching="on", names_hidden="on", second_rater_percent=100)
    as_tara.post(f"/assigned/{assignment.pk}/1/")
    visit = TrainingSession.objects.get()
    assert assigned.coaching_allowed(visit) and assigned.name_hidden(visit) and assigned.wants_second_rater(visit)
    assert assigned.hidden_names([visit.pk]) == {visit.pk}
    free = TrainingSession.objects.create(trainee=visit.trainee, cohort=cohort, case_slug="p1-case")
    assert not (assigned.coaching_allowed(free) or assigned.name_hidden(free) or assigned.wants_second_rater(free))


def test_about_the_wanted_share_goes_to_a_second_rater_and_always_the_same_visits(cohort, tara):
    assignment = assign(cohort, *TYPES, second_rater_percent=30)
    made = []
    for person in members(cohort, 200):
        visit = TrainingSession.objects.create(trainee=person, cohort=cohort, case_slug="p1-case")
        AssignedVisit.objects.create(assignment=assignment, trainee=person, place=1, case_slug="p1-case", visit=visit)
        made.append(visit)
    share = [assigned.wants_second_rater(visit) for visit in made]
    assert 30 < sum(share) < 90  # 60 expected, standard deviation 6.5
    assert share == [assigned.wants_second_rater(visit) for visit in made]


def test_the_place_for_the_optional_patient_goes_to_an_alternative_without_a_yes(monkeypatch, tmp_path, cohort, tara):
    open_toy_house(monkeypatch, tmp_path, "P1", "P2", "P6", "P9", "C1", "C2a")
    CohortRules.objects.create(cohort=cohort, offers_p6=True)
    assignment = assign(cohort, "P1", "P2", offers_p6="on")
    without = plans.plan_or_404(tara, assignment.pk)
    assert "toy-p9" in {place.case_slug for place in without.places}
    OptIn.objects.create(person=tara, cohort=cohort)
    met = []
    for number in range(40):
        Assignment.objects.update(seed=f"seed-{number}")
        slugs = {place.case_slug for place in plans.plan_or_404(tara, assignment.pk).places}
        assert len(slugs & {"toy-p6", "toy-p9"}) == 1
        met.append("toy-p6" in slugs)
    assert 8 < sum(met) < 32  # 20 expected, standard deviation 3.2


def test_the_optional_patient_is_not_offered_where_the_cohort_does_not(monkeypatch, tmp_path, as_ed, cohort):
    open_toy_house(monkeypatch, tmp_path, "P1", "P2", "P6", "P9", "C1")
    page = as_ed.get(f"/cohorts/{cohort.pk}/assign/").content.decode()
    assert "flirts" not in page and "Toy 6P" not in page and not re.search(r"\bP6\b", page)
    CohortRules.objects.create(cohort=cohort, offers_p6=True)
    page = as_ed.get(f"/cohorts/{cohort.pk}/assign/").content.decode()
    assert "flirts" in page and "Toy 6P" not in page  # by its own tick, never among the rest


def test_the_notice_comes_before_an_assigned_visit_too(as_tara, cohort, patient):
    Acceptance.objects.all().delete()
    address = f"/assigned/{assign(cohort, *TYPES).pk}/1/"
    assert as_tara.post(address).headers["Location"] == f"/notice/?next={address.replace('/', '%2F')}"
    assert not patient.heard


def test_remind_mails_those_who_have_not_begun_one_by_one(cohort, tara, settings):
    settings.MAIL_IS_SET, settings.SITE_URL = True, "https://dyad.example.org"
    assign(cohort, *TYPES)
    late = members(cohort, 2)
    for person in late:
        person.email = f"{person.username}@example.org"
        person.save()
    out = StringIO()
    call_command("remind", "--dry-run", stdout=out)
    assert not mail.outbox and "2 would get a reminder, 1 without an address" in out.getvalue()
    call_command("remind", stdout=out)
    assert [message.to for message in mail.outbox] == [["trainee-00@example.org"], ["trainee-01@example.org"]]
    assert "Sign in here: https://dyad.example.org" in mail.outbox[0].body and "trainee" not in mail.outbox[0].body


def test_remind_skips_what_is_over_and_says_when_there_is_no_mail_server(cohort, tara):
    assign(cohort, *TYPES, due="2020-01-01")
    out = StringIO()
    call_command("remind", "--dry-run", stdout=out)
    assert out.getvalue() == ""
    with pytest.raises(CommandError, match="Set DYAD_MAIL_URL"):
        call_command("remind")
