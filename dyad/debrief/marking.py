"""A turn goes in; the reply comes out in marked pieces, with its omissions and one sentence about what it did."""

from __future__ import annotations

from collections.abc import Sequence

from dyad.debrief.texts import load_texts, number
from dyad.debrief.types import MarkedReply, Piece, PlayedTurn
from dyad.language.utterances import clean
from dyad.scoring.rubric import load_rubric
from dyad.scoring.score import CodedThought, TurnScore

State = tuple[float, float]  # trust and tension, 0 to 10


def mark(turn: PlayedTurn, before: State) -> MarkedReply:
    """Mark one turn; `before` is where the patient stood when the reply came."""
    with_words = [coded for coded in turn.score.codes if coded.words.strip()]
    silent = [coded for coded in turn.score.codes if not coded.words.strip()]
    return MarkedReply(
        turn=turn,
        pieces=_pieces(turn.reply, with_words, turn.score),
        omissions=tuple(_piece("", coded, turn.score) for coded in silent),
        reaction=reaction(turn, before),
    )


def reaction(turn: PlayedTurn, before: State) -> str:
    """Say in a sentence what a reply did to the patient."""
    texts = load_texts().reactions
    if not turn.understood:
        return texts["not_understood"]
    if turn.score.unscored_because is not None:
        return texts["unscored"].format(because=turn.score.unscored_because)
    trust, tension = turn.trust - before[0], turn.tension - before[1]
    if trust > 0 or tension < 0:
        kind = "both" if trust < 0 or tension > 0 else "opened" if trust > 0 else "eased"
    else:
        kind = "guarded" if trust < 0 or tension > 0 else "same"
    said = texts[kind].format(trust=_moved(turn.trust, trust), tension=_moved(turn.tension, tension))
    return f"{said} {texts['told']}" if turn.unlocked else said


def counted(score: TurnScore) -> dict[str, int]:
    """Return what each code of a scored turn came to, contraindicated and neutral ones left out."""
    return {weight.code: weight.weight for weight in score.weights if weight.weight} if score.scored else {}


def says(code: str) -> str:
    """Return the rubric's sentence about a code."""
    return load_rubric().codes[code].says


def _moved(value: float, change: float) -> str:
    return f"{number(value)} ({change:+g})" if change else number(value)


def _pieces(reply: str, codes: Sequence[CodedThought], score: TurnScore) -> tuple[Piece, ...]:
    """Cut a reply where its codes stand; joined again, the pieces are the reply."""
    pieces: list[Piece] = []
    place, seen = 0, set[str]()
    for start, end, coded in sorted(_places(reply, codes), key=lambda found: found[:2]):
        if start < place:
            continue
        if start > place:
            pieces.append(Piece(reply[place:start]))
        pieces.append(_piece(reply[start:end], coded, score, again=coded.code in seen))
        seen.add(coded.code)
        place = end
    if place < len(reply):
        pieces.append(Piece(reply[place:]))
    return tuple(pieces)


def _places(reply: str, codes: Sequence[CodedThought]) -> list[tuple[int, int, CodedThought]]:
    """Return where the words of each code stand; offsets count in the cleaned reply, which is what the scorer read."""
    kept = _offsets(reply)
    places = []
    for coded in codes:
        if 0 <= coded.start < coded.end <= len(kept):
            places.append((kept[coded.start], kept[coded.end - 1] + 1, coded))
        elif (found := reply.find(coded.words)) >= 0:
            places.append((found, found + len(coded.words), coded))
    return places


def _offsets(reply: str) -> list[int]:
    """Return, for each character of the cleaned reply, its place in the reply as it was typed."""
    places, at = [], 0
    for char in clean(reply):
        at = reply.index(char, at)
        places.append(at)
        at += 1
    return places


def _piece(text: str, coded: CodedThought, score: TurnScore, *, again: bool = False) -> Piece:
    rule = load_rubric().codes[coded.code]
    weight = next((w for w in score.weights if w.code == coded.code), None)
    notes = [coded.because, load_texts().counted_above if again else weight.note if weight else ""]
    return Piece(
        text=text,
        code=coded.code,
        label=load_texts().labels[coded.code],
        kind=rule.kind,
        says=rule.says,
        because=" ".join(f"{note[:1].upper()}{note[1:].rstrip('.')}." for note in notes if note),
        weight=weight.weight if weight and not again and score.scored else 0,
    )
