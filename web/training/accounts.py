"""Signing in, and coming back after a sign-in has expired without losing what was typed."""

from __future__ import annotations

import uuid

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from web.training.models import TrainingSession


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the chat element asks, rather than a plain form."""
    return request.headers.get("Accept", "").startswith("application/json")


class SignIn(LoginView):
    """The sign-in page; a reply that was typed before the sign-in expired travels through it as a draft."""

    template_name = "registration/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: object) -> HttpResponse:
        """Sign in, and keep the draft if it belongs to an open visit of this person."""
        response = super().form_valid(form)  # type: ignore[arg-type]
        draft, visit = self.request.POST.get("draft", ""), _uuid(self.request.POST.get("visit", ""))
        if draft and visit:
            own = TrainingSession.objects.of(self.request.user).filter(pk=visit, ending="")
            own.update(draft=draft.replace("\x00", "")[:20_000])
        return response


def signed_out(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Answer a reply that came after the sign-in expired: it is kept, and the way back is named."""
    back = reverse("visit", args=[visit_id])
    if wants_json(request):
        message = _("You have been signed out. Your reply is still here. Sign in again and send it.")
        body = {"error": "signed_out", "message": message, "sign_in": f"{reverse('sign_in')}?next={back}"}
        return JsonResponse(body, status=401)
    context = {"next": back, "draft": request.POST.get("reply", ""), "visit": visit_id, "form": SignIn.form_class(request)}
    return render(request, "registration/sign_in.html", context, status=401)


def refuse_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection against forgery has expired or is missing."""
    message = _("This page has been open too long to be trusted. Your words are still here: load the page again and send them.")
    if wants_json(request):
        return JsonResponse({"error": "reload", "message": message}, status=403)
    return render(request, "403.html", {"message": message, "draft": _typed(request)}, status=403)


def _typed(request: HttpRequest) -> str:
    """Return what was typed into a refused form, to be copied: the reply, or the texts of a page of the debrief."""
    texts = [
        str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and (name == "reply" or " " in value)
    ]
    return "\n\n".join(texts)


def _uuid(raw: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(raw)
    except ValueError:
        return None
