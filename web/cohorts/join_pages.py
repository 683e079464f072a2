"""An invitation link is opened; a trainee with an account goes in, or learns why the link lets nobody in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from web.cohorts.forms import AccountForm
from web.cohorts.models import Invitation
from web.cohorts.models.cohorts import InvitationClosed
from web.training.people import signed_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let a signed-in person join, or make an account that joins."""
    invitation = get_object_or_404(Invitation.objects.select_related("cohort"), token=token)
    if request.user.is_authenticated:
        return _join_signed_in(request, invitation)
    if closed := invitation.closed_because():
        return _closed(request, closed)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                person: User = form.save()
                invitation.admit(person)
        except InvitationClosed as problem:
            return _closed(request, str(problem))
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("cases")
    context = {"form": form, "cohort": invitation.cohort, "token": token}
    return render(request, "cohorts/join.html", context, status=400 if form.errors else 200)


def _join_signed_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    person, cohort = signed_in(request), invitation.cohort
    if cohort.trainees.filter(pk=person.pk).exists():
        messages.info(request, _("You are in “%(cohort)s” already.") % {"cohort": cohort})
        return redirect("cases")
    if closed := invitation.closed_because():
        return _closed(request, closed)
    teaches = cohort.educators.filter(pk=person.pk).exists()
    if request.method == "POST" and not teaches:
        try:
            invitation.admit(person)
        except InvitationClosed as problem:
            return _closed(request, str(problem))
        messages.success(request, _("You have joined “%(cohort)s”.") % {"cohort": cohort})
        return redirect("cases")
    return render(request, "cohorts/join.html", {"cohort": cohort, "teaches": teaches})


def _closed(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "cohorts/closed_link.html", {"why": why}, status=410)
