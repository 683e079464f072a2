"""The addresses of an educator's road."""

from django.urls import path

from web.review import views

app_name = "review"
urlpatterns = [
    path("", views.list_visits, name="visits"),
    path("<uuid:visit_id>/", views.transcript, name="transcript"),
]
