"""What leaves the room: tables without names, and what each column means."""

import csv
import importlib.util
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from dyad import __version__
from dyad.debrief.texts import load_texts
from tests.web.review.steps import DOMAINS, sheet_of
from web.review.export_files import guarded
from web.review.export_rows import columns
from web.review.names import stand_in

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def fetch(client, kind: str, query: str = "") -> bytes:
    response = client.get(f"/review/exports/{kind}/?{query}")
    assert response.status_code == 200 and "attachment" in response.headers["Content-Disposition"]
    return b"".join(response.streaming_content)


def rows_of(client, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fetch(client, "csv", query).decode("utf-8-sig"))))


def picked(rows, **wanted) -> list[dict[str, str]]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def test_every_row_has_every_column_and_the_three_versions(as_ed, rated):
    rows = rows_of(as_ed)
    assert list(rows[0]) == [column.name for column in columns()]
    assert {(row["rubric_version"], row["software_version"]) for row in rows} == {("1", __version__)}
    assert {row["case_type"] for row in rows} == {"C2a"}


def test_nobodys_name_is_in_an_export_unless_it_was_asked_for(as_ed, rated):
    User.objects.filter(username="tara").update(first_name="Tara", last_name="Abioye")
    for kind in ("csv", "jsonl"):
        plain = fetch(as_ed, kind).decode()
        assert "Abioye" not in plain and "tara" not in plain and stand_in(rated.trainee_id) in plain
    named = rows_of(as_ed, "names=yes")
    assert {row["trainee"] for row in named} == {"Tara Abioye"} and picked(named, row="domain", by="ed")


def test_where_names_are_hidden_they_cannot_be_asked_for(as_ed, rated, settings):
    settings.HIDE_NAMES = True
    assert {row["trainee"] for row in rows_of(as_ed, "names=yes")} == {stand_in(rated.trainee_id)}


def test_machine_and_person_stand_side_by_side_and_the_persons_word_counts(as_ed, rated):
    # Turn 2: the machine had -2 x 2 ... = -4 (rupture). Ed took "shaming" (-2) away and put "lecturing" (-1) there: -3.
    rows = rows_of(as_ed)
    points = picked(rows, row="turn", turn="2", item="points")
    assert [(row["by"], row["value"], row["counts"]) for row in points] == [("machine", "-4", "0"), ("person", "-3", "1")]
    codes = picked(rows, row="code", turn="2")
    assert [(row["item"], row["by"], row["judged"], row["value"]) for row in codes] == [
        ("defensive_justification", "machine", "", "1"),
        ("lecturing", "person", "added", "1"),
        ("shaming", "machine", "removed", "0"),
    ]
    levels = picked(rows, row="domain", counts="1")
    assert [(row["item"], row["value"]) for row in levels] == [(domain, "3") for domain in DOMAINS]
    assert picked(rows, row="domain", by="machine", item="D1")[0]["value"] == "4"


def test_a_turn_that_nobody_corrected_has_the_machines_word_once(as_ed, rated):
    assert [row["by"] for row in picked(rows_of(as_ed), row="turn", turn="1", item="points")] == ["machine"]


def test_an_export_holds_what_the_list_showed(as_ed, rated):
    assert rows_of(as_ed, "code=shaming") == [] and len(rows_of(as_ed, "q=frightening&state=done")) == len(rows_of(as_ed))
    page = as_ed.get("/review/exports/?q=frightening&state=done").content.decode()
    assert "1 visit, as filtered" in page and '<input type="hidden" name="q" value="frightening">' in page


def test_comments_and_flags_are_rows_too(as_ed, finished):
    desk = sheet_of(as_ed, finished)
    desk.at(1, "comment", text="Held.")
    desk.at(2, "flag", wrong="heard", meant="ask_sleep", note="Nights")
    desk.finish()
    rows = rows_of(as_ed)
    assert picked(rows, row="comment")[0]["words"] == "Held."
    assert [(row["item"], row["value"], row["words"]) for row in picked(rows, row="flag")] == [("heard", "ask_sleep", "Nights")]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@sum", "\tx"])
def test_no_cell_is_run_by_a_spreadsheet(cell):
    assert guarded(cell) == f"'{cell}" and guarded(-2) == -2 and guarded("plain = text") == "plain = text"


def test_a_line_of_json_is_a_visit_with_all_its_rows(as_ed, rated):
    lines = fetch(as_ed, "jsonl").decode().splitlines()
    visit = json.loads(lines[0])
    assert len(lines) == 1 and visit["visit"] == str(rated.pk) and visit["software_version"] == __version__
    assert len(visit["rows"]) == len(rows_of(as_ed)) and "visit" not in visit["rows"][0]


def test_the_sheet_holds_the_table_as_text_and_the_dictionary_beside_it(as_ed, finished):
    sheet_of(as_ed, finished).at(1, "comment", text="=HYPERLINK(1)")
    sheet_of(as_ed, finished).finish()
    book = zipfile.ZipFile(io.BytesIO(fetch(as_ed, "xlsx")))
    sheets = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2)]
    assert "=HYPERLINK(1)" in sheets[0] and "<f>" not in sheets[0], "a formula would stand in <f>"
    assert "rubric_version" in sheets[0] and columns()[0].means in sheets[1].replace("&#39;", "'")


def test_the_dictionary_is_on_the_page_and_in_the_docs(as_ed, finished):
    page = as_ed.get("/review/exports/").content.decode()
    assert all(f"<code>{column.name}</code>" in page for column in columns())
    spec = importlib.util.spec_from_file_location("write_exports_page", ROOT / "scripts/write_exports_page.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (ROOT / "docs/exports.md").read_text(encoding="utf-8") == script.page(), "run `make docs`"


def test_many_visits_take_no_more_queries_than_few(as_ed, rated, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        fetch(as_ed, "csv")


def test_paper_shows_one_debrief_with_the_persons_word_and_a_stand_in(as_ed, rated):
    page = as_ed.get(f"/review/{rated.pk}/paper/").content.decode()
    assert "tara" not in page.split("<main")[1] and stand_in(rated.trainee_id) in page
    assert load_texts().labels["lecturing"] in page
    assert "Blamed or labelled" not in page and "Codes and levels as a person settled them" in page
    assert "tara" in as_ed.get(f"/review/{rated.pk}/paper/?names=yes").content.decode().split("<main")[1]
