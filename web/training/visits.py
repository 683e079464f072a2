"""A visit from its first line to its last: each step is stored before the patient is asked, and asked again at no loss."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from web.cohorts.gate import may_play
from web.training import rasa
from web.training.cast import met_by
from web.training.charts import case_of
from web.training.models import Cohort, TrainingSession, Turn
from web.training.rasa import Answer, Conversation, OwnDistress, PatientUnavailable, TrackerLost
from web.training.returning import memory_of

log = logging.getLogger(__name__)
POLL_S = 0.05


class VisitOver(Exception):
    """The visit has ended, so nothing more can be said in it."""


class MovedOn(Exception):
    """The visit went on elsewhere, in another window or by another message."""


def begin(trainee: User, case_slug: str, visit_id: uuid.UUID, cohort: Cohort | None) -> TrainingSession:
    """Open a visit, or return it if this very visit is open already (a double click).

    Raises:
        PatientUnavailable: the patient did not come in; nothing is left behind.
        Http404: the visit is somebody else's, or the case is not for this person.
    """
    case = met_by(trainee, case_slug)
    if not may_play(trainee, case):
        raise Http404("There is no such case.")
    visit, _ = TrainingSession.objects.get_or_create(
        pk=visit_id, defaults={"trainee": trainee, "case_slug": case_slug, "variant": case.variant, "cohort": cohort}
    )
    if visit.trainee_id != trainee.pk or visit.case_slug != case_slug:
        raise Http404("There is no such visit.")
    return _let_in(visit)


def begin_again(trainee: User, first: TrainingSession) -> TrainingSession:
    """Open the second visit of a patient who remembers the first; asked for twice, it is one visit.

    Raises:
        PatientUnavailable: the patient did not come in; nothing is left behind.
        Http404: the first visit is not over, or the case is not for this person.
    """
    if not may_play(trainee, case_of(first)):
        raise Http404("There is no such case.")
    with transaction.atomic():
        TrainingSession.objects.select_for_update().get(pk=first.pk)
        second = first.second_visits.filter(branch_of=None).first() or TrainingSession.objects.create(
            trainee=trainee,
            case_slug=first.case_slug,
            variant=first.variant,
            cohort=first.cohort,
            follows=first,
            before=memory_of(first).as_dict(),
        )
    return _let_in(second)


def _let_in(visit: TrainingSession) -> TrainingSession:
    if visit.opening_line:
        return visit
    try:
        answer = rasa.start(_conversation(visit))
    except (PatientUnavailable, TrackerLost) as error:
        log.warning("visit %s: the patient did not come in: %s", visit.pk, error)
        TrainingSession.objects.filter(pk=visit.pk, opening_line="").delete()
        raise PatientUnavailable(str(error)) from error
    visit.opening_line, visit.opening_tags, visit.opening_turn = answer.line, list(answer.turn["tags"]), answer.turn
    visit.save(update_fields=["opening_line", "opening_tags", "opening_turn"])
    return visit


def send(visit: TrainingSession, message_id: str, number: int, reply: str, *, meant: bool = False) -> Turn:
    """Store a reply, ask the patient, and store line and score together; the same message id always gives the same turn.

    Raises:
        OwnDistress: the reply is about the trainee; it is no turn, and its words wait in the trainee's draft alone.
        PatientUnavailable: no answer came; the reply is kept and can be sent again.
        VisitOver: the visit has ended.
        MovedOn: `number` is not the reply that comes next.
    """
    turn = _claim(visit, message_id, number, reply)
    if turn.status == Turn.Status.ANSWERED:
        return turn
    try:
        answer = _ask(visit, lambda to: rasa.reply(to, turn.message_id, turn.number, turn.reply, meant=meant))
    except OwnDistress:
        with transaction.atomic():
            Turn.objects.filter(pk=turn.pk, message_id=turn.message_id, status=Turn.Status.PENDING).delete()
            TrainingSession.objects.filter(pk=visit.pk, ending="").update(draft=reply)
        raise
    except PatientUnavailable as error:
        log.warning("visit %s, turn %s: %s", visit.pk, turn.number, error)
        mine = Turn.objects.filter(pk=turn.pk, message_id=turn.message_id, status=Turn.Status.PENDING)
        mine.update(status=Turn.Status.FAILED)
        raise
    return _store(visit, turn, answer)


def end(visit: TrainingSession) -> TrainingSession:
    """End the visit at the trainee's wish; ending it twice changes nothing.

    Raises:
        PatientUnavailable: the patient's last word did not come; the visit is still open.
    """
    _wait_until(lambda: not visit.turns.filter(status=Turn.Status.PENDING).exists())
    visit.refresh_from_db()
    if visit.is_over:
        return visit
    number = visit.next_number()
    try:
        answer = _ask(visit, lambda to: rasa.end(to, number))
    except PatientUnavailable as error:
        log.warning("visit %s could not be ended: %s", visit.pk, error)
        raise
    with transaction.atomic():
        locked = TrainingSession.objects.select_for_update().get(pk=visit.pk)
        if not locked.is_over:
            locked.closing_line = answer.line
            _close(locked, answer.turn["ended"] or "plan_unlikely")
    return locked


def replay(visit: TrainingSession, turns: Iterable[Turn]) -> Conversation:
    """Say some first turns of a visit to a new conversation, which then stands exactly where the visit stood after them.

    Raises:
        PatientUnavailable: no answer came on the way; nothing is changed.
    """
    fresh = replace(_conversation(visit), sender=uuid.uuid4())
    rasa.start(fresh)
    for turn in turns:
        rasa.reply(fresh, turn.message_id, turn.number, turn.reply, meant=True)
    return fresh


def _claim(visit: TrainingSession, message_id: str, number: int, reply: str) -> Turn:
    """Return this message's turn: a finished one, or a pending one that this request now carries to the patient.

    A second request with the same message waits here for the first. Should the first have died, the second asks in its
    place, which is safe: the bot answers a message id once and repeats that answer.
    """
    while True:
        free = _wait_until(lambda: not visit.turns.filter(status=Turn.Status.PENDING).exists())
        with transaction.atomic():
            locked = TrainingSession.objects.select_for_update().get(pk=visit.pk)
            known = locked.turns.filter(message_id=message_id, status=Turn.Status.ANSWERED).first()
            if known and known.reply == reply:
                return known
            if locked.is_over:
                raise VisitOver
            if known or number != locked.next_number():
                raise MovedOn
            turn = locked.waiting()
            if turn is None:
                return locked.turns.create(number=number, message_id=message_id, reply=reply)
            if turn.status == Turn.Status.PENDING and free:
                continue  # somebody was quicker between the wait and the lock
            if turn.message_id == message_id and turn.reply != reply:
                message_id = str(uuid.uuid4())  # changed words are a new message: the bot may have heard the old ones
            turn.message_id, turn.reply, turn.status = message_id, reply, Turn.Status.PENDING
            turn.save(update_fields=["message_id", "reply", "status"])
            return turn


def _wait_until(done: Callable[[], bool]) -> bool:
    """Wait a little longer than the patient may take; tell whether it was worth it."""
    limit = time.monotonic() + settings.RASA_TIMEOUT_S + 1
    while not done():
        if time.monotonic() > limit:
            return False
        time.sleep(POLL_S)
    return True


def _ask(visit: TrainingSession, question: Callable[[Conversation], Answer]) -> Answer:
    """Ask the patient; if the bot has lost the conversation, rebuild it from the record first."""
    try:
        return question(_conversation(visit))
    except TrackerLost as error:
        log.warning("visit %s is replayed: %s", visit.pk, error)
    try:
        return question(_replay(visit))
    except TrackerLost as error:
        raise PatientUnavailable(f"lost again after a replay: {error}") from error


def _replay(visit: TrainingSession) -> Conversation:
    """Say everything again to a new conversation; the stored lines and scores stay as they are."""
    fresh = replay(visit, visit.answered())
    visit.sender = fresh.sender
    visit.save(update_fields=["sender"])
    return fresh


def _store(visit: TrainingSession, turn: Turn, answer: Answer) -> Turn:
    with transaction.atomic():
        locked = TrainingSession.objects.select_for_update().get(pk=visit.pk)
        current = locked.turns.get(pk=turn.pk)
        if current.message_id != turn.message_id:
            raise MovedOn
        if current.status == Turn.Status.ANSWERED:
            return current
        if locked.is_over:
            raise VisitOver
        current.take(answer.line, answer.turn, answer.score or {})
        current.status, current.answered = Turn.Status.ANSWERED, timezone.now()
        current.save()
        locked.draft = ""
        if answer.turn["ended"]:
            _close(locked, answer.turn["ended"])
        else:
            locked.save(update_fields=["draft"])
    return current


def _close(visit: TrainingSession, ending: str) -> None:
    visit.ending, visit.ended, visit.draft = ending, timezone.now(), ""
    visit.save(update_fields=["ending", "ended", "draft", "closing_line"])


def _conversation(visit: TrainingSession) -> Conversation:
    return Conversation(visit.sender, visit.case_slug, visit.seed, visit.variant, visit.before or None)
