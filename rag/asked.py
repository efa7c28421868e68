"""What a question about the document itself asks for: learned what, from questions in people's words (``training/facets.py``); read from its
words which part."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from index.document import ScopeKind
from index.embedding import Vectors
from index.page import Facet
from rag.language import ORDINALS, SMALL_NUMBERS
from rag.outline import counted

Level = Literal["outer", "named", "inner"]
"""Of a part asked for: one the document is made of, one by its own name (章), one of the parts of a part."""
Other = Literal["status", "years", "title"]
Thing = Literal[
    "speaker", "issuer", "day", "published", "occasion", "number", "source", "address", "basis", "status", "years", "title", "whole",
    "contents", "part", "where", "tasks", "results",
]  # fmt: skip
"""``contents``: which parts it has, ``part``: one by its place, ``where``: the one that speaks of something; ``tasks`` and ``results``: those
are parts of what is planned, or of what is reviewed. The others are as :data:`index.page.Facet` and :data:`Other` have them."""
THINGS: tuple[Thing, ...] = get_args(Thing)
BUCKETS = 2048
SURE = 0.4
"""Chance from which a question is taken for one about the document."""
CERTAIN, LIKELIEST_THEN = 0.95, 0.1
"""Chance from which it surely is one, and of the likeliest thing then."""
WANTED, LIKELIEST = 0.4, 0.25
"""Chance from which a thing is taken to be asked for, and the likeliest of them where none has it."""


@dataclass(frozen=True, slots=True)
class PartAsked:
    """A part by its place, or by what it speaks of, or how many there are."""

    level: Level
    unit: str
    """As the question calls it: 部分, 章, 条."""
    number: int = 0
    """Counted from 1, or from the end with -1; 0 where its place is not given."""
    inner: int = 0
    """The part of that part."""
    subject: str = ""
    many: bool = False
    kind: ScopeKind = "target"
    """Whether parts of a part are those of the review or of what is planned."""


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is asked at once."""

    facets: tuple[tuple[Facet, ...], ...] = ()
    """For each thing what the page may tell it by, the best first."""
    others: tuple[Other, ...] = ()
    parts: tuple[PartAsked, ...] = ()
    whole: bool = False
    """An introduction."""
    holds: bool = False
    """Whether the words plainly ask if it is in force, which is told also where the page says nothing of it."""

    def __bool__(self) -> bool:
        return bool(self.facets or self.others or self.parts or self.whole)


def asked_of(question: str, vector_of: Callable[[str], Vectors]) -> Asked:
    """What ``question`` (simplified, half-width) asks for of the document itself; ``vector_of`` gives the vector of a text.

    What its clauses ask for is asked for too, where the whole is about the document (谁印发的,落款几号).
    """
    if _OFFICE_HELD.search(question.lower()):
        return OFFICE
    given = _given(question.lower())
    wanted: frozenset[Thing] = given or things_asked(*chances(question, vector_of(question)))
    if _HOLDS_ALONE.fullmatch(question):
        wanted |= {"status"}
    if not wanted or "解释" in question:  # who explains it, its last article says
        return Asked()
    clauses = [clause for clause in _BETWEEN.split(question) if len(clause) > 1 and not given]
    for clause in clauses if len(clauses) > 1 else ():
        _, things = chances(clause, vector_of(clause))
        wanted |= {thing for thing, chance in things.items() if chance >= WANTED}
    facets = tuple((f, *_INSTEAD.get(f, ())) for f in get_args(Facet) if f in wanted)
    others = tuple(o for o in get_args(Other) if o in wanted)
    parts, holds = _parts(_in_digits(question.lower()), wanted), "status" in wanted and bool(_HOLDS.search(question))
    return Asked(facets, others, parts, "whole" in wanted, holds)


OFFICE = Asked((("speaker",),))
"""Who holds the office of who gives the report."""
_OFFICE_HELD = re.compile(
    r"^who(?:'s| is| was) (?:the )?(?:(?:current|acting) )?(?:[a-z' ]+'s )?(?:mayor|governor|premier)\b"
    "|^[^,，]{2,12}?(?<![副代])(?:省|市|区|县|州)长(?:现在)?(?:是谁|叫什么|是哪位)|^谁是[^,，]{2,12}(?<!副)(?:省|市|区|县|州)长"
)


def _given(text: str) -> frozenset[Thing]:
    """Who gave a report, and when, where just that is asked in English of its giving."""
    match = _GIVEN.search(text)
    asked = {"speaker": match and _WHO.search(text), "occasion": match and _WHEN.search(text)}
    return frozenset(cast("Thing", thing) for thing, said in asked.items() if said)


_WHO, _WHEN = re.compile(r"\bwho\b"), re.compile(r"\b(?:when|(?:what|which) da(?:te|y))\b")
_GIVEN = re.compile(
    rf"^(?:on )?(?:who|when|(?:what|which) da(?:te|y))\b.*\b(?:deliver|g[ai]v|present)\w*\b(?:.*\b(?:report|congress)\b|[ ?]*$|.*{_WHEN.pattern})"
    rf"|^(?:on )?{_WHEN.pattern}.*\breport\b.*\b(?:deliver|given|present)"
)


def things_asked(about: float, things: Mapping[Thing, float]) -> frozenset[Thing]:
    """The things asked for, by their chances; none where the document is hardly asked about."""
    if about < SURE:
        return frozenset()
    likeliest = max(chance for thing, chance in things.items() if thing not in _OF_PARTS)
    least = LIKELIEST if about < CERTAIN else LIKELIEST_THEN
    return frozenset(t for t, chance in things.items() if chance >= max(least, min(WANTED, likeliest)))


_HOLDS = re.compile(
    "[有失无]效|效力|作废|废止|过[期时]|管用|算数|in (?:force|effect)|valid|expire|obsolete|outdated|appl(?:y|ies)",
    re.I,
)
_HOLDS_ALONE = re.compile(
    "(?:现在|目前|如今|已经?|还|是否|是不是|仍然?|现时)*(?:[有失]效|过期|作废|废止|管用|算数)[了吗没有么呢的?]*"
)
"""What is left of 智能船舶发展行动计划失效了吗 without the name."""
_BETWEEN = re.compile("[,，、;；?？]")
_OF_PARTS: tuple[Thing, ...] = ("tasks", "results")
"""What tells which parts, and is never asked for by itself."""
_INSTEAD: Mapping[Facet, tuple[Facet, ...]] = {
    "speaker": ("issuer",), "issuer": ("speaker",), "occasion": ("day", "published"), "day": ("published",), "published": ("day",),
}  # fmt: skip
"""What the page may tell a thing by that it does not say."""


def _parts(text: str, wanted: Set[Thing]) -> tuple[PartAsked, ...]:
    kind: ScopeKind = "actual" if "results" in wanted else "target"
    place, last = _PLACE.search(text), _LAST.search(text)
    first = place or last
    found = []
    one = "part" in wanted and first and not _HOW_MANY.search(text)  # 一共分成十二块,最后一块讲的是什么
    if "contents" in wanted and not one:
        found.append(PartAsked(*_unit(text, wanted), many=True, kind=kind))
    if "part" in wanted and first:
        number = counted(place["number"]) * (-1 if place["back"] else 1) if place else -1
        level, unit = _unit(text[first.start() :], wanted)
        behind = _PLACE.search(text, first.end())
        found.append(PartAsked(level, unit, number, counted(behind["number"]) if behind else 0, kind=kind))
    if "where" in wanted and (subject := _FRAME.sub("", text)):
        found.append(PartAsked(*_unit(text, wanted), subject=subject, kind=kind))
    return tuple(found)


def _unit(text: str, wanted: Set[Thing]) -> tuple[Level, str]:
    """What parts are called in ``text``, and whether they are parts of a part."""
    match = _UNIT.search(text)
    unit = match["unit"].replace("chapter", "章") if match else ""
    if wanted & {*_OF_PARTS} or unit in _INNER:
        return "inner", unit if unit in _INNER else "部分"
    return ("named", unit) if unit in _NAMED else ("outer", "部分")


def _in_digits(text: str) -> str:
    """The second part, part two and part 2 as 第2part."""
    return _ENGLISH.sub(
        lambda m: f"第{m['figure'] or _NUMBERS.index(m['ordinal'] or m['number']) % 10 + 1}{m['unit'] or ''}", text
    )


_NUMBERS = [*ORDINALS[:10], *SMALL_NUMBERS[:10]]
_ENGLISH = re.compile(
    rf"(?P<unit>part|chapter|section) (?:(?P<figure>\d+)|(?P<number>{'|'.join(_NUMBERS[10:])})\b)|(?:the )?(?P<ordinal>{'|'.join(_NUMBERS[:10])})\b ?"
)
_NAMED = ("章", "篇", "编", "节")
_INNER = ("条", "项", "点", "方面", "件")
_N = r"[一二三四五六七八九十百\d]+"
_PLACE = re.compile(rf"(?P<back>倒数)?(?:第[(（]?|头(?=一))(?P<number>{_N})[)）]?(?!届|次|个?五年|季|期)")
_LAST = re.compile("最后|最尾|末|收尾|结尾|last|final|closing")
_UNIT = re.compile(
    rf"(?:[几多少哪那一二两三四五六七八九十\d]|which|how many|last|final)[一个大 ]*(?P<unit>部分|板块|块|chapter|part|{'|'.join((*_NAMED, *_INNER))})"
)
_HOW_MANY = re.compile("[几多]|哪些|how many|what parts")
_FRAME = re.compile(
    r"(?:今年|明年|去年|过去一年|\d+年)的?(?:工作|任务|安排|成绩|回顾|总结)*|(?:第几|哪一?|那一?|which|what|where|in )[个大 ]*(?:部分|板块|块|段|chapter|part|section|[章篇编节条项点件]|方面)?|"
    r"(?:政府)?(?:工作)?(?:报告|规划|计划|纲要|文件|方案|通知|report|plan|document)|(?:[放排搁归写列]|专门)(?:在|到|进)?|讲|说|谈到?|提[到及]|涉及|关于|的内容|的事儿?|[的是在了着里有?？,，。\s]|"
    "discuss(?:es|ed)?|covers?|deals? with|mentions?|about|talks?|does|is|the"
)


# --- learned --------------------------------------------------------------------------------------------------------


def chances(text: str, vector: Vectors) -> tuple[float, Mapping[Thing, float]]:
    """The chance that a question asks about the document itself, and of each thing that it then asks for it.

    ``text`` is the question (simplified, half-width), ``vector`` its own of the bundled embedding model, shape (dimension,). Logistic
    regression, one for each thing, since a question may want several. Of another model's vectors nothing is known, and nothing is wanted.
    """
    weights, bias = _weights()
    known = features(text, vector)
    if len(known) != weights.shape[1]:
        return 0.0, dict.fromkeys(THINGS, 0.0)
    found = cast("list[float]", (1 / (1 + np.exp(-(weights @ known + bias)))).tolist())
    return found[0], dict(zip(THINGS, found[1:], strict=True))


def features(text: str, vector: Vectors) -> Vectors:
    """The vector, and behind it which characters and pairs of them (of English: words) the question has.

    The vector knows what is meant, but not so well which of two things of one sort (文号 and 日期), nor how a question that is put alike
    (什么时候通车, 什么时候印发) differs. Hashed to ``BUCKETS`` (Weinberger et al. 2009), of length 1 together.
    """
    units = ["^", *("0" if u.isdigit() else u for u in _TOKEN.findall(text.lower())), "$"]
    grams = {*units, *(a + b for a, b in pairwise(units))}
    hashed = np.zeros(BUCKETS, np.float32)
    hashed[[zlib.crc32(gram.encode()) % BUCKETS for gram in grams]] = len(grams) ** -0.5
    return np.concatenate([vector, hashed])


_TOKEN = re.compile(r"[a-z]+|\d+|[^\sa-z\d]")


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(weights, shape (1 + things, dimension + buckets); bias, shape (1 + things,))."""
    with files("rag").joinpath("facets.npz").open("rb") as file:
        loaded = np.load(file, allow_pickle=False)
        return loaded["weights"].astype(np.float32), loaded["bias"]
