"""Accounts and cohorts for administrators; visits are not here, because an administrator has no need to read them."""

from django.contrib import admin

from web.training.models import Cohort

admin.site.site_header = admin.site.site_title = "Dyad: accounts and cohorts"


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when running
    """Who learns and who teaches in a cohort."""

    list_display = ("name",)
    search_fields = ("name",)
    filter_horizontal = ("educators", "trainees")
