"""A pack that the schema accepts is read here as an editor would: what is missing, said twice, unreachable or forbidden."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import yaml

from dyad.cases.load import CASES_FOLDER, ROOT, case_slugs, load_case
from dyad.cases.pack import Case, Line

BEATS_PER_STAGE = {"opening": 3, "first_tests": 4, "peak": 4, "turn_hard": 2, "turn_soft": 3, "close": 2}
MIN_LINES = 250

# Words that type a person or give the mechanism away (clinical brief 5.6 and R16).
FORBIDDEN = re.compile(
    r"\b(manipulativ\w*|noncomplian\w*|non-complian\w*|hateful|frequent flyer|drug.seeking|borderline|"
    r"transferenc\w*|countertransferenc\w*|attachment style|projecti(on|ng)|subconscious\w*|unconsciously|"
    r"abandonment issues|daddy issues|difficult patient)\b",
    re.IGNORECASE,
)
TELLING = re.compile(r"\b(hidden|hides?|secret\w*|missed|skipp\w*|stopp\w*|lies|lying)\b", re.IGNORECASE)
STAGE_DIRECTION = re.compile(r"[*\[\]<>]|^\(|\((sighs?|laughs?|pause|standing|looks)")


@lru_cache(maxsize=1)
def known_intents(file: Path = ROOT / "corpus" / "intents.yml") -> frozenset[str]:
    """Return the names of all intents, from the file that says what counts for each."""
    families: dict[str, dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return frozenset(name for intents in families.values() for name in intents)


def check_case(slug: str, folder: Path = CASES_FOLDER) -> list[str]:
    """Return what an author should mend in a pack, one sentence each; an empty list means it can be played.

    Raises:
        CaseError: the pack cannot be read at all.
    """
    case = load_case(slug, folder)
    return [*_topics(case), *_facts(case), *_chart(case), *_beats(case), *_words(case)]


def check_all(folder: Path = CASES_FOLDER) -> list[str]:
    """Check every pack and return all complaints, each beginning with its pack."""
    return [f"cases/{slug}/{complaint}" for slug in case_slugs(folder) for complaint in check_case(slug, folder)]


def _topics(case: Case) -> list[str]:
    intents = known_intents()
    return [
        f"answers.yml, {topic}: is no intent of corpus/intents.yml; give it asked_as (five phrasings or more) or rename it."
        for topic, answer in case.answers.items()
        if topic not in intents and not answer.asked_as
    ]


def _facts(case: Case) -> list[str]:
    complaints = []
    revealed = Counter(line.reveals for line in case.lines() if line.reveals)
    for fact_id in revealed:
        if fact_id not in case.facts:
            complaints.append(f"reveals names the fact {fact_id}, which case.yml has not. Known: {', '.join(case.facts)}.")
    for fact_id in case.facts:
        if not revealed[fact_id]:
            complaints.append(f"case.yml, fact {fact_id}: no line reveals it, so it can never come out.")
    kinds = Counter(fact.kind for fact in case.facts.values())
    if case.is_control and kinds["clue"]:
        complaints.append("case.yml, facts: a control has no clues; nothing is transferred.")
    if not case.is_control and kinds["clue"] < 2:
        complaints.append("case.yml, facts: two clues at least, so that the past figure can be worked out (R-2.1).")
    if kinds["fear"] < 2:
        complaints.append("case.yml, facts: two medication fears at least (R06).")
    return complaints


def _chart(case: Case) -> list[str]:
    """What the trainee reads before the visit must not tell what has to be earned."""
    return [
        f"case.yml, content_notes: '{note}' gives something hidden away; name the subject only."
        for note in case.sheet["content_notes"]
        if TELLING.search(note)
    ]


def _beats(case: Case) -> list[str]:
    complaints = []
    stages = Counter(beat.stage for beat in case.beats)
    for stage, needed in BEATS_PER_STAGE.items():
        if stages[stage] < needed:
            complaints.append(f"lines.yml, beats: {stages[stage]} at stage {stage}, {needed} needed.")
    kinds = Counter(beat.kind for beat in case.beats)
    for kind, needed in (("big_ask", 1), ("doorknob", 1)):
        if kinds[kind] != needed:
            complaints.append(f"lines.yml, beats: {kinds[kind]} of kind {kind}, exactly {needed} needed.")
    if kinds["probe"] < 2:
        complaints.append("lines.yml, beats: two probes of the alliance's clauses at least (R11).")
    for beat in case.beats:
        if beat.kind == "big_ask" and (beat.stage != "peak" or not beat.request):
            complaints.append(f"lines.yml, beat {beat.id}: the big_ask stands at stage peak and names its request.")
    return complaints


def _words(case: Case) -> list[str]:
    complaints = []
    lines = case.lines()
    ids = Counter(line.id for line in lines)
    complaints += [f"lines.yml, beat {line_id}: the id stands {count} times." for line_id, count in ids.items() if count > 1]
    seen: dict[str, Line] = {}
    for line in lines:
        plain = re.sub(r"\W+", " ", line.text.lower()).strip()
        if plain in seen:
            complaints.append(f"line {line.id} says the same as {seen[plain].id}: {line.text}")
        seen[plain] = line
        if match := FORBIDDEN.search(line.text):
            complaints.append(f"line {line.id}: the word {match.group(0)} is not used here (docs/writing-a-case.md, Never).")
        if STAGE_DIRECTION.search(line.text):
            complaints.append(f"line {line.id}: spoken words only, no stage direction: {line.text}")
    if len(seen) < MIN_LINES:
        complaints.append(f"{len(seen)} distinct lines; {MIN_LINES} needed.")
    return complaints
