"""Environment variables come in, checked values go out; a value that cannot be used stops the start with its name."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def flag(name: str, default: bool = False) -> bool:
    """Return a switch."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.strip().lower() in YES:
        return True
    if raw.strip().lower() in NO:
        return False
    raise ImproperlyConfigured(f'{name} is "{raw}"; write 1 or 0.')


def number(name: str, default: float, lowest: float, highest: float) -> float:
    """Return a number within its bounds."""
    raw = os.environ.get(name, "").strip() or str(default)
    try:
        value = float(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f'{name} is "{raw}"; write a number from {lowest:g} to {highest:g}.') from error
    if not lowest <= value <= highest:
        raise ImproperlyConfigured(f"{name} is {raw}; write a number from {lowest:g} to {highest:g}.")
    return value


def names(name: str, default: str) -> list[str]:
    """Return a list that was written with commas."""
    found = [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]
    if not found:
        raise ImproperlyConfigured(f"{name} is empty; write one or more names with commas, for example {default}.")
    return found


def address(name: str, default: str) -> str:
    """Return an http or https address without a slash at its end."""
    raw = os.environ.get(name, "").strip() or default
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(f'{name} is "{raw}"; write an address such as {default}.')
    return raw.rstrip("/")


def text(name: str, default: str) -> str:
    """Return a text, or its default when it is missing or blank."""
    return os.environ.get(name, "").strip() or default


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's connection settings for a database address."""
    raw = text(name, default)
    parts = urlsplit(raw)
    if parts.scheme not in ("sqlite", "postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database; write {default} or postgres://name:password@host/database.")
    found: dict[str, Any] = environ.Env.db_url_config(raw)
    return found


def mail(name: str) -> dict[str, Any]:
    """Return Django's mail settings for a server's address; without one, mails go nowhere."""
    raw = text(name, "dummymail://")
    if raw.split("://")[0] not in ("smtp", "smtp+tls", "smtp+ssl", "dummymail"):
        raise ImproperlyConfigured(f"{name} names no mail server; write smtp+tls://name:password@host:587.")
    found: dict[str, Any] = environ.Env.email_url_config(raw)
    return found


def secret(name: str, file: Path, *, create: bool = False, shortest: int = 32) -> str:
    """Return a secret from the environment, else from its file, which is made once if `create` says so; "" if there is none."""
    value = os.environ.get(name, "").strip()
    place = name
    if not value:
        place = str(file)
        if create and not file.exists():
            _write_once(file)
        value = file.read_text(encoding="ascii").strip() if file.exists() else ""
        if not value and not file.exists():
            return ""
    if len(value) < shortest:
        raise ImproperlyConfigured(f"{place} holds {len(value)} characters; a secret needs {shortest} or more.")
    return value


def _write_once(file: Path) -> None:
    """Write a random secret that only its owner can read; of two processes at once, one wins and both read the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(50))
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
