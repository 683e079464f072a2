"""The texts that a school may word for itself: its newest version comes out, or the one that comes with the software."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from web.cohorts.models import SiteText

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wording:
    """A text with its version, which stands beside every acceptance of it."""

    text: str
    version: int


def current(kind: SiteText.Kind) -> Wording:
    """Return the text that counts now."""
    newest = SiteText.objects.filter(kind=kind).order_by("-version").first()
    return Wording(newest.text, newest.version) if newest else Wording(built_in(kind), SiteText.BUILT_IN)


def crisis_text() -> str:
    """Return the lines to call; when the database does not answer, those of the settings."""
    try:
        return current(SiteText.Kind.CRISIS).text
    except DatabaseError:
        log.exception("the crisis text was taken from the settings")
        return built_in(SiteText.Kind.CRISIS)


def built_in(kind: SiteText.Kind) -> str:
    """Return the text that comes with the software (clinical brief 5.1, 5.3, 5.5)."""
    if kind == SiteText.Kind.NOTICE:
        return _(
            "You will talk to a scripted training patient. It is not a person and gives no medical advice. "
            "Never type anything about a real patient. You must be 18 or older.\n\n"
            "What for: to practise and to get feedback. Scores are automatic, unvalidated and for learning. "
            "An educator can change any score. They are not for progression decisions, and no one is judged by a machine alone.\n\n"
            "Who reads: the educators of your cohort read your visits, and each time one does, you can see it on your own page. "
            "Other trainees never see them. What you write for yourself alone, nobody else reads.\n\n"
            "Your rights: you can read and download all that is kept about you, and delete it, at any time, without giving a reason. "
            "Nothing leaves this site, and no software is trained on your words unless you agree to that separately.\n\n"
            "If you need help yourself, use the help button. It is on every page."
        )
    if kind == SiteText.Kind.P6:
        return _(
            "One patient flirts: compliments, personal questions, an invitation to coffee, hurt when you hold the line. "
            "Nothing goes further than that. Every line was written by hand; there is no touch, no explicit word, no image.\n\n"
            "Why: many clinicians meet this, and few have practised it. The visit is about holding a kind, clear limit. "
            "It is not about putting up with harassment. You may stop at any moment, and in real care you may leave, ask for a "
            "chaperone and report it.\n\n"
            "It is your choice alone. If you do not want it you need do nothing at all: another patient of equal weight takes the place, nothing is "
            "stored, no one is told, and no grade shows it. Even those who choose it meet that patient only about half of the time, "
            "so nobody can tell from your visits what you chose. You can change your mind here at any time."
        )
    return str(settings.CRISIS_TEXT)
