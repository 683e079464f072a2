"""What an educator keeps for themselves: snippets of comments, and the keys."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from web.review.access import educator
from web.review.keys import BadKeys, choose_keys, shortcuts_of
from web.review.models import KeyMap, Snippet

LONGEST_SNIPPET = 500
MOST_SNIPPETS = 50


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def snippets(request: HttpRequest) -> HttpResponse:
    """Show the own snippets; a POST keeps one more or lets one go."""
    person, problem = educator(request), ""
    if request.method == "POST":
        text, gone = request.POST.get("text", "").strip(), request.POST.get("delete", "")
        if gone.isascii() and gone.isdigit():
            person.snippets.filter(pk=int(gone[:15])).delete()
        elif not text or len(text) > LONGEST_SNIPPET:
            problem = _("A snippet has 1 to %(n)s characters.") % {"n": LONGEST_SNIPPET}
        elif person.snippets.count() >= MOST_SNIPPETS:
            problem = _("You have %(n)s snippets; let one go first.") % {"n": MOST_SNIPPETS}
        else:
            Snippet.objects.create(owner=person, text=text)
        if not problem:
            return redirect("review:snippets")
    context = {"snippets": person.snippets.all(), "problem": problem, "typed": request.POST.get("text", "")}
    return render(request, "review/snippets.html", context, status=400 if problem else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Show the shortcuts; a POST changes them, turns them off, or brings the usual ones back."""
    person, problem = educator(request), ""
    if request.method == "POST":
        try:
            if request.POST.get("wish") == "usual":
                KeyMap.objects.filter(owner=person).delete()
            else:
                wanted = {name: str(value) for name, value in request.POST.dict().items()}
                choose_keys(person, wanted, on=request.POST.get("on") == "yes")
            messages.success(request, _("Your keys are kept."))
            return redirect("review:keys")
        except BadKeys as bad:
            problem = str(bad)
    on, shortcuts = shortcuts_of(person)
    typed = [(s, request.POST.get(s.name, s.key) if problem else s.key) for s in shortcuts]
    context = {"on": on, "shortcuts": typed, "problem": problem}
    return render(request, "review/keys.html", context, status=400 if problem else 200)
