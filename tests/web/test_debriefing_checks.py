"""What would make a debrief fail or a secret lie open is said before the site starts."""

import dataclasses

from dyad.cases import load_case
from web.debriefing import checks


def test_in_service_a_key_beside_the_database_is_warned_of(settings, monkeypatch):
    settings.HTTPS = True
    monkeypatch.delenv("DYAD_REFLECTION_KEY", raising=False)
    assert [problem.id for problem in checks.check_reflection_key(None)] == ["dyad.W004"]
    monkeypatch.setenv("DYAD_REFLECTION_KEY", "x" * 40)
    assert checks.check_reflection_key(None) == []


def test_a_case_whose_key_cannot_be_marked_against_stops_the_start(monkeypatch):
    assert checks.check_keys(None) == []
    case = load_case("column-f")
    odd = dataclasses.replace(case, sheet=case.sheet | {"key": case.sheet["key"] | {"reality_or_pattern": "Hard to say."}})
    monkeypatch.setattr(checks, "case_slugs", lambda *_: ["column-f"])
    monkeypatch.setattr(checks, "load_case", lambda *_: odd)
    (problem,) = checks.check_keys(None)
    assert problem.id == "dyad.E004" and "cases/column-f, key.reality_or_pattern: begin it with one of" in problem.msg
