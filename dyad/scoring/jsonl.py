"""Replies as JSON lines go in and their scores as JSON lines come out: the scorer without a server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from dyad.scoring.rubric import TAGS, load_rubric
from dyad.scoring.score import TurnContext
from dyad.scoring.scorer import Scorer


class BadLine(ValueError):
    """A line cannot be scored; the message names its number and what would do."""


def score_lines(scorer: Scorer, lines: Iterable[str]) -> Iterator[str]:
    """Score each line; blank ones are passed over.

    Raises:
        BadLine: a line is no JSON object, lacks a field, or uses an unknown case type or tag.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        item = _read(line, number)
        context = TurnContext(item["case_type"], item["patient"], tuple(item["tags"]))
        scored = scorer.score(item["reply"], context)
        codes = [{"code": c.code, "words": c.words, "because": c.because, "confidence": c.confidence} for c in scored.codes]
        yield json.dumps(
            {
                "id": item["id"],
                "codes": codes,
                "points": scored.points,
                "band": scored.band,
                "abstained": list(scored.abstained),
                "unscored_because": scored.unscored_because,
            },
            ensure_ascii=False,
        )


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadLine(f"line {number}: no JSON ({error.msg}).") from error
    if not isinstance(item, dict):
        raise BadLine(f"line {number}: a JSON object is needed.")
    item.setdefault("tags", [])
    for name, kind in (("id", (str, int)), ("case_type", str), ("patient", str), ("tags", list), ("reply", str)):
        if not isinstance(item.get(name), kind):
            raise BadLine(f"line {number}: the field {name} is missing or of the wrong kind.")
    if item["case_type"] not in load_rubric().cases:
        raise BadLine(f"line {number}: case_type {item['case_type']} is unknown. Known: {', '.join(load_rubric().cases)}.")
    if unknown := [tag for tag in item["tags"] if tag not in TAGS]:
        raise BadLine(f"line {number}: unknown tags {', '.join(map(str, unknown))}. Known: {', '.join(TAGS)}.")
    return item
