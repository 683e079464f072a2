"""Codes earned by silence: the patient's line carried a feeling or a hint of danger, and the reply has no trace of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import CodedThought, TurnContext

_PARKED = re.compile(r"\b(come back to|return to|get back to)\b", re.IGNORECASE)


def omitted(reply: str, codes: Sequence[CodedThought], context: TurnContext, *, feeling_passed_over: bool) -> list[CodedThought]:
    """Return the omission codes of a reply; danger goes before feeling, and only one of them is given.

    Args:
        feeling_passed_over: whether the reply as a whole was read as having no trace of the feeling. The line must be tagged `affect`,
            and no code may have been earned that meets a feeling.
    """
    earned = {coded.code for coded in codes}
    found = [
        CodedThought(
            omission.code, "", 0, 0, f"The patient's line is tagged {omission.tag}, and nothing in the reply takes it up."
        )
        for omission in load_rubric().omissions
        if omission.tag in context.tags
        and not earned & omission.met_by
        and (feeling_passed_over if omission.tag == "affect" else not _put_off(reply, context))
    ]
    if context.parked and not found and "risk_inquiry" not in earned:
        found.append(
            CodedThought("ignore_risk", "", 0, 0, "The hint of danger was put off one reply ago and is not taken up now.")
        )
    return sorted(found, key=lambda coded: coded.code != "ignore_risk")[:1]


def is_parked(tags: Sequence[str], codes: Sequence[str]) -> bool:
    """Tell whether a hint of danger was put off in a reply with these codes, so that the next one must take it up."""
    return "risk" in tags and not {"risk_inquiry", "ignore_risk"} & set(codes)


def _put_off(reply: str, context: TurnContext) -> bool:
    """Tell whether the reply says that it will come back to the danger, which is granted once."""
    return bool(_PARKED.search(reply)) and not context.parked
