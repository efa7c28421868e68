"""English claims over Chinese sentences: the words cannot be looked up; figures, years, tense and the Chinese names they give can."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from index.document import Scope
from rag.llm.checks.text import NUMERAL, digits, number_of, plain
from rag.llm.checks.times import years_of
from rag.llm.checks.wording import direction_problem, negation_problem, strange_words

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLAUSE = re.compile(r"[,;](?=\s)|\b(?:and|while|but)\b")
_CARDINALS = "two three four five six seven eight nine ten eleven twelve".split()
_CARDINAL = re.compile(rf"\b(?:{'|'.join(_CARDINALS)})\b", re.I)
_PROMISE = re.compile(
    r"\b(?:will|plans?|planned|aims?|aimed|targets?|targeted|goals?|intends?|is to|are to|expects?|expected|by 20\d\d)\b",
    re.I,
)
_FALLS = re.compile(
    r"\b(?:fell|falls?|decreas\w+|declin\w+|reduc\w+|drop\w*|cut|lower\w*|(?<!crack )(?<!cracks )(?<!cracking )down)\b",
    re.I,
)
_FALLS_SAID = re.compile("降|减|缩|落|跌|少|退|压|拆|关停|淘汰|低")
_WORDED = re.compile(
    r"\b(?:million|billion|trillion|thousand|hundred|dozen|half|double[ds]?|tripl\w+|twice|quarter|third|most|majority|nearly all)\b",
    re.I,
)
_NAME = re.compile("[\u4e00-\u9fff][\u4e00-\u9fff\\d.%]*[\u4e00-\u9fff]")


class Cited(Protocol):
    """What is asked of a source: its text, its context and its time."""

    @property
    def text(self) -> str: ...
    @property
    def context(self) -> str: ...
    @property
    def scope(self) -> Scope | None: ...


def is_english(text: str) -> bool:
    """Whether a claim is told in Latin letters, whatever names it gives in Chinese."""
    return len(re.findall("[A-Za-z]", text)) > len(re.findall("[\u4e00-\u9fff]", text))


def english(text: str, sources: Sequence[Cited]) -> tuple[str, ...]:
    """Why the sources do not say an English claim; empty where its figures, years, tense and Chinese names are theirs.

    Amounts must be written with the plan's own digits (5.2亿元, not 520 million): a conversion is not confirmed.
    """
    if not sources:
        return ("citation: none",)
    said = " ".join(map(_said, sources))
    years = {str(y) for s in sources for y in years_of(s.scope)}
    reasons = list(_strange_figures(text, sources))
    told = " ".join(digits(plain(s.text)) for s in sources)  # the title above them names years that are not theirs
    reasons += [f"time: {y}" for y in _YEAR.findall(text) if y not in years and y not in told]
    reasons += [f"words: {m.group()}" for m in _WORDED.finditer(text) if not re.search("万|亿|千|百|半|倍|翻|成", said)]
    reasons += [f"name: {name}" for name in _NAME.findall(text) if not any(_names(name, s) for s in sources)]
    promised = {s.scope.kind for s in sources if s.scope}
    if promised == {"target"} and not _PROMISE.search(text):
        reasons.append("tense: a promise told as done")
    if promised == {"actual"} and re.search(r"\bwill\b", text):
        reasons.append("tense: a result told as planned")
    if _FALLS.search(text) and not _FALLS_SAID.search(said):
        reasons.append("trend: a fall")
    return tuple(dict.fromkeys(reasons))


def _said(source: Cited) -> str:
    return digits(plain(f"{source.text} {source.context}")).replace(",", "")


def _strange_figures(text: str, sources: Sequence[Cited]) -> list[str]:
    """The numbers of a claim that are not in a source of the year that the claim tells them of."""
    found: list[str] = []
    year = ""
    for clause in _CLAUSE.split(text):
        named = set(_YEAR.findall(clause))
        year = named.pop() if len(named) == 1 else "" if named else year
        own = [s for s in sources if s.scope and int(year) in years_of(s.scope)] if year else []
        figures = {figure for s in own or sources for figure in _figures(s)}
        told = [n.replace(",", "").lstrip("0") for n in _NUMBER.findall(clause) if not _YEAR.fullmatch(n)]
        told += [str(_CARDINALS.index(m.group().lower()) + 2) for m in _CARDINAL.finditer(clause)]
        found += [f"figure: {n}" for n in told if n not in figures]
    return found


def _figures(source: Cited) -> set[str]:
    """The numbers of a source, those in words too."""
    worded = [number_of(numeral) for numeral in NUMERAL.findall(plain(source.text))]
    return {n.lstrip("0") for n in _NUMBER.findall(_said(source))} | {f"{n:g}" for n in worded if n is not None}


def _names(name: str, source: Cited) -> bool:
    """Whether a source has a Chinese name, or else all its words and numerals and none that turns it round."""
    flat, said = digits(plain(name)), _said(source)
    counted = all(flat[m.start() : m.end() + 3] in said for m in NUMERAL.finditer(flat))
    turned = direction_problem(flat, said) or negation_problem(flat, said)
    return flat in said or (counted and not turned and not strange_words(flat, said))
