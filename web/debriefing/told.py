"""A formulation and its case go in; what a page shows of it comes out: question, answer in words, key and suggested mark, and nothing private."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dyad.cases import Case
from dyad.debrief.formulation import Formulation as Answers
from dyad.debrief.formulation import ItemMark
from dyad.debrief.guide import load_guide
from web.debriefing.models import Disagreement, Feeling, Formulation, Nature, Stake, Urge
from web.training.models import TrainingSession

QUESTIONS: dict[str, str | Promise] = {
    "reality": gettext_lazy(
        "Was this mainly a reaction to something real in the visit, mainly a pattern brought along, or both?"
    ),
    "treated": gettext_lazy("How did the patient treat you, and who might that have been before?"),
    "underneath": gettext_lazy("What did they ask for, and what did they want underneath?"),
    "feelings": gettext_lazy("What did you feel and want to do? At which turn?"),
    "drug": gettext_lazy("What was the medicine for this patient besides chemistry?"),
    "stake": gettext_lazy("Power, control, or trust: which was at stake, and which reply changed it?"),
    "unsafe": gettext_lazy("What remains unsafe or unknown?"),
}


@dataclass(frozen=True)
class Told:
    """One question with what was answered, what the key says, and what is suggested for it."""

    number: int
    question: str | Promise
    lines: tuple[str, ...]
    key: tuple[str, ...]
    mark: ItemMark | None


@dataclass(frozen=True)
class ForEducator:
    """What an educator may read of a debrief."""

    formulation: Formulation | None
    told: tuple[Told, ...]
    disagreements: tuple[Disagreement, ...]


def tell(written: Formulation, case: Case) -> tuple[Told, ...]:
    """Put a formulation beside the key, question by question."""
    answers, marks = written.read_answers(), {mark.item: mark for mark in written.read_marks()}
    found = []
    for number, (item, field) in enumerate(load_guide().items.items(), start=1):
        raw = case.sheet["key"].get(field, "")
        key = tuple(str(line) for line in raw) if isinstance(raw, list) else (str(raw),)
        lines = tuple(line for line in _lines(item, answers, written) if line)
        found.append(Told(number, QUESTIONS[item], lines, tuple(line for line in key if line), marks.get(item)))
    return tuple(found)


def for_educator(visit: TrainingSession, case: Case) -> ForEducator:
    """Return what the review room may show: a submitted formulation with its marks, and the codes the trainee disagrees with."""
    written = Formulation.objects.filter(visit=visit, submitted__isnull=False).first()
    return ForEducator(written, tell(written, case) if written else (), tuple(Disagreement.objects.filter(visit=visit)))


def _lines(item: str, answers: Answers, written: Formulation) -> list[str]:
    """Say in lines what was answered to one question."""
    if item == "reality":
        return [
            str(Nature(answers.nature).label) if answers.nature in Nature.values else "",
            _said(_("For it: “%s”"), answers.quote_for),
            _said(_("Against it: “%s”"), answers.quote_against),
        ]
    if item == "treated":
        return [answers.treated, answers.figure, _("Nobody from before is needed.") if answers.nobody else ""]
    if item == "underneath":
        nothing = _("Nothing underneath.") if answers.nothing else ""
        touched = _said(_("And the medicine: %s"), answers.touched)
        return [_said(_("Asked for: %s"), written.asked), answers.underneath, nothing, touched]
    if item == "feelings":
        felt = _said(_("Felt: %s"), _names(answers.feelings, Feeling))
        return [felt, _said(_("Urge: %s"), _names(answers.urges, Urge)), _at(answers.pull_turn), answers.pull]
    if item == "drug":
        return [answers.drug]
    if item == "stake":
        return [_names(answers.stakes, Stake), _at(answers.stake_turn), _said(_("Better worded: %s"), answers.better)]
    return [answers.unsafe]


def _said(sentence: str, text: str) -> str:
    return sentence % text if text else ""


def _at(turn: int | None) -> str:
    return _("At turn %(n)s.") % {"n": turn} if turn else ""


def _names(chosen: Iterable[str], choices: type[Feeling] | type[Urge] | type[Stake]) -> str:
    return ", ".join(str(choices(name).label) for name in chosen if name in choices.values)
