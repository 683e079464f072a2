"""The addresses of signing in and of a trainee's road."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from web.training import accounts, chat, coming_back, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("sign-in/", accounts.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("help/", pages.get_help, name="help"),
    path("cases/", pages.list_cases, name="cases"),
    path("cases/<slug:slug>/", pages.show_case, name="case"),
    path("visits/<uuid:visit_id>/", pages.visit, name="visit"),
    path("visits/<uuid:visit_id>/reply/", chat.send_reply, name="send_reply"),
    path("visits/<uuid:visit_id>/end/", chat.end_visit, name="end_visit"),
    path("visits/<uuid:visit_id>/help/", pages.offer_help, name="offer_help"),
    path("visits/<uuid:visit_id>/again/", coming_back.see_again, name="see_again"),
    path("visits/<uuid:visit_id>/pause/", pages.pause, name="pause"),
]
