"""Ten thousand simulated visits go into a scratch database; the median time of each page of the review room comes out as a table.

`python -m bench.review_room [--visits N] [--keep FILE]`. Replies and codes are the corpus's, lines the cases'; nothing is a trainee's.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

SEED, TURNS, COHORTS, RATED, TWICE = 7, 18, 20, 0.4, 0.2
RUNS, LIMIT_MS = 9, 200
CHUNK = 250


def main() -> int:
    """Seed, time, print; the exit status tells whether every page kept the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="a database to make once and use again")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = (chosen.keep or Path(folder) / "bench.sqlite3").resolve()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "web.settings",
            "DYAD_DATABASE_URL": f"sqlite:///{file}",
            "DYAD_VAR": folder,
            "DYAD_CHANNEL_SECRET": "a-secret-for-the-bench",
            "DYAD_LOG_LEVEL": "ERROR",
        }
        _set_up(chosen.visits)
        return _report(chosen.visits, list(_timed()))


def _set_up(visits: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    if not User.objects.exists():
        _seed(visits)


def _seed(visits: int) -> None:
    """Store visits as the site does, then let the room's own migration read them."""
    from django.apps import apps
    from django.contrib.auth.models import User
    from django.db import connection, transaction

    from web.training.models import Cohort, TrainingSession, Turn
    from web.training.people import EDUCATOR, TRAINEE, give_role

    rng = random.Random(SEED)
    raters = [User.objects.create_user(name) for name in ("ed", "eva")]
    cohorts = [Cohort.objects.create(name=f"Cohort {number:02}") for number in range(COHORTS)]
    for person in raters:
        give_role(person, EDUCATOR)
        person.teaches.set(cohorts)
    trainees = [User.objects.create_user(f"trainee-{number:03}") for number in range(COHORTS * 10)]
    for number, person in enumerate(trainees):
        give_role(person, TRAINEE)
        cohorts[number % COHORTS].trainees.add(person)
    scenes = _scenes()
    for first in range(0, visits, CHUNK):
        with transaction.atomic():
            batch = [_visit(rng, trainees, cohorts, scenes) for _ in range(min(CHUNK, visits - first))]
            TrainingSession.objects.bulk_create(visit for visit, _ in batch)
            for visit, _ in batch:
                TrainingSession.objects.filter(pk=visit.pk).update(started=visit.started)  # auto_now_add writes the present
            Turn.objects.bulk_create(turn for _, turns in batch for turn in turns)
    with transaction.atomic():
        for name in ("0002_fill_review_room", "0003_points"):
            importlib.import_module(f"web.review.migrations.{name}").fill(apps, connection.schema_editor())
    _rate(rng, raters)
    connection.cursor().execute("ANALYZE")


def _scenes() -> dict[str, tuple[str, list[Any], list[Any]]]:
    """Return, by case, its type, its lines and the corpus's replies to patients of that type."""
    from dyad.cases import case_slugs, load_case
    from dyad.scoring.corpus import read_corpus

    replies: dict[str, list[Any]] = {}
    for reply in read_corpus():
        replies.setdefault(reply.case_type, []).append(reply)
    cases = [load_case(slug) for slug in case_slugs()]
    return {case.slug: (case.case_type, case.lines(), replies[case.case_type]) for case in cases}


def _visit(rng: random.Random, trainees: list[Any], cohorts: list[Any], scenes: dict[str, Any]) -> tuple[Any, list[Any]]:
    from web.training.models import TrainingSession

    slug = rng.choice(list(scenes))
    case_type, lines, replies = scenes[slug]
    place = rng.randrange(len(trainees))
    started = datetime(2026, 1, 5, tzinfo=timezone.utc) + timedelta(minutes=rng.randrange(300_000))
    opening = rng.choice(lines)
    visit = TrainingSession(
        trainee=trainees[place],
        cohort=cohorts[place % COHORTS],
        case_slug=slug,
        opening_line=opening.text,
        opening_tags=list(opening.tags),
        opening_turn={"line_ids": [opening.id], "trust": 5.0, "tension": 4.0, "tags": list(opening.tags)},
        ending=rng.choice(("plan_followed", "plan_unlikely", "false_compliance", "left_early")),
        debrief="read",
        ended=started + timedelta(minutes=18),
    )
    visit.started = started
    return visit, [_turn(rng, visit, number, case_type, lines, replies) for number in range(1, TURNS + 1)]


def _turn(rng: random.Random, visit: Any, number: int, case_type: str, lines: list[Any], replies: list[Any]) -> Any:
    from dyad.scoring.corpus import NONE
    from dyad.scoring.score import NOT_UNDERSTOOD, CodedThought, TurnContext, score_turn
    from web.training.models import Turn

    said, line = rng.choice(replies), rng.choice(lines)
    codes = []
    for thought in said.thoughts:
        at = said.text.find(thought.text)
        if thought.code != NONE:
            codes.append(CodedThought(thought.code, thought.text, at, at + len(thought.text), "seeded", 0.8))
    understood = rng.random() > 0.05
    score = score_turn(codes, TurnContext(case_type, turn=number))
    score = score if understood else score.left_unscored(NOT_UNDERSTOOD)
    turn = Turn(session=visit, number=number, message_id=f"m{number}", reply=said.text, status="answered")
    answer = {
        "line_ids": [line.id],
        "tags": list(line.tags),
        "stage": "opening",
        "trust": float(rng.randrange(11)),
        "tension": float(rng.randrange(11)),
        "understood": understood,
        "unlocked": [],
        "changes": [],
        "ended": None,
    }
    turn.take(line.text, answer, score.as_dict())
    return turn


def _rate(rng: random.Random, raters: list[Any]) -> None:
    """Let two people rate a share of the visits, with the noise of people."""
    from web.review.models import CodeMark, Review, VisitCard

    found: dict[Any, dict[str, list[int]]] = {}
    for visit, number, code in CodeMark.objects.order_by().values_list("visit_id", "turn__number", "code").iterator():
        found.setdefault(visit, {}).setdefault(code, []).append(number)
    reviews, done = [], []
    cards = list(VisitCard.objects.select_related("visit").order_by("pk"))
    for card in rng.sample(cards, int(len(cards) * RATED)):
        card.raters = 2 if rng.random() < TWICE else 1
        card.state, truth = "done", [rng.randint(1, 5) for _ in range(7)]
        done.append(card)
        machine = found[card.visit_id]
        for person in raters[: card.raters]:
            levels = {f"D{i + 1}": max(1, min(5, level + rng.choice((-1, 0, 0, 0, 1)))) for i, level in enumerate(truth)}
            guess = {f"D{i + 1}": max(1, min(5, level + rng.choice((-1, 0, 0, 1)))) for i, level in enumerate(truth)}
            own = {code: [turn for turn in turns if rng.random() > 0.15] for code, turns in machine.items()}
            alone = {"levels": levels, "machine_levels": guess}
            codes = {"turns": TURNS, "person": own, "machine": machine}
            review = Review(visit=card.visit, rater=person, status="done", levels=levels, alone=alone, alone_codes=codes)
            review.done = card.visit.ended + timedelta(days=1)
            reviews.append(review)
    Review.objects.bulk_create(reviews, batch_size=500)
    VisitCard.objects.bulk_update(done, ["state", "raters"], batch_size=500)


def _timed() -> Iterator[tuple[str, float]]:
    """Yield each page's name and its median time in milliseconds, by Django's own client, templates and database included."""
    from django.contrib.auth.models import User
    from django.core.cache import cache
    from django.test import Client

    from web.review.models import LineSaid, Review, VisitCard

    client = Client()
    client.force_login(User.objects.get(username="ed"), backend="django.contrib.auth.backends.ModelBackend")
    new = VisitCard.objects.filter(state="new").order_by("pk")[0].visit
    twice = Review.objects.filter(visit__card__raters=2, visit__card__state="done").order_by("pk")[0].visit
    said = LineSaid.objects.order_by("pk")[0]
    pages = {
        "queue": "/review/",
        "queue, a far page": "/review/?page=300",
        "queue, new ones by most ruptures": "/review/?state=new&sort=-ruptures",
        "queue, a frequent word": "/review/?q=sleep",
        "queue, a phrase": '/review/?q="side effects"',
        "queue, case type and band": "/review/?case_type=P3&band=rupture",
        "queue, a code": "/review/?code=warm_limit",
        "queue, a frequent code, by trainee": "/review/?code=open_question&sort=trainee",
        "queue, one trainee since a day": f"/review/?trainee={new.trainee_id}&since=2026-03-01",
        "queue, a line of a case": f"/review/?case_slug={said.case_slug}&line={said.line_id}",
        "transcript and rubric, to rate": f"/review/{new.pk}/",
        "transcript and rubric, rated": f"/review/{twice.pk}/",
        "two ratings side by side": f"/review/{twice.pk}/settle/",
        "one debrief for paper": f"/review/{twice.pk}/paper/",
        "agreement": "/review/agreement/",
        "visits behind a domain's figure": "/review/agreement/D1/",
        "visits behind a code's figure": "/review/agreement/open_question/",
        "pictures": "/review/pictures/",
        "pictures of one cohort": f"/review/pictures/?cohort={new.cohort_id}",
        "cases": "/review/cases/",
        "lines of a case": f"/review/cases/{said.case_slug}/",
        "exports": "/review/exports/",
        "keys": "/review/keys/",
    }
    client.get("/review/agreement/")  # what is remembered is remembered from here on
    for name, page in pages.items():
        yield name, _median(client, page)
    for name in ("queue", "agreement", "visits behind a domain's figure", "pictures"):
        cache.clear()
        yield f"{name}, first time after something new (once)", _once(client, pages[name])


def _median(client: Any, page: str) -> float:
    _once(client, page)
    return statistics.median(_once(client, page) for _ in range(RUNS))


def _once(client: Any, page: str) -> float:
    begun = time.perf_counter()
    response = client.get(page)
    taken = (time.perf_counter() - begun) * 1000
    if response.status_code != 200:
        raise SystemExit(f"bench: {page} answered {response.status_code}.")
    return taken


def _report(visits: int, times: list[tuple[str, float]]) -> int:
    print(
        f"Median of {RUNS} requests with {visits:,} visits of {TURNS} replies in SQLite, in milliseconds; the limit is {LIMIT_MS}.\n"
    )
    print("| page | ms |\n| --- | ---: |")
    for name, taken in times:
        print(f"| {name} | {taken:.0f} |")
    slow = [name for name, taken in times if taken > LIMIT_MS and not name.endswith("(once)")]
    print("\nEvery page keeps it." if not slow else f"\nToo slow: {', '.join(slow)}.")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
