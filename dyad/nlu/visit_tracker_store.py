"""Keeps the tracker of a visit in SQL and, between two turns, in memory, so that a turn reads no row twice.

Rasa's SQL store rebuilds a tracker event by event twice a message, which is what grows with the length of a visit.
"""

from __future__ import annotations

import copy
import json
from collections import OrderedDict
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

_KEPT = 512


class VisitTrackerStore(SQLTrackerStore):
    """SQLTrackerStore that remembers how many events of each visit are stored and the tracker as of then.

    The database stays the record: the kept tracker is used only while its number of rows is still the database's, so a
    second worker's writes are seen.
    """

    def __init__(self, domain: Any = None, host: str | None = None, event_broker: Any = None, **kwargs: Any) -> None:
        """Open the database; an unset variable of endpoints.yml means SQLite in var/."""
        settings = {name: value for name, value in kwargs.items() if value and not str(value).startswith("${")}
        host = None if not host or host.startswith("${") else host
        super().__init__(domain=domain, host=host, event_broker=event_broker, **settings)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _write_ahead)
            self.engine.dispose()
        self._kept: OrderedDict[str, tuple[int, DialogueStateTracker]] = OrderedDict()

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        known = self._kept.get(sender_id)
        if known is not None:
            with self.session_scope() as session:
                rows = self._count(session, sender_id)
            if rows == known[0]:
                self._kept.move_to_end(sender_id)
                return _copy(known[1])
        tracker: DialogueStateTracker | None = await super()._retrieve(sender_id, True)
        if tracker is not None:
            self._keep(sender_id, len(tracker.events), tracker)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that are not stored yet."""
        await self.stream_events(tracker)
        with self.session_scope() as session:
            stored = self._count(session, tracker.sender_id)
            rows = [_row(tracker.sender_id, event) for event in list(tracker.events)[stored:]]
            if rows:
                session.execute(
                    self.SQLEvent.__table__.insert(), rows
                )  # one statement; the ORM's objects took three times as long
            session.commit()
        self._keep(tracker.sender_id, len(tracker.events), tracker)

    def _count(self, session: Any, sender_id: str) -> int:
        query = session.query(sa.func.count(self.SQLEvent.id)).filter(self.SQLEvent.sender_id == sender_id)
        return int(query.scalar())

    def _keep(self, sender_id: str, rows: int, tracker: DialogueStateTracker) -> None:
        self._kept[sender_id] = (rows, _copy(tracker))
        self._kept.move_to_end(sender_id)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """Return an event as a row of Rasa's own table."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _write_ahead(connection: Any, record: Any) -> None:
    """Let SQLite append to a log instead of rewriting pages; a crash of the process loses nothing."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _copy(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return a tracker whose growing parts are its own; events are never changed once made, so they are shared."""
    twin = copy.copy(tracker)
    twin.events = copy.copy(tracker.events)
    twin.slots = {name: copy.copy(slot) for name, slot in tracker.slots.items()}
    return twin
