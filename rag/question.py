"""A question understood: facts only (time, places, numbered names, language), and what it leans on in the ones before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.errors import PlanqaError
from index.glosses import stems
from index.words import tagged
from rag.kinds import rival
from rag.language import language_of, plain
from rag.places import places_named
from rag.time import TimeAsked, dated, time_asked, without_time
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
    alone = _alone(typed, text[:READ])
    earlier = [p for h in history[-MAX_HISTORY:] if (p := plain(h)[:READ])]
    if not earlier:
        return (alone,)
    if of_kind := _turned_to_kind(text, earlier[-1]):
        whole = replace(_alone(typed, of_kind), resolved=of_kind)
        return (whole if whole.time or len(earlier) == 1 else replace(whole, time=_behind(whole, earlier[:-1]).time),)
    behind = _behind(alone, earlier)
    own = len(subject(alone.plain))
    if not names_something(alone.plain):
        return (behind,)
    if _LEANS.search(
        alone.plain.lower()
    ):  # 那新能源车呢,产量涨多少: it may have turned to another thing, in the same time and place
        turned = replace(behind, read=alone.plain)
        return (behind, turned) if own >= _OWN_SUBJECT else (behind,)
    return (alone,) if own >= _OWN_SUBJECT or (alone.time and own >= _TIMED_SUBJECT) else (alone, behind)


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


def when_said(text: str) -> str:
    """The first words of time in a question, as written; empty where there are none."""
    match = _TIME_WORDS.search(text)
    return match.group() if match else ""


def numbered(text: str) -> tuple[str, ...]:
    """The numbers that are part of names in a question."""
    return tuple(a or b for a, b in _NUMBERED.findall(text))


def names_something(text: str) -> bool:
    """Whether a question has a noun besides what it counts in (公里) and the words that any question has (目标)."""
    if text.isascii():
        if not re.search("[A-Za-z]{2}", text):
            return True
        return bool(stems(_ANY_ENGLISH.sub(" ", text.lower()))) and not _POINTS_BACK.search(text.lower())
    bare = subject(_COUNTED_IN.sub("", _OF_ALL.sub("", text)))
    return any(tag[:1] in "njlib" or tag in ("eng", "vn", "an") for _, tag in tagged(bare))


def subject(text: str) -> str:
    """What a question is about, roughly: its characters without time, question words and particles."""
    return _EMPTY_WORDS.sub("", without_time(text))


def counted(text: str) -> str:
    """What a question counts, with what stands in front of it: 新增托位 of 2025年新增托位多少个?"""
    return subject(_COUNTED_IN.sub("", text))


_COUNTED_IN = re.compile(
    r"(?:百分之)?(?:多少|几|\d[\d.]*)[十百千万亿]*(?:公里|平方米|个?百?分?点|个|家|所|条|项|张|座|间|人|户|套|亩|吨|元|块|钱|次|件|名|岁|年|亿|万)*"
)
"""A quantity asked for, with its unit."""
_LEANS = re.compile(
    "^(?:[噢哦嗯啊呃诶好行]+[的吧,， ]*)?(?:那|咁|噉|它|他们|她|这个|这些|这里|其|该|里面|其中|具体|还有|and |what about|how about|which ones|where exactly)|呢(?=[ ,，?？]|$)|它|上述|该项|刚才|前面说"
)
"""A question that opens or closes so is said to someone who heard the one before."""
_OF_ALL = re.compile("[全本我咱][国省市区县州盟旗乡镇]们?")
"""The place that the whole document speaks of."""
_ANY_ENGLISH = re.compile(
    r"\b(?:plan(?:ned|s)?|target(?:ed|s)?|goals?|add(?:ed)?|built|build|expect(?:ed)?|achiev(?:ed|e)|actual(?:ly)?|complet(?:ed|e)|figures?|numbers?|compare[ds]?|so|each|before)\b"
    r"|\d[\d,.]*(?: (?:hundred|thousand|million|billion))? [a-z]+|right\?"
    r"|\bhow (?:many|much)(?: more)?(?: (?:will|would|should|were|was|are|is|have|has|had|to|been|be|supposed|actually|really))+ (?:there|open|cut|done|\w+(?:ed|en|ilt|spent))\b"
)
"""English words that any question has; what is only done with a quantity (how many were done, will be treated) is no thing either."""
_POINTS_BACK = re.compile(
    r"\b(?:it|they|them|those|these|its|their|one|ones)\b|(?:would|will|does|do|did|is|was|of|by) that\b"
)
"""English words for what was named before."""
_EMPTY_WORDS = re.compile(
    "多少|什么|哪些|哪几|哪个|哪里|怎么样?|怎样|如何|几[个家所条项]?|是不是|有没有|是否|分别|具体|一共|总共|目标|指标|计划|完成|新增|建成|增加|实际|情况|[的了吗呢啊呀是有在要会请问都也还就]|[^\u4e00-\u9fffA-Za-z]"
)
NO_SUBJECT, _TIMED_SUBJECT, _OWN_SUBJECT = 2, 4, 7
"""Characters of a subject: below the first a question has none, from the last on (with a time of its own from the second on) it stands by
itself."""
_TIME_WORDS = re.compile(
    r"(?:19|20)?\d\d年(?:底|末)?|今年|去年|前年|明年|上一?年|[“\"]?十[一二三四五六]五[”\"]?(?:时期|期间|末)?"
)
_NUMBERED = re.compile(r"(\d+)(?=号(?:线|地块|文|楼|路)|A级)|\b(?:[Ll]ine|[Rr]oute|[Nn]o\.) ?(\d+)")
