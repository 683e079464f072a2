"""Ed and Eva rate the same visit, each alone; then they are laid side by side, reckoned with, and settled."""

import uuid

import pytest

from tests.web.review.steps import sheet_of
from web.review.assigning import raters_for
from web.review.effective import effective_codes, effective_levels
from web.review.figures import code_figures, domain_figures
from web.review.models import Review, VisitCard
from web.training.models import TrainingSession, Turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def ed_at(as_ed, doubly):
    """Ed at the visit's desk."""
    return sheet_of(as_ed, doubly)


@pytest.fixture
def eva_at(as_eva, doubly):
    """Eva at the same visit's desk."""
    return sheet_of(as_eva, doubly)


@pytest.fixture
def both_done(ed_at, eva_at):
    """Ed took "shaming" away and gave 3 throughout; Eva left it, added a code, and gave D1 a 5."""
    ed_at.judge(2, "shaming", "remove")
    ed_at.at(1, "comment", text="Ed was here.")
    ed_at.finish(3)
    eva_at.add(1, "affirmation", "That must have been")
    eva_at.finish(3, D1=5)


def state() -> str:
    return VisitCard.objects.get().state


def test_a_share_of_visits_is_rated_twice_and_always_the_same_ones(cohort, eva, settings):
    settings.SECOND_RATER_SHARE = 0.3
    visits = [TrainingSession(pk=uuid.UUID(int=number), cohort=cohort) for number in range(400)]
    chosen = [raters_for(visit) for visit in visits]
    assert 0.22 < chosen.count(2) / len(chosen) < 0.38, "0.3, give or take three standard errors of 0.023"
    assert chosen == [raters_for(visit) for visit in visits]
    settings.SECOND_RATER_SHARE = 0.6
    more = [raters_for(visit) for visit in visits]
    assert all(now >= before for now, before in zip(more, chosen, strict=True)), "a larger share adds, it never swaps"


def test_an_educator_alone_is_asked_once(cohort, settings):
    settings.SECOND_RATER_SHARE = 1
    assert raters_for(TrainingSession(cohort=cohort)) == 1


def test_the_queue_tells_where_the_visit_stands(ed_at, eva_at):
    seen = [state()]
    ed_at.rate(D1=3)
    seen.append(state())
    ed_at.finish()
    seen.append(state())
    eva_at.finish()
    assert [*seen, state()] == ["new", "in_review", "second", "done"]


def test_neither_sees_the_other_before_both_are_done(ed_at, eva_at, as_eva, doubly):
    ed_at.judge(2, "shaming", "remove")
    ed_at.at(1, "comment", text="Ed was here.")
    ed_at.at(2, "flag", wrong="scored", note="Ed flags this.")
    ed_at.finish(1, remark="Ed sums up.")
    page = eva_at.page()
    assert not any(word in page for word in ("Ed was here", "Ed flags", "Ed sums", "ed: 1", "machine, removed"))
    assert as_eva.get(f"/review/{doubly.pk}/settle/").status_code == 404
    for query in ("flag=wrong", "band=straining"):
        assert "data-visit" not in as_eva.get(f"/review/?{query}").content.decode()
    for kind in ("csv", "jsonl"):
        export = b"".join(as_eva.get(f"/review/exports/{kind}/").streaming_content).decode()
        assert "Ed was here" not in export and "Ed flags" not in export
    paper = as_eva.get(f"/review/{doubly.pk}/paper/").content.decode()
    assert "Ed was here" not in paper and "Ed sums" not in paper
    figures = as_eva.get("/review/agreement/D1/").content.decode()
    assert "No visit has been rated on this yet." in figures


def test_who_is_done_does_not_see_the_other_who_is_not(ed_at, eva_at):
    eva_at.at(1, "comment", text="Eva is at work.")
    ed_at.finish()
    assert "Eva is at work" not in ed_at.page() and "It counts when the second rater is done too." in ed_at.page()


def test_nothing_counts_before_both_are_done(ed_at, doubly):
    ed_at.judge(2, "shaming", "remove")
    ed_at.finish(1)
    assert effective_levels(doubly) is None
    assert "shaming" in [c.code for c in effective_codes(Turn.objects.get(number=2))]


def test_after_that_both_are_seen_and_the_first_counts_until_it_is_settled(ed_at, eva_at, both_done, doubly):
    page = eva_at.page()
    assert "Ed was here." in page and "ed: 3" in page and "eva: 5" in page
    assert effective_levels(doubly)["D1"] == 3 and VisitCard.objects.get().differ


def test_a_third_educator_cannot_rate_what_two_have_begun(ed_at, eva_at, cohort, admin_client, admin_user):
    from web.training.people import EDUCATOR, give_role

    give_role(admin_user, EDUCATOR)
    cohort.educators.add(admin_user)
    ed_at.rate(D1=3)
    eva_at.rate(D1=3)
    assert sheet_of(admin_client, ed_at.visit).rate(D1=1).status_code == 400 and Review.objects.count() == 2


def test_one_rating_is_made_do_with_when_the_second_does_not_come(ed_at, doubly):
    assert ed_at.change("do_without").status_code == 302 and state() == "new", "before it is done nothing happens"
    ed_at.finish(4)
    ed_at.change("do_without")
    assert state() == "done" and effective_levels(doubly)["D1"] == 4


def test_agreement_is_reckoned_from_what_each_found_alone(ed, ed_at, eva_at, both_done):
    shaming = next(figure for figure in code_figures(ed) if figure.id == "shaming")
    # Two turns. People: turn 1 neither, turn 2 Eva only: Ed never gives it, so chance alone explains all: kappa 0.
    assert (shaming.people.n, shaming.people.value, shaming.people.low) == (2, 0.0, None)
    # The machine against Ed, who was done first: he took it away, so again 0.
    assert (shaming.machine.n, shaming.machine.value) == (2, 0.0)
    mistake = next(figure for figure in code_figures(ed) if figure.id == "own_mistake_repair")
    assert mistake.people.value == 1.0
    first = domain_figures(ed)[0]
    assert (first.id, first.people.n, first.people.measure) == ("D1", 1, "weighted kappa")


def test_settling_does_not_better_the_figures(ed, ed_at, both_done, as_ed, doubly):
    before = [figure.people for figure in code_figures(ed)]
    settle(as_ed, doubly)
    assert [figure.people for figure in code_figures(ed)] == before


def test_a_figure_opens_the_visits_and_turns_behind_it(as_ed, both_done, doubly):
    page = as_ed.get("/review/agreement/shaming/").content.decode()
    assert f"/review/{doubly.pk}/#turn-2" in page and "0, 1" in page and "Side by side" in page
    assert "3, 5" in as_ed.get("/review/agreement/D1/").content.decode()
    assert as_ed.get("/review/agreement/no_such_code/").status_code == 404


def test_agreement_stands_on_the_front_page(as_ed, both_done):
    page = as_ed.get("/review/").content.decode()
    assert "How far raters agree" in page and "/review/agreement/D7/" in page and "Raters differ" in page


def settle(client, visit, **chosen):
    """Settle with Eva's level and Ed's codes unless told otherwise."""
    fields = {"level-D1": "5", "code-2-shaming": "no", "code-1-affirmation": "yes"} | chosen
    return client.post(f"/review/{visit.pk}/settle/", {**fields, "remark": "We talked it over."})


def test_what_is_settled_together_counts(as_ed, both_done, doubly):
    page = as_ed.get(f"/review/{doubly.pk}/settle/").content.decode()
    assert page.count('class="differs"') == 3, "D1, shaming, affirmation"
    assert settle(as_ed, doubly).status_code == 302
    assert effective_levels(doubly)["D1"] == 5 and effective_levels(doubly)["D2"] == 3
    found = {n: [c.code for c in effective_codes(Turn.objects.get(number=n))] for n in (1, 2)}
    assert found == {1: ["own_mistake_repair", "affirmation", "empathic_reflection"], 2: ["defensive_justification"]}
    assert not VisitCard.objects.get().differ and "settled: 5" in as_ed.get(f"/review/{doubly.pk}/").content.decode()


def test_settling_again_replaces_it(as_ed, as_eva, both_done, doubly):
    settle(as_ed, doubly)
    settle(as_eva, doubly, **{"level-D1": "none", "code-2-shaming": "yes"})
    assert effective_levels(doubly)["D1"] is None and Review.objects.filter(kind="settlement").count() == 1
    assert "shaming" in [c.code for c in effective_codes(Turn.objects.get(number=2))]


@pytest.mark.parametrize(
    ("missing", "said"), [({"level-D1": ""}, "D1 is still without"), ({"code-2-shaming": "perhaps"}, "in turn 2 is still")]
)
def test_a_difference_without_a_choice_is_refused_and_the_choices_stay(as_ed, both_done, doubly, missing, said):
    response = settle(as_ed, doubly, **missing)
    page = response.content.decode()
    assert response.status_code == 400 and said in page and "We talked it over." in page
    assert not Review.objects.filter(kind="settlement").exists()


def test_a_wider_set_of_raters_is_reckoned_by_alpha(ed, ed_at, eva_at, both_done, doubly, admin_user):
    ed_review = Review.objects.get(rater=ed)
    Review.objects.create(
        visit=doubly,
        rater=admin_user,
        status="done",
        done=ed_review.done,
        levels=ed_review.levels,
        alone=ed_review.alone,
        alone_codes=ed_review.alone_codes,
    )
    assert domain_figures(ed)[0].people.measure == "Krippendorff's alpha"
