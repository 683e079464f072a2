"""Who writes cases sees how often each line was said, met without being understood, or flagged."""

import pytest

from dyad.cases import Line
from tests.web import hand_built
from tests.web.review.steps import sheet_of
from tests.web.test_a_visit import say
from web.review.line_counts import line_counts
from web.review.models import LineSaid

pytestmark = pytest.mark.django_db


def counts(ed) -> dict[str, tuple[int, int, int]]:
    lines = line_counts(hand_built.case(), ed, "pack")
    return {line.line_id: (line.said, line.not_understood, line.flagged) for line in lines}


def test_a_line_said_is_counted_once_a_visit_and_place(ed, finished):
    # The fake patient opens with line-0 and answers reply 1 with line-0 and reply 2 with line-1.
    assert counts(ed) == {"line-0": (2, 0, 0), "line-1": (1, 0, 0)}


def test_the_line_before_a_reply_that_was_not_understood_is_counted(as_tara, ed, visit, patient, monkeypatch):
    say(as_tara, visit, "Hello.")
    content = patient._content
    monkeypatch.setattr(patient, "_content", lambda body, have: _deaf(content(body, have)))
    say(as_tara, visit, "Mumble.", "message-0002", 2)
    assert LineSaid.objects.get(number=1).not_understood and not LineSaid.objects.get(number=2).not_understood
    assert counts(ed)["line-0"] == (2, 1, 0)


def _deaf(answer):
    answer["turn"]["understood"] = False
    return answer


def test_a_flag_counts_for_the_line_that_was_said_there(as_ed, ed, finished):
    desk = sheet_of(as_ed, finished)
    desk.at(2, "flag", wrong="answered")
    assert counts(ed)["line-1"] == (1, 0, 0), "the rating is not done"
    desk.finish()
    assert counts(ed)["line-1"] == (1, 0, 1)
    desk.change("reopen")
    assert counts(ed)["line-1"] == (1, 0, 0)


def test_lines_that_were_never_said_are_shown(as_ed, finished, monkeypatch):
    monkeypatch.setattr("dyad.cases.Case.lines", lambda case: [Line("line-0", "Five days."), Line("closing-9", "Never heard.")])
    page = as_ed.get(f"/review/cases/{hand_built.SLUG}/").content.decode()
    assert "Never heard." in page and "1 line was never said." in page and "not in the case any more" in page
    assert f"?case_slug={hand_built.SLUG}&amp;line=line-1" in page


@pytest.mark.parametrize("sort", ["trouble", "said", "pack", "nonsense"])
def test_lines_are_sorted(as_ed, finished, sort):
    assert as_ed.get(f"/review/cases/{hand_built.SLUG}/?sort={sort}").status_code == 200


def test_the_list_of_cases_counts_visits_and_leads_to_them(as_ed, finished):
    page = as_ed.get("/review/cases/").content.decode()
    assert f'href="/review/cases/{hand_built.SLUG}/"' in page and f'href="/review/?case_slug={hand_built.SLUG}"' in page


def test_visits_of_other_cohorts_are_not_counted(finished, as_ian):
    from django.contrib.auth.models import User

    assert counts(User.objects.get(username="ian")) == {}


def test_pages_of_cases_are_bounded_in_queries(as_ed, finished, django_assert_max_num_queries):
    for page in ("/review/cases/", f"/review/cases/{hand_built.SLUG}/", "/review/agreement/", "/review/exports/"):
        with django_assert_max_num_queries(14):
            as_ed.get(page)
