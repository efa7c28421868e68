"""English claims over Chinese sentences: words are known by their glosses only; figures, bounds, trends, years, tense and Chinese names are held hard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.document import Scope
from index.glosses import chinese
from index.units import normalized
from rag.llm.checks.numbers import RATES
from rag.llm.checks.reading import Amount, read
from rag.llm.checks.text import NUMERAL, digits, number_of, plain
from rag.llm.checks.times import years_of
from rag.llm.checks.wording import direction_problem, negation_problem, strange_words

_MAGNITUDES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_UNITS = (
    (r"%|per\s?cent\b", "%"),
    (r"percentage[ -]points?\b", "个百分点"),
    (r"(?:us )?dollars?\b", "美元"),
    (r"yuan\b|rmb\b|renminbi\b", "元"),
    (r"(?:metric )?ton(?:ne)?s?\b", "吨"),
    (r"kilograms?\b|kg\b", "公斤"),
    (r"square kilomet(?:re|er)s?\b|sq\.? ?km\b|km2\b", "平方公里"),
    (r"square met(?:re|er)s?\b", "平方米"),
    (r"cubic met(?:re|er)s?\b", "立方米"),
    (r"kilomet(?:re|er)s?\b|km\b", "公里"),
    (r"hectares?\b", "公顷"),
    (r"mu\b", "亩"),
    (r"kilowatt[ -]hours?\b|kwh\b", "千瓦时"),
    (r"megawatts?\b|mw\b", "兆瓦"),
    (r"gigawatts?\b|gw\b", "吉瓦"),
    (r"kilowatts?\b|kw\b", "千瓦"),
)
_FIGURE = re.compile(
    r"(?<![\d.A-Za-z])(?P<n>\d+(?:,\d{3})*(?:\.\d+)?)(?:[ -]?(?P<magnitude>hundred|thousand|million|billion|trillion)\b)?(?:[ -]?(?P<unit>"
    + "|".join(pattern for pattern, _ in _UNITS)
    + "))?",
    re.I,
)
_BEFORE = (
    ("at least", r"at least|no less than|not less than|no fewer than|a minimum of"),
    ("at most", r"at most|no more than|not more than|not exceed(?:ing)?|within|a maximum of"),
    ("over", r"over|more than|above|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)|upwards of"),
    ("nearly", r"nearly|almost|close to|approaching"),
    ("about", r"about|around|roughly|approximately|some|circa"),
    ("under", r"under|below|less than|fewer than"),
)
_BOUND = re.compile(
    "(?:" + "|".join(f"(?P<b{i}>{words})" for i, (_, words) in enumerate(_BEFORE)) + r")[ ]*(?:us)?[$¥]?$", re.I
)
_BEHIND = re.compile(r"\s*(?:or (?P<more>more|above|higher)|or (?P<less>less|below|lower)|or (?P<about>so))\b", re.I)
_WEAKER = {
    (frozenset({"at least"}), frozenset({"over"})),
    (frozenset({"over"}), frozenset({"at least"})),
    (frozenset({"at most"}), frozenset({"under"})),
}
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,.]\d|\d)")
_CLAUSE = re.compile(r"[,;](?=\s)|\b(?:and|while|but)\b")
_CARDINALS = "two three four five six seven eight nine ten eleven twelve".split()
_CARDINAL = re.compile(rf"\b(?:{'|'.join(_CARDINALS)})\b", re.I)
_PROMISE = re.compile(
    r"\b(?:will|plans?|planned|aims?|aimed|targets?|targeted|goals?|intends?|is to|are to|expects?|expected|by 20\d\d)\b",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:will|(?:plans?|aims?|intends?|expects?|hopes?) to|(?:is|are) (?:to|expected|planned|set) )\b", re.I
)
_RISES = re.compile(
    r"\b(?:ros?e|rises?|risen|rising|gr[eo]w\w*|growth|increas\w+|up|gain\w*|expand\w+|climb\w*|surg\w+|jump\w*|higher|faster)\b",
    re.I,
)
_FALLS = re.compile(
    r"\b(?:fell|falls?|decreas\w+|declin\w+|reduc\w+|drop\w*|cut|lower\w*|shr[aiu]nk\w*|slower|(?<!crack )(?<!cracks )(?<!cracking )down)\b",
    re.I,
)
_NEW = re.compile(r"\b(?:new\w*|add\w*|creat\w+|additional|more|further|net|extra|build\w*|built)\b", re.I)
_FALLS_SAID = re.compile("降|减|缩|落|跌|少|退|压|拆|关停|淘汰|低")
_NOT = re.compile(r"\b(?:not|no(?! (?:less|fewer|more))|never|fail\w*|without|neither|nor)\b|n't\b", re.I)
_NOT_SAID = re.compile("[不未无没非零]|清退|禁")
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


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of a claim in the base unit (empty where it names a thing), and how it is told."""

    written: str
    value: float
    unit: str
    worded: bool
    bounds: frozenset[str]
    trend: str
    clause: str


def is_english(text: str) -> bool:
    """Whether a claim is told in Latin letters, whatever names it gives in Chinese."""
    return (
        not re.search("\\d年", text)
        and len(re.findall("[A-Za-z]", text)) > 2 * len(re.findall("[\u4e00-\u9fff]", text))
        and bool(re.search("[a-z]{2,} +[a-z]{2,}", text))
    )


def english(text: str, sources: Sequence[Cited]) -> tuple[str, ...]:
    """Why the sources do not say an English claim; empty where its figures (5.2亿元 or 520 million yuan), years, tense and Chinese names are theirs."""
    if not sources:
        return ("citation: none",)
    said = " ".join(map(_said, sources))
    years = {str(y) for s in sources for y in years_of(s.scope)}
    reasons = list(_strange_figures(text, sources))
    told = " ".join(digits(plain(s.text)) for s in sources)  # the title above them names years that are not theirs
    reasons += [f"time: {y}" for y in _YEAR.findall(text) if y not in years and y not in told]
    bare = _FIGURE.sub("#", text)
    reasons += [f"words: {m.group()}" for m in _WORDED.finditer(bare) if not re.search("万|亿|千|百|半|倍|翻|成", said)]
    reasons += [f"name: {name}" for name in _NAME.findall(text) if not any(_names(name, s) for s in sources)]
    promised = {s.scope.kind for s in sources if s.scope}
    if promised == {"target"} and not _PROMISE.search(text):
        reasons.append("tense: a promise told as done")
    if promised == {"actual"} and _AHEAD.search(text) and not re.search("预计|预期|有望", told):
        reasons.append("tense: a result told as planned")
    if _FALLS.search(text) and not _FALLS_SAID.search(said):
        reasons.append("trend: a fall")
    if (denied := _NOT.search(text)) and not _NOT_SAID.search(told):
        reasons.append(f"negation: {denied.group()}")
    if not (_FIGURE.search(text) or _YEAR.search(text) or _NAME.search(text) or _shared_names(text, sources)):
        reasons.append("words: nothing that can be looked up")
    return tuple(dict.fromkeys(reasons))


def _shared_names(text: str, sources: Sequence[Cited]) -> bool:
    """Whether a claim has a name in Latin letters that a source writes so too (GDP, BIM)."""
    said = " ".join(source.text for source in sources)
    return bool(re.search("[\u4e00-\u9fff]", said)) and any(
        re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", said) for word in re.findall(r"\b[A-Z][A-Za-z0-9]+\b", text)
    )


def _said(source: Cited) -> str:
    return digits(plain(f"{source.text} {source.context}")).replace(",", "")


# --- figures -------------------------------------------------------------------------------------------------------


def _strange_figures(text: str, sources: Sequence[Cited]) -> Iterator[str]:
    """The numbers of a claim that are not in a source of the year that the claim tells them of, or are told there in another way."""
    year = ""
    for clause in _CLAUSE.split(text):
        named = set(_YEAR.findall(clause))
        year = named.pop() if len(named) == 1 else "" if named else year
        own = [s for s in sources if s.scope and int(year) in years_of(s.scope)] if year else []
        for figure in _told(clause, text):
            if reason := _figure_problem(figure, own or sources):
                yield reason
        plain_figures = {f for s in own or sources for f in _figures(s)}
        worded = [str(_CARDINALS.index(m.group().lower()) + 2) for m in _CARDINAL.finditer(clause)]
        yield from (f"figure: {n}" for n in worded if n not in plain_figures)


def _told(clause: str, text: str) -> Iterator[_Figure]:
    for match in _FIGURE.finditer(clause):
        if _YEAR.fullmatch(match["n"]) and not match["magnitude"] and not match["unit"]:
            continue
        unit = next((u for p, u in _UNITS if match["unit"] and re.fullmatch(p, match["unit"], re.I)), "")
        magnitude = (match["magnitude"] or "").lower()
        value, base = normalized(float(match["n"].replace(",", "")) * _MAGNITUDES.get(magnitude, 1), unit)
        before, behind = clause[: match.start()], clause[match.end() :]
        yield _Figure(
            match.group().strip(), value, base, bool(magnitude), _bounds(before, behind), _trend(before, base), clause if len(clause.split()) > 4 else text
        )  # fmt: skip


def _bounds(before: str, behind: str) -> frozenset[str]:
    found = _BOUND.search(before)
    names = [_BEFORE[int((found.lastgroup or "b0")[1:])][0]] if found else []
    if after := _BEHIND.match(behind):
        names.append({"more": "at least", "less": "at most", "about": "about"}[after.lastgroup or "about"])
    return frozenset(names)


def _trend(before: str, unit: str) -> str:
    """up or down where a change is told of the figure, level where it is what was reached (rose to)."""
    bare = _BOUND.sub("", before).rstrip()
    if re.search(r"\b(?:to|at|of 20\d\d|from)$", bare, re.I):
        return "level"
    found = [(m.start(), trend) for p, trend in ((_RISES, "up"), (_FALLS, "down")) for m in p.finditer(bare)]
    return max(found)[1] if found else "level"


def _figure_problem(figure: _Figure, sources: Sequence[Cited]) -> str | None:
    amounts = [a for s in sources for c in read(s.text).clauses for a in (*c.amounts, *c.sizes)]
    same = [a for a in amounts if _same(figure, a)]
    if not same:
        known = (
            not figure.worded and not figure.unit and f"{figure.value:g}" in {f for s in sources for f in _figures(s)}
        )
        return None if known else f"figure: {figure.written}"
    problems = [_way_problem(figure, a) or _object_problem(figure, a, amounts) for a in same]
    return None if None in problems else problems[0]


def _same(figure: _Figure, said: Amount) -> bool:
    if not any(abs(figure.value - value) <= 1e-6 * max(1.0, abs(value)) for value in (said.low, said.high)):
        return False
    return figure.unit == said.unit if figure.unit else said.unit not in RATES or said.low == said.high


def _way_problem(figure: _Figure, said: Amount) -> str | None:
    if figure.bounds != said.bounds and (figure.bounds, said.bounds) not in _WEAKER:
        return f"bound: {figure.written}"
    trend = "up" if said.trend == "above" else "down" if said.trend == "below" else said.trend
    if (
        said.unit in RATES
        and figure.trend != trend
        and not (figure.trend == "level" and _RISES.search(figure.clause) and trend == "up")
    ):
        return f"trend: {figure.written}"
    if said.unit not in RATES and "down" in (figure.trend, trend) and figure.trend != trend:
        return f"trend: {figure.written}"
    if said.unit not in RATES and trend == "up" and not (_NEW.search(figure.clause) or figure.trend == "up"):
        return f"trend: {figure.written}"
    return None


def _object_problem(figure: _Figure, said: Amount, amounts: Sequence[Amount]) -> str | None:
    """Whether what the claim's words may mean stands rather beside another figure of the kind."""
    meant = chinese(_NAME.sub("", figure.clause))
    rivals = [a for a in amounts if a.unit == said.unit and (a.low, a.high) != (said.low, said.high)]
    if not meant or not rivals:
        return None
    own = _hits(meant, f"{said.deed} {said.own} {said.carried} {said.topic}")
    return f"object: {figure.written}" if any(_hits(meant, a.own) > own for a in rivals) else None


def _hits(meant: Sequence[str], text: str) -> int:
    """Characters of a text that words which may be meant cover."""
    covered: set[int] = set()
    for word in meant:
        covered.update(i for m in re.finditer(re.escape(word), text) for i in range(*m.span()))
    return len(covered)


def _figures(source: Cited) -> set[str]:
    """The numbers of a source, those in words too."""
    worded = [number_of(numeral) for numeral in NUMERAL.findall(plain(source.text))]
    written = re.findall(r"\d+(?:\.\d+)?", _said(source))
    return {f"{float(n):g}" for n in written} | {f"{n:g}" for n in worded if n is not None}


def _names(name: str, source: Cited) -> bool:
    """Whether a source has a Chinese name, or else all its words and numerals and none that turns it round."""
    flat, said = digits(plain(name)), _said(source)
    counted = all(flat[m.start() : m.end() + 3] in said for m in NUMERAL.finditer(flat))
    turned = direction_problem(flat, said) or negation_problem(flat, said)
    return flat in said or (counted and not turned and not strange_words(flat, said))
