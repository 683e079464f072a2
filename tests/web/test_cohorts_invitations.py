"""Ed sends a link; a trainee makes an account or signs in, and joins; a closed link says why."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from web.cohorts.models import CohortRules, Invitation
from web.cohorts.models.cohorts import InvitationClosed
from web.training.models import Cohort
from web.training.people import EDUCATOR, TRAINEE, give_role, has_role

pytestmark = pytest.mark.django_db
NEW = {
    "username": "nora",
    "password1": "four-words-make-it-long",
    "password2": "four-words-make-it-long",
    "adult": "on",
}


@pytest.fixture
def link(cohort: Cohort, ed: User) -> Invitation:
    """A link for two people."""
    return Invitation.objects.create(cohort=cohort, made_by=ed, expires=timezone.now() + timedelta(days=1), uses_allowed=2)


def test_ed_makes_a_cohort_with_rules_and_teaches_it(as_ed, ed):
    response = as_ed.post("/cohorts/new/", {"name": "Spring", "keep_days": 90, "after": "anonymise", "offers_p6": "on"})
    made = Cohort.objects.get(name="Spring")
    assert response.headers["Location"] == f"/cohorts/{made.pk}/" and list(made.educators.all()) == [ed]
    assert (made.rules.keep_days, made.rules.after, made.rules.offers_p6) == (90, "anonymise", True)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"keep_days": 0}, {"keep_days": 9999}, {"after": "burn"}, {"name": "Autumn residents"}]
)
def test_rules_that_cannot_be_are_refused_and_what_was_typed_stays(as_ed, cohort, wrong):
    response = as_ed.post("/cohorts/new/", {"name": "Spring", "keep_days": 90, "after": "delete"} | wrong)
    assert response.status_code == 400 and "errorlist" in response.content.decode() and Cohort.objects.count() == 1


def test_a_name_that_is_refused_leaves_the_cohort_as_it_was(as_ed, cohort):
    page = as_ed.post(f"/cohorts/{cohort.pk}/edit/", {"name": "", "keep_days": 30, "after": "delete"}).content.decode()
    assert "Autumn residents" in page and not CohortRules.objects.exists()


def test_ed_makes_a_link_sees_it_and_withdraws_it(as_ed, cohort):
    as_ed.post(f"/cohorts/{cohort.pk}/", {"uses": 12, "days": 7})
    link = Invitation.objects.get()
    assert (link.uses_allowed, link.uses) == (12, 0) and timedelta(days=6) < link.expires - timezone.now() <= timedelta(days=7)
    assert f"http://testserver/join/{link.token}/" in as_ed.get(f"/cohorts/{cohort.pk}/").content.decode()
    as_ed.post(f"/cohorts/invitations/{link.pk}/withdraw/")
    page = as_ed.get(f"/cohorts/{cohort.pk}/").content.decode()
    assert link.token not in page and "withdrawn this link" in page


def test_two_links_never_share_a_token_and_it_is_long(cohort, link):
    other = Invitation.objects.create(cohort=cohort, expires=timezone.now(), uses_allowed=1)
    assert other.token != link.token and len(link.token) == 32  # 24 bytes in base64


def test_a_new_trainee_makes_an_account_and_is_in(client, link, cohort):
    assert "Join “Autumn residents”" in client.get(f"/join/{link.token}/").content.decode()
    response = client.post(f"/join/{link.token}/", NEW)
    nora = User.objects.get(username="nora")
    assert response.headers["Location"] == "/cases/" and client.get("/cases/").status_code == 200
    assert has_role(nora, TRAINEE) and nora in cohort.trainees.all()
    link.refresh_from_db()
    assert link.uses == 1


def test_somebody_with_an_account_signs_in_and_joins(client, link, cohort, omar):
    assert f"/sign-in/?next=/join/{link.token}/" in client.get(f"/join/{link.token}/").content.decode()
    signed_in = client.post(
        "/sign-in/", {"username": "omar", "password": "omar-likes-long-passwords", "next": f"/join/{link.token}/"}
    )
    assert signed_in.headers["Location"] == f"/join/{link.token}/"
    client.post(f"/join/{link.token}/")
    assert omar in cohort.trainees.all()


def test_joining_twice_costs_one_use(as_omar, link):
    for _ in range(2):
        assert as_omar.post(f"/join/{link.token}/").headers["Location"] == "/cases/"
    link.refresh_from_db()
    assert link.uses == 1


def test_her_educator_is_not_made_a_trainee(as_ed, link, cohort, ed):
    assert "You teach this cohort" in as_ed.post(f"/join/{link.token}/").content.decode()
    assert ed not in cohort.trainees.all()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"uses": 2}, "used as often as it may be"),
        ({"expires": timezone.now() - timedelta(seconds=1)}, "has expired"),
        ({"withdrawn": True}, "has withdrawn this link"),
    ],
)
def test_a_closed_link_says_why_and_makes_no_account(client, as_omar, link, change, why):
    Invitation.objects.filter(pk=link.pk).update(**change)
    for browser in (client, as_omar):
        for response in (browser.get(f"/join/{link.token}/"), browser.post(f"/join/{link.token}/", NEW)):
            page = response.content.decode()
            assert response.status_code == 410 and why in page and "Ask your educator for a new one" in page
    assert not User.objects.filter(username="nora").exists()


def test_a_member_may_open_a_used_up_link_again(as_tara, link):
    Invitation.objects.update(uses=2)
    assert as_tara.get(f"/join/{link.token}/").headers["Location"] == "/cases/"


def test_the_last_use_goes_to_one_of_two(link, omar):
    late = User.objects.create_user("late")
    Invitation.objects.update(uses=1)
    assert link.admit(omar)
    with pytest.raises(InvitationClosed, match="as often as it may be"):
        link.admit(late)
    assert not has_role(late, TRAINEE)


def test_an_invented_link_is_not_there(client):
    assert client.get("/join/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"username": "TARA"}, "This name is taken"),
        ({"username": "former-trainee"}, "This name is taken"),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password2": "another-long-password"}, "match"),
        ({"adult": ""}, "required"),
        ({"email": "nowhere"}, "valid email"),
    ],
)
def test_an_account_that_cannot_be_made_says_why_and_keeps_the_rest(client, link, wrong, why):
    response = client.post(f"/join/{link.token}/", NEW | {"first_name": "Nora"} | wrong)
    page = response.content.decode()
    assert (
        response.status_code == 400
        and why in page
        and 'value="Nora"' in page
        and not User.objects.filter(username="nora").exists()
    )


def test_ed_takes_a_trainee_out_and_a_new_link_brings_them_back(as_ed, as_tara, tara, cohort, link):
    as_ed.post(f"/cohorts/{cohort.pk}/trainees/{tara.pk}/remove/")
    assert tara not in cohort.trainees.all()
    as_tara.post(f"/join/{link.token}/")
    assert tara in cohort.trainees.all()


def test_nobody_makes_links_into_a_cohort_they_do_not_teach(as_omar, as_tara, cohort):
    other = User.objects.create_user("olga")
    give_role(other, EDUCATOR)
    olga = Client()
    olga.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    for browser in (as_omar, as_tara, olga):
        assert browser.post(f"/cohorts/{cohort.pk}/", {"uses": 1, "days": 1}).status_code == 404
    assert not Invitation.objects.exists()
