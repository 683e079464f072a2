"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from web.training import health

urlpatterns = [
    path("", include("web.training.urls")),
    path("", include("web.debriefing.urls")),
    path("review/", include("web.review.urls")),
    path("", include("web.cohorts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
]
