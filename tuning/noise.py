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
_LEARNED = (
    (r"\b(what|how|why|when|where) (do|did|does|are|is) (you|it|he|she|they)\b", r"\1 \3"),
    (r"\bfor (two|three|four|five|some|several) (days|weeks|months)\b", r"since \1 \2"),
    (r"\bdon't\b", "not"), (r"\bdidn't\b", "did not"), (r"\bhe (doesn't|does not)\b", "he don't"), (r"\bshe (doesn't|does not)\b", "she don't"),
    (r"\b(doesn't|does not)\b", "don't"), (r"\b(people|others) (who|that) (have|are)\b", r"\1 which \3"), (r"\btell me\b", "explain me"),
    (r"\bon (monday|tuesday|wednesday|thursday|friday)\b", r"at \1"), (r"\bdepends on\b", "depends of"), (r"\bI have been\b", "I am"),
    (r"\byou have been\b", "you are"), (r"\bI've been\b", "I am"), (r"\byou've been\b", "you are"), (r"\bwould like to\b", "want to"),
    (r"\badvice\b", "advices"), (r"\binformation\b", "informations"), (r"\bvery much\b", "too much"), (r"\b(feel|feeling)\b", r"\1 myself"),
    (r"\bI will\b", "I'm going"), (r"\bmany\b", "much"), (r"\bthere is\b", "is"), (r"\bit is\b", "is"), (r"\bit's\b", "is"),
)  # fmt: skip
_REGIONS = (
    ((r"\byou\b", "ye"), (r"\b(can't|cannot)\b", "cannae"), (r"\bdon't\b", "dinnae"), (r"\bwon't\b", "willnae"), (r"\b(small|little)\b", "wee"), (r"\byes\b", "aye"),
     (r"\bknow\b", "ken"), (r"\bnot\b", "no"), (r"\bisn't\b", "isnae"), (r"\bI'm not\b", "I'm no")),
    ((r"\byou\b", "ye"), (r"\bI have just\b", "I'm after"), (r"\bvery\b", "fierce"), (r"\bmy\b", "me"), (r"\bsure\b", "sure look"), (r"\bisn't it\b", "so it is"),
     (r"\bmother\b", "mam"), (r"\bterrible\b", "desperate")),
    ((r"\byou all\b", "y'all"), (r"\bgoing to\b", "fixin' to"), (r"\b(isn't|aren't)\b", "ain't"), (r"\bI reckon\b", "I reckon"), (r"\bvery\b", "mighty"), (r"\byou\b", "you"),
     (r"ing\b", "in'"), (r"\bthose\b", "them"), (r"\bwould you\b", "might could you")),
    ((r"\b(isn't|aren't|haven't|hasn't)\b", "ain't"), (r"\byou are\b", "you"), (r"\byou're\b", "you"), (r"\bgoing to\b", "finna"), (r"\bthey are\b", "they"), (r"\bdoesn't\b", "don't"),
     (r"\banything\b", "nothing"), (r"ing\b", "in")),
    ((r"\bmy\b", "me"), (r"\bnothing\b", "nowt"), (r"\bsomething\b", "summat"), (r"\banything\b", "owt"), (r"\bthe\b", "t'"), (r"\byou were\b", "you was"), (r"\bwas\b", "were"),
     (r"\bwith\b", "wi'"), (r"\bisn't\b", "in't")),
    ((r"\?", ", abi?"), (r"\bplease\b", "abeg"), (r"\bvery\b", "too"), (r"\bI am\b", "I dey"), (r"\bsorry\b", "sorry o"), (r"\bnow\b", "now now"), (r"\bunderstand\b", "hear")),
    ((r"\?", ", no?"), (r"\bI understand\b", "I am understanding"), (r"\byou want\b", "you are wanting"), (r"\bdo one thing\b", "do one thing"), (r"\bplease\b", "kindly"), (r"\btell\b", "tell"),
     (r"\btoday\b", "today itself"), (r"\bonly\b", "only"), (r"\bpostpone\b", "postpone"), (r"\bearlier\b", "prepone")),
    ((r"\bgood\b", "good on ya"), (r"\bappointment\b", "appo"), (r"\bafternoon\b", "arvo"), (r"\byou\b", "ya"), (r"\bdefinitely\b", "for sure"), (r"\bhow are\b", "how're"),
     (r"\bvery\b", "dead"), (r"\bmedicine\b", "meds")),
)  # fmt: skip


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
    """Articles and helping verbs gone or wrong, endings gone, questions without inversion, a preposition of another language."""
    text = _DROPPED.sub(lambda m: "" if random.random() < 0.45 else m[0], text)
    text = re.sub(r"(?<=[a-z]{4})(s|ed)\b", lambda m: "" if random.random() < 0.15 else m[0], text)
    for pattern, other in _LEARNED:
        if random.random() < 0.5:
            text = re.sub(pattern, other, text, flags=re.IGNORECASE)
    return text


def regional(text: str, random: Random) -> str:
    """Grammar and words of one region, as far as a few of them carry."""
    for pattern, other in random.choice(_REGIONS):
        if random.random() < 0.8:
            text = re.sub(pattern, other, text, flags=re.IGNORECASE)
    return text


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
    ways = random.sample((hurried, misspelt, learner, regional), k=1 if random.random() < 0.6 else 2)
    for way in ways:
        text = way(text, random)
    return text if any(char.isalnum() for char in text) else "ok"
