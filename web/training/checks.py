"""Looks at cases and settings before the site starts, so that what is wrong is said once and with its place."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from dyad.cases import CaseError, case_slugs, load_case
from web.training.charts import CASES_FOLDER

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@register("dyad")
def check_cases(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Load every case, so that a broken pack stops the start with its file and place."""
    slugs = case_slugs(CASES_FOLDER)
    if not slugs:
        hint = "Put case packs there, or set DYAD_CASES to the folder that holds them."
        return [Error(f"There is no case in {CASES_FOLDER}.", hint=hint, id="dyad.E001")]
    found: list[CheckMessage] = []
    for slug in slugs:
        try:
            load_case(slug, CASES_FOLDER)
        except CaseError as error:
            hint = f"Mend it, then try: dyad case check {slug}. docs/writing-a-case.md says what each part wants."
            found.append(Error(str(error), hint=hint, id="dyad.E002"))
    return found


@register("dyad")
def check_settings(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Refuse settings with which no visit could be played, and warn of risky ones."""
    found: list[CheckMessage] = []
    if not settings.CHANNEL_SECRET:
        hint = f"Set DYAD_CHANNEL_SECRET, or run make, which writes {settings.VAR / 'channel-secret'}."
        found.append(Error("There is no secret for the bot's channel.", hint=hint, id="dyad.E003"))
    rasa = urlsplit(settings.RASA_URL)
    if rasa.scheme == "http" and rasa.hostname not in LOOPBACK:
        hint = "Keep Rasa on 127.0.0.1, or reach it over https."
        found.append(Warning(f"Replies would travel unencrypted to {rasa.hostname}.", hint=hint, id="dyad.W001"))
    if settings.DEBUG and settings.HTTPS:
        found.append(Warning("DYAD_DEBUG is on in service.", hint="Set DYAD_DEBUG=0.", id="dyad.W002"))
    if not (settings.WEB / "static" / "dist" / "patient-chat.js").exists():
        hint = "Run web/frontend/build.sh. Until then visits are played with the plain form."
        found.append(Warning("The chat element is not built.", hint=hint, id="dyad.W003"))
    return found
