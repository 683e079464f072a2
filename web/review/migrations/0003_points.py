"""Cards get the sum of their visit's points, under the rating that counts."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from web.review.judging import by_marks, scores_under


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write what the machine's points come to, and reckon anew where a person changed a code."""
    turns = apps.get_model("training", "Turn").objects.filter(session=OuterRef("visit"), status="answered").order_by()
    points = turns.values("session").annotate(all=Sum("points")).values("all")
    cards = apps.get_model("review", "VisitCard").objects
    cards.update(points=Coalesce(Subquery(points, output_field=IntegerField()), 0))
    for card in cards.filter(visit__marks__judged__in=("removed", "added")).distinct().select_related("visit").iterator():
        visit = card.visit
        answered = list(visit.turns.filter(status="answered").order_by("number"))
        scores = scores_under(visit, answered, by_marks(visit.marks.all()), card.case_type).values()
        card.points = sum(score.points for score in scores if score.scored)
        card.save(update_fields=["points"])


class Migration(migrations.Migration):
    """The column first, then what goes into it."""

    dependencies = [("review", "0002_fill_review_room")]

    operations = [
        migrations.AddField("visitcard", "points", models.IntegerField(default=0)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
