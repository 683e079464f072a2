"""What an educator can filter and sort visits by; every choice holds only what this educator may see."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from web.training.charts import title_of
from web.training.models import Cohort, Ending, TrainingSession

OPEN = "open"


def _trainees(request: HttpRequest | None) -> QuerySet[User]:
    if request is None:
        return User.objects.none()
    own = TrainingSession.objects.taught_by(request.user)
    return User.objects.filter(visits__in=own).distinct().order_by("username")


def _cohorts(request: HttpRequest | None) -> QuerySet[Cohort]:
    return Cohort.objects.none() if request is None else Cohort.objects.filter(educators=request.user.pk)


class VisitFilter(django_filters.FilterSet):
    """Case, trainee, cohort, ending and day."""

    case_slug = django_filters.ChoiceFilter(label=_("Case"), empty_label=_("All cases"), choices=list)
    trainee = django_filters.ModelChoiceFilter(label=_("Trainee"), queryset=_trainees, empty_label=_("All trainees"))
    cohort = django_filters.ModelChoiceFilter(label=_("Cohort"), queryset=_cohorts, empty_label=_("All cohorts"))
    ending = django_filters.ChoiceFilter(
        label=_("Ending"), empty_label=_("All endings"), choices=[(OPEN, _("In progress")), *Ending.choices], method="by_ending"
    )
    since = django_filters.DateFilter(
        label=_("Since"),
        field_name="started",
        lookup_expr="date__gte",
        widget=django_filters.widgets.forms.DateInput({"type": "date"}),
    )
    sort = django_filters.OrderingFilter(
        label=_("Sort by"),
        empty_label=None,
        fields=(("started", "date"), ("trainee__username", "trainee"), ("case_slug", "case"), ("ending", "ending")),
        choices=(
            ("-date", _("Newest first")),
            ("date", _("Oldest first")),
            ("trainee", _("Trainee")),
            ("case", _("Case")),
            ("ending", _("Ending")),
        ),
    )

    class Meta:
        model = TrainingSession
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slugs = self.queryset.order_by().values_list("case_slug", flat=True).distinct() if self.queryset is not None else []
        self.filters["case_slug"].extra["choices"] = sorted(((slug, title_of(slug)) for slug in slugs), key=lambda c: c[1])

    def by_ending(self, visits: QuerySet[TrainingSession], name: str, value: str) -> QuerySet[TrainingSession]:
        """Keep one ending; a visit in progress has none."""
        return visits.filter(ending="" if value == OPEN else value)
