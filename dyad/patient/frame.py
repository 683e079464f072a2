"""A trainee's reply goes in; whether it is sexual, so that the visit must stop, comes out (clinical brief 5.1)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

FRAME_FILE = Path(__file__).parent / "frame.yml"


@lru_cache(maxsize=1)
def _sexual() -> re.Pattern[str]:
    phrases = yaml.safe_load(FRAME_FILE.read_text(encoding="utf-8"))["sexual"]
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(p).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for p in phrases) + r")(?!\w)"
    )


def is_sexual(reply: str) -> bool:
    """Tell whether a reply holds one of the phrases of frame.yml."""
    return bool(_sexual().search(reply.lower().replace("\u2019", "'")))
