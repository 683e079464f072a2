"""A person's own page: what is kept about them, who read it, and how to take it along or have it deleted."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordChangeView
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from web.cohorts import two_step
from web.cohorts.forms import DeletionForm
from web.cohorts.models import Acceptance, AccessRecord, CohortRules
from web.cohorts.own_data import archive
from web.cohorts.removal import delete_account, delete_visits
from web.training.models import Cohort, TrainingSession
from web.training.people import ADMIN, EDUCATOR, has_role, signed_in

PAGE_SIZE = 25


@login_required
@never_cache
@require_GET
def show_account(request: HttpRequest) -> HttpResponse:
    """Show what is kept about the person, and who read their visits."""
    person = signed_in(request)
    readings = AccessRecord.objects.filter(trainee=person).select_related("reader")
    cohorts = list(Cohort.objects.filter(trainees=person).select_related("rules"))
    context = {
        "visits": TrainingSession.objects.of(person).opened().count(),
        "cohorts": [(cohort, CohortRules.of(cohort)) for cohort in cohorts],
        "choices": [cohort for cohort in cohorts if CohortRules.of(cohort).offers_p6],
        "accepted": Acceptance.objects.filter(person=person).select_related("cohort"),
        "page": Paginator(readings, PAGE_SIZE).get_page(request.GET.get("page")),
        "two_step_offered": two_step.may_use(person),
        "two_step_on": two_step.device_of(person) is not None,
    }
    return render(request, "cohorts/account.html", context)


@login_required
@never_cache
@require_GET
def download_own_data(request: HttpRequest) -> HttpResponse:
    """Hand over all that is kept about the person, as a zip."""
    person = signed_in(request)
    response = HttpResponse(archive(person), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="dyad-my-data.zip"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete_own_data(request: HttpRequest) -> HttpResponse:
    """Ask once more, then delete at once; staff keep their account, because others' records name it."""
    person = signed_in(request)
    staff = person.is_staff or has_role(person, EDUCATOR) or has_role(person, ADMIN)
    form = DeletionForm(request.POST or None, person=person, keeps_account=staff)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["what"] == DeletionForm.ACCOUNT:
            delete_account(person)
            logout(request)
            return render(request, "cohorts/deleted.html")
        delete_visits(list(TrainingSession.objects.of(person)))
        messages.success(request, _("Your visits are deleted."))
        return redirect("cohorts:account")
    context = {"form": form, "visits": TrainingSession.objects.of(person).opened().count(), "keeps_account": staff}
    return render(request, "cohorts/delete.html", context, status=400 if form.errors else 200)


class ChangePassword(PasswordChangeView):
    """A new password; every other session of this person ends with it."""

    template_name = "cohorts/password.html"
    success_url = reverse_lazy("cohorts:account")

    def form_valid(self, form: object) -> HttpResponse:
        """Change it and say so."""
        response = super().form_valid(form)  # type: ignore[arg-type]
        messages.success(self.request, _("Your password is changed. You are signed out everywhere else."))
        return response
