"""An assignment goes in; the words that remind those who have not begun come out, to copy or to mail."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from web.cohorts.models import Assignment


def reminder_for(assignment: Assignment, address: str) -> str:
    """Return a friendly text that names what is due, when, and where to go; it names nobody."""
    visits = ngettext("%(n)s visit", "%(n)s visits", assignment.visits) % {"n": assignment.visits}
    words = {"title": assignment.title, "visits": visits, "address": address}
    if assignment.due:
        due = _("“%(title)s” is due on %(due)s: %(visits)s of about a quarter of an hour each.")
        first = due % (words | {"due": date_format(assignment.due, "j F Y")})
    else:
        first = _("“%(title)s” is waiting: %(visits)s of about a quarter of an hour each.") % words
    return "\n\n".join(
        [
            _("Hello,"),
            first,
            _("You have not begun yet. A first visit needs no preparation, and you can pause at any time."),
            _("Sign in here: %(address)s") % words,
        ]
    )
