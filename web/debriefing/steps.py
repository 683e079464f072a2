"""A visit goes in; the six steps of its debrief come out, each done, open or still to come (clinical brief 4.1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from web.debriefing.models import Formulation, Reaction
from web.training.models import TrainingSession

TITLES: dict[str, str | Promise] = {
    "reaction": _("First reaction"),
    "facts": _("Facts"),
    "formulation": _("What was going on"),
    "comparison": _("Comparison"),
    "rewrite": _("One reply again"),
    "forward": _("Carry forward"),
}


@dataclass(frozen=True)
class Step:
    """One step as the page shows it."""

    name: str
    number: int
    title: str | Promise
    url: str
    done: bool
    open: bool  # what comes before it is done
    linked: bool  # it can be opened; facts and formulation stand once the key has been shown


@dataclass(frozen=True)
class Way:
    """The six steps of one visit."""

    steps: tuple[Step, ...]

    def here(self, name: str) -> Step:
        """Return one step."""
        return next(step for step in self.steps if step.name == name)

    @property
    def next(self) -> Step:
        """Return where the trainee goes on: the first step that is not done; the comparison once the key has been opened."""
        waiting = [step for step in self.steps[:3] if not step.done]
        return waiting[0] if waiting else self.here("comparison")


def way_of(visit: TrainingSession) -> Way:
    """Return the steps of a visit."""
    reaction = Reaction.objects.filter(visit=visit).exists()
    written = formulation_of(visit)
    rewritten = bool(written and written.is_submitted) and visit.rewrites.exists()
    done = {
        "reaction": reaction,
        "facts": written is not None,
        "formulation": written is not None and written.is_submitted,
        "comparison": rewritten or visit.debrief == "read",
        "rewrite": rewritten,
        "forward": bool(written and written.forward),
    }
    steps, closed = [], ("facts", "formulation") if done["formulation"] else ()
    for number, (name, title) in enumerate(TITLES.items(), start=1):
        before = list(done.values())[: min(number - 1, 3)]  # the first three in order; the key opens the other three together
        address = reverse(f"debrief_{name}", args=[visit.pk])
        steps.append(Step(name, number, title, address, done[name], all(before), all(before) and name not in closed))
    return Way(tuple(steps))


def formulation_of(visit: TrainingSession) -> Formulation | None:
    """Return what was written so far, if anything was."""
    return Formulation.objects.filter(visit=visit).first()
