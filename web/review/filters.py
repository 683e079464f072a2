"""What an educator can search, filter and sort visits by; every choice holds only what this educator may see."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dyad.debrief.texts import load_texts
from dyad.scoring.rubric import load_rubric
from web.review import search
from web.review.models import CodeMark, LineSaid, State
from web.review.settling import BANDS
from web.training.charts import title_of
from web.training.models import Cohort, Ending, TrainingSession

OPEN = "open"
LONGEST_SEARCH = 200
FLAGS = (
    ("wrong", _("Dyad was wrong")),
    ("differ", _("Raters differ")),
    ("left", _("Thoughts left to you")),
)
_DAY = {"widget": forms.DateInput({"type": "date"}), "field_name": "started"}


def _trainees(request: HttpRequest | None) -> QuerySet[User]:
    if request is None:
        return User.objects.none()
    own = TrainingSession.objects.taught_by(request.user).order_by()
    return User.objects.filter(pk__in=own.values("trainee")).order_by("username")


def _cohorts(request: HttpRequest | None) -> QuerySet[Cohort]:
    return Cohort.objects.none() if request is None else Cohort.objects.filter(educators=request.user.pk)


def _types(_request: object = None) -> list[tuple[str, str]]:
    return [(name, name) for name in load_rubric().cases]


def _codes() -> list[tuple[str, str]]:
    return sorted(((code, load_texts().labels[code]) for code in load_rubric().codes), key=lambda choice: choice[1])


class VisitFilter(django_filters.FilterSet):
    """Words, case, case type, band, code, flag, trainee, cohort, ending and days."""

    q = django_filters.CharFilter(
        label=_("Words said"),
        method="by_words",
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput({"type": "search", "maxlength": LONGEST_SEARCH}),
    )
    case_slug = django_filters.ChoiceFilter(label=_("Case"), empty_label=_("All cases"), choices=list)
    case_type = django_filters.ChoiceFilter(
        label=_("Case type"), empty_label=_("All types"), field_name="card__case_type", choices=_types
    )
    band = django_filters.ChoiceFilter(
        label=_("Has a reply"), empty_label=_("In any band"), method="by_band", choices=[(b, b) for b in (*BANDS, "unscored")]
    )
    code = django_filters.ChoiceFilter(label=_("Code"), empty_label=_("Any code"), method="by_code", choices=_codes)
    flag = django_filters.ChoiceFilter(label=_("Mark"), empty_label=_("With or without"), method="by_flag", choices=FLAGS)
    trainee = django_filters.ModelChoiceFilter(label=_("Trainee"), queryset=_trainees, empty_label=_("All trainees"))
    cohort = django_filters.ModelChoiceFilter(label=_("Cohort"), queryset=_cohorts, empty_label=_("All cohorts"))
    ending = django_filters.ChoiceFilter(
        label=_("Ending"), empty_label=_("All endings"), choices=[(OPEN, _("In progress")), *Ending.choices], method="by_ending"
    )
    since = django_filters.DateFilter(label=_("Since"), lookup_expr="date__gte", **_DAY)
    until = django_filters.DateFilter(label=_("Until"), lookup_expr="date__lte", **_DAY)
    line = django_filters.CharFilter(method="by_line", max_length=120, widget=forms.HiddenInput)
    sort = django_filters.OrderingFilter(
        label=_("Sort by"),
        empty_label=None,
        fields=(
            ("started", "date"),
            ("trainee__username", "trainee"),
            ("case_slug", "case"),
            ("ending", "ending"),
            ("card__rupture", "ruptures"),
        ),
        choices=(
            ("-date", _("Newest first")),
            ("date", _("Oldest first")),
            ("trainee", _("Trainee")),
            ("case", _("Case")),
            ("ending", _("Ending")),
            ("-ruptures", _("Most ruptures first")),
        ),
    )

    class Meta:
        model = TrainingSession
        fields: list[str] = []

    def __init__(self, *args: Any, names: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slugs = self.queryset.order_by().values_list("case_slug", flat=True).distinct() if self.queryset is not None else []
        self.filters["case_slug"].extra["choices"] = sorted(((slug, title_of(slug)) for slug in slugs), key=lambda c: c[1])
        if not names:  # a list by trainee would tell whose visit it is
            del self.filters["trainee"]

    def by_words(self, visits: QuerySet[TrainingSession], name: str, value: str) -> QuerySet[TrainingSession]:
        """Keep visits in which these words were said."""
        return search.holding(visits, value)

    def by_band(self, visits: QuerySet[TrainingSession], name: str, value: str) -> QuerySet[TrainingSession]:
        """Keep visits with a reply in a band."""
        return visits.filter(**{f"card__{value}__gt": 0})

    def by_code(self, visits: QuerySet[TrainingSession], name: str, value: str) -> QuerySet[TrainingSession]:
        """Keep visits in which a code stands."""
        return visits.filter(pk__in=CodeMark.objects.filter(code=value, stands=True).order_by().values("visit"))

    def by_flag(self, visits: QuerySet[TrainingSession], name: str, value: str) -> QuerySet[TrainingSession]:
        """Keep visits with a mark on them."""
        wanted = {"wrong": Q(card__flags__gt=0), "differ": Q(card__differ=True), "left": Q(card__left__gt=0)}
        return visits.filter(wanted[value])

    def by_ending(self, visits: QuerySet[TrainingSession], name: str, value: str) -> QuerySet[TrainingSession]:
        """Keep one ending; a visit in progress has none."""
        return visits.filter(ending="" if value == OPEN else value)

    def by_line(self, visits: QuerySet[TrainingSession], name: str, value: str) -> QuerySet[TrainingSession]:
        """Keep visits in which a patient said one line of the pack."""
        said = LineSaid.objects.filter(visit=OuterRef("pk"), case_slug=OuterRef("case_slug"), line_id=value)
        return visits.filter(Exists(said))


def state_or_none(raw: str | None) -> State | None:
    """Return a state of the queue by its name in an address."""
    return State(raw) if raw in State.values else None
