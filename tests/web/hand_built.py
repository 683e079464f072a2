"""A case and a debrief made by hand, so that these tests stand on the web app alone."""

from __future__ import annotations

from typing import Any

from dyad.cases import Case, Fact, ReturnVisit, Variant
from dyad.debrief.types import (
    DomainSuggestion,
    Example,
    HiddenFact,
    MarkedReply,
    Outcome,
    Piece,
    PlayedTurn,
    Report,
)
from dyad.scoring.rubric import load_rubric

SLUG = "paper-boat"
HIDDEN = "She cut her last three tablets in half and is a little ashamed of it."
SECRET_WORDS = ("C2a", "a clinic that answers", HIDDEN)  # what no trainee may see before the debrief
SHEET: dict[str, Any] = {
    "person": {"name": "Corinne Salandy", "age": 45, "pronouns": "she/her", "work": "teacher", "background": "…", "voice": "…"},
    "setting": "Outpatient clinic, a review visit, her first with you",
    "content_notes": ["effects of a sudden stop of a medicine", "panic attacks"],
    "chart": [
        {"heading": "Reason for visit", "text": "Three-monthly review. On the form: 'Five days without. Three calls.'"},
        {"heading": "History", "text": "Panic disorder, well for nineteen months on paroxetine 20 mg. No allergies."},
        {
            "heading": "Front desk",
            "text": "10 March 08:05, called about refill, put in inbox. 18 March 15:50, called again, marked 'priority'.",
        },
    ],
    "stated_request": "To have the refill signed today.",
    "covert_agenda": {"wish": "a clinic that answers", "feared_answer": "that nobody is there", "origin": "none"},
    "past_figure": "none",
    "symptom_meaning": "The five days were what they looked like.",
    "medication": {"name": "paroxetine 20 mg", "claimed_response": "well", "plausible_response": "the same"},
    "adherence": {"actual": "halves for six days", "reported": "every morning", "self_adjusts": "under"},
    "big_ask": {"what": "a signed refill", "unsafe_because": "nothing", "better_answer": "sign it"},
    "rupture_style": "confrontation",
    "start": {"trust": 5, "tension": 7},
    "key": {
        "reality_or_pattern": "Mainly a fair reaction to a clinic's error.",
        "how_they_treated_you": "As the person who now answers for the clinic.",
        "underneath": "Nothing hidden. She had not said that she fears the exam season.",
        "pull": "To explain, or to grovel.",
        "drug_meaning": "A tool that works.",
        "at_stake": "Trust in a clinic.",
        "unsafe_or_unknown": ["She has no tablet for tomorrow."],
    },
}


PEOPLE = (Variant("a", "Corinne Salandy", "she/her", {}), Variant("b", "Dele Akande", "he/him", {}))


def case(variant: str = "a") -> Case:
    """Return a small case with a hidden side, as one of its two people plays it."""
    (who,) = (person for person in PEOPLE if person.id == variant)
    sheet = SHEET | {"person": SHEET["person"] | {"name": who.name, "pronouns": who.pronouns}}
    fact = Fact("cut-in-half", "adherence", HIDDEN, "An easy question about how she managed when the tablets ran down.")
    other = Fact("exams", "fear", "She fears another gap in exam season.", "An open question about what she fears now.")
    return Case(
        SLUG, "C2a", "A page from a blue notebook", sheet, {f.id: f for f in (fact, other)}, {}, (), (), {}, {}, (), {}, {},
        variant=variant, variants=PEOPLE,
        return_visit=ReturnVisit({}, (), (), (), (), ()),
    )  # fmt: skip


def pieces(turn: PlayedTurn) -> tuple[Piece, ...]:
    """Cut a reply at its coded words."""
    rubric, found, at = load_rubric(), [], 0
    weights = {weight.code: weight.weight for weight in turn.score.weights}
    for thought in turn.score.codes:
        code = rubric.codes[thought.code]
        found.append(Piece(turn.reply[at : thought.start]))
        label = thought.code.replace("_", " ")
        words = turn.reply[thought.start : thought.end]
        found.append(Piece(words, thought.code, label, code.kind, code.says, thought.because, weights[thought.code]))
        at = thought.end
    return tuple(piece for piece in (*found, Piece(turn.reply[at:])) if piece.text)


def hand_built_report(played: Case, turns: list[PlayedTurn], ending: str) -> Report:
    """Build a debrief with something under every heading."""
    first, last = turns[0], turns[-1]
    out = {fact for turn in turns for fact in turn.unlocked}
    return Report(
        case_title=played.title,
        replies=tuple(
            MarkedReply(turn, pieces(turn), (), f"The patient grew a little calmer: trust {turn.trust}, tension {turn.tension}.")
            for turn in turns
        ),
        praise=(Example(first.number, "You owned the error", first.reply[:120], "You said what went wrong without a but."),),
        errors=(Example(last.number, "Explaining instead of hearing", last.reply[:120], "This protected the clinic first."),),
        best=Example(first.number, "Best moment", first.reply[:120], "Tension fell by three."),
        worst=Example(last.number, "Hardest moment", last.reply[:120], "She became shorter."),
        turning_point=Example(first.number, "Turning point", first.reply[:120], "From here on she told more."),
        hidden=tuple(
            HiddenFact(fact.id, fact.kind, fact.text, fact.question, 2 if fact.id in out else None)
            for fact in played.facts.values()
        ),
        outcome=Outcome(
            ending,
            "She will be back, and she will take it",
            "She came in angry and left civil, because the error was named.",
            "Paroxetine goes on, signed before she left.",
            "The last unsteadiness goes within the week.",
        ),
        domains=(
            DomainSuggestion(
                "D1", "Understanding and affect", 4, "Regular, accurate, mostly of what was said.", (("You met the fear.", 1),)
            ),
            DomainSuggestion(
                "D2", "Partnership", 3, "Lukewarm: some choice, some telling.", (("One choice was offered.", None),)
            ),
            DomainSuggestion("D5", "Rupture and repair", None, "No rupture occurred.", ()),
            DomainSuggestion("D7", "Safety", 2, "Touched, dropped.", (("Driving was not asked about.", None),)),
        ),
        patient_brought=("A fair anger: a request lay unsigned for twenty-four days.",),
        you_brought=("A wish to explain, which came back at turn two.",),
        alliance=((0, 5, 7), *((turn.number, turn.trust, turn.tension) for turn in turns)),
        counts=(("Reflections to questions", "1 to 2"), ("Hidden facts", f"{len(out)} of {len(played.facts)}")),
    )
