"""Tara writes a reply again and goes back to a turn; what she did first never changes and nothing of it is counted."""

import pytest
from django.forms import model_to_dict
from django.utils.html import escape

from tests.web import hand_built
from tests.web.fake_patient import LINES, OWN_DISTRESS
from tests.web.test_a_visit import say
from tests.web.through import play, to_the_key
from web.debriefing.models import Rewrite
from web.debriefing.pair_picture import draw_pair
from web.debriefing.what_if import tree_of
from web.training.models import TrainingSession, Turn

pytestmark = pytest.mark.django_db
BRANCH, OTHER = "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0002", "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0003"
AGAIN = {"reply": "I am sorry. What was the worst of it?", "message_id": "again-0001"}
SAID = ("I am sorry. That must have been frightening.", "It was the inbox, it is always full.", "See you next week.")


@pytest.fixture
def debriefed(as_tara, visit) -> TrainingSession:
    """A visit of three replies whose key has been shown."""
    play(as_tara, visit, *SAID)
    to_the_key(as_tara, visit)
    return visit


def stored(visit: TrainingSession) -> list[dict]:
    visit.refresh_from_db()
    return [model_to_dict(visit), *(model_to_dict(turn) for turn in visit.turns.all())]


def again(client, visit, number=2, **fields):
    return client.post(f"/visits/{visit.pk}/debrief/rewrite/{number}/", AGAIN | fields)


def branch(client, visit, number=2, branch=BRANCH) -> TrainingSession:
    client.post(f"/visits/{visit.pk}/what-if/", {"number": number, "branch": branch})
    return TrainingSession.objects.get(pk=branch)


def test_the_reply_that_cost_most_is_offered_first(as_tara, debriefed):
    page = as_tara.get(f"/visits/{debriefed.pk}/debrief/rewrite/").content.decode()
    assert "Write turn 3 again" in page and page.count("/debrief/rewrite/") >= 4  # hand-built: the last turn is the worst


def test_a_new_version_is_scored_beside_the_first_with_the_answer_to_it(as_tara, debriefed, patient):
    before = stored(debriefed)
    page = again(as_tara, debriefed).headers["Location"]
    assert page == f"/visits/{debriefed.pk}/debrief/rewrite/2/#again"
    page = as_tara.get(page).content.decode()
    # "It was the inbox, it is always full." earned two damaging codes; "sorry" is +2 and doubled, "What" is an open question.
    for part in ("This time", "The first time", "New: Owned a mistake, Open question.", "band--strong", LINES[1]):
        assert part in page, part
    assert stored(debriefed) == before
    sender = patient.heard[-1]["sender"]
    heard = [(body["kind"], body.get("message")) for body in patient.heard if body["sender"] == sender]
    assert heard == [("start", None), ("reply", SAID[0]), ("reply", AGAIN["reply"])] and sender != str(debriefed.sender)


def test_pressed_twice_it_is_one_version_and_other_words_are_another(as_tara, debriefed):
    again(as_tara, debriefed)
    again(as_tara, debriefed)
    again(as_tara, debriefed, reply="What would help?", message_id="again-0002")
    assert Rewrite.objects.count() == 2
    assert "An earlier try (1)" in as_tara.get(f"/visits/{debriefed.pk}/debrief/rewrite/2/").content.decode()


def test_a_patient_who_cannot_answer_costs_no_words(as_tara, debriefed, patient):
    patient.down = True
    response = again(as_tara, debriefed)
    page = response.content.decode()
    assert response.status_code == 503 and AGAIN["reply"] in page and "again-0001" in page and not Rewrite.objects.exists()


@pytest.mark.parametrize(("reply", "status"), [("", 400), ("x" * 2001, 400), ("é" * 2000, 302)])
def test_empty_and_too_long_versions_are_refused_with_their_words(as_tara, debriefed, reply, status):
    response = again(as_tara, debriefed, reply=reply)
    assert response.status_code == status and (status == 302 or reply in response.content.decode())


def test_words_about_herself_lead_to_help_and_can_be_meant_for_the_patient(as_tara, debriefed, settings):
    page = again(as_tara, debriefed, reply=f"Honestly? {OWN_DISTRESS}.").content.decode()
    assert settings.CRISIS_TEXT.split(".")[0] in page and "It was meant for the patient" in page and escape(OWN_DISTRESS) in page
    assert not Rewrite.objects.exists()
    again(as_tara, debriefed, reply=f"Honestly? {OWN_DISTRESS}.", meant="yes")
    assert Rewrite.objects.count() == 1


def test_a_turn_that_was_never_played_cannot_be_written_again(as_tara, debriefed):
    assert as_tara.get(f"/visits/{debriefed.pk}/debrief/rewrite/4/").status_code == 404


def test_a_branch_goes_on_from_its_turn_and_the_first_visit_stays(as_tara, debriefed, patient):
    before = stored(debriefed)
    other = branch(as_tara, debriefed)
    assert (other.branch_of, other.branch_at, other.seed, other.cohort) == (debriefed, 1, debriefed.seed, None)
    page = as_tara.get(f"/visits/{other.pk}/").content.decode()
    assert "another way from turn 2" in page and "Reply 2 of about" in page and SAID[0] in page and SAID[1] not in page
    assert say(as_tara, other, "What was the worst of it?", "branch-0001", 2).json()["line"] == LINES[1]
    sender = str(TrainingSession.objects.get(pk=other.pk).sender)
    heard = [body.get("message") for body in patient.heard if body["sender"] == sender and body["kind"] == "reply"]
    assert heard[-2:] == [SAID[0], "What was the worst of it?"]
    assert stored(debriefed) == before
    kept, told = Turn.objects.get(session=debriefed, number=1), Turn.objects.get(session=other, number=1)
    assert (kept.score, kept.line, kept.turn) == (told.score, told.line, told.turn)


def test_pressed_twice_it_is_one_branch(as_tara, debriefed):
    branch(as_tara, debriefed)
    branch(as_tara, debriefed)
    assert TrainingSession.objects.filter(branch_of=debriefed).count() == 1


def test_a_branch_can_begin_at_the_first_turn(as_tara, debriefed):
    other = branch(as_tara, debriefed, number=1)
    assert other.branch_at == 0 and say(as_tara, other, "I am sorry.", "branch-0001", 1).json()["line"] == LINES[0]


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "99999999"])
def test_there_is_no_way_back_to_a_turn_that_was_never_played(as_tara, debriefed, number):
    assert as_tara.post(f"/visits/{debriefed.pk}/what-if/", {"number": number, "branch": BRANCH}).status_code == 404
    assert TrainingSession.objects.count() == 1


def test_branches_are_a_tree(as_tara, debriefed):
    first = branch(as_tara, debriefed)
    say(as_tara, first, "What was the worst of it?", "branch-0001", 2)
    second = branch(as_tara, first, number=2, branch=OTHER)
    tree = tree_of(second)
    assert tree.visit == debriefed and [node.visit for node in tree.branches] == [first]
    assert [node.visit for node in tree.branches[0].branches] == [second]
    page = as_tara.get(f"/visits/{second.pk}/what-if/").content.decode()
    assert page.count("Another way from turn 2") == 2 and "What was the worst of it?" in page and "Your visit" in page


def test_two_ways_stand_side_by_side_with_the_trust_of_both(as_tara, debriefed):
    other = branch(as_tara, debriefed)
    say(as_tara, other, "What was the worst of it?", "branch-0001", 2)
    page = as_tara.get(f"/visits/{other.pk}/side-by-side/").content.decode()
    for part in (
        "Two ways from turn 2",
        ", it is ",
        " was the worst of it?",
        "The first turn, the same in both",
        "Not played yet.",
    ):
        assert part in page, part
    assert page.count("<polyline") == 2 and '<th scope="row">3</th><td>6</td><td>–</td>' in page  # trust 5 + 2/2 after turn 3


def test_an_ended_branch_leads_to_the_comparison_and_not_to_a_debrief(as_tara, debriefed):
    other = branch(as_tara, debriefed)
    page = as_tara.post(f"/visits/{other.pk}/end/", follow=True).content.decode()
    assert "Lay it beside the first" in page and "Begin the debrief" not in page
    assert as_tara.get(f"/visits/{other.pk}/debrief/").headers["Location"] == f"/visits/{other.pk}/side-by-side/"


def test_branches_are_in_nobodys_list(as_tara, as_ed, debriefed):
    other = branch(as_tara, debriefed)
    TrainingSession.objects.filter(pk=other.pk).update(cohort=debriefed.cohort)  # even if it had one
    queue = as_ed.get("/review/").content.decode()
    assert str(debriefed.pk) in queue and str(other.pk) not in queue
    assert as_ed.get(f"/review/{other.pk}/").status_code == 404
    assert str(other.pk) not in as_tara.get("/cases/").content.decode()
    assert str(other.pk) not in as_tara.get(f"/cases/{hand_built.SLUG}/").content.decode()
    assert list(TrainingSession.objects.firsts()) == [debriefed]


def test_nobody_else_sees_what_was_tried(as_omar, as_ed, as_tara, debriefed):
    other = branch(as_tara, debriefed)
    for client in (as_omar, as_ed):
        for page in (f"{other.pk}/", f"{other.pk}/side-by-side/", f"{other.pk}/what-if/", f"{debriefed.pk}/what-if/"):
            assert client.get(f"/visits/{page}").status_code == 404
        assert client.post(f"/visits/{debriefed.pk}/what-if/", {"number": 1, "branch": OTHER}).status_code == 404


def test_a_visit_that_is_no_branch_has_nothing_beside_it(as_tara, debriefed):
    assert as_tara.get(f"/visits/{debriefed.pk}/side-by-side/").status_code == 404


def test_pages_ask_the_database_little_however_much_was_tried(as_tara, debriefed, django_assert_max_num_queries):
    for number in range(12):
        branch(as_tara, debriefed, branch=f"5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b1{number:03}")
    for page in (f"{debriefed.pk}/what-if/", f"{TrainingSession.objects.exclude(branch_of=None)[0].pk}/side-by-side/"):
        with django_assert_max_num_queries(14):
            as_tara.get(f"/visits/{page}")


def test_the_pair_picture_shares_its_axis_and_says_where_the_ways_part():
    picture = draw_pair(((0, 10, 0), (1, 10, 0), (2, 10, 0)), ((0, 10, 0), (1, 10, 0)), kept=1)
    assert [dot.x for dot in picture.first] == [40, 180, 320] and [dot.x for dot in picture.second] == [40, 180]
    assert picture.parted_x == 180 and picture.rows == ((0, 10, 10), (1, 10, 10), (2, 10, None))
    assert abs(picture.first_label_y - picture.second_label_y) >= 15
    assert draw_pair((), ((0, 5, 5),), kept=0) is None
