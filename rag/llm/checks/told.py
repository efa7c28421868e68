"""An English claim read as a Chinese one is: its figures, each with value, bound, trend, time and the words it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.glosses import stems
from index.units import MAGNITUDE, UNIT, normalized
from rag.language import SMALL_NUMBERS, TENS
from rag.llm.checks.numbers import RATES
from rag.llm.checks.terms import TERMS

_MAGNITUDES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_UNITS = (
    (r"%|per\s?cent\b", "%"),
    (r"percentage[ -]points?\b", "个百分点"),
    (r"(?:us )?dollars?\b|us\$|usd\b|\$", "美元"),
    (r"yuan\b|rmb\b|renminbi\b|cny\b|¥", "元"),
    (r"(?:metric )?ton(?:ne)?s?\b", "吨"),
    (r"jin\b", "斤"),
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
_UNIT = "|".join((*(pattern for pattern, _ in _UNITS), rf"(?=[\u4e00-\u9fff])(?:{MAGNITUDE})?(?:{UNIT})"))
"""In English or in Chinese, with its magnitude (3万座)."""
FIGURE = re.compile(
    r"(?:(?P<money>us\$|usd|rmb|cny|[$¥]) ?)?(?<![\d.A-Za-z])(?P<n>\d+(?:,\d{3})*(?:\.\d+)?)"
    rf"(?:[ -]?(?P<magnitude>hundred|thousand|million|billion|trillion)\b)?(?:[ -]?(?P<unit>{_UNIT}))?(?![A-Za-z\d\u4e00-\u9fff])",
    re.I,
)
_CARDINAL = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(TENS)})(?:[- ](?P<one>{'|'.join(SMALL_NUMBERS[:9])}))?|(?P<small>{'|'.join(SMALL_NUMBERS[1:])})(?!-year plan)|(?P<a>one|an?)(?= (?:hundred|thousand|million|billion|trillion)\b))\b",
    re.I,
)
_BEFORE = (
    ("at least", r"at least|(?:no|not) (?:less|fewer|lower) than|a minimum of|(?:not|never) (?:\w+ )?(?:below|under)"),
    ("at most", r"at most|(?:no|not) (?:more|higher) than|not exceed(?:ing)?|a maximum of|up to|capped at"),
    ("over", r"(?:more|higher|greater|larger) than|over|above|beyond|past|(?:pass|cross|exceed|surpass|top|break|breach)(?:p?ed|es|s|p?ing)?(?: through)?|upwards of|in excess of"),
    ("nearly", r"nearly|almost|close to|approaching|just under"),
    ("about", r"about|around|roughly|approximately|circa"),
    ("under", r"under|below|(?:less|fewer|lower) than"),
    ("", r"some|within"),
)  # fmt: skip
"""Bounds as they stand in front of a figure; the last ones bind nothing."""
_BOUND = re.compile(
    r"\b(?:" + "|".join(f"(?P<b{i}>{words})" for i, (_, words) in enumerate(_BEFORE)) + r")(?: (?:the|another|an? further|an? additional|an? total of))? *$", re.I
)  # fmt: skip
_BEHIND = re.compile(
    r"[\s-]*(?:or (?P<more>more|above|higher|over|better)|or (?P<less>less|below|lower|under)|or (?P<about>so)|(?P<plus>plus|mark\b))\b",
    re.I,
)
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,.]\d|\d)")
_CLAUSE = re.compile(r"[,;:](?=\s)|(?<=[a-z\d%])\. |\b(?:and|while|but|with|plus|whereas|including)\b")
PROMISE = re.compile(
    r"\b(?:will|shall|should|must|plan(?:s|ned|ning)?|aim\w*|target\w*|goals?|intend\w*|(?:is|are|was|were) (?:due |set |scheduled )?(?:to|due|scheduled)|to be"
    r"|expect\w*|want\w*|hop(?:es?|ing)|seek\w*|striv\w+|vow\w*|pledg\w+|means to|insists?|lobby\w+|proposes?|calls? for|set out to|try|looks? to|(?:by|for) 20\d\d"
    r"|has set|sets? (?:aside|itself)|budget\w*|secure)\b",
    re.I,
)
AHEAD = re.compile(
    r"\b(?:will|(?:plans?|aims?|intends?|expects?|hopes?|wants|(?:is|are)(?: \w+ed| set| due)?) to)\b", re.I
)
"""What no result is told with; words of promise may also tell what came of one."""
UP = r"ros?e|rises?|risen|rising|gr[eo]w\w*|growth|increas\w+|(?<!\bmade )(?<!\bmake )(?<!\bset )(?<!step )(?<!speed )up|gain\w*|expand\w+|climb\w*|surg\w+|jump\w*|higher|faster|rais\w+|lift\w*"
DOWN = r"fell|falls?|falling|decreas\w+|declin\w+|reduc\w+|drop(?:s|ped|ping)|cut|cuts|cutting|shr[aiu]nk\w*"
NEW = r"new\w*|add(?:s|ed|ing)?|another|additional|further|extra|net|creat\w+|more"
_CHANGE = re.compile(
    rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN}|lower\w*|slower|down|trim\w*|eas(?:e|ed|es)|less|fewer)|(?P<new>{NEW}))\b",
    re.I,
)
_CHANGE_BEHIND = re.compile(
    r"(?:[ -](?!of\b|in\b|to\b)\w+){0,2}? (?:(?P<up>rise|increase|growth|gain|jump|higher|faster|up)|(?P<down>fall|drop|decline|decrease|cut|reduction|less|fewer|lower|slower|below)|(?P<new>more|new))\b",
    re.I,
)
_LEVEL = re.compile(
    r"\b(?:reach\w*|total\w*|came|comes|stands?|stood|account\w*|made up|make up|coverage|rate|share|proportion|ratio|cover\w*|hold|held|keep|kept)\b",
    re.I,
)


TOTAL = re.compile(r"\b(?:in total|total(?:led|s|ling)?|overall|altogether|network)\b", re.I)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a claim. ``value`` is in the base ``unit`` (empty where it names a thing), ``step`` what its last digit counts; ``trend`` is
    up, down, new or level, "by …" where it is told by how much, empty where nothing says which; ``words`` are those nearest to it."""

    written: str
    value: float
    step: float
    unit: str
    bounds: frozenset[str]
    trend: str
    words: str
    year: str
    """The one year its clause names or carries on, or empty."""
    promised: bool


def in_digits(text: str) -> str:
    """An English text with its cardinals in digits."""
    return _CARDINAL.sub(_in_digits, text)


def _in_digits(found: re.Match[str]) -> str:
    if found["tens"]:
        one = SMALL_NUMBERS.index(found["one"].lower()) + 1 if found["one"] else 0
        return str((TENS.index(found["tens"].lower()) + 2) * 10 + one)
    if not found["small"]:
        return "1"
    return str(SMALL_NUMBERS.index(found["small"].lower()) + 1)


def clauses_of(text: str) -> list[str]:
    """The clauses of an English text."""
    return [part for part in _CLAUSE.split(text) if part.strip()]


def figures_told(text: str) -> Iterator[Figure]:
    """The figures of a claim in digits; what a clause leaves unsaid it has from the one before."""
    year, promised, trend, subject = "", False, "", ""
    for clause in clauses_of(text):
        named = set(YEAR.findall(clause))
        promise = bool(PROMISE.search(clause))
        year = named.pop() if len(named) == 1 else "" if named or (promise and not promised) else year
        promised = promised or promise
        subject = clause if any(pattern.search(clause) for pattern, _ in TERMS) else f"{subject} {clause}"
        for figure in _figures(clause, subject, year, promised, trend):
            trend = figure.trend
            yield figure


def _figures(clause: str, subject: str, year: str, promised: bool, lent: str) -> Iterator[Figure]:
    found = [
        m
        for m in FIGURE.finditer(clause)
        if m["magnitude"] or m["unit"] or m["money"] or not YEAR.fullmatch(m["n"])
        if m.group()[-1] < "一" or not clause[: m.start()].endswith(("(", "（"))  # 20 hectares (20公顷)
    ]
    ends = [0, *(m.end() for m in found)]
    starts = [*(m.start() for m in found[1:]), len(clause)]
    for match, start, end in zip(found, ends, starts, strict=False):
        written = match["unit"] or match["money"]
        unit = next((u for p, u in _UNITS if written and re.fullmatch(p, written, re.I)), written or "")
        factor = _MAGNITUDES.get((match["magnitude"] or "").lower(), 1)
        number = match["n"].replace(",", "")
        value, base = normalized(float(number) * factor, unit)
        whole, _, fraction = number.partition(".")
        last = -len(fraction) if fraction else len(whole) - len(whole.rstrip("0"))
        before, behind = clause[start : match.start()], clause[match.end() : end]
        trend = _trend(before, behind) or (lent if base in RATES else "")
        words = clause[start:end] if len(stems(clause[start:end])) > 1 else clause
        words = subject if len(found) == 1 and not stems(behind) and subject.endswith(f" {clause}") else words
        step = normalized(10.0**last * factor, unit)[0]
        yield Figure(
            match.group().strip(), value, step, base, _bounds(before, behind), trend, words, year, promised
        )  # fmt: skip
        lent = trend


def _bounds(before: str, behind: str) -> frozenset[str]:
    found = _BOUND.search(before)
    names = [_BEFORE[int((found.lastgroup or "b0")[1:])][0]] if found else []
    if after := _BEHIND.match(behind):
        names.append({"more": "at least", "less": "at most", "about": "about", "plus": ""}[after.lastgroup or "about"])
    return frozenset(names)


def _trend(before: str, behind: str) -> str:
    """up, down or new where a change is told of the figure, level where it is what was reached (rose to); empty where nothing says which."""
    bare = _BOUND.sub("", before).rstrip()
    if re.search(r"\b(?:to|at|from|of 20\d\d|is|was|are|were)$", bare, re.I):
        return "level"
    if re.search(r"\b(?:by(?: an?)?|(?:rise|increase|gain|fall|drop|cut|decrease) of)$", bare, re.I):
        return f"by {_turn(bare)}"
    if after := _CHANGE_BEHIND.match(behind):
        return after.lastgroup or ""
    return _turn(bare)


def _turn(text: str) -> str:
    """What the last word of change or of a level says."""
    found = [(m.lastgroup != "new", m.start(), m.lastgroup or "") for m in _CHANGE.finditer(text)]
    found += [(True, m.start(), "level") for m in _LEVEL.finditer(text)]
    return max(found)[2] if found else ""
