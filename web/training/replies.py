"""What a trainee typed comes in; a reply that can be stored and sent goes out, or the sentence that says why not."""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.utils.translation import gettext as _

MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class BadReply(Exception):
    """A reply that cannot be sent; its message is for the trainee."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error, self.message = error, message


def clean_reply(raw: str) -> str:
    """Return the reply as it is stored: nothing is taken from it but null bytes and broken characters.

    A leading slash stays: the channel passes every reply on as plain text.
    """
    text = raw.replace("\r\n", "\n").replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if not text.strip():
        raise BadReply("empty", _("There is nothing to send yet. Write what you would say to the patient."))
    if len(text) > settings.REPLY_LIMIT:
        message = _("This reply has %(length)s characters; the patient hears at most %(limit)s. Shorten it and send it again.")
        raise BadReply("too_long", message % {"length": f"{len(text):,}", "limit": f"{settings.REPLY_LIMIT:,}"})
    return text


def clean_message_id(raw: str) -> str:
    """Return the client's id for this message, or a new one for a client that sent none that can be used."""
    return raw if MESSAGE_ID.fullmatch(raw) else str(uuid.uuid4())
