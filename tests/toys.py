"""A small patient and small helpers built by hand: what the tests play with instead of a shipped case or a trained model."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from dyad.cases import Case
from dyad.cases.check import known_intents
from dyad.patient import Heard, Turn, VisitState, end_visit, start_visit, take_turn
from dyad.patterns import Pattern, load_pattern
from dyad.scoring import CodedThought, TurnContext, TurnScore, score_turn

Pack = dict[str, dict[str, Any]]

SLUG = "paper-kite"
OWN_TOPIC = "the_kite"  # a topic of the toy's own, raised by meaning
UNKNOWN = "ask_faith"  # an intent that the toy has no answer to
STAGES = {"opening": 3, "first_tests": 5, "peak": 5, "turn_hard": 3, "turn_soft": 4, "close": 2}
ENDINGS = ("plan_followed", "plan_unlikely", "false_compliance", "left_early")
_BACK = (
    ("opening", 1, "test"), ("opening", 2, "probe"), ("first_tests", 1, "test"), ("first_tests", 2, "test"), ("peak", 2, "test"),
    ("peak", 3, "test"), ("turn_hard", 1, "test"), ("turn_soft", 2, "test"), ("close", 1, "test"), ("close", 2, "doorknob"),
)  # fmt: skip
HARMFUL = (
    "premature_reassurance lecturing defensive_justification indecision ignore_affect accept_idealization ultimatum capitulation "
    "withholding retaliate_withdraw premature_interpretation false_promise siding shaming dismiss_harm boundary_disclosure flirting_back"
).split()
HELPFUL = (
    "empathic_reflection explore_meaning warm_limit own_mistake_repair tolerate_anger here_and_now realistic_hope support_agency "
    "collaborative_decision professional_frame team_consistency affirmation plan_followup risk_inquiry"
).split()
EARNED = {  # topic: the fact it hides, the code and the trust that earn it
    "ask_medication_worry": ("fear-sleepy", "explore_meaning", 4),
    "ask_side_effects": ("fear-heart", "open_question", 5),
    "ask_missed_doses": ("skips-sundays", "adherence_inquiry", 3),
}


def toy_pack(case_type: str = "P3", trust: int = 3, tension: int = 4) -> Pack:
    """Return the four files of a pack that can be played, as plain data that a test may spoil."""
    return {
        "case.yml": _sheet(case_type, trust, tension),
        "answers.yml": {topic: _answer(topic) for topic in [*_topics(), OWN_TOPIC]},
        "lines.yml": _lines(case_type),
        "exemplars.yml": {
            side: [{"reply": f"{side} reply {number}", "codes": [code]} for number in range(6)]
            for side, code in (("well", "open_question"), ("badly", "lecturing"))
        },
    }


def write_pack(folder: Path, pack: Pack, slug: str = SLUG) -> Path:
    """Write a pack below a folder of cases and return that folder."""
    (folder / slug).mkdir(parents=True, exist_ok=True)
    for name, content in pack.items():
        (folder / slug / name).write_text(yaml.safe_dump(copy.deepcopy(content), sort_keys=False), encoding="utf-8")
    return folder


def _topics() -> list[str]:
    return sorted(known_intents() - {UNKNOWN})


def _sheet(case_type: str, trust: int, tension: int) -> dict[str, Any]:
    control, outcome = case_type.startswith("C"), {"alliance": "a", "decision": "d", "course": "c"}
    kinds = {"clue-one": "life" if control else "clue", "clue-two": "life" if control else "clue"}
    kinds |= {"fear-sleepy": "fear", "fear-heart": "fear", "skips-sundays": "adherence"}
    agenda = "none" if control else {"wish": "w", "feared_answer": "f", "origin": "o"}
    return {
        "slug": SLUG,
        "case_type": case_type,
        "title": "A kite of paper",
        "version": 1,
        "person": {"name": "Kit", "age": 40, "pronouns": "they/them", "work": "w", "background": "b", "voice": "v"},
        "variants": [{"id": "b", "name": "Ama", "pronouns": "she/her"}, {"id": "c", "name": "Jun", "pronouns": "he/him"}],
        "setting": "Clinic",
        "content_notes": [],
        "chart": [{"heading": f"h{n}", "text": f"t{n}"} for n in range(3)],
        "stated_request": "r",
        "covert_agenda": agenda,
        "target": "clinician",
        "past_figure": "an older brother with his kites",
        "symptom_meaning": "m",
        "medication": {"name": "n", "claimed_response": "c", "plausible_response": "p"},
        "adherence": {"actual": "a", "reported": "r", "self_adjusts": "none"},
        "facts": [
            {"id": fact, "kind": kind, "text": f"{fact} of an older brother flying kites", "question": "q"}
            for fact, kind in kinds.items()
        ],
        "big_ask": {"what": "w", "unsafe_because": "u", "better_answer": "b"},
        "rupture_style": "confrontation",
        "start": {"trust": trust, "tension": tension},
        "risk": "none",
        "drug_notes": "none",
        "outcomes": dict.fromkeys(ENDINGS, outcome) | {"another_doctor": {**outcome, "better": "b"}},
        "key": {
            **dict.fromkeys(
                ("reality_or_pattern", "how_they_treated_you", "underneath", "pull", "drug_meaning", "at_stake"), "text"
            ),
            "unsafe_or_unknown": ["nothing"],
        },
    }


def _answer(topic: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "gist": f"the gist of {topic}",
        "guarded": [f"{topic} guarded one.", f"{topic} guarded two."],
        "open": [f"{topic} open one.", f"{topic} open two."],
    }
    if topic in EARNED:
        fact, code, trust = EARNED[topic]
        answer["earned"] = [{"fact": fact, "by": [code], "trust": trust, "line": f"{topic} earned."}]
    if topic == OWN_TOPIC:
        answer["asked_as"] = [
            f"tell me about the paper kite {words}" for words in ("", "you made", "you fly", "up there", "you lost")
        ]
    return answer


def _with_tests(beats: list[dict[str, Any]], pattern: Pattern) -> list[dict[str, Any]]:
    """Let the first beats be about what the pattern asks for."""
    return [beat | {"about": word} for word, beat in zip(pattern.tests, beats, strict=False)] + beats[len(pattern.tests) :]


def _lines(case_type: str) -> dict[str, Any]:
    return {
        "opening": _numbered("opening", 3),
        "beats": _with_tests(
            [_beat(stage, number) for stage, count in STAGES.items() for number in range(1, count + 1)], load_pattern(case_type)
        ),
        "reactions": {code: _numbered(f"reaction {code}", 3) for code in (*HARMFUL, *HELPFUL)},
        "escalation": {
            style: [{"text": f"{style}s {n}.", "shows": ["mistrust", "demand", "noncompliance"]} for n in range(1, count + 1)]
            for style, count in (("confrontation", 6), ("withdrawal", 5))
        },
        "softening": [{"text": "softens with a clue.", "reveals": "clue-two"}, *_numbered("softens", 5)],
        "repair_accepted": _numbered("accepts the repair", 3),
        "pressed": _numbered("presses", 4),
        "not_understood": _numbered("asks back", 12),
        "again": [f"As said {number}, {{gist}}." for number in range(1, 7)],
        "asides": _numbered("aside", 20),
        "leaving_warning": _numbered("stands up", 2),
        "endings": {name: _numbered(f"ends {name}", 2) for name in ENDINGS},
        "another_doctor": {name: _numbered(f"{name} with another", 2) for name in ("asks", "stays", "goes")},
        "return_visit": {
            "openings": {name: _numbered(f"back after {name}", 2) for name in (*ENDINGS, "another_doctor")},
            **{name: _numbered(f"{name} since", 2) for name in ("kept", "broken", "taken", "missed")},
            "beats": [
                _beat(stage, number)
                | {"id": f"back-{stage.replace('_', '-')}-{number}", "text": f"back {stage} {number}.", "kind": kind}
                for stage, number, kind in _BACK
            ],
        },
    }


def _beat(stage: str, number: int) -> dict[str, Any]:
    kinds = {("peak", 1): "big_ask", ("close", 2): "doorknob", ("opening", 2): "probe", ("first_tests", 2): "probe"}
    beat: dict[str, Any] = {
        "id": f"{stage.replace('_', '-')}-beat-{number}",
        "stage": stage,
        "kind": kinds.get((stage, number), "test"),
        "text": f"{stage} beat {number}.",
    }
    if beat["kind"] == "big_ask":
        beat |= {"request": "the second kite", "tags": ["request"]}
    if (stage, number) == ("turn_soft", 1):
        beat |= {"kind": "clue", "reveals": "clue-one"}
    return beat


def _numbered(words: str, count: int) -> list[Any]:
    return [f"{words} {number}." for number in range(1, count + 1)]


def coded(*names: str) -> tuple[CodedThought, ...]:
    """Return a coded thought for each code, each with words of its own."""
    return tuple(CodedThought(name, f"words of {name}", 0, 0, "by hand") for name in names)


class FixedScorer:
    """Gives every reply the same codes, and remembers how often it was asked."""

    def __init__(self, *codes: str) -> None:
        self.codes, self.asked = codes, 0

    def score(self, reply: str, context: TurnContext) -> TurnScore:
        """Score by rote."""
        self.asked += 1
        return score_turn(coded(*self.codes), context)


class PlayedVisit:
    """A visit with a case, in which a test says what was heard and which codes were earned."""

    def __init__(self, case: Case, seed: int = 0) -> None:
        self.case = case
        self.state, first = start_visit(case, seed)
        self.turns: list[Turn] = [first]

    def says(self, *codes: str, ask: Sequence[str] = (), words: str | None = None) -> Turn:
        """Let the trainee earn codes and raise intents; without either, something that nobody understands."""
        heard = [Heard(words or f"{intent.replace('_', ' ')}?", intent, 1.0) for intent in ask]
        return self.hears(heard or [Heard("xq zzv", None, 0.0)], *codes)

    def hears(self, heard: list[Heard], *codes: str) -> Turn:
        """Take one turn with exactly these things heard."""
        score = score_turn(coded(*codes), self.state.context(self.case))
        self.state, turn = take_turn(self.case, self.state, heard, score)
        self.turns.append(turn)
        return turn

    def ends(self) -> Turn:
        """Let the trainee end the visit."""
        self.state, turn = end_visit(self.case, self.state)
        return turn

    def at(self, **changes: Any) -> PlayedVisit:
        """Put the patient into a state by hand."""
        self.state = VisitState.from_dict({**self.state.as_dict(), **changes})
        return self

    def part_ids(self) -> list[str]:
        """Return the ids of all lines said so far, in order."""
        return [line_id for turn in self.turns for line_id in turn.line_ids]
