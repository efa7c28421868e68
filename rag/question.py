"""A question understood, in the light of the ones before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.document import ScopeKind
from index.errors import PlanqaError
from rag.content import MEASURED, Content, Language, content_of, content_text, language_of
from rag.content import plain as plain_text
from rag.contrast import PAIRS
from rag.cues import (
    Form,
    Slot,
    asks_quantity,
    form_of,
    names_period,
    relative_time,
    slots_of,
    tense,
    units_asked,
    years_named,
)
from rag.places import places_named

MAX_QUESTION = 2000
"""Characters. The longest real question is a tenth of this."""


class BadQuestion(PlanqaError):
    """The question cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood. ``text`` is what was typed, ``resolved`` the follow-up made whole (simplified characters)."""

    text: str
    plain: str
    """What was typed, in simplified characters and lower case, as the rules read it."""
    resolved: str
    language: Language
    form: Form
    years: tuple[int, ...]
    relative: ScopeKind | None
    """去年 / 今年: the reviewed or the planned year, whichever that is in the document at hand."""
    period: bool
    """Whether the time is a five-year period (“十三五”), of which no single year tells."""
    kind: ScopeKind | None
    places: tuple[str, ...]
    units: tuple[str, ...]
    """The measure words asked for (公里, 家, 亿元, %), in order; empty where the question leaves it open."""
    slots: tuple[Slot, ...]
    """The quantities asked for; at least one, which says nothing where no quantity is asked for."""
    content: Content
    part: Content | None
    """Where a share is asked (A占B), what the part is."""
    numbered: tuple[str, ...]
    """Numbers that are part of a name (22 of 22号线 or Line 22): an answer speaks of that very one."""


_SHARE_OF = re.compile("([^,，占]{2,})占[^,，]{0,12}(?:比|多少|几|百分)")
_NUMBERED = re.compile(r"(\d+)(?=号(?:线|地块|文|楼|路))|\b(?:[Ll]ine|[Rr]oute|[Nn]o\.) ?(\d+)")


def readings(question: str, history: Sequence[str] = ()) -> tuple[Question, ...]:
    """The ways to read a question in the light of the earlier ones, the likeliest first.

    A question that stands by itself has one reading. One that leans on the earlier ones (那…呢, 它) has their subject in front; if it brings
    a subject of its own, that may also stand alone in their time. A short one that shows neither may be read alone or made whole.

    Raises:
        BadQuestion: empty, or longer than ``MAX_QUESTION``.
    """
    typed = question.strip()
    if not typed:
        raise BadQuestion("请输入问题 (the question is empty)")
    if len(typed) > MAX_QUESTION:
        raise BadQuestion(f"问题太长({len(typed)} 字),请缩短到 {MAX_QUESTION} 字以内 (the question is too long)")
    plain = plain_text(typed)
    earlier = [plain_text(h) for h in history if h.strip()][-6:]
    if not earlier:
        return (_read(typed, plain, plain, ""),)
    whole = _read(typed, plain, _made_whole(plain, earlier), earlier[-1])
    lean, subject = _leaning(plain), content_text(plain)
    if lean == "leans":
        in_time = _read(typed, plain, f"{_time_words(earlier) if not _has_time(plain) else ''}{plain}", earlier[-1])
        return (whole, in_time) if len(subject) >= _OWN_SUBJECT else (whole,)
    alone = _read(typed, plain, plain, "")
    return (alone,) if lean == "stands" else (alone, whole)


def understand(question: str, history: Sequence[str] = ()) -> Question:
    """The likeliest of :func:`readings`."""
    return readings(question, history)[0]


def _read(typed: str, plain: str, resolved: str, before: str) -> Question:
    """``before`` is the question this one leans on, or empty."""
    years = tuple(dict.fromkeys(years_named(plain) or years_named(resolved)))
    tense_text = plain if tense(plain) or years_named(plain) else resolved
    form = form_of(plain, resolved, years)
    if (
        form == "fact" and before and not _ASKS_OTHERWISE.search(plain)
    ):  # 那2023年呢? asks for what the question before it asked for
        form = form_of(before, resolved, years)
    language = language_of(typed)
    slots = slots_of(plain if asks_quantity(plain) else resolved, language)
    own = content_of(plain, language)
    if (
        before and own.concepts and not asks_quantity(plain)
    ):  # 幼儿园呢? says of what the quantity asked before is wanted
        slots = tuple(replace(slot, content=own) for slot in slots[:1])
    return Question(
        text=typed,
        plain=plain.lower(),
        resolved=resolved,
        language=language,
        form=form,
        # One year compared with another that is only said to be the last or the next: both sides are looked for.
        years=() if form == "compare" and len(years) < 2 else years,
        relative=None
        if form == "compare"
        else relative_time(plain) or (None if years_named(plain) else relative_time(resolved)),
        period=names_period(plain) if years_named(plain) else names_period(resolved),
        kind=None if form == "compare" else tense(tense_text),
        places=places_named(resolved),
        units=units_asked(plain) or (units_asked(before) if form in ("figure", "compare") else ()),
        slots=slots,
        content=content_of(resolved, language),
        part=content_of(share.group(1), language) if (share := _SHARE_OF.match(resolved)) else None,
        numbered=tuple(a or b for a, b in _NUMBERED.findall(resolved)),
    )


_ASKS_OTHERWISE = re.compile("怎么(?!样?[?？]?$)|如何|为什么|谁|是否|是不是|有没有")
"""What a follow-up asks in words of its own, and not what the question before it asked."""

# --- follow-ups ----------------------------------------------------------------------------------------------------

_LEANS = re.compile(
    "^(?:那|那么|它|他们|这个|这些|其|该|and |what about|how about)|呢[?？]?$|它|上述|具体是|具体有|这些|该项|其中"
)
_GENERIC = re.compile("新增|建成|完成|建设|增加|实施|推进|情况|任务|数量|总量|总数|量|数|[^\u4e00-\u9fffA-Za-z]")
"""What every indicator has; a question of nothing else has no subject of its own."""
_SHORT = 10
_OWN_SUBJECT = 6
"""Characters of content from which a question that leans on others may yet have a subject of its own."""
_TIME = re.compile(
    r"(?:19|20)\d\d年?(?:末|底)?|今年|去年|上一年|(?:过去|这)[一二三四五]年|[“\"]?十[一二三四五]?五[”\"]?(?:时期|期间)"
)


def _has_time(plain: str) -> bool:
    return bool(years_named(plain) or relative_time(plain))


def _time_words(history: Sequence[str]) -> str:
    """The time that the latest question with a time names."""
    return next((m.group() for h in reversed(history) if (m := _TIME.search(h))), "")


def _leaning(plain: str) -> Literal["leans", "stands", "may lean"]:
    """Whether a question needs the ones before it."""
    subject = _GENERIC.sub("", content_text(plain))
    if _LEANS.search(plain.lower()) or len(subject) < 2:
        return "leans"
    if len(subject) >= _SHORT or (_has_time(plain) and len(subject) >= 4):
        return "stands"
    return "may lean"


def _made_whole(plain: str, history: Sequence[str]) -> str:
    """The question with the subject of the ones before it in front; their time is dropped where it brings its own."""
    before = history[-1]
    if len(history) > 1 and _leaning(before) != "stands":
        before = _made_whole(before, history[:-1])
    if _has_time(plain):
        before = _TIME.sub("", before)
    for one, other in PAIRS:
        if one in content_text(plain) and one not in before and other in before:
            return before.replace(other, one)
    subject = re.sub(
        "(?:是|有|了)?(?:多少|第?几)|(?:有|是)?(?:什么|哪些)(?:成果)?|怎么(?:样|推进)?|[?？]",
        "",
        MEASURED.sub("", before),
    )
    return f"{subject},{plain}"
