"""Follow-ups that change one thing of the question before them (another place, another thing, two times side by side) as whole questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.candidates import Sentence
from rag.places import is_place, place_words
from rag.subject import QUANTITY, names_something, when_said
from rag.time import time_asked, without_time

_TURN = re.compile(
    "(?:[噢哦嗯啊呃诶好行]+[的吧,， ]*)?(?P<opens>那么?|咁|噉|还有)?(?P<thing>[^,，?？。;；、]{1,16}?)(?:[这那]?(?:方面|块|一块|边))?"
    "(?P<closes>(?:又?(?:呢|嘞|咧|哩|捏|咋样|怎么样|如何|有啥|有什么|有哪些))*)[?？。! ]*"
)
"""A message that only names another thing or place: 那幼儿园嘞, 养老呢, 那就业这块今年有啥."""
_TURN_ENGLISH = re.compile(
    r"(?:and |so |ok,? )*(?:what about|how about|and) (?:the |for |in )?(?P<thing>[^,?]{3,40}?)\??", re.IGNORECASE
)
_SAYS_MORE = re.compile(
    r"^.$|的$|^(?:[这那它该其里]|一共|总共)|(?:rate|number|share|amount|goal|target|figure|year|value|total|result)s?\b"
)
"""Says more of the thing before (农村的呢) and names no other."""


def thing_turned_to(text: str) -> str:
    """What a message turns to where it does nothing but name that (养老 of 那养老呢); empty where it says more."""
    if text.isascii():
        match = _TURN_ENGLISH.fullmatch(text.strip())
        return (
            ""
            if match is None or QUANTITY.search(match["thing"]) or _SAYS_MORE.search(match["thing"])
            else match["thing"]
        )
    match = _TURN.fullmatch(without_time(text).strip())
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


def both(text: str, earlier: Sequence[str]) -> str:
    """The last two questions as one that compares them, where a message asks only which is higher (哪个高 after 2026年… and 2025年…)."""
    rest = _WHICH.sub("", text.lower()).strip("?？。 ")
    if len(earlier) < 2 or not _WHICH.search(text.lower()) or (rest and names_something(rest)):
        return ""
    one, other = earlier[-2:]
    first, second = time_asked(one).years, time_asked(other).years
    if first and second and first != second and without_time(one).strip("?") == without_time(other).strip("?"):
        years = f"{second[0]} and {first[0]}" if text.isascii() else f"{second[0]}年和{first[0]}年"
        return (
            f"{without_time(other).strip('?')}{years}{text}"
            if text.isascii()
            else f"{years}{without_time(other).strip('?')}{text}"
        )
    here, there = place_words(one), place_words(other)
    if here and there and here != there and at_place(here[0], other).strip("?") == one.strip("?"):
        joined = f"{here[0]} and {there[0]}" if text.isascii() else f"{here[0]}和{there[0]}"
        return f"{at_place(joined, other).strip('?')}{',' if text.isascii() else ''}{text}"
    return ""


_WHICH = re.compile(
    r"(?:[两俩二]个?[年者边地]?)?(?:相比|比较?)?(?:一下)?,?(?:哪[一]?[个年边者][更最]?[高多大快少低长]|差多少|[高多]还是[低少]了?)|which (?:one |year |city |place )?(?:is |was )?(?:higher|more|larger|bigger|lower|greater)\??"
)


def without_what_was_asked(
    behind: Sequence[Sentence], before: Sequence[Sentence], turned: Sequence[Sentence], sure: float
) -> list[Sentence]:
    """The same sentences, read ``behind`` the question before, for that question alone and for what the message turns to: what surely
    answers the question before with the same words is as sure as what the message turns to makes it."""
    earlier, alone = {s.key: s for s in before}, {s.key: s.score for s in turned}
    found = (
        replace(s, score=min(s.score, alone[s.key]))
        if earlier[s.key].score >= sure and _marked_alike(s, earlier[s.key])
        else s
        for s in behind
    )
    return sorted(found, key=lambda s: -s.score)


def _marked_alike(one: Sentence, other: Sentence) -> bool:
    pairs = list(zip(one.marks, other.marks, strict=False))
    return sum(map(min, pairs)) >= ALIKE * sum(map(max, pairs))


ALIKE = 0.5
"""Share of the characters marked for one question or the other that are marked for both, from which the same words answer."""
