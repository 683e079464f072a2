"""Where staff word the notice, the choice and the lines to call; a saved version is never changed, because people have accepted it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Max
from django.http import HttpRequest

from web.cohorts.models import SiteText
from web.cohorts.texts import current


@admin.register(SiteText)
class SiteTextAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when running
    """A new version begins with the words of the last one."""

    list_display = ("kind", "version", "written", "written_by")
    list_filter = ("kind",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the text that counts now; `?kind=p6` or `?kind=crisis` begins with another than the notice."""
        kind = request.GET.get("kind", SiteText.Kind.NOTICE.value)
        chosen = SiteText.Kind(kind) if kind in SiteText.Kind.values else SiteText.Kind.NOTICE
        return {"kind": chosen.value, "text": current(chosen).text}

    def save_model(self, request: HttpRequest, obj: SiteText, form: Any, change: bool) -> None:
        """Give the next number and the writer's name."""
        last = SiteText.objects.filter(kind=obj.kind).aggregate(last=Max("version"))["last"] or SiteText.BUILT_IN
        obj.version, obj.written_by = last + 1, request.user if isinstance(request.user, User) else None
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: SiteText | None = None) -> bool:
        """Let nobody change a version."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteText | None = None) -> bool:
        """Let nobody delete a version."""
        return False
