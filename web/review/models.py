"""What a person made of a visit, beside what the machine made of it; both are kept, and the person's wins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from web.training.models import TrainingSession, Turn


class State(models.TextChoices):
    """Where a visit stands in the queue."""

    OPEN = "open", _("Visit in progress")
    NEW = "new", _("New")
    IN_REVIEW = "in_review", _("In review")
    SECOND = "second", _("Second rater")
    DONE = "done", _("Done")


class VisitCard(models.Model):
    """One row a visit with all that the queue filters and sorts by, so that ten thousand visits stay quick."""

    visit = models.OneToOneField(TrainingSession, on_delete=models.CASCADE, related_name="card")
    case_type = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    raters = models.PositiveSmallIntegerField(default=1)  # fixed when the visit is over
    strong = models.PositiveSmallIntegerField(default=0)
    helpful = models.PositiveSmallIntegerField(default=0)
    neutral = models.PositiveSmallIntegerField(default=0)
    straining = models.PositiveSmallIntegerField(default=0)
    rupture = models.PositiveSmallIntegerField(default=0)
    unscored = models.PositiveSmallIntegerField(default=0)
    points = models.IntegerField(default=0)  # of all scored replies together, under the rating that counts
    flags = models.PositiveSmallIntegerField(default=0)  # turns at which a person said that Dyad was wrong
    left = models.PositiveSmallIntegerField(default=0)  # thoughts that the machine left to the educator
    differ = models.BooleanField(default=False)  # two ratings differ and nobody has settled it
    rubric_version = models.CharField(max_length=12, blank=True)  # the three are empty for visits older than this table
    case_version = models.CharField(max_length=12, blank=True)
    software_version = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes = [models.Index(fields=("state",)), models.Index(fields=("case_type",))]

    def __str__(self) -> str:
        return f"card of {self.visit_id}"


class CodeMark(models.Model):
    """One code of one turn: given by the machine, or by the person whose rating counts."""

    class Source(models.TextChoices):
        """Who gave the code."""

        MACHINE = "machine", _("machine")
        PERSON = "person", _("person")

    class Judged(models.TextChoices):
        """What the rating that counts says about it."""

        OPEN = "", _("not judged")
        CONFIRMED = "confirmed", _("confirmed")
        REMOVED = "removed", _("removed")
        ADDED = "added", _("added")

    visit = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="marks")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="marks")
    code = models.CharField(max_length=40)
    words = models.TextField(blank=True)  # none for a code earned by silence
    start = models.IntegerField(default=0)  # places in the cleaned reply, as the scorer counts them
    end = models.IntegerField(default=0)
    because = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.MACHINE)
    judged = models.CharField(max_length=10, choices=Judged, blank=True)
    stands = models.BooleanField(default=True)

    class Meta:
        ordering = ("turn__number", "start", "pk")
        indexes = [models.Index(fields=("code", "stands", "visit"))]

    def __str__(self) -> str:
        return f"{self.code} in turn {self.turn_id}"


class LineSaid(models.Model):
    """One line of a case pack that a patient said, what came of it, and where; turn 0 is the opening."""

    visit = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="lines_said")
    number = models.PositiveSmallIntegerField()
    case_slug = models.SlugField(max_length=80, db_index=False)
    line_id = models.CharField(max_length=120)
    not_understood = models.BooleanField(default=False)  # the patient could make nothing of the reply to it
    flagged = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=("case_slug", "line_id", "visit"))]
        constraints = [models.UniqueConstraint(fields=("visit", "number", "line_id"), name="one_row_a_line_said")]

    def __str__(self) -> str:
        return f"{self.line_id} at {self.number} of {self.visit_id}"


class Review(models.Model):
    """One person's rating of one visit, or what several agreed on afterwards."""

    class Kind(models.TextChoices):
        """A rating is made alone; a settlement is made with the ratings side by side."""

        RATING = "rating", _("rating")
        SETTLEMENT = "settlement", _("settlement")

    class Status(models.TextChoices):
        """Nothing of a rating in progress counts anywhere."""

        IN_REVIEW = "in_review", _("in review")
        DONE = "done", _("done")

    visit = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="reviews")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reviews")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.RATING)
    status = models.CharField(max_length=12, choices=Status, default=Status.IN_REVIEW)
    levels = models.JSONField(default=dict)  # domain: 1 to 5, or null for "cannot be rated here"
    remark = models.TextField(blank=True)
    begun = models.DateTimeField(auto_now_add=True)
    done = models.DateTimeField(null=True)
    # What was found before anybody else's rating could be seen; agreement is worked out from these two and from nothing later.
    alone: Any = models.JSONField(null=True)  # {"levels": by domain, "machine_levels": by domain}
    alone_codes: Any = models.JSONField(null=True)  # {"turns": how many, "person": the turns by code, "machine": the same}

    class Meta:
        ordering = ("begun", "pk")
        constraints = [
            models.UniqueConstraint(fields=("visit", "rater", "kind"), name="one_review_a_rater"),
            models.UniqueConstraint(fields=("visit",), condition=models.Q(kind="settlement"), name="one_settlement_a_visit"),
        ]
        indexes = [models.Index(fields=("status", "kind", "visit"))]

    def __str__(self) -> str:
        return f"{self.kind} of {self.visit_id}"

    @property
    def is_done(self) -> bool:
        """Tell whether the rating counts."""
        return self.status == self.Status.DONE


class Verdict(models.Model):
    """What one review says about one code of a turn."""

    class Kind(models.TextChoices):
        """A machine's code is confirmed or removed; a code it did not give is added."""

        CONFIRM = "confirm", _("confirmed")
        REMOVE = "remove", _("removed")
        ADD = "add", _("added")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="verdicts")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="verdicts")
    kind = models.CharField(max_length=8, choices=Kind)
    mark = models.ForeignKey(CodeMark, on_delete=models.CASCADE, null=True, related_name="verdicts")  # none for an addition
    code = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    start = models.IntegerField(default=0)
    end = models.IntegerField(default=0)

    class Meta:
        ordering = ("turn__number", "start", "pk")
        constraints = [
            models.UniqueConstraint(fields=("review", "mark"), name="one_verdict_a_mark"),
            models.UniqueConstraint(
                fields=("review", "turn", "code", "start"), condition=models.Q(mark=None), name="one_addition_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} in turn {self.turn_id}"


class Comment(models.Model):
    """What a rater says about one turn; the trainee reads it once the rating is done."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="comments")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("turn__number", "pk")

    def __str__(self) -> str:
        return f"comment on turn {self.turn_id}"


class Flag(models.Model):
    """A turn at which Dyad was wrong, in what, and what the trainee had meant."""

    class Wrong(models.TextChoices):
        """What went wrong."""

        HEARD = "heard", _("It misheard the reply")
        SCORED = "scored", _("It scored the reply wrongly")
        ANSWERED = "answered", _("The patient’s answer does not fit")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="flags")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="flags")
    wrong = models.CharField(max_length=10, choices=Wrong)
    meant = models.CharField(max_length=60, blank=True)  # an intent of data/nlu
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("turn__number", "pk")
        constraints = [models.UniqueConstraint(fields=("review", "turn"), name="one_flag_a_turn")]

    def __str__(self) -> str:
        return f"{self.wrong} wrong in turn {self.turn_id}"


class Snippet(models.Model):
    """A comment that an educator keeps for the next time."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="snippets")
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:40]


class KeyMap(models.Model):
    """An educator's own shortcuts: only what differs from the usual keys; or none at all."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="key_map")
    keys = models.JSONField(default=dict)
    on = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"keys of {self.owner_id}"
