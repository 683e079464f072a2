"""Codes earned by silence: the patient's line carried a feeling or a hint of danger, and the reply has no trace of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dyad.language.form import has_cue
from dyad.language.thoughts import Thought
from dyad.scoring.rubric import Omission, load_rubric
from dyad.scoring.score import CodedThought, TurnContext

_PARKED = re.compile(r"\b(come back to|return to|get back to)\b", re.IGNORECASE)
_TRACES = ("feeling", "hear", "apology")


def omitted(reply: str, thoughts: Sequence[Thought], codes: Sequence[CodedThought], context: TurnContext) -> list[CodedThought]:
    """Return the omission codes of a reply; danger goes before feeling, and only one of them is given."""
    earned = {coded.code for coded in codes}
    found = [
        CodedThought(
            omission.code, "", 0, 0, f"The patient's line is tagged {omission.tag}, and nothing in the reply takes it up."
        )
        for omission in load_rubric().omissions
        if omission.tag in context.tags and not earned & omission.met_by and not _taken_up(omission, reply, thoughts, context)
    ]
    if context.parked and not found and "risk_inquiry" not in earned:
        found.append(
            CodedThought("ignore_risk", "", 0, 0, "The hint of danger was put off one reply ago and is not taken up now.")
        )
    return sorted(found, key=lambda coded: coded.code != "ignore_risk")[:1]


def _taken_up(omission: Omission, reply: str, thoughts: Sequence[Thought], context: TurnContext) -> bool:
    """Tell whether the words show a trace that earned no code: a feeling named, or danger put off explicitly."""
    if omission.tag == "risk":
        return bool(_PARKED.search(reply)) and not context.parked
    return any(has_cue(thought.text, cue) for thought in thoughts for cue in _TRACES)
