"""`manage.py export_visits`: what was said, with tags and scores, and no names."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from dyad.scoring.transcript import read_visits
from tests.web.fake_patient import LINES, OPENING
from tests.web.test_a_visit import say

pytestmark = pytest.mark.django_db


def test_a_visit_goes_out_so_that_it_can_be_scored_again(as_tara, visit, monkeypatch):
    monkeypatch.setattr(
        "web.training.management.commands.export_visits.load_case", lambda slug: type("Case", (), {"case_type": "C2a"})
    )
    say(as_tara, visit, "I am sorry. That was our error.")
    say(as_tara, visit, "What happened then?", "message-0002", 2)
    out = StringIO()
    call_command("export_visits", stdout=out)
    (row,) = [json.loads(line) for line in out.getvalue().splitlines()]
    assert "tara" not in out.getvalue()
    assert [(turn["patient"], turn["reply"]) for turn in row["turns"]] == [
        (OPENING, "I am sorry. That was our error."),
        (LINES[0], "What happened then?"),
    ]
    (stored,) = read_visits(out.getvalue().splitlines())
    assert stored.case_type == "C2a" and stored.scores[0].code_names() == ("own_mistake_repair",)
