"""A clean text goes in and comes out as a hurried, dyslexic or second-language writer might have typed it; the words' meaning stays.

Used on training texts only, so that spelling, capitals and small grammar cannot earn or cost a code.
"""

from __future__ import annotations

import re
from random import Random

_SOUND_ALIKES = {
    "your": "you're", "you're": "your", "their": "there", "there": "their", "they're": "their", "its": "it's", "it's": "its", "too": "to",
    "to": "too", "then": "than", "than": "then", "know": "no", "right": "rite", "write": "right", "here": "hear", "hear": "here", "week": "weak",
    "through": "threw", "where": "were", "were": "where", "which": "wich", "because": "becuase", "definitely": "definately", "believe": "beleive",
    "receive": "recieve", "medicine": "medecine", "tablets": "tabelts", "tablet": "tabelt", "doctor": "docter", "really": "realy",
    "tomorrow": "tommorow", "appointment": "apointment", "sleep": "slep", "people": "poeple", "with": "whith", "what": "waht", "would": "woud",
    "could": "coud", "should": "shoud", "feel": "feal", "been": "bin", "friend": "freind", "sorry": "sory", "angry": "angrey",
}  # fmt: skip
_TEXTED = {"you": "u", "your": "ur", "are": "r", "please": "pls", "because": "cos", "though": "tho", "going to": "gonna", "want to": "wanna", "okay": "ok", "with": "w", "weeks": "wks", "appointment": "appt", "medication": "meds"}  # fmt: skip
_DROPPED = re.compile(r"\b(a|an|the|have|has|is|are)\s+", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z']+")


def hurried(text: str, random: Random) -> str:
    """Lower case, apostrophes and commas gone, some words shortened."""
    text = text.lower()
    if random.random() < 0.6:
        text = text.replace("'", "").replace("\u2019", "")
    if random.random() < 0.6:
        text = text.replace(",", "").rstrip(".!")
    if random.random() < 0.3:
        text = text.rstrip("?")
    return _WORD.sub(lambda m: _TEXTED.get(m[0], m[0]) if random.random() < 0.4 else m[0], text)


def misspelt(text: str, random: Random) -> str:
    """Words that sound alike, letters swapped, doubled, lost: about one word in seven."""
    return _WORD.sub(lambda m: _misspell(m[0], random) if random.random() < 0.15 else m[0], text)


def learner(text: str, random: Random) -> str:
    """Articles and helping verbs gone, some endings gone."""
    text = _DROPPED.sub(lambda m: "" if random.random() < 0.5 else m[0], text)
    return re.sub(r"(?<=[a-z]{4})(s|ed)\b", lambda m: "" if random.random() < 0.15 else m[0], text)


def _misspell(word: str, random: Random) -> str:
    known = _SOUND_ALIKES.get(word.lower())
    if known and random.random() < 0.6:
        return known
    if len(word) < 4:
        return word
    at = random.randrange(1, len(word) - 1)
    kind = random.random()
    if kind < 0.4:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.8:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def roughen(text: str, random: Random) -> str:
    """Return the text in one or two of these ways."""
    ways = random.sample((hurried, misspelt, learner), k=1 if random.random() < 0.6 else 2)
    for way in ways:
        text = way(text, random)
    return text if any(char.isalnum() for char in text) else "ok"
