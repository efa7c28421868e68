"""A question understood: facts only (time, places, language), and what it leans on in the ones before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.errors import PlanqaError
from rag.language import language_of, plain
from rag.places import OWN_PLACE, is_place, place_words, places_named
from rag.subject import NO_SUBJECT, OWN_SUBJECT, QUANTITY, TIMED_SUBJECT, names_something, subject
from rag.time import TimeAsked, dated, time_asked, when_said, without_time
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
    behind: bool = False
    """Whether it only stands in for the other reading, which turns to another thing, where that finds no answer."""


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
    alone = _alone(typed, beside_other_year(dated(text)) or text[:READ])
    if not earlier:
        return (alone,)
    place = moved_to(text)
    if changed := at_place(place, folded(earlier)[-1]) if place else _changed(text, folded(earlier)):
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
        return (turned, replace(behind, behind=True))
    if _LEANS.search(
        alone.plain.lower()
    ):  # 那新能源车呢,产量涨多少: it may have turned to another thing, in the same time and place
        turned = replace(behind, read=alone.plain)
        return (behind, turned) if own >= OWN_SUBJECT else (behind,)
    return (alone,) if own >= OWN_SUBJECT or (alone.time and own >= TIMED_SUBJECT) else (alone, behind)


def _alone(typed: str, text: str) -> Question:
    text = dated(text)
    return Question(typed, text, language_of(typed), text, text, time_asked(text), places_named(text))


def _behind(asked: Question, earlier: Sequence[str]) -> Question:
    """The question with the subject, place and time of the ones before it; it changes what it names itself."""
    before = _said_before(earlier)
    swapped = bool(asked.time) and len(subject(asked.plain)) < NO_SUBJECT
    whole = _whole(asked, before, swapped)
    time = asked.time or next((t for h in reversed(earlier) if (t := time_asked(h))), TimeAsked())
    time = replace(time, kind=asked.time.kind or time.kind)
    places = asked.places or next((p for h in reversed(earlier) if (p := places_named(h))), ())
    return replace(
        asked,
        read=whole if swapped else f"{before} {asked.plain}"[-READ:],
        resolved=whole,
        time=time,
        places=places,
    )


def folded(earlier: Sequence[str]) -> list[str]:
    """Earlier questions, each that only changes the one before it as the whole question that it means."""
    found: list[str] = []
    for text in earlier:
        found.append(_meant(text, found) if found else text)
    return found


def _meant(text: str, earlier: Sequence[str]) -> str:
    before = earlier[-1]
    if whole := beside_other_year(text, before):
        return whole
    if place := moved_to(text):
        return at_place(place, before)
    if time_asked(text) and len(subject(text)) < NO_SUBJECT:
        return f"{when_said(text)}{without_time(before)}"
    thing = thing_turned_to(text)
    return of_thing(thing, before, text) if thing and names_something(text) else text


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


# --- what changes one thing of the question before ----------------------------------------------------------------------

_TURN = re.compile(
    "(?:[噢哦嗯啊呃诶好行]+[的吧,， ]*)?(?P<opens>那么?|咁|噉|还有(?!效))?(?P<thing>[^,，?？。;；、]{1,16}?)(?:[这那]?(?:方面|块|一块|边))?"
    "(?P<closes>(?:又?(?:呢|嘞|咧|哩|捏|咋样|怎么样|如何|有啥|有什么|有哪些))*)[?？。! ]*"
)
"""A message that only names another thing or place: 那幼儿园嘞, 养老呢, 那就业这块今年有啥."""
_TURN_ENGLISH = re.compile(
    r"(?:and |so |ok,? )*(?P<opens>what about|how about|and) (?:the |for |in )?(?P<thing>[^,?]{3,40}?)\??",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"^.$|的$|^(?:[这那它该其里]|一共|总共)|(?:rate|number|share|amount|goal|target|figure|year|value|total|result)s?\b"
)
"""Says more of the thing before (农村的呢) and names no other."""


def thing_turned_to(text: str) -> str:
    """What a message turns to where it does nothing but name that (养老 of 那养老呢); empty where it says more."""
    pattern, said = (_TURN_ENGLISH, text) if text.isascii() else (_TURN, without_time(text))
    match = pattern.fullmatch(said.strip())
    if match is None or not (match["opens"] or match["closes"]):
        return ""
    thing = match["thing"].strip()
    return "" if _SAYS_MORE.search(thing) or QUANTITY.search(thing) or not names_something(thing) else thing


def moved_to(text: str) -> str:
    """The place that a message turns to where it does nothing but name that (合肥 of 那合肥呢, Changsha of How about Changsha?)."""
    thing = thing_turned_to(text)
    return thing if thing and is_place(thing) else ""


def at_place(place: str, before: str) -> str:
    """The question before about another place."""
    first, *others = place_words(before) or ("",)
    if not first:
        return f"{before.rstrip('?')} in {place}?" if before.isascii() else f"{place}{before}"
    for other in others:
        before = before.replace(other, "")
    return before.replace(first, place)


def of_thing(thing: str, before: str, text: str = "") -> str:
    """What the question before asks, of another thing: at its place and time, a figure where that asks for one and ``text`` for nothing else."""
    where, when = place_words(before), when_said(text) or when_said(before)
    many = bool(QUANTITY.search(before.lower())) and not re.search("[啥什]", text)
    if thing.isascii():
        year = "".join(str(y) for y in time_asked(before).years[:1])
        place = f" in {' and '.join(where)}" if where else ""
        return f"What is planned for {thing}{place}{f' in {year}' if year else ''}?"
    return f"{'和'.join(where)}{when}{thing}{'多少' if many else '呢'}?"


def _changed(text: str, earlier: Sequence[str]) -> str:
    """The last two questions side by side, or the last one at two years, where that is all that a message asks for; else empty."""
    return _last_two(text, earlier) or ("" if beside_other_year(text) else beside_other_year(text, earlier[-1]))


def _last_two(text: str, earlier: Sequence[str]) -> str:
    """The last two questions as one that compares them, where a message asks only which is higher (哪个高 after 2026年… and 2025年…)."""
    rest = _WHICH.sub("", text.lower()).strip("?？。 ")
    if len(earlier) < 2 or not _WHICH.search(text.lower()) or (rest and names_something(rest)):
        return ""
    one, other = (question.strip("?") for question in earlier[-2:])
    link, pause = (" and ", ",") if text.isascii() else ("和", "")
    first, second = when_said(one), when_said(other)
    if first and second and first != second and without_time(one).strip("?") == without_time(other).strip("?"):
        return f"{other.replace(second, f'{second}{link}{first}', 1)}{pause}{text}"
    here, there = place_words(one), place_words(other)
    if here and there and here != there and at_place(here[0], other).strip("?") == one:
        return f"{at_place(f'{here[0]}{link}{there[0]}', other).strip('?')}{pause}{text}"
    return ""


def beside_other_year(text: str, before: str = "") -> str:
    """The question about two years that a message means whose last clause (or all of it, behind the question ``before``) only compares:
    宜宾2024年改造多少老旧小区,跟去年比咋样; else empty. 去年 is then the year before the one asked about."""
    match = _AGAINST.search(text)
    main = (text[: match.start()] or before).rstrip("?？。, ") if match else ""
    said, word = time_asked(main), when_said(main)
    if (
        match is None
        or not main
        or not names_something(main)
        or said.spans
        or said.period
        or len(said.years + said.offsets) > 1
    ):
        return ""
    named = time_asked(match["year"] or "去年")
    if main.isascii():
        now = f"{said.years[0]}" if said.years else ""
        return (
            re.sub(rf"\b{now}\b", f"{int(now) - 1} and {now}", main, count=1)
            if now
            else f"{main} this year and last year"
        )
    if said.years or named.years:
        other = f"{named.years[0] if named.years else said.years[0] + named.offsets[0]}年"
    else:
        other = "前年" if -1 in said.offsets or -2 in named.offsets else "去年"
    return main.replace(word, f"{other}和{word}", 1) if word else f"{other}和今年{main}"


_AGAINST = re.compile(
    "(?:^|[,;?。 ]+)(?:那么?|咁|噉|and )*"
    "(?:[跟和与同较比](?P<year>去年|前年|上一?年度?|前一年|(?:19|20)\\d\\d年?)(?:同期)?(?:相比|比较|对比|比)?(?:起来|一下)?|同比"
    "|(?:how does (?:that|this|it) )?compared? (?:with|to) (?:last year|the (?:year before|previous year)))"
    "(?:,?(?:咋样|怎么?样|如何|[呢吗啊]|情况|[多高快大少]不[多高快大少]|是?[多高快涨升增]了?还是[少低慢跌降减]|[多少差]了?(?:多少|了)"
    "|有(?:什么|啥|何)?(?:变化|[区差]别|不同)|变化))*了?[?。! ]*$"
)
"""Only sets what was asked beside another year."""
_WHICH = re.compile(
    r"(?:[两俩二]个?[年者边地]?)?(?:相比|比较?)?(?:一下)?,?(?:哪[一]?[个年边者][更最]?[高多大快少低长]|差多少|[高多]还是[低少]了?)|which (?:one |year |city |place )?(?:is |was )?(?:higher|more|larger|bigger|lower|greater)\??"
)
