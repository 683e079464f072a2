"""The addresses of the review room."""

from django.urls import path

from web.review import agreement_views, case_views, export_views, own_views, pictures_views, rating_views, views

app_name = "review"
urlpatterns = [
    path("", views.list_visits, name="visits"),
    path("agreement/", agreement_views.agreement, name="agreement"),
    path("agreement/<slug:item>/", agreement_views.behind_figure, name="figure"),
    path("pictures/", pictures_views.pictures, name="pictures"),
    path("cases/", case_views.list_cases, name="cases"),
    path("cases/<slug:slug>/", case_views.show_case_lines, name="case_lines"),
    path("exports/", export_views.choose_export, name="exports"),
    *(path(f"exports/{kind}/", export_views.export, {"kind": kind}, name=f"export_{kind}") for kind in export_views.KINDS),
    path("snippets/", own_views.snippets, name="snippets"),
    path("keys/", own_views.keys, name="keys"),
    path("<uuid:visit_id>/", views.transcript, name="transcript"),
    path("<uuid:visit_id>/paper/", export_views.paper, name="paper"),
    path("<uuid:visit_id>/settle/", agreement_views.settle, name="settle"),
    path("<uuid:visit_id>/rate/", rating_views.rate_visit, name="rate"),
    path("<uuid:visit_id>/change/", rating_views.change_review, name="change"),
    path("<uuid:visit_id>/turns/<int:number>/judge/", rating_views.judge_code, name="judge"),
    path("<uuid:visit_id>/turns/<int:number>/add/", rating_views.add_code, name="add"),
    path("<uuid:visit_id>/turns/<int:number>/take-back/", rating_views.take_back_code, name="take_back"),
    path("<uuid:visit_id>/turns/<int:number>/comment/", rating_views.comment_turn, name="comment"),
    path("<uuid:visit_id>/turns/<int:number>/flag/", rating_views.flag_turn, name="flag"),
]
