"""Picks the patient's words: from the case's lists, each at most once a visit, by state, stage and what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dyad.cases import Answer, Beat, Case, Line
from dyad.patient.ear import Topic, asked_before
from dyad.patient.rules import Rules
from dyad.patient.state import VisitState, is_wary

_REFUSALS = frozenset({"warm_limit", "withholding", "ultimatum"})
_HEARS = frozenset({"tolerate_anger", "empathic_reflection", "open_question", "own_mistake_repair", "here_and_now"})
_REFLECTIVE = frozenset({"explore_meaning", "here_and_now"})
_DOSES = frozenset({"ask_adherence", "ask_missed_doses"})
_MAX_PARTS = 3


class Voice:
    """The patient's mouth for one turn: gathers parts of an utterance and keeps the state in step with them."""

    def __init__(self, case: Case, state: VisitState, rules: Rules) -> None:
        self.case, self.state, self.rules = case, state, rules
        self.parts: list[Line] = []

    @property
    def spoke(self) -> bool:
        """Tell whether anything was said in this turn."""
        return bool(self.parts)

    @property
    def wary(self) -> bool:
        """Tell whether the patient answers little just now."""
        return is_wary(self.state, self.rules)

    def utterance(self) -> tuple[str, tuple[str, ...]]:
        """Return what was said in this turn, as one text, and the demand tags of all its parts."""
        tags = tuple(sorted({tag for part in self.parts for tag in part.tags}))
        return " ".join(part.text for part in self.parts), tags

    @property
    def beats(self) -> tuple[Beat, ...]:
        """Return what this patient may do unasked: on a return the second visit's moves, then what the first one left over."""
        back = self.case.return_visit
        if back is None or not self.state.before:
            return self.case.beats
        return (*back.beats, *(beat for beat in self.case.beats if beat.kind not in ("big_ask", "doorknob")))

    # --- what the patient may do -------------------------------------------------------------------------------------

    def open(self) -> None:
        """Say the first line of the visit; on a return, by how the first one ended and what became of its promises."""
        back = self.case.return_visit
        if back is None or not self.state.before:
            self._say_first(self._turned(self.case.opening))
            return
        ending = self.state.before if self.state.before in back.openings else "plan_unlikely"
        self._say_first(self._turned(back.openings[ending]))
        if self.state.owed:
            self._say_first(self._turned(back.kept if self.state.owed == "kept" else back.broken))

    def ask_back(self) -> None:
        """Say in character that nothing was understood, each time differently."""
        if not self.say_from("not_understood"):
            self.fill()

    def answer(self, topic: Topic, codes: Sequence[str]) -> bool:
        """Answer one topic: a hidden fact if it is earned, else wary or open, else that it was said before."""
        answer = self.case.answers.get(topic.name)
        if answer is None or len(self.parts) >= _MAX_PARTS:
            return False
        earlier = self.state.asked.get(topic.name, ())
        self.state = replace(self.state, asked={**self.state.asked, topic.name: (*earlier, topic.words)})
        if self.state.before and topic.name in _DOSES and self._doses(codes):
            return True
        for earned in answer.earned:
            if self.case.is_concrete and set(earned.by) <= _REFLECTIVE:
                continue
            if earned.fact not in self.state.unlocked and earned.trust <= self.state.trust and set(earned.by) & set(codes):
                return self._say(earned.line)
        told_openly = any(line.id in self.state.said for line in answer.open)
        if self.wary:
            fresh = () if told_openly else answer.guarded
        else:
            fresh = answer.open
        same = bool(earlier) and asked_before(topic.words, earlier, self.rules)
        first_open = not self.wary and not told_openly
        if not same or first_open:
            if self._say_first(self._turned(fresh)):
                return True
        return self._say_again(topic, answer)

    def react(self, codes: Iterable[str]) -> bool:
        """Take the first of these codes that this patient still has words for."""
        for code in codes:
            if self._say_first(self.case.reactions.get(code, ())):
                return True
            if code in self.rules.escalating:
                return self._say_first(self.case.escalation[self.case.sheet["rupture_style"]])
        return False

    def _doses(self, codes: Sequence[str]) -> bool:
        """Say what became of the medicine since the first visit: the truth if it was taken, or asked for without blame."""
        back = self.case.return_visit
        if back is None:
            return False
        truth = self.state.before != "plan_followed" and ("adherence_inquiry" in codes or not self.wary)
        return self._say_first(self._turned(back.missed if truth else back.taken))

    def escalate(self) -> bool:
        """Let stress show in the patient's own style (R14)."""
        return len(self.parts) < _MAX_PARTS and self._say_first(self.case.escalation[self.case.sheet["rupture_style"]])

    def ask_other(self) -> bool:
        """Ask for another clinician."""
        if not self._say_first(self._turned(self.case.another_doctor.get("asks", ()))):
            return False
        self.state = replace(self.state, other_asked=True)
        return True

    def settle_other(self, harmful: Sequence[str], codes: Sequence[str]) -> bool:
        """After somebody else was asked for: go at the next hurt, stay once the wish is heard, else wait; tell whether that was all."""
        if harmful:
            self.finish("another_doctor")
            return True
        if not set(codes) & _HEARS or not self._say_first(self._turned(self.case.another_doctor["stays"])):
            return False
        self.state = replace(self.state, other_asked=False, ruptures=())
        return True

    def meet_risk(self, codes: Sequence[str]) -> bool:
        """Follow a hint of danger: told when asked about, a clearer hint when passed by, then the stop (clinical brief 5.2)."""
        if self.state.risk not in ("first", "clearer"):
            return False
        if "risk_inquiry" in codes:
            self.state = replace(self.state, risk="told")
            return self._say_first(self._turned(self.case.risk_cues["told"]))
        if self.state.parked:
            return False
        if self.state.risk == "clearer":
            self._say_first(self.case.risk_cues["stop"])
            self.state = replace(self.state, ended="risk_stop", stage="close")
            return True
        self.state = replace(self.state, risk="clearer")
        return self._say_first(self.case.risk_cues["clearer"])

    def hint(self) -> bool:
        """Drop the first hint of danger, in the few cases that hold one."""
        if not self.case.risk_cues or self.state.risk or self.state.turn < self.rules.limits["risk_from_turn"]:
            return False
        if any("risk_inquiry" in codes for codes in self.state.codes):
            return False  # somebody asked before there was a hint, and was told
        if any(line.id in self.state.said for line in self.case.risk_cues["first"]):
            return False  # it fell in the first visit
        self.state = replace(self.state, risk="first", last_beat=self.state.turn)
        return self._say_first(self.case.risk_cues["first"])

    def soften(self) -> bool:
        """Give one step of softening, in the order of the pack; nothing is given while tension is high."""
        return not self.wary and self._say_first(self.case.softening)

    def press(self, codes: Sequence[str]) -> bool:
        """Repeat the big ask against a limit, as often as the rules allow."""
        if not self.state.request or not set(codes) & _REFUSALS or self.state.pressed >= self.rules.limits["pressed_times"]:
            return False
        if not self.say_from("pressed"):
            return False
        self.state = replace(self.state, pressed=self.state.pressed + 1)
        return True

    def note_limits(self, codes: Sequence[str]) -> None:
        """Remember that what was asked for has been given away; a control's request is fair, and granting it is right."""
        if self.state.request and "capitulation" in codes and not self.case.is_control:
            self.state = replace(self.state, granted=True)

    def beat(self) -> bool:
        """Make the patient's own next move if one is due at this stage."""
        waited = self.state.turn - self.state.last_beat
        if len(self.parts) < _MAX_PARTS - 1 and self.hint():
            return True
        beat = self._next_beat()
        if beat is None or len(self.parts) >= _MAX_PARTS - 1 + (not self.spoke):
            return False
        if self.spoke and beat.kind != "big_ask" and waited < self.rules.limits["beat_every"]:
            return False
        return self._say_beat(beat)

    def fill(self) -> None:
        """Make sure that something is said."""
        if self.spoke:
            return
        beat = self._next_beat()
        if beat is not None:
            self._say_beat(beat)
            return
        for lines in (self.case.lists["asides"], self.case.lists["not_understood"], self.case.softening):
            if self._say_first(self._turned(lines)):
                return
        unused = [beat for beat in self.beats if beat.id not in self.state.said and beat.kind != "big_ask"]
        if unused:
            self._say_beat(unused[0])

    def has_warned(self) -> bool:
        """Tell whether the patient has stood up once already."""
        return any(line.id in self.state.said for line in self.case.lists["leaving_warning"])

    def warn(self) -> None:
        """Stand up, half way out."""
        self.say_from("leaving_warning")

    def part(self, ending: str, *, final: bool) -> None:
        """Meet a goodbye: the doorknob test at the first, the last words at the second."""
        doorknob = next((b for b in self.beats if b.kind == "doorknob" and b.id not in self.state.said), None)
        self.state = replace(self.state, goodbyes=self.state.goodbyes + 1)
        if doorknob is not None and not final:
            self._say_beat(doorknob)
            return
        self.finish(ending)

    def finish(self, ending: str) -> None:
        """Say the last words and end the visit."""
        if ending == "another_doctor" and not self.case.another_doctor:
            ending = "left_early"  # a pack that has no words for it yet
        self._say_first(
            self._turned(self.case.another_doctor["goes"] if ending == "another_doctor" else self.case.endings[ending])
        )
        self.state = replace(self.state, ended=ending, stage="close")

    def say_from(self, name: str) -> bool:
        """Say the next unused line of one of the pack's lists."""
        return self._say_first(self._turned(self.case.lists[name]))

    # --- how a line is picked ----------------------------------------------------------------------------------------

    def _say(self, line: Line) -> bool:
        self.parts.append(line)
        unlocked = self.state.unlocked
        if line.reveals and line.reveals not in unlocked:
            unlocked = (*unlocked, line.reveals)
        self.state = replace(self.state, said=(*self.state.said, line.id), unlocked=unlocked)
        return True

    def _say_first(self, lines: Sequence[Line]) -> bool:
        for line in lines:
            if line.id not in self.state.said and not self._old_news(line):
                return self._say(line)
        return False

    def _old_news(self, line: Line) -> bool:
        """Tell whether a line would reveal what is out already."""
        return line.reveals is not None and line.reveals in self.state.unlocked

    def _turned(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines, begun at a place that the visit's seed decides."""
        first = self.state.seed % len(lines) if lines else 0
        return [*lines[first:], *lines[:first]]

    def _say_again(self, topic: Topic, answer: Answer) -> bool:
        if self._say_first(answer.again):
            return True
        for frame in self.case.lists["again"]:
            line = Line(f"{frame.id}-{topic.name}", frame.text.format(gist=answer.gist), frame.tags)
            used = any(said.startswith(f"{frame.id}-") for said in self.state.said)
            if not used:
                return self._say(line)
        return self._say_first(self._turned((*answer.open, *answer.guarded) if not self.wary else answer.guarded))

    def _next_beat(self) -> Beat | None:
        stage = self.state.stage
        if stage == "turn":
            stage = "turn_hard" if self.wary else "turn_soft"
        at_stage = [b for b in self.beats if b.stage == stage and b.id not in self.state.said and not self._old_news(b)]
        if stage == "close":
            due = self.state.turn >= self.rules.limits["doorknob_turn"]
            at_stage = [b for b in at_stage if b.kind != "doorknob" or due]
        return next((b for b in at_stage if b.reveals is None or not self.wary or b.kind == "leak"), None)

    def _say_beat(self, beat: Beat) -> bool:
        self._say(beat)
        self.state = replace(
            self.state,
            last_beat=self.state.turn,
            request=beat.request or self.state.request,
            goodbyes=self.state.goodbyes + (beat.kind == "doorknob" and self.state.goodbyes == 0),
        )
        return True
