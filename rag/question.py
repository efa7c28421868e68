"""A question understood: facts only (time, places, numbered names, language), and what it leans on in the ones before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.errors import PlanqaError
from rag.kinds import rival
from rag.language import language_of, plain
from rag.places import OWN_PLACE, place_words, places_named
from rag.subject import NO_SUBJECT, OWN_SUBJECT, TIMED_SUBJECT, names_something, numbered, subject, when_said
from rag.time import TimeAsked, dated, time_asked, without_time
from rag.turned import at_place, both, moved_to, of_thing, thing_turned_to
from rag.types import Language

MAX_QUESTION = 2000
"""Characters. The longest real question is a tenth of this."""
READ = 300
"""Characters of a question that are searched for and read; what is longer is a text, and its beginning tells what it asks."""
MAX_HISTORY = 6
"""Earlier questions that are still looked at."""


class BadQuestion(PlanqaError):
    """The question cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in the light of the ones before it."""

    typed: str
    """As it was typed."""
    plain: str
    """Half-width, in simplified characters."""
    language: Language
    read: str
    """What search and reader read: the question, behind the one it leans on where it leans on one."""
    resolved: str
    """The question as a person would ask it by itself."""
    time: TimeAsked
    places: tuple[str, ...]
    numbered: tuple[str, ...]
    """Numbers that are part of a name (22 of 22号线): an answer speaks of that very one."""
    before: str = ""
    """The question before, where this one turns from it to another thing: what answers that answers this only by its own words."""


def readings(question: str, history: Sequence[str] = ()) -> tuple[Question, ...]:
    """The ways to read a question in the light of the earlier ones (oldest first): by itself, behind the last one, or both where
    nothing tells.

    Raises:
        BadQuestion: empty, or longer than ``MAX_QUESTION``.
    """
    typed = question.strip()
    text = plain(typed)
    if not text:
        raise BadQuestion("请输入问题 (the question is empty)")
    if len(typed) > MAX_QUESTION:
        raise BadQuestion(f"问题太长({len(typed)} 字),请缩短到 {MAX_QUESTION} 字以内 (the question is too long)")
    earlier = [p for h in history[-MAX_HISTORY:] if (p := plain(h)[:READ])]
    if (said := OWN_PLACE.search(text)) and (here := next((w for h in reversed(earlier) if (w := place_words(h))), ())):
        text = text.replace(said.group(), here[0])  # 我们县 of who asked about 易县 before
    alone = _alone(typed, text[:READ])
    if not earlier:
        return (alone,)
    if changed := _changed(text, earlier):
        whole = replace(_alone(typed, changed), resolved=changed)
        return (whole if whole.time or len(earlier) == 1 else replace(whole, time=_behind(whole, earlier[:-1]).time),)
    behind = _behind(alone, earlier)
    own = len(subject(alone.plain))
    if not names_something(alone.plain):
        return (behind,)
    if thing := thing_turned_to(text):
        before = folded(earlier)[-1]
        text = of_thing(thing, before, text)
        turned = _alone(typed, text)
        turned = replace(turned, time=turned.time or behind.time, places=turned.places or behind.places, resolved=text)
        return (turned, replace(behind, before=_said_before(earlier)))
    if _LEANS.search(
        alone.plain.lower()
    ):  # 那新能源车呢,产量涨多少: it may have turned to another thing, in the same time and place
        turned = replace(behind, read=alone.plain)
        return (behind, turned) if own >= OWN_SUBJECT else (behind,)
    return (alone,) if own >= OWN_SUBJECT or (alone.time and own >= TIMED_SUBJECT) else (alone, behind)


def _alone(typed: str, text: str) -> Question:
    text = dated(text)
    return Question(typed, text, language_of(typed), text, text, time_asked(text), places_named(text), numbered(text))


def _behind(asked: Question, earlier: Sequence[str]) -> Question:
    """The question with the subject, place and time of the ones before it; it changes what it names itself."""
    before = _said_before(earlier)
    swapped = bool(asked.time) and len(subject(asked.plain)) < NO_SUBJECT
    whole = _whole(asked, before, swapped)
    time = asked.time or next((t for h in reversed(earlier) if (t := time_asked(h))), TimeAsked())
    time = replace(time, kind=asked.time.kind or time.kind)
    places = asked.places or next((p for h in reversed(earlier) if (p := places_named(h))), ())
    return replace(
        asked, read=whole if swapped else f"{before} {asked.plain}"[-READ:], resolved=whole, time=time, places=places,
        numbered=asked.numbered or numbered(before),
    )  # fmt: skip


def _changed(text: str, earlier: Sequence[str]) -> str:
    """The question before with what a message changes in it: a kind of its thing, its place, or the last two side by side; else empty."""
    before = folded(earlier)
    if of_kind := _turned_to_kind(text, before[-1]):
        return of_kind
    if place := moved_to(text):
        return at_place(place, before[-1])
    return both(text, before)


def folded(earlier: Sequence[str]) -> list[str]:
    """Earlier questions, each that only changes the one before it as the whole question that it means."""
    found: list[str] = []
    for text in earlier:
        found.append(_meant(text, found) if found else text)
    return found


def _meant(text: str, earlier: Sequence[str]) -> str:
    before = earlier[-1]
    if place := moved_to(text):
        return at_place(place, before)
    if time_asked(text) and len(subject(text)) < NO_SUBJECT:
        return f"{when_said(text)}{without_time(before)}"
    thing = thing_turned_to(text)
    return of_thing(thing, before, text) if thing and names_something(text) else text


def _turned_to_kind(text: str, before: str) -> str:
    """The question before, of another kind of its thing (民办的呢 behind 新建公办幼儿园几所); empty where a message names no such kind."""
    match = _ANOTHER_KIND.fullmatch(text)
    kind = match["kind"] if match else ""
    named = rival(kind, before) if kind and kind not in before else ""
    return before.replace(named, kind) if named else ""


_ANOTHER_KIND = re.compile("(?:那么?|咁|噉)?(?P<kind>[\u4e00-\u9fff]{1,4}?)(?:的|方面|这边)?呢?[?？]?")


def _said_before(earlier: Sequence[str]) -> str:
    """The last question that says itself what it is about, with what was said after it."""
    able = (i for i in reversed(range(len(earlier))) if names_something(earlier[i]) and not _LEANS.search(earlier[i]))
    return " ".join(earlier[next(able, 0) :])


def _whole(asked: Question, before: str, swapped: bool) -> str:
    """The follow-up as one question: the one before in another time (那2022年呢), else the subject named in front of it."""
    before = before.rstrip("?？。 ")
    if swapped:
        return f"{when_said(asked.plain)}{without_time(before)}?"
    return f"{asked.plain.rstrip('?？。 ')}(问的是:{before})?"


_LEANS = re.compile(
    "^(?:[噢哦嗯啊呃诶好行]+[的吧,， ]*)?(?:那|咁|噉|它|他们|她|这个|这些|这里|其|该|里面|其中|具体|还有|and |what about|how about|which ones|where exactly)|呢(?=[ ,，?？]|$)|它|上述|该项|刚才|前面说"
)
"""A question that opens or closes so is said to someone who heard the one before."""
