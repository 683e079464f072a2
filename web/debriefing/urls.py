"""The addresses of a visit's debrief, of what was tried again, and of pins."""

from django.urls import path

from web.debriefing import doors, marks, pages, trying

urlpatterns = [
    path("glossary/", doors.glossary, name="glossary"),
    path("kept/", doors.kept_words, name="kept_words"),
    path("visits/<uuid:visit_id>/debrief/", pages.debrief, name="debrief"),
    path("visits/<uuid:visit_id>/debrief/reaction/", pages.reaction, name="debrief_reaction"),
    path("visits/<uuid:visit_id>/debrief/facts/", pages.facts, name="debrief_facts"),
    path("visits/<uuid:visit_id>/debrief/formulation/", pages.formulation, name="debrief_formulation"),
    path("visits/<uuid:visit_id>/debrief/comparison/", pages.comparison, name="debrief_comparison"),
    path("visits/<uuid:visit_id>/debrief/rewrite/", trying.rewrite, name="debrief_rewrite"),
    path("visits/<uuid:visit_id>/debrief/rewrite/<int:number>/", trying.rewrite_turn, name="rewrite_turn"),
    path("visits/<uuid:visit_id>/debrief/forward/", pages.forward, name="debrief_forward"),
    path("visits/<uuid:visit_id>/turns/<int:number>/pin/", marks.pin_moment, name="pin_moment"),
    path("visits/<uuid:visit_id>/turns/<int:number>/disagree/", marks.disagree, name="disagree"),
    path("visits/<uuid:visit_id>/what-if/", trying.branches, name="what_if"),
    path("visits/<uuid:visit_id>/side-by-side/", trying.side_by_side, name="side_by_side"),
]
