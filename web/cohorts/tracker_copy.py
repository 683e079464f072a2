"""The names of conversations come in; Rasa's own copy of them goes out of its SQLite file.

The web app's record is the visit; Rasa keeps the same words in its tracker store under a random name. A visit that is
deleted here must not live on there.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

from django.conf import settings

log = logging.getLogger(__name__)
AT_ONCE = 400


def forget(senders: Sequence[UUID]) -> None:
    """Delete these conversations from Rasa's file; where there is no such file, there is nothing to do."""
    file = tracker_file()
    if not senders or file is None or not file.exists():
        return
    names = [str(sender) for sender in senders]
    try:
        with closing(sqlite3.connect(file, timeout=20)) as database, database:
            database.execute("PRAGMA secure_delete=ON")
            for first in range(0, len(names), AT_ONCE):
                some = names[first : first + AT_ONCE]
                database.execute(f"DELETE FROM events WHERE sender_id IN ({','.join('?' * len(some))})", some)  # noqa: S608
    except sqlite3.OperationalError as error:
        log.error("Rasa's copy of %s conversations could not be deleted: %s", len(names), error)


def tracker_file() -> Path | None:
    """Return where Rasa keeps its copy, or None when it is in a database that is not a file here."""
    if os.environ.get("DYAD_TRACKER_DIALECT", "sqlite") != "sqlite":
        return None
    return Path(os.environ.get("DYAD_TRACKER_DB") or settings.VAR / "tracker.db")
