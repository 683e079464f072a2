"""The tracker store: the database is the record, memory only spares reading it."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from dyad.nlu.visit_tracker_store import VisitTrackerStore

SENDER = "visit-0001"
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Rasa warns of slots in general
    DOMAIN = Domain.from_dict({"version": "3.1", "slots": {"visit": {"type": "any", "mappings": [{"type": "custom"}]}}})


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database that does not exist yet."""
    return tmp_path / "tracker.db"


@pytest.fixture
def store(database: Path) -> Iterator[VisitTrackerStore]:
    """A store on that database."""
    store = opened(database)
    yield store
    store.engine.dispose()


def opened(database: Path) -> VisitTrackerStore:
    """Open a store as Rasa does."""
    return VisitTrackerStore(DOMAIN, dialect="sqlite", db=str(database))


def turn(store: VisitTrackerStore, number: int) -> DialogueStateTracker:
    """Take one turn: retrieve, add five events, save."""
    tracker = asyncio.run(store.get_or_create_tracker(SENDER))
    for event in (
        UserUttered(f"reply {number}", {"name": "ask_sleep"}),
        ActionExecuted("action_take_turn"),
        SlotSet("visit", {"turn": number}),
        BotUttered(f"line {number}", {"custom": {"message_id": f"m{number}"}}),
        ActionExecuted("action_listen"),
    ):
        tracker.update(event, DOMAIN)
    asyncio.run(store.save(tracker))
    return tracker


def read(store: VisitTrackerStore) -> list[Any]:
    """Return the events of the visit."""
    tracker = asyncio.run(store.retrieve(SENDER))
    assert tracker is not None
    return list(tracker.events)


def rows(database: Path) -> int:
    """Count what stands in the database."""
    engine = sa.create_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as connection:
            return int(connection.execute(sa.text("select count(*) from events")).scalar())
    finally:
        engine.dispose()


def test_each_event_is_one_row_and_none_is_written_twice(store: VisitTrackerStore, database: Path) -> None:
    found = []
    for number in range(1, 4):
        tracker = turn(store, number)
        found.append((rows(database), len(tracker.events)))
    first = found[0][0]
    assert found == [(first, first), (first + 5, first + 5), (first + 10, first + 10)]


def test_after_a_restart_the_tracker_is_the_same(store: VisitTrackerStore, database: Path) -> None:
    for number in range(1, 4):
        turn(store, number)
    again = opened(database)
    assert read(again) == read(store)
    tracker = asyncio.run(again.retrieve(SENDER))
    assert tracker is not None and tracker.get_slot("visit") == {"turn": 3}
    again.engine.dispose()


def test_what_a_second_writer_added_is_seen(store: VisitTrackerStore, database: Path) -> None:
    turn(store, 1)
    second = opened(database)
    turn(second, 2)
    assert "reply 2" in [getattr(event, "text", None) for event in read(store)]
    turn(store, 3)
    assert [e.text for e in read(second) if isinstance(e, UserUttered)] == ["reply 1", "reply 2", "reply 3"]
    second.engine.dispose()


def test_a_retrieved_tracker_is_ones_own(store: VisitTrackerStore) -> None:
    turn(store, 1)
    mine = asyncio.run(store.retrieve(SENDER))
    assert mine is not None
    mine.update(UserUttered("never saved"), DOMAIN)
    mine.update(SlotSet("visit", {"turn": 99}), DOMAIN)
    theirs = asyncio.run(store.retrieve(SENDER))
    assert theirs is not None
    assert theirs.get_slot("visit") == {"turn": 1}
    assert "never saved" not in [getattr(event, "text", None) for event in theirs.events]


def test_the_kept_tracker_is_the_stored_one(store: VisitTrackerStore, database: Path) -> None:
    turn(store, 1)
    kept = asyncio.run(store.retrieve(SENDER))
    fresh_store = opened(database)
    fresh = asyncio.run(fresh_store.retrieve(SENDER))
    assert kept is not None and fresh is not None
    assert kept.current_state() == fresh.current_state()
    assert kept.latest_message == fresh.latest_message and kept.latest_action_name == fresh.latest_action_name
    fresh_store.engine.dispose()


def test_an_unknown_visit_has_no_tracker(store: VisitTrackerStore) -> None:
    assert asyncio.run(store.retrieve("visit-9999")) is None


def test_a_deleted_database_row_is_noticed(store: VisitTrackerStore) -> None:
    turn(store, 1)
    with store.session_scope() as session:
        session.query(store.SQLEvent).delete()
        session.commit()
    assert asyncio.run(store.retrieve(SENDER)) is None


def test_only_so_many_trackers_are_kept_and_all_are_found(store: VisitTrackerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dyad.nlu.visit_tracker_store._KEPT", 2)
    for number in range(4):
        tracker = DialogueStateTracker.from_events(f"visit-000{number}", [ActionExecuted("action_listen")], DOMAIN.slots)
        asyncio.run(store.save(tracker))
    assert len(store._kept) == 2
    assert asyncio.run(store.retrieve("visit-0000")) is not None


def test_variables_that_are_not_set_mean_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = VisitTrackerStore(DOMAIN, host="${DYAD_TRACKER_HOST}", dialect="${DYAD_TRACKER_DIALECT}", db="own.db", username="")
    assert (store.engine.url.drivername, (tmp_path / "own.db").exists()) == ("sqlite", True)
    store.engine.dispose()
