"""The addresses of cohorts, assignments, and everybody's own page."""

from django.urls import path

from web.cohorts import account_pages, educator_pages, join_pages, trainee_pages, two_step_pages

app_name = "cohorts"
urlpatterns = [
    path("cohorts/", educator_pages.list_cohorts, name="cohorts"),
    path("cohorts/new/", educator_pages.make_cohort, name="make_cohort"),
    path("cohorts/<int:cohort_id>/", educator_pages.show_cohort, name="cohort"),
    path("cohorts/<int:cohort_id>/edit/", educator_pages.edit_cohort, name="edit_cohort"),
    path("cohorts/<int:cohort_id>/assign/", educator_pages.make_assignment, name="make_assignment"),
    path("cohorts/<int:cohort_id>/readings/", educator_pages.list_readings, name="readings"),
    path("cohorts/<int:cohort_id>/trainees/<int:person_id>/remove/", educator_pages.remove_trainee, name="remove_trainee"),
    path("cohorts/invitations/<int:invitation_id>/withdraw/", educator_pages.withdraw_invitation, name="withdraw_invitation"),
    path("cohorts/assignments/<int:assignment_id>/", educator_pages.show_assignment, name="assignment"),
    path("cohorts/assignments/<int:assignment_id>/edit/", educator_pages.edit_assignment, name="edit_assignment"),
    path("join/<str:token>/", join_pages.join, name="join"),
    path("notice/", trainee_pages.notice, name="notice"),
    path("assigned/<int:assignment_id>/<int:place>/", trainee_pages.assigned, name="assigned"),
    path("choice/<int:cohort_id>/", trainee_pages.choose, name="choose"),
    path("account/", account_pages.show_account, name="account"),
    path("account/data/", account_pages.download_own_data, name="own_data"),
    path("account/delete/", account_pages.delete_own_data, name="delete"),
    path("account/password/", account_pages.ChangePassword.as_view(), name="password"),
    path("account/two-step/", two_step_pages.set_up, name="two_step"),
    path("second-step/", two_step_pages.give_code, name="sign_in_code"),
]
