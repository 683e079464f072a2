"""A formulation and the visit it is about go in; a mark for each of the seven questions comes out (clinical brief 4.2).

Questions 1, 3 and 7 are marked here, with the words that a mark rests on; so is question 2 in a control, where the answer is "nobody" and
a figure from the past is an invention. The rest is the educator's. A mark is a suggestion and depends on nothing but its inputs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dyad.cases import Case
from dyad.debrief.formulation import Formulation, ItemMark, Match
from dyad.debrief.guide import Guide, load_guide
from dyad.debrief.likeness import Encodes, Likeness, clauses, holds, sentences, words
from dyad.debrief.quotes import find_quote
from dyad.debrief.texts import quote
from dyad.debrief.types import PlayedTurn


@dataclass(frozen=True, eq=False)
class _Desk:
    """What every question is marked with."""

    case: Case
    answers: Formulation
    guide: Guide
    like: Likeness
    quoted: dict[str, Match]  # "for" and "against", where they were found in the visit

    def key(self, item: str) -> str:
        """Return the key's answer to one question."""
        found = self.case.sheet["key"][self.guide.items[item]]
        return " ".join(found) if isinstance(found, list) else str(found)


def grade(case: Case, turns: Sequence[PlayedTurn], answers: Formulation, encoder: Encodes) -> tuple[ItemMark, ...]:
    """Suggest a mark for each question, in their order; the same answers always get the same marks."""
    like = Likeness(encoder)
    given = {"for": answers.quote_for, "against": answers.quote_against}
    found = {side: match for side, text in given.items() if (match := find_quote(text, case, turns, like))}
    if "for" in found and "against" in found and found["for"].fits == found["against"].fits:
        del found["against"]  # one line cannot speak for both
    desk = _Desk(case, answers, load_guide(), like, found)
    return (
        _reality(desk),
        _treated(desk),
        _underneath(desk),
        _left("feelings", desk, bool(answers.feelings or answers.urges or answers.pull)),
        _left("drug", desk, bool(answers.drug)),
        _left("stake", desk, bool(answers.stakes or answers.better)),
        _unsafe(desk),
    )


def _left(item: str, desk: _Desk, answered: bool, because: str = "left", share: str = "") -> ItemMark:
    """Leave a question to the educator; an empty one is worth nothing to anybody."""
    says = desk.guide.says
    return ItemMark(item, None, says[because].format(share=share)) if answered else ItemMark(item, 0, says["blank"])


def _reality(desk: _Desk) -> ItemMark:
    """Question 1: wrong 0, right 1, with a quote 2, with one for and one against 3."""
    says, answer, right = desk.guide.says["reality"], desk.answers.nature, desk.guide.nature_of(desk.case)
    if not answer:
        return ItemMark("reality", 0, desk.guide.says["blank"])
    if answer != right:
        near = answer in desk.guide.near[right]
        because = says["near" if near else "wrong"].format(key=quote(desk.key("reality")))
        return ItemMark("reality", desk.guide.near_points if near else 0, because, tuple(desk.quoted.values()))
    because = says[("right_bare", "right_one", "right_both")[len(desk.quoted)]]
    return ItemMark("reality", 1 + len(desk.quoted), because, tuple(desk.quoted.values()))


def _treated(desk: _Desk) -> ItemMark:
    """Question 2: the educator's, but for a control, where nobody is needed and an invented figure scores 0."""
    answers, guide = desk.answers, desk.guide
    answered = bool(answers.treated or answers.figure or answers.nobody)
    if not desk.case.is_control or not answered:
        share = guide.shared(desk.case.case_type)
        return _left("treated", desk, answered, "left_neighbours" if share else "left", share)
    if invented := _invented(f"{answers.figure}\n{answers.treated}", guide):
        return ItemMark("treated", 0, guide.says["control"]["invented"].format(said=quote(invented)))
    if answers.nobody or holds(answers.figure, guide.none_words):
        return _none_needed("treated", desk)
    return ItemMark("treated", None, guide.says["control"]["unsure"])


def _invented(text: str, guide: Guide) -> str:
    """Return the sentence that puts a figure from the past behind the reaction, if one does and does not deny it."""
    figures = [word for group in guide.past_figures for word in group]
    return _without_no(text, figures, guide)


def _without_no(text: str, phrases: Sequence[str], guide: Guide) -> str:
    """Return the first sentence that holds one of these phrases and no word of denial."""
    return next((part for part in sentences(text) if holds(part, phrases) and not holds(part, guide.negators)), "")


def _none_needed(item: str, desk: _Desk) -> ItemMark:
    """Credit "none needed" in a control: whole with a line of the visit beside it."""
    says, points = desk.guide.says["control"], desk.guide.none_needed
    if desk.quoted:
        return ItemMark(item, points["with_evidence"], says["none_shown"], tuple(desk.quoted.values()))
    return ItemMark(item, points["without"], says["none_bare"])


def _underneath(desk: _Desk) -> ItemMark:
    """Question 3: the request again 0, a vague or neighbouring wish 1, the key's 2, with the medicine 3."""
    answers, guide = desk.answers, desk.guide
    says, text = guide.says["underneath"], answers.underneath
    none = answers.nothing or (bool(text) and holds(text, guide.none_words) is not None and len(words(text)) < 8)
    if not text and not none:
        return ItemMark("underneath", 0, guide.says["blank"])
    if desk.case.is_control:
        return _none_needed("underneath", desk) if none else _beyond_need(desk)
    if none:
        return ItemMark("underneath", 0, says["none"])
    parts = [part for sentence in sentences(text) for part in clauses(sentence)]
    own, said, fits = desk.like.best(parts, [*_wishes(desk.case), *guide.agendas[desk.case.case_type]])
    request, again, asked = desk.like.best(parts, [str(desk.case.sheet["stated_request"])])
    other, pattern, near = _other_pattern(desk, parts)
    limits = guide.thresholds
    if request >= limits["request"] and request > max(own, other):
        return ItemMark("underneath", 0, says["request"], (Match(quote(again), quote(asked), guide.where["key"]),))
    if own >= limits["agenda"] and own >= other - limits["agenda_lead"]:
        touched = len(words(answers.touched)) >= guide.touched_words and holds(answers.touched, _medicine(desk)) is not None
        match = (Match(quote(said), quote(fits), guide.where["key"]),)
        return ItemMark("underneath", 3 if touched else 2, says["key_medicine" if touched else "key"], match)
    share = guide.shared(desk.case.case_type, pattern)
    if share and other >= limits["agenda"]:
        return ItemMark("underneath", 1, says["neighbour"].format(share=share), (Match(quote(near), share, guide.where["key"]),))
    return ItemMark("underneath", 1, says["vague"])


def _beyond_need(desk: _Desk) -> ItemMark:
    """Mark a wish that was read into a control: something merely unsaid earns a little, the rest nothing."""
    says = desk.guide.says["control"]
    likeness, said, fits = desk.like.best(sentences(desk.answers.underneath), sentences(desk.key("underneath")))
    if likeness >= desk.guide.thresholds["agenda"] and not _invented(desk.answers.underneath, desk.guide):
        match = (Match(quote(said), quote(fits), desk.guide.where["key"]),)
        return ItemMark("underneath", desk.guide.none_needed["spoken_to_key"], says["unsaid"], match)
    return ItemMark("underneath", 0, says["nothing_needed"])


def _wishes(case: Case) -> list[str]:
    """Return the case's own words for what lies underneath."""
    agenda = case.sheet["covert_agenda"]
    told = [str(agenda["wish"]), str(agenda["feared_answer"])] if isinstance(agenda, dict) else []
    return [part for text in [str(case.sheet["key"]["underneath"]), *told] for part in sentences(text)]


def _other_pattern(desk: _Desk, parts: Sequence[str]) -> tuple[float, str, str]:
    """Return how close the closest other pattern comes, which one, and the words that come close."""
    found = []
    for pattern, agenda in desk.guide.agendas.items():
        if pattern != desk.case.case_type:
            likeness, said, _ = desk.like.best(parts, agenda)
            found.append((likeness, pattern, said))
    return max(found, key=lambda item: item[0])


def _medicine(desk: _Desk) -> list[str]:
    """Return the words for medicine, with the names of this patient's."""
    return [*desk.guide.medicine_words, *(word for word in words(str(desk.case.sheet["medication"]["name"])) if len(word) > 3)]


def _unsafe(desk: _Desk) -> ItemMark:
    """Question 7: none of the key's points 0, some 1, all 2, all with a next step 3."""
    guide, text = desk.guide, desk.answers.unsafe
    says, points = guide.says["unsafe"], [str(point) for point in desk.case.sheet["key"]["unsafe_or_unknown"]]
    if not text:
        return ItemMark("unsafe", 0, guide.says["blank"], missed=tuple(points))
    named = _named(desk, points)
    matches = tuple(Match(quote(said), quote(point), guide.where["key"]) for point, said in named.items())
    missed = tuple(point for point in points if point not in named)
    if not named:
        return ItemMark("unsafe", 0, says["none"], missed=missed)
    if desk.case.sheet.get("risk", "none") != "none" and any(holds(point, guide.risk_words) for point in missed):
        return ItemMark("unsafe", 0, says["risk"], matches, missed)
    enough = len(named) >= math.ceil(guide.all_flagged * len(points))
    step = enough and bool(_without_no(text, guide.next_steps, guide))
    because = says["all_steps" if step else "all" if enough else "some"].format(n=len(named), m=len(points))
    return ItemMark("unsafe", 3 if step else 2 if enough else 1, because, matches, missed)


def _named(desk: _Desk, points: Sequence[str]) -> dict[str, str]:
    """Return the points of the key that were named, with the words that name them; words name the one point they come closest to."""
    closest: dict[str, tuple[float, str]] = {}
    limits = desk.guide.thresholds
    for sentence in sentences(desk.answers.unsafe):
        for part in clauses(sentence):
            likeness, point = max((desk.like.best([part], clauses(point))[0], point) for point in points)
            enough = limits["unsafe" if part == sentence else "unsafe_part"]
            if likeness >= max(enough, closest.get(point, (0.0, ""))[0]):
                closest[point] = (likeness, part)
    return {point: closest[point][1] for point in points if point in closest}
