"""Ed rates a visit: what he says about codes, levels and turns is kept beside the machine's word, and goes before it."""

import pytest

from tests.web.review.steps import DOMAINS, sheet_of
from tests.web.test_a_visit import say
from web.review.effective import comments_on, effective_codes, effective_levels, effective_scores
from web.review.models import CodeMark, Comment, Flag, Review, Verdict, VisitCard
from web.review.names import stand_in
from web.training.models import Turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_ed, finished):
    """Ed's desk."""
    return sheet_of(as_ed, finished)


def codes_of(visit, number) -> list[str]:
    return [coded.code for coded in effective_codes(Turn.objects.get(session=visit, number=number))]


def test_the_anchors_of_all_seven_domains_stand_beside_the_transcript(desk):
    page = desk.page()
    assert "What was meant without being said is caught too, in plain and fitting words." in page
    assert all(f'data-domain="{domain}"' in page for domain in DOMAINS) and page.count('value="none"') == 7


def test_opening_the_page_begins_nothing_and_the_first_step_begins_the_rating(desk, finished):
    desk.page()
    assert not Review.objects.exists() and finished.card.state == "new"
    assert desk.judge(1, "own_mistake_repair", "confirm").headers["Location"].endswith("#turn-1")
    finished.card.refresh_from_db()
    assert finished.card.state == "in_review" and Review.objects.get().rater.username == "ed"


def test_nothing_counts_before_the_rating_is_finished(desk, finished):
    desk.judge(2, "shaming", "remove")
    assert codes_of(finished, 2) == ["defensive_justification", "shaming"] and effective_levels(finished) is None


def test_a_removed_code_is_gone_from_the_score_and_the_machines_word_is_kept(desk, finished):
    desk.judge(2, "shaming", "remove")
    desk.finish()
    # Turn 2: defensive_justification costs double with C2a (-1 x 2); shaming (-2) is taken away: from -4 to -2.
    before = Turn.objects.get(session=finished, number=2)
    now = effective_scores(finished)[2]
    assert (before.points, before.band) == (-4, "rupture") and (now.points, now.band) == (-2, "straining")
    assert codes_of(finished, 2) == ["defensive_justification"]
    card = VisitCard.objects.get(visit=finished)
    assert (card.strong, card.straining, card.rupture, card.state) == (1, 1, 0, "done")
    page = desk.page()
    assert "machine, removed" in page and "machine: rupture -4" in page


def test_the_persons_word_goes_before_the_machines_in_list_filter_and_search(desk, finished, as_ed):
    desk.judge(2, "shaming", "remove")
    desk.finish()
    assert as_ed.get("/review/?code=shaming").content.decode().count("data-visit") == 0
    assert as_ed.get("/review/?band=rupture").content.decode().count("data-visit") == 0
    assert as_ed.get("/review/?band=straining").content.decode().count("data-visit") == 1


def test_a_code_on_a_phrase_takes_the_place_of_what_stood_on_its_words(desk, finished):
    desk.add(2, "lecturing", "it is  ALWAYS\nfull")
    added = Verdict.objects.get(kind="add")
    assert (added.words, added.start, added.end) == ("it is always full", 18, 35)
    assert Verdict.objects.get(kind="remove").code == "shaming", "always stood among these words"
    desk.finish()
    assert codes_of(finished, 2) == ["defensive_justification", "lecturing"]
    assert CodeMark.objects.get(code="lecturing").source == "person"


def test_the_new_code_is_shown_in_the_reply(desk):
    desk.add(2, "lecturing", "it is always full")
    assert "it is always full<span" in desk.page()


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [
        ("lecturing", "words that nobody said", "These words are not in the reply."),
        ("lecturing", "   ", "Choose the words that earn the code"),
        ("no_such_code", "inbox", "Choose a code from the list."),
        ("shaming", "always", "These words have this code already."),
    ],
)
def test_a_code_that_will_not_do_is_refused_and_what_was_typed_stays(desk, code, words, said):
    response = desk.add(2, code, words)
    page = response.content.decode()
    assert response.status_code == 400 and said in page and f'value="{words}"' in page
    assert not Verdict.objects.filter(kind="add").exists()


def test_a_code_earned_by_silence_stands_on_no_words(desk, finished):
    desk.add(2, "ignore_affect", "")
    desk.finish()
    assert codes_of(finished, 2)[0] == "ignore_affect" and desk.add(2, "ignore_affect", "").status_code == 400


def test_verdicts_and_additions_can_be_taken_back(desk):
    desk.judge(1, "own_mistake_repair", "confirm")
    desk.judge(1, "own_mistake_repair", "undo")
    desk.add(2, "lecturing", "full")
    desk.at(2, "take-back", added=Verdict.objects.get(kind="add").pk)
    assert not Verdict.objects.exists()


def test_a_confirmed_code_says_so_once_the_rating_counts(desk, finished):
    desk.judge(1, "own_mistake_repair", "confirm")
    desk.finish()
    assert CodeMark.objects.get(code="own_mistake_repair").judged == "confirmed" and "machine, confirmed" in desk.page()


def test_a_later_turn_is_reckoned_with_what_an_earlier_correction_changed(as_tara, as_ed, visit):
    # The third affirmation of a visit counts nothing (clinical brief 3.3): two added before it turn it to 0.
    for number in (1, 2, 3):
        say(as_tara, visit, "Plain words.", f"message-{number:04}", number)
    as_tara.post(f"/visits/{visit.pk}/end/")
    desk = sheet_of(as_ed, visit)
    for number in (1, 2, 3):
        desk.add(number, "affirmation", "Plain words.")
    desk.finish()
    visit.refresh_from_db()
    assert [score.points for score in effective_scores(visit).values()] == [1, 1, 0]


def test_levels_are_kept_one_by_one_and_all_are_needed_to_finish(desk):
    desk.rate(D1=4)
    desk.rate(D2="none")
    response = desk.client.post(f"/review/{desk.visit.pk}/rate/", {"level-D3": "5", "remark": "Half done", "finish": "yes"})
    assert response.status_code == 400 and "Still without a choice: D4, D5, D6, D7." in response.content.decode()
    review = Review.objects.get()
    assert review.levels == {"D1": 4, "D2": None, "D3": 5} and review.remark == "Half done" and not review.is_done


@pytest.mark.parametrize("level", ["6", "0", "-1", "nine", "²"])
def test_a_level_outside_one_to_five_is_refused(desk, level):
    assert desk.rate(D1=level).status_code == 400 and "D1" not in Review.objects.get().levels


def test_the_finished_rating_stands_beside_the_machines_suggestion(desk, finished):
    desk.finish(3, D1=5, remark="Brave and exact.")
    assert effective_levels(finished) == {**dict.fromkeys(DOMAINS, 3), "D1": 5}
    page = desk.page()
    assert "Machine: 4" in page and "ed: 5" in page and "Brave and exact." in page


def test_comments_reach_the_trainee_when_the_rating_is_done(desk, finished):
    desk.at(1, "comment", text="This is the moment she softened.")
    assert comments_on(finished) == {}
    desk.finish()
    assert comments_on(finished) == {1: ["This is the moment she softened."]}


def test_a_comment_can_be_made_of_a_snippet_and_taken_back(desk, as_ed):
    as_ed.post("/review/snippets/", {"text": "Well held."})
    assert "<option>Well held.</option>" in desk.page()
    desk.at(1, "comment", text="Here:", snippet="Well held.")
    assert Comment.objects.get().text == "Here:\nWell held."
    desk.at(1, "comment", delete=Comment.objects.get().pk)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["  ", "x" * 2001])
def test_an_empty_or_endless_comment_is_refused_and_stays_in_its_field(desk, text):
    response = desk.at(1, "comment", text=text)
    assert response.status_code == 400 and f">{text}</textarea>" in response.content.decode()


def test_a_flag_says_what_was_wrong_and_finds_its_visit_once_the_rating_is_done(desk, as_ed):
    desk.at(2, "flag", wrong="heard", meant="ask_sleep", note="She asked about nights.")
    assert "data-visit" not in as_ed.get("/review/?flag=wrong").content.decode()
    desk.finish()
    assert "data-visit" in as_ed.get("/review/?flag=wrong").content.decode()
    page = desk.page("?show=flagged")
    assert "It misheard the reply." in page and "ask_sleep" in page and 'id="turn-1"' not in page


def test_a_flag_can_be_changed_and_taken_away_and_needs_a_reason(desk):
    desk.at(2, "flag", wrong="heard")
    desk.at(2, "flag", wrong="answered")
    assert Flag.objects.get().wrong == "answered" and desk.at(2, "flag", wrong="nonsense").status_code == 400
    desk.at(2, "flag", wrong="")
    assert not Flag.objects.exists()


def test_a_visit_in_progress_cannot_be_rated(as_ed, as_tara, visit):
    say(as_tara, visit, "I am sorry.")
    assert sheet_of(as_ed, visit).rate(D1=3).status_code == 400 and not Review.objects.exists()


def test_one_rating_is_enough_unless_two_are_wanted(desk, as_eva):
    desk.rate(D1=3)
    other = sheet_of(as_eva, desk.visit)
    assert other.rate(D1=5).status_code == 400 and "Others are rating this visit." in other.page()


def test_a_rating_can_be_given_back_before_it_is_done_and_not_after(desk, as_eva, finished):
    desk.rate(D1=3)
    desk.change("give_back")
    assert not Review.objects.exists() and VisitCard.objects.get().state == "new"
    desk.finish()
    assert desk.change("give_back").status_code == 400 and Review.objects.exists()


def test_a_reopened_rating_does_not_count_until_it_is_done_again(desk, finished):
    desk.judge(2, "shaming", "remove")
    desk.finish()
    desk.change("reopen")
    assert "shaming" in codes_of(finished, 2) and VisitCard.objects.get().state == "in_review"
    desk.rate(D1=1)
    desk.finish(2)
    assert "shaming" not in codes_of(finished, 2) and effective_levels(finished)["D1"] == 2
    assert Review.objects.get().alone["levels"]["D1"] == 3, "what was found alone is not rewritten"


def test_a_done_rating_takes_no_further_steps(desk):
    desk.finish()
    assert desk.at(1, "comment", text="Too late").status_code == 400 and not Comment.objects.exists()


def test_what_a_person_who_left_has_begun_holds_nobody_up(desk, ed, as_eva):
    desk.rate(D1=3)
    ed.is_active = False
    ed.save()
    assert sheet_of(as_eva, desk.visit).finish().status_code == 302 and VisitCard.objects.get().state == "done"


def test_every_step_leads_on_to_the_next_visit_that_waits(desk, as_tara, patient, finished):
    as_tara.post(f"/cases/{finished.case_slug}/", {"visit": "5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0002"})
    assert "data-next" not in desk.page()
    as_tara.post("/visits/5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0002/end/")
    assert 'href="/review/5b1f5f9e-0f0a-4f64-9a3f-0d5d1d9b0002/" data-next' in desk.page()


def test_a_stand_in_tells_nothing_and_is_always_the_same():
    assert stand_in(7) == stand_in(7) != stand_in(8) and "7" != stand_in(7)
