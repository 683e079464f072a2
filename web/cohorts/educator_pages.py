"""The educator's pages of a cohort: its rules, its links, what it is asked to play, who has begun, who has read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from web.cohorts.assigned import hidden_names
from web.cohorts.forms import AssignmentForm, CohortForm, InvitationForm
from web.cohorts.kept import visits_made
from web.cohorts.models import AccessRecord, Assignment, CohortRules, Invitation
from web.cohorts.plans import not_started, progress_of
from web.cohorts.reminders import reminder_for
from web.training.models import Cohort
from web.training.people import EDUCATOR, has_role, signed_in

PAGE_SIZE = 50


def educator(request: HttpRequest) -> User:
    """Return the educator who asks; to anybody else there is no such page."""
    if not has_role(request.user, EDUCATOR):
        raise Http404("There is no such page.")
    return signed_in(request)


def own_cohort(request: HttpRequest, cohort_id: int) -> Cohort:
    """Return a cohort that this educator teaches."""
    return get_object_or_404(Cohort, pk=cohort_id, educators=educator(request))


def own_assignment(request: HttpRequest, assignment_id: int) -> Assignment:
    """Return an assignment of a cohort that this educator teaches."""
    found = Assignment.objects.select_related("cohort")
    return get_object_or_404(found, pk=assignment_id, cohort__educators=educator(request))


@login_required
@never_cache
@require_GET
def list_cohorts(request: HttpRequest) -> HttpResponse:
    """List the cohorts that this educator teaches."""
    cohorts = Cohort.objects.filter(educators=educator(request)).prefetch_related("trainees", "assignments")
    return render(request, "cohorts/cohorts.html", {"cohorts": cohorts})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_cohort(request: HttpRequest) -> HttpResponse:
    """Make a cohort that this educator teaches."""
    person = educator(request)
    form = CohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cohort = form.save()
        cohort.educators.add(person)
        return redirect("cohorts:cohort", cohort_id=cohort.pk)
    return render(request, "cohorts/edit_cohort.html", {"form": form}, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_cohort(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Change a cohort's name and rules."""
    cohort = own_cohort(request, cohort_id)
    form = CohortForm(request.POST or None, instance=cohort)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("cohorts:cohort", cohort_id=cohort.pk)
    name = Cohort.objects.get(pk=cohort.pk).name  # the form has put what was typed into the other copy
    context = {"form": form, "cohort": cohort, "name": name}
    return render(request, "cohorts/edit_cohort.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_cohort(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show a cohort; a POST makes an invitation link."""
    cohort = own_cohort(request, cohort_id)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.make(cohort, signed_in(request))
        return redirect("cohorts:cohort", cohort_id=cohort.pk)
    invitations = [
        (each, request.build_absolute_uri(f"/join/{each.token}/"), each.closed_because()) for each in cohort.invitations.all()
    ]
    context = {
        "cohort": cohort,
        "rules": CohortRules.of(cohort),
        "form": form,
        "open_links": [row for row in invitations if not row[2]],
        "closed_links": [row for row in invitations if row[2]],
        "assignments": cohort.assignments.all(),
        "trainees": cohort.trainees.order_by("username"),
        "educators": cohort.educators.order_by("username"),
        "visits_made": visits_made(cohort),
    }
    return render(request, "cohorts/cohort.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Close a link before its time."""
    invitation = get_object_or_404(Invitation, pk=invitation_id, cohort__educators=educator(request))
    invitation.withdrawn = True
    invitation.save(update_fields=["withdrawn"])
    messages.success(request, _("The link lets nobody in any more."))
    return redirect("cohorts:cohort", cohort_id=invitation.cohort_id)


@login_required
@require_POST
def remove_trainee(request: HttpRequest, cohort_id: int, person_id: int) -> HttpResponse:
    """Take a trainee out of the cohort; the visits made in it stay readable."""
    cohort = own_cohort(request, cohort_id)
    person = get_object_or_404(cohort.trainees, pk=person_id)
    cohort.trainees.remove(person)
    messages.success(request, _("%(name)s is no longer in this cohort.") % {"name": person.get_full_name() or person.username})
    return redirect("cohorts:cohort", cohort_id=cohort.pk)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_assignment(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Ask a cohort to play some visits."""
    return _edit(request, own_cohort(request, cohort_id), None)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Change an assignment; which cases come stays as it is once somebody has begun."""
    assignment = own_assignment(request, assignment_id)
    return _edit(request, assignment.cohort, assignment)


@login_required
@never_cache
@require_GET
def show_assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show how far each trainee has come, and a reminder to copy for those who have not begun."""
    assignment = own_assignment(request, assignment_id)
    late = list(not_started(assignment))
    context = {
        "assignment": assignment,
        "cohort": assignment.cohort,
        "progress": progress_of(assignment),
        "late": late,
        "reminder": reminder_for(assignment, request.build_absolute_uri("/")) if late else "",
        "addresses": ", ".join(person.email for person in late if person.email),
    }
    return render(request, "cohorts/assignment.html", context)


@login_required
@never_cache
@require_GET
def list_readings(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show who read which visit of this cohort; names that are still hidden stay so."""
    cohort = own_cohort(request, cohort_id)
    found = AccessRecord.objects.filter(cohort=cohort).select_related("reader", "trainee")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    hidden = hidden_names(record.visit for record in page)
    rows = [(record, record.visit in hidden) for record in page]
    return render(request, "cohorts/readings.html", {"cohort": cohort, "page": page, "rows": rows})


def _edit(request: HttpRequest, cohort: Cohort, assignment: Assignment | None) -> HttpResponse:
    form = AssignmentForm(request.POST or None, instance=assignment, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("Saved."))
        return redirect("cohorts:assignment", assignment_id=saved.pk)
    context = {"form": form, "cohort": cohort, "assignment": assignment}
    return render(request, "cohorts/edit_assignment.html", context, status=400 if form.errors else 200)
