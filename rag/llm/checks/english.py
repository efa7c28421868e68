"""English claims over Chinese sentences: each figure is read with its bound, trend, time and nearest words as a Chinese one is, and held against
the figures of the sources; ranks, levels, stages, names and negation must be in the sources too. Other words are known by their glosses only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.glosses import explained, stems
from rag.language import ORDINALS, language_of
from rag.llm.checks.families import FORECAST
from rag.llm.checks.figures import within
from rag.llm.checks.numbers import RATES, THINGS
from rag.llm.checks.reading import Amount, Clause, read
from rag.llm.checks.spelled import names_spelled, spells
from rag.llm.checks.terms import STAGES, TERMS
from rag.llm.checks.text import NUMERAL, digits, number_of, plain
from rag.llm.checks.times import foresees, years_of
from rag.llm.checks.told import (
    AHEAD,
    DOWN,
    FIGURE,
    NEW,
    PROMISE,
    TOTAL,
    UP,
    YEAR,
    Figure,
    clauses_of,
    figures_told,
    in_digits,
)
from rag.llm.sources import Source

_NEAR = ({"at least", "over"}, {"at most", "under"}, {"nearly", "under"})
"""Bounds that are told for each other."""
_FALLS_SAID = re.compile("降|减|缩|落|跌|少|退|压|拆|关停|淘汰|低|负|下滑|收窄|慢|控制")
_NOT = re.compile(
    r"\b(?:not|no(?! (?:less|fewer|more|lower|higher))(?! longer)(?!\. ?\d)|never|fail\w*|without|neither|nor)\b|n't\b"
)
_NOT_SAID = re.compile("[不未无没非零免禁灭]|清退|杜绝|停")
_RANK = re.compile(
    rf"(?<![\d.])(?:(?P<n>\d+)(?:st|nd|rd|th)|(?<!\ba )(?<!one-)\b(?P<word>{'|'.join(ORDINALS)}))\b(?! five-year)|(?<!-)\b(?:number one|(?:the |\w's )(?:(?:larg|bigg|high|fast|strong|b)est|most|top)|led)\b",
    re.I,
)
_FIELDS = (
    ("world", r"\b(?:world|global)", "世界|全球|国际"),
    ("nation", r"\b(?:national\b|nationwide|(?:the|whole) country|[Cc]hina)", "国"),
    ("place", r"\b(?:(?:in|across) the (?:province|region|city)|provincial|the province's)", "[全本该我]?[省区市州县]"),
)
"""Of what a rank is: in English and in Chinese."""
_CHINESE = re.compile("(?:\\d[\\d.]*)?[\u4e00-\u9fff]+(?:[\\d.%]+[\u4e00-\u9fff]+)*")
"""A name or a figure in Chinese, which the sources must have as it stands."""
_LEAST = 0.35
"""Of a claim without a figure, the share of words that the sources must have."""


def is_english(text: str) -> bool:
    """Whether a claim is told in English, whatever names it gives in Chinese."""
    return language_of(text) == "en" and "年" not in text


def english(text: str, sources: Sequence[Source]) -> tuple[str, ...]:
    """Why the sources do not say an English claim; empty where its figures (5.2亿元 or 520 million yuan), years, tense and names are theirs."""
    if not sources:
        return ("citation: none",)
    text = in_digits(text)
    said = " ".join(map(_said, sources))
    told = " ".join(digits(plain(s.text)) for s in sources)  # the title above them names years that are not theirs
    reasons = [*_figures_problems(text, sources), *_time_problems(text, sources, told)]
    reasons += [
        f"name: {name}"
        for name in _CHINESE.findall(digits(plain(text)))
        if not re.search(rf"(?!(?<=[\d.])\d){re.escape(name)}", said)
    ]
    reasons += [
        f"name: {name}"
        for name in names_spelled(text)
        if not any(spells(name, f"{s.text} {s.context} {s.region}") for s in sources)
    ]
    reasons += _worded_problems(text, told, said)
    if not re.search(r"\d", YEAR.sub("", text)) and _likeness(text, said) < _LEAST * len(set(stems(text))):
        reasons.append("words: nothing of it is said")
    return tuple(dict.fromkeys(reasons))


def _said(source: Source) -> str:
    return digits(plain(f"{source.text} {source.context}")).replace(",", "")


# --- time and words --------------------------------------------------------------------------------------------------


def _time_problems(text: str, sources: Sequence[Source], told: str) -> Iterator[str]:
    years = {
        str(y) for s in sources if s.scope for y in (*years_of(s.scope), (s.scope.first_year or s.scope.year + 1) - 1)
    }
    yield from (f"time: {y}" for y in YEAR.findall(text) if y not in years and y not in told)
    kinds = {_kind(s) for s in sources}
    if kinds == {"target"} and not PROMISE.search(text):
        yield "tense: a promise told as done"
    if kinds == {"actual"} and AHEAD.search(text) and not FORECAST.search(told):
        yield "tense: a result told as planned"


def _kind(source: Source) -> str:
    return source.scope.kind if source.scope else ""


def _worded_problems(text: str, told: str, said: str) -> Iterator[str]:
    for pattern, chinese in TERMS:
        if (found := pattern.search(text)) and not chinese.search(said):
            yield f"words: {found.group()}"
    if re.search(rf"\b(?:{DOWN})\b", text) and not _FALLS_SAID.search(told):
        yield "trend: a fall"
    if (denied := _NOT.search(text)) and not _NOT_SAID.search(told):
        yield f"negation: {denied.group()}"
    yield from _rank_problems(text, told)
    yield from _stage_problems(text, told)


def _rank_problems(text: str, told: str) -> Iterator[str]:
    """An ordinal that the sources do not have, or have but of another field (全省第1 told as the best in the country)."""
    said = re.split("[,;。!?、]", told)
    for clause in clauses_of(text):
        for found in _RANK.finditer(clause):
            n = int(found["n"] or (ORDINALS.index(found["word"].lower()) + 1 if found["word"] else 1))
            worded = f"|{'一二三四五六七八九十'[n - 1]}[期届批季轮号]" if n <= 10 else ""
            pattern = re.compile(
                rf"(?:第|前){n}(?!\d)|(?<!\d){n}(?!\d|个?位次|个?百分点|[%.万亿]){worded}"
                + ("|首|最|冠|率先|领[先跑]|榜|零的|前列|纪录" if n == 1 else "")
            )
            where = [part for part in said if pattern.search(part)]
            fields = {name for name, _, chinese in _FIELDS for part in where if re.search(chinese, part)}
            meant = {name for name, english, _ in _FIELDS if re.search(english, clause)}
            if not where or (fields and meant and not fields & meant):
                yield f"rank: {found.group()}"


def _stage_problems(text: str, told: str) -> Iterator[str]:
    """What a claim tells of a name of how far it has come, where the source tells of that name something else."""
    for clause in clauses_of(text):
        names = names_spelled(clause)
        said = [part for part in re.split("[,;。!?]", told) if any(spells(name, part) for name in names)]
        said = [part for part in said if any(chinese.search(part) for _, chinese in STAGES)]
        for english, chinese in STAGES if said else ():
            if (found := english.search(clause)) and not any(chinese.search(part) for part in said):
                yield f"stage: {found.group()}"


# --- figures -------------------------------------------------------------------------------------------------------


def _figures_problems(text: str, sources: Sequence[Source]) -> Iterator[str]:
    """The numbers of a claim that are not in a source of the time that the claim tells them of, or are told there in another way."""
    mixed = len({_kind(s) for s in sources} - {""}) == 2
    for figure in figures_told(text):
        own = [s for s in sources if figure.year and s.scope and int(figure.year) in years_of(s.scope)]
        if mixed:
            own = [s for s in own or sources if not s.scope or (_kind(s) == "target") == figure.promised] or own
        if reason := _figure_problem(figure, text, own or sources, mixed):
            yield reason


def _figure_problem(figure: Figure, text: str, sources: Sequence[Source], mixed: bool) -> str | None:
    clauses = [(s, c) for s in sources for c in read(s.text).clauses]
    amounts = [a for _, c in clauses for a in (*c.amounts, *c.sizes)]
    same = [(s, c, a) for s, c in clauses for a in (*c.amounts, *c.sizes) if _same(figure, a)]
    if not same:
        known = not figure.unit and f"{figure.value:g}" in {f for s in sources for f in _figures(s)}
        return None if known else f"figure: {figure.written}"
    problems = [
        _way_problem(figure, a, text) or _tense_problem(figure, s, c, mixed) or _object_problem(figure, a, amounts)
        for s, c, a in same
    ]
    return None if None in problems else problems[-1]


def _same(figure: Figure, said: Amount) -> bool:
    if not (figure.unit == said.unit if figure.unit else said.unit not in RATES or said.low == said.high):
        return False
    return any(abs(figure.value - v) <= 1e-6 * max(1.0, abs(v)) for v in (said.low, said.high)) or _rounded(
        figure, said
    )


def _rounded(figure: Figure, said: Amount) -> bool:
    """Whether a figure said without a bound is told by a round one (5150.6万 as more than 51 million)."""
    off = (said.low - figure.value) / figure.step
    bounds = figure.bounds if off else figure.bounds & {"about"}
    return figure.step > 1 and not said.bounds and any(within(off, bound) for bound in bounds)


def _way_problem(figure: Figure, said: Amount, text: str) -> str | None:
    bounds, told = said.bounds - {"base"}, figure.bounds - {""}
    alike = told == bounds or ("" in figure.bounds and bounds <= {"about", "at most"})
    alike = alike or any(told and bounds and told | bounds <= near for near in _NEAR)
    if not alike and not _rounded(figure, said):
        return f"bound: {figure.written}"
    trend = {"above": "up", "below": "down"}.get(said.trend, said.trend)
    return None if _same_way(figure, said, trend, text) else f"trend: {figure.written}"


def _same_way(figure: Figure, said: Amount, trend: str, text: str) -> bool:
    """Whether a change is told as a change of that way and what was reached as that, as far as the words say which."""
    if said.rank and figure.trend.removeprefix("by ") in ("up", "down"):
        return False
    by, told = figure.trend.startswith("by "), figure.trend.removeprefix("by ").replace("new", "up")
    if {told, trend} == {"up", "down"}:
        return trend == "up" and bool(_MOVED.search(said.own))
    if by and trend == "level" and not _MOVED.search(said.own):
        return False
    if said.unit in RATES:
        if trend == "level":
            return told in ("", "level")
        word = UP if trend == "up" else rf"{DOWN}|lower\w*|down|below"
        return told == trend or bool(re.search(rf"\b(?:{word})\b", text, re.I))
    if TOTAL.search(figure.words) and not re.search(rf"\b(?:{NEW})\b", figure.words, re.I):
        return "总" in said.own or "共" in said.own or (trend == "level" and "新" not in said.own)
    if told in ("up", "down"):
        return trend != "level" or not _REACHED.search(said.own)
    return trend == "level" or not told or bool(re.search(rf"\b(?:{NEW}|{UP}|{DOWN})\b", figure.words, re.I))


_REACHED = re.compile("(?:[至到]|总[数量]|达到?)(?:[约近超]|突破|了|为|每[年月人])*#")
_MOVED = re.compile("[增减升降涨跌移扩压缩省节提]")


def _tense_problem(figure: Figure, source: Source, clause: Clause, mixed: bool) -> str | None:
    reading = read(source.text)
    foreseen = foresees(reading)[reading.clauses.index(clause)] and _kind(source) != "target"
    if not figure.promised and (foreseen or (mixed and _kind(source) == "target")):
        return f"tense: {figure.written}"
    return None


def _object_problem(figure: Figure, said: Amount, amounts: Sequence[Amount]) -> str | None:
    """Whether what the claim's words may mean stands rather beside another figure of the kind."""
    words = FIGURE.sub("", figure.words)
    rivals = [
        a for a in amounts if _alike(a.unit, said.unit) and (a.low, a.high) != (said.low, said.high) and not a.rank
    ]
    own = _likeness(words, _stretch(said))
    return f"object: {figure.written}" if any(_likeness(words, _stretch(a)) > own + 1 for a in rivals) else None


def _stretch(amount: Amount) -> str:
    return f"{amount.own} {amount.topic}"


def _likeness(words: str, said: str) -> int:
    """How many words of an English text a Chinese one has; those that a translation keeps count twice."""
    kept = sum(1 for pattern, chinese in TERMS if pattern.search(words) and chinese.search(said))
    kept += sum(spells(name, said) for name in names_spelled(words))
    return len(set(stems(words)) & explained(said)) + 2 * kept


def _alike(a: str, b: str) -> bool:
    return a == b or {a, b} <= THINGS


def _figures(source: Source) -> set[str]:
    """The numbers of a source, those in words too."""
    worded = [number_of(numeral) for numeral in NUMERAL.findall(plain(source.text))]
    written = re.findall(r"\d+(?:\.\d+)?(?![\d.]*[万亿%])", _said(source))
    return {f"{float(n):g}" for n in written} | {f"{n:g}" for n in worded if n is not None}
