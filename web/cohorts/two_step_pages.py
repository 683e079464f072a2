"""Turning the second step of the sign-in on and off, and giving its code."""

from __future__ import annotations

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from web.cohorts import two_step
from web.training.people import signed_in


@sensitive_post_parameters("code")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the key to scan and take the first code, or take a last one to turn the second step off."""
    person = signed_in(request)
    if not two_step.may_use(person):
        raise Http404("There is no such page.")
    problem, code = "", request.POST.get("code", "")
    if two_step.device_of(person) is not None:
        if request.method == "POST":
            if two_step.is_right(person, code):
                two_step.turn_off(person)
                messages.success(request, _("The second step is off."))
                return redirect("cohorts:account")
            problem = _wrong()
        return render(request, "cohorts/two_step_on.html", {"problem": problem}, status=400 if problem else 200)
    device = two_step.new_device(person)
    if request.method == "POST":
        if codes := two_step.confirm(device, code):
            return render(request, "cohorts/recovery_codes.html", {"codes": codes})
        problem = _wrong()
    key = two_step.key_of(device)
    picture = segno.make(device.config_url, micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)
    context = {"problem": problem, "picture": picture, "key": key}
    return render(request, "cohorts/two_step_off.html", context, status=400 if problem else 200)


@sensitive_post_parameters("code")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second step and open the session with it."""
    person, problem = signed_in(request), ""
    if not request.session.get(two_step.WAITING):
        return redirect("home")
    if request.method == "POST":
        if two_step.is_right(person, request.POST.get("code", "")):
            del request.session[two_step.WAITING]
            request.session.cycle_key()
            return redirect(settings.LOGIN_REDIRECT_URL)
        problem = _wrong()
    return render(request, "cohorts/give_code.html", {"problem": problem}, status=400 if problem else 200)


def _wrong() -> str:
    return _("This code is not right, or was used already. Wait for the next one; after several wrong ones, wait a minute.")
