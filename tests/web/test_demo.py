"""A demo is filled by scripted trainees: the same visits every time, stored, debriefed and rated as real ones are, and marked as a demo."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from dyad.nlu.listener import ModelNotTrained
from dyad.patient import Heard
from dyad.simulate import Stage
from dyad.simulate.trainee import Rule, Trainee
from tests.toys import FixedScorer
from tests.web.houses import open_toy_house
from web.cohorts.models import AssignedVisit, Assignment
from web.debriefing.models import Formulation
from web.demo import people, planning, playing, ratings
from web.review.models import CodeMark, Comment, Review, State, VisitCard
from web.training.models import Cohort, TrainingSession, Turn

pytestmark = pytest.mark.django_db
SIZE = ("--visits", "12", "--trainees", "3")


@pytest.fixture(autouse=True)
def _tiny_stage(monkeypatch, tmp_path) -> None:
    for case in open_toy_house(monkeypatch, tmp_path, "P2", "P3", "P9", "C1", "C2a").values():
        case.sheet["key"]["reality_or_pattern"] = "Mainly a pattern."
    script = Trainee(
        "toy", "For tests.", (Rule({}, ("say",)),), {"say": tuple(f"Tell me about day {n}, please." for n in range(40))}
    )
    monkeypatch.setattr(playing, "load_trainee", lambda name: script)
    monkeypatch.setattr(
        playing,
        "load_stage",
        lambda: Stage(lambda reply: [Heard(reply, "ask_sleep", 1.0)], FixedScorer("open_question", "empathic_reflection")),
    )


def everything() -> list[object]:
    """Return what a demo has stored, without the numbers that a database gives."""
    turns = Turn.objects.order_by("session", "number").values_list("session", "number", "reply", "line", "points")
    visits = TrainingSession.objects.order_by("pk").values_list(
        "pk", "trainee__username", "started", "ended", "ending", "debrief"
    )
    found = Review.objects.order_by("visit", "rater__username").values_list("visit", "rater__username", "levels", "done", "alone")
    marks = CodeMark.objects.order_by("visit", "turn__number", "start", "code").values_list("visit", "code", "judged")
    answers = Formulation.objects.order_by("visit").values_list("visit", "answers", "submitted")
    return [list(rows) for rows in (turns, visits, found, marks, answers)]


def test_the_same_demo_comes_out_every_time():
    call_command("seed_demo", *SIZE)
    first = everything()
    for model in (TrainingSession, AssignedVisit, Assignment):
        model.objects.all().delete()
    call_command("seed_demo", *SIZE)
    assert everything() == first


def test_visits_are_whole_and_spread_over_the_trainees(capsys):
    call_command("seed_demo", *SIZE)
    assert "12 simulated visits are new." in capsys.readouterr().out
    cohort = Cohort.objects.get(name="Demo cohort")
    assert cohort.trainees.count() == 3 and AssignedVisit.objects.count() == 12
    assert {cohort.visits.filter(trainee=person).count() for person in cohort.trainees.all()} == {4}
    (still_open,) = cohort.visits.filter(ending="")
    assert still_open.trainee.username == "tara" and still_open.turns.count() == 5
    for visit in cohort.visits.exclude(ending=""):
        assert visit.ended and visit.turns.exists() and not visit.turns.exclude(status="answered").exists()
    (branch,) = TrainingSession.objects.exclude(branch_of=None)
    first = branch.branch_of.turns.values_list("reply", flat=True)
    assert branch.trainee.username == "tara" and branch.is_over and branch.branch_at == 2
    assert list(branch.turns.values_list("reply", flat=True)[:2]) == list(first[:2])
    cards = VisitCard.objects.filter(visit__cohort=cohort)
    assert cards.count() == 12 and cards.filter(case_type__startswith="C").count() >= 3, "at least one control in four"


def test_debriefs_and_ratings_are_there_and_say_that_they_are_a_demo():
    call_command("seed_demo", *SIZE)
    states = set(TrainingSession.objects.values_list("debrief", flat=True))
    assert states == {"read", "skipped", "waiting"}
    assert (
        Formulation.objects.filter(submitted__isnull=False).count() == TrainingSession.objects.filter(debrief="read").count() > 1
    )
    done = Review.objects.filter(status="done")
    assert done.count() > 2 and set(done.values_list("remark", flat=True)) == {ratings.REMARK}
    assert set(done.values_list("rater__username", flat=True)) == {"ed", "eva"}
    assert VisitCard.objects.filter(state=State.DONE).exists() and VisitCard.objects.filter(state=State.IN_REVIEW).exists()
    assert all(comment.text.startswith("Demo comment") for comment in Comment.objects.all())
    assert {"confirmed", "removed"} <= set(CodeMark.objects.values_list("judged", flat=True))


def test_a_filled_demo_stays_as_it_is_and_one_cut_short_is_gone_on_with(capsys):
    call_command("seed_demo", *SIZE)
    whole = everything()
    call_command("seed_demo", *SIZE)
    assert "none is new" in capsys.readouterr().out and everything() == whole
    lost = TrainingSession.objects.exclude(ending="").filter(branch_of=None, branches=None).order_by("pk").last()
    AssignedVisit.objects.filter(visit=lost).delete()
    lost.delete()
    call_command("seed_demo", *SIZE)
    assert "1 simulated visits are new" in capsys.readouterr().out and Turn.objects.count() == len(whole[0])


def test_nobody_but_the_four_can_sign_in():
    call_command("seed_demo", *SIZE)
    assert {p.username for p in User.objects.all() if p.has_usable_password()} == {"tara", "ed", "eva", "admin"}


def test_the_names_suffice_and_none_comes_twice():
    assert len(people.NAMES) == 29 == len({name.rsplit(" ", 1)[1] for name in people.NAMES}), "Tara is the thirtieth"


def test_more_visits_than_the_trainees_can_make_are_refused():
    with pytest.raises(CommandError, match="choose 24 or fewer"):
        call_command("seed_demo", "--visits", "25", "--trainees", str(24 // planning.MOST_EACH))


def test_without_a_trained_ear_the_command_says_what_to_do(monkeypatch):
    def missing() -> Stage:
        raise ModelNotTrained("models/dyad.tar.gz is missing; `make model` trains it.")

    monkeypatch.setattr(playing, "load_stage", missing)
    with pytest.raises(CommandError, match="make model"):
        call_command("seed_demo", *SIZE)
    assert not TrainingSession.objects.exists()
