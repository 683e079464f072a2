"""Corrections go back to the scorer's corpus in its own format, and misheard replies become Rasa's test stories."""

import pytest
import yaml

from dyad.scoring.corpus import read_corpus
from tests.web.review.steps import sheet_of

pytestmark = pytest.mark.django_db


def fetch(client, kind: str) -> str:
    return b"".join(client.get(f"/review/exports/{kind}/?agreed=yes").streaming_content).decode()


def read_back(text: str, tmp_path):
    (tmp_path / "corrected.txt").write_text(text, encoding="utf-8")
    return read_corpus(tmp_path)


def test_without_the_trainees_consent_nothing_is_handed_out(as_ed, rated):
    for kind in ("corpus", "stories"):
        response = as_ed.get(f"/review/exports/{kind}/")
        assert response.status_code == 400 and "the trainees agreed" in response.content.decode()


def test_a_correction_is_a_line_that_the_corpus_reads(as_ed, rated, tmp_path):
    [reply] = read_back(fetch(as_ed, "corpus"), tmp_path)
    assert reply.case_type == "C2a" and reply.tags == ("affect",) and reply.line == "It said priority. I saw her write priority."
    assert [(thought.code, thought.nearly, thought.text) for thought in reply.thoughts] == [
        ("none", None, "It was the"),
        ("defensive_justification", None, "inbox"),
        ("lecturing", "shaming", "it is always full"),
    ]
    assert reply.omission == "", "a person judged the turn and found nothing passed over"


def test_a_removed_code_is_a_near_miss_and_a_confirmed_one_stands(as_ed, finished, tmp_path):
    desk = sheet_of(as_ed, finished)
    desk.judge(1, "own_mistake_repair", "confirm")
    desk.judge(1, "empathic_reflection", "remove")
    desk.finish()
    [reply] = read_back(fetch(as_ed, "corpus"), tmp_path)
    assert [(thought.code, thought.nearly) for thought in reply.thoughts] == [
        ("none", None),
        ("own_mistake_repair", None),
        ("none", None),
        ("none", "empathic_reflection"),
    ]


def test_a_code_earned_by_silence_stands_before_the_reply(as_ed, finished, tmp_path):
    desk = sheet_of(as_ed, finished)
    desk.add(2, "ignore_affect", "")
    desk.finish()
    [reply] = read_back(fetch(as_ed, "corpus"), tmp_path)
    assert reply.omission == "ignore_affect"


def test_only_ratings_that_count_are_handed_out(as_ed, finished, tmp_path):
    sheet_of(as_ed, finished).judge(2, "shaming", "remove")
    assert read_back(fetch(as_ed, "corpus"), tmp_path) == []


def test_a_misheard_reply_becomes_a_story(as_ed, finished):
    desk = sheet_of(as_ed, finished)
    desk.at(1, "flag", wrong="heard", meant="apologize")
    desk.at(2, "flag", wrong="scored", meant="ask_sleep")
    desk.finish()
    told = yaml.safe_load(fetch(as_ed, "stories"))
    assert told["version"] == "3.1" and len(told["stories"]) == 1
    assert told["stories"][0]["steps"][2] == {"intent": "apologize", "user": "I am sorry. That must have been frightening."}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")  # of Rasa's own pins, at import
def test_rasa_reads_the_stories(as_ed, finished, tmp_path):
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader

    desk = sheet_of(as_ed, finished)
    desk.at(1, "flag", wrong="heard", meant="apologize")
    desk.finish()
    file = tmp_path / "test_misheard.yml"
    file.write_text(fetch(as_ed, "stories"), encoding="utf-8")
    [story] = YAMLStoryReader(Domain.from_file("domain.yml")).read_from_file(str(file))
    assert [event.as_story_string() for event in story.events if hasattr(event, "action_name")][:2] == [
        "action_start_visit",
        "action_take_turn",
    ]
