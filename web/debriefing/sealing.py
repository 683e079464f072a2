"""Private words go in and come out sealed with a key of their visit, or the other way round; nothing else can open them.

Sealing is Fernet (AES-128-CBC with HMAC-SHA256) of the `cryptography` package. Each visit has a key of its own, drawn by HKDF from
DYAD_REFLECTION_KEY, so that a sealed text put beside another visit cannot be opened there.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotOpen(Exception):
    """The words were sealed with another key, or were changed since."""


def seal(words: str, owner: object) -> str:
    """Return words sealed for one owner, a visit's id for example; nothing stays nothing."""
    return _box(owner).encrypt(words.encode("utf-8")).decode("ascii") if words else ""


def unseal(sealed: str, owner: object) -> str:
    """Return the words.

    Raises:
        CannotOpen: they were sealed with another key or for another owner.
    """
    if not sealed:
        return ""
    try:
        return _box(owner).decrypt(sealed.encode("ascii")).decode("utf-8")
    except InvalidToken as error:
        raise CannotOpen from error


def _box(owner: object) -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=f"dyad reflection {owner}".encode()).derive(settings.REFLECTION_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
