"""A question understood, in the light of the ones before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.document import ScopeKind
from index.errors import PlanqaError
from rag.content import MEASURED, Content, Language, content_of, content_text, language_of
from rag.content import plain as plain_text
from rag.cues import Form, Slot, form_of, relative_time, slots_of, tense, units_asked, years_named
from rag.places import places_named

MAX_QUESTION = 2000
"""Characters. The longest real question is a tenth of this."""


class BadQuestion(PlanqaError):
    """The question cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood. ``text`` is what was typed, ``resolved`` the follow-up made whole (simplified characters)."""

    text: str
    resolved: str
    language: Language
    form: Form
    years: tuple[int, ...]
    relative: ScopeKind | None
    """去年 / 今年: the reviewed or the planned year, whichever that is in the document at hand."""
    kind: ScopeKind | None
    places: tuple[str, ...]
    units: tuple[str, ...]
    """The measure words asked for (公里, 家, 亿元, %), in order; empty where the question leaves it open."""
    slots: tuple[Slot, ...]
    """The quantities asked for; at least one, which says nothing where no quantity is asked for."""
    content: Content
    numbered: tuple[str, ...]
    """Numbers that are part of a name (22 of 22号线 or Line 22): an answer speaks of that very one."""


_NUMBERED = re.compile(r"(\d+)(?=号(?:线|地块|文|楼|路))|\b(?:[Ll]ine|[Rr]oute|[Nn]o\.) ?(\d+)")


def readings(question: str, history: Sequence[str] = ()) -> tuple[Question, ...]:
    """The ways to read a question in the light of the earlier ones, the likeliest first.

    One reading, except for a short question that neither leans on the earlier ones (那…呢, 它) nor names a time: it is read by itself
    first, then with the earlier subject in front.

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
    lean = _leaning(plain)
    if lean == "leans":
        return (whole,)
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
    if form == "fact" and before:  # 那2023年呢? asks for what the question before it asked for
        form = form_of(before, resolved, years)
    language = language_of(typed)
    return Question(
        text=typed,
        resolved=resolved,
        language=language,
        form=form,
        # One year compared with another that is only said to be the last or the next: both sides are looked for.
        years=() if form == "compare" and len(years) < 2 else years,
        relative=None
        if form == "compare"
        else relative_time(plain) or (None if years_named(plain) else relative_time(resolved)),
        kind=None if form == "compare" else tense(tense_text),
        places=places_named(resolved),
        units=units_asked(plain) or units_asked(before),
        slots=slots_of(plain if units_asked(plain) else resolved, language),
        content=content_of(resolved, language),
        numbered=tuple(a or b for a, b in _NUMBERED.findall(resolved)),
    )


# --- follow-ups ----------------------------------------------------------------------------------------------------

_LEANS = re.compile(
    "^(?:那|那么|它|他们|这个|这些|其|该|and |what about|how about)|呢[?？]?$|它|上述|具体是|具体有|这些|该项|其中"
)
_GENERIC = re.compile("新增|建成|完成|建设|增加|实施|推进|情况|任务|数量|总量|总数|量|数|[^\u4e00-\u9fffA-Za-z]")
"""What every indicator has; a question of nothing else has no subject of its own."""
_SHORT = 10


def _leaning(plain: str) -> Literal["leans", "stands", "may lean"]:
    """Whether a question needs the ones before it."""
    subject = _GENERIC.sub("", content_text(plain))
    if _LEANS.search(plain.lower()) or len(subject) < 2:
        return "leans"
    if len(subject) >= _SHORT or ((years_named(plain) or relative_time(plain)) and len(subject) >= 4):
        return "stands"
    return "may lean"


def _made_whole(plain: str, history: Sequence[str]) -> str:
    """The question with the subject of the ones before it in front; their time is dropped where it brings its own."""
    before = history[-1]
    if len(history) > 1 and _leaning(before) != "stands":
        before = _made_whole(before, history[:-1])
    if years_named(plain) or relative_time(plain):
        before = re.sub(r"(?:19|20)\d\d年?(?:末|底)?|今年|去年|上一年", "", before)
    subject = re.sub(
        "(?:是|有|了)?(?:多少|第?几)|(?:有|是)?(?:什么|哪些)(?:成果)?|怎么(?:样|推进)?|[?？]",
        "",
        MEASURED.sub("", before),
    )
    return f"{subject},{plain}"
