"""Measures the scorer on other people's labelled sentences and dialogues, with the rough mapping that their labels allow; nothing is trained on them.

`.venv/bin/python -m bench.validity.public_sets FOLDER` with miti-gold/miti-gold.dev.csv (Welivita & Pu 2022, CC BY-NC-SA 3.0, measured only) and
mts-dialog/*.csv (Ben Abacha et al. 2023, CC BY 4.0) in it. Needs models/dyad.tar.gz for the second.
"""

from __future__ import annotations

import asyncio
import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from bench.validity.bot import heard, load_agent
from bench.validity.figures import class_f1, interval, met, table, write
from dyad.language.thoughts import split_thoughts
from dyad.scoring.classifier import SPOKEN
from dyad.scoring.score import TurnContext
from dyad.scoring.scorer import ReplyScorer

# What a reply does in a medication visit is not what a sentence is called in peer support: unasked advice costs there and not here. This mapping
# was settled while looking at the development part of the set.
MOVES = {
    "question": "open_question closed_question adherence_inquiry side_effect_inquiry explore_meaning risk_inquiry",
    "reflection": "empathic_reflection tolerate_anger here_and_now premature_interpretation",
    "information": "neutral_information explain_rationale realistic_hope",
    "advice": "lecturing collaborative_decision plan_followup support_agency ultimatum retaliate_withdraw",
    "affirm": "affirmation premature_reassurance accept_idealization own_mistake_repair",
    "confront": "shaming dismiss_harm",
    "disclose": "boundary_disclosure defensive_justification",
    "other": "none structuring",
}
MITI = {
    "Open Question": "question", "Closed Question": "question", "Complex Reflection": "reflection", "Simple Reflection": "reflection",
    "Give Information": "information", "Advise without Permission": "advice", "Advise with Permission": "advice", "Direct": "advice",
    "Emphasize Autonomy": "advice", "Affirm": "affirm", "Support": "affirm", "Confront": "confront", "Warn": "confront",
    "Self-Disclose": "disclose", "Other": "other",
}  # fmt: skip
TOPICS = {
    "medication": "ask_current_medication ask_other_medicines ask_adherence ask_missed_doses ask_dose_timing ask_past_medication ask_refill ask_extra_doses",
    "allergy": "ask_allergies",
    "family and social": "ask_family ask_parents ask_partner ask_children ask_work ask_home ask_support ask_alcohol ask_drugs ask_caffeine_smoking ask_family_history "
    "ask_family_illness ask_hobbies ask_exercise ask_money ask_legal ask_faith ask_losses ask_childhood ask_identity",
    "past history": "ask_past_illness ask_operations ask_past_admission ask_physical_health ask_pregnancy",
}
SECTIONS = {
    "MEDICATIONS": "medication", "ALLERGY": "allergy", "FAM/SOCHX": "family and social", "PASTMEDICALHX": "past history", "PASTSURGICAL": "past history",
}  # fmt: skip


def moves(file: Path, scorer: ReplyScorer) -> list[str]:
    """Return the lines on counsellors' sentences: the likeliest kind of move, all thoughts and codes of a kind together."""
    kind = {code: name for name, codes in MOVES.items() for code in codes.split()}
    gold, guess = [], []
    for row in csv.DictReader(file.open(encoding="utf-8")):
        gold.append(MITI[row["Ground truth"]])
        thoughts = split_thoughts(row["Text"])
        odds: dict[str, float] = defaultdict(float)
        if thoughts:
            reading = scorer.classifier.read(row["Text"], thoughts, TurnContext("C1"))
            for code, share in zip(SPOKEN, reading.thoughts.mean(axis=0), strict=True):
                odds[kind.get(code, "rest")] += float(share)
        odds.pop("rest", None)
        if any(thought.text.rstrip().endswith("?") for thought in thoughts):
            odds["question"] = 2.0  # MITI calls a question by its form, whatever it does to the alliance
        guess.append(max(odds, key=lambda name: odds[name]) if odds else "other")
    names = list(MOVES)
    per = class_f1(gold, guess, names)
    pairs = np.array([gold, guess])
    spread = interval(lambda rows: float(class_f1(*pairs[:, rows].tolist(), names).mean()), len(gold))
    targets = {"question": 0.88, "reflection": 0.35, "confront": 0.30}
    rows = [
        (n, gold.count(n), f"{per[i]:.3f}", met(float(per[i]), targets[n]) if n in targets else "") for i, n in enumerate(names)
    ]
    return [
        "## miti-gold",
        "",
        f"{len(gold)} sentences. Macro-F1 {per.mean():.3f} (95% interval {spread}; {met(float(per.mean()), 0.45)}).",
        "",
        *table(("kind of move", "sentences", "F1", "target"), rows),
        "",
    ]


async def topics(folder: Path) -> list[str]:
    """Return the lines on doctors' dialogues: the topic that most of what the doctor said is heard as."""
    agent = load_agent()
    topic = {intent: name for name, intents in TOPICS.items() for intent in intents.split()}
    gold, guess = [], []
    for file in sorted(folder.glob("*.csv")):
        for row in csv.DictReader(file.open(encoding="utf-8")):
            if row["section_header"] not in SECTIONS:
                continue
            votes: dict[str, float] = defaultdict(float)
            for said in re.findall(r"^Doctor:\s*(.+)$", row["dialogue"], re.MULTILINE):
                for piece in await heard(agent, said):
                    if piece["intent"] in topic:
                        votes[topic[piece["intent"]]] += piece["confidence"]
            gold.append(SECTIONS[row["section_header"]])
            guess.append(max(votes, key=lambda name: votes[name]) if votes else "none")
    names = list(TOPICS)
    per = class_f1(gold, guess, names)
    pairs = np.array([gold, guess])
    spread = interval(lambda rows: float(class_f1(*pairs[:, rows].tolist(), names).mean()), len(gold), rounds=400)
    return [
        "## MTS-dialog",
        "",
        f"{len(gold)} dialogues of four topics, by intents alone. Macro-F1 {per.mean():.3f} (95% interval {spread}; {met(float(per.mean()), 0.70)}). "
        f"Not heard as any of them: {guess.count('none')}.",
        "",
        *table(("topic", "dialogues", "F1"), [(n, gold.count(n), f"{per[i]:.3f}") for i, n in enumerate(names)]),
    ]  # fmt: skip


def main() -> None:
    """Print the page and write it."""
    folder = Path(sys.argv[1])
    lines = moves(folder / "miti-gold" / "miti-gold.dev.csv", ReplyScorer.load())
    write("public-sets", ["# Other people's data", "", *lines, *asyncio.run(topics(folder / "mts-dialog"))])


if __name__ == "__main__":
    main()
