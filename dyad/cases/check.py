"""A pack that the schema accepts is read here as an editor would: what is missing, said twice, unreachable or forbidden."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import yaml

from dyad.cases.load import CASES_FOLDER, ROOT, case_slugs, load_case, raw_files
from dyad.cases.pack import Case, Line
from dyad.cases.reading import HARDEST, grade, lost_clues
from dyad.cases.unwritten import to_write

BEATS_PER_STAGE = {"opening": 3, "first_tests": 4, "peak": 4, "turn_hard": 2, "turn_soft": 3, "close": 2}
MIN_LINES, MIN_PEOPLE = 300, 3

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
    left = _left(slug, folder)
    parts = (_topics, _beats, _people, _later, *(() if left else (_facts, _chart, _stress, _unreachable, _words)))
    return [*left, *(complaint for part in parts for complaint in part(case))]


def check_all(folder: Path = CASES_FOLDER) -> list[str]:
    """Check every pack and return all complaints, each beginning with its pack."""
    return [f"cases/{slug}/{complaint}" for slug in case_slugs(folder) for complaint in check_case(slug, folder)]


def _left(slug: str, folder: Path) -> list[str]:
    """Name the first places of each file that are still the form's own, and count the others."""
    complaints = []
    for name, content in raw_files(slug, folder).items():
        places = list(to_write(content))
        if places:
            more = f" and {len(places) - 5} more" if len(places) > 5 else ""
            complaints.append(f"{name}: still to write: {', '.join(places[:5])}{more}.")
    return complaints


def _topics(case: Case) -> list[str]:
    intents = known_intents()
    missing = [
        f"answers.yml, {topic}: nothing is said to it; trainees ask this." for topic in sorted(intents - set(case.answers))
    ]
    return missing + [
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
    complaints += [
        f"case.yml, fact {fact}: a clue that has hardly a word in common with past_figure and origin; nobody could work it out."
        for fact in lost_clues(case)
    ]
    if kinds["fear"] < 2:
        complaints.append("case.yml, facts: two medication fears at least (R06).")
    return complaints


def _chart(case: Case) -> list[str]:
    """What the trainee reads before the visit must not tell what has to be earned, nor name the pattern."""
    shown = " ".join([case.title, case.slug, case.sheet["setting"], *(entry["text"] for entry in case.sheet["chart"])]).lower()
    named = (
        []
        if case.is_control or case.pattern.name.lower() not in shown
        else [f"case.yml, chart: names the pattern, {case.pattern.name}."]
    )
    return named + [
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
    about = {beat.about for beat in case.beats}
    complaints += [
        f"lines.yml, beats: none is about {word} ({what}), which patterns/{case.case_type}.yml asks for."
        for word, what in case.pattern.tests.items()
        if word not in about
    ]
    complaints += [
        f"lines.yml, beat {beat.id}: about {beat.about} is no test of patterns/{case.case_type}.yml. Known: {', '.join(case.pattern.tests) or 'none'}."
        for beat in case.beats
        if beat.about and beat.about not in case.pattern.tests
    ]
    if kinds["probe"] < 2:
        complaints.append("lines.yml, beats: two probes of the alliance's clauses at least (R11).")
    for beat in case.beats:
        if beat.kind == "big_ask" and (beat.stage != "peak" or not beat.request):
            complaints.append(f"lines.yml, beat {beat.id}: the big_ask stands at stage peak and names its request.")
    return complaints


def _stress(case: Case) -> list[str]:
    """What hurt brings out must be able to show: mistrust, demands, noncompliance (R14)."""
    complaints = []
    for style, lines in case.escalation.items():
        complaints += [
            f"lines.yml, escalation {style}: '{line.text[:40]}' says in `shows` nothing of what stress brings out."
            for line in lines
            if not line.shows
        ]
        early = {kind for line in lines[:3] for kind in line.shows}
        if missing := sorted({"mistrust", "demand", "noncompliance"} - early):
            complaints.append(f"lines.yml, escalation {style}: none of the first three lines shows {', '.join(missing)}.")
    return complaints


def _people(case: Case) -> list[str]:
    """Three people at least play a script, and they differ (5.6)."""
    if len(case.variants) < MIN_PEOPLE:
        return [f"case.yml, variants: {len(case.variants)} people play this script, {MIN_PEOPLE} needed."]
    if len({person.pronouns for person in case.variants}) < 2:
        return ["case.yml, variants: all have the same pronouns."]
    return []


def _later(case: Case) -> list[str]:
    """What comes when a visit goes wrong, and when the patient comes back."""
    complaints = []
    if not case.another_doctor or "another_doctor" not in case.sheet["outcomes"]:
        complaints.append("another_doctor is missing in lines.yml or in the outcomes of case.yml.")
    if case.return_visit is None:
        complaints.append("lines.yml, return_visit is missing: the patient cannot come back.")
    elif not any(beat.kind == "doorknob" for beat in case.return_visit.beats):
        complaints.append("lines.yml, return_visit: one beat of kind doorknob is needed at close.")
    if (case.sheet["risk"] != "none") is not bool(case.risk_cues):
        complaints.append("case.yml, risk, and lines.yml, risk_cues, belong together: both or neither.")
    if case.risk_cues and not any("not being alive" in note for note in case.sheet["content_notes"]):
        complaints.append(
            "case.yml, content_notes: say 'passing thoughts of not being alive', so that nobody meets them unwarned (5.2)."
        )
    return complaints


def _unreachable(case: Case) -> list[str]:
    """Name the lines that no visit can reach."""
    complaints = [
        f"lines.yml, beat {beat.id}: at turn_hard the patient is wary and reveals nothing, so it is never said; make it a leak or move it."
        for beat in case.beats
        if beat.stage == "turn_hard" and beat.reveals and beat.kind != "leak"
    ]
    complaints += [
        f"lines.yml, reactions: {code} is a code of silence for which the patient has no turn."
        for code in case.reactions
        if code == "ignore_risk"
    ]
    for answer in case.answers.values():
        complaints += [
            f"answers.yml, {answer.topic}: the earned line of {earned.fact} comes out with the same codes at no more trust than an earlier one of the same fact."
            for number, earned in enumerate(answer.earned)
            if any(
                e.fact == earned.fact and set(earned.by) <= set(e.by) and e.trust <= earned.trust for e in answer.earned[:number]
            )
        ]
    return complaints


def _words(case: Case) -> list[str]:
    complaints = []
    if (found := grade(case)) > HARDEST:
        complaints.append(f"the lines read at grade {found:.1f}; {HARDEST:g} at most: shorter sentences, plainer words.")
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
