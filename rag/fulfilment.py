"""Which targets were missed or met: each of a plan's beside what the report of its year tells of it, where both have a figure. And the targets
that a plan sets in one sentence: all of them, or one that has no figure (进出口稳中提质)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.catalog import DocumentSummary
from index.figures import find_figures
from index.likeness import is_called
from index.pairs import compare
from index.rows import LedgerRow
from index.times import DocumentTime
from index.words import finer, simplify
from rag.candidates import Sentence
from rag.cells import named_part
from rag.combine import SHOWN
from rag.compose import Composed, line
from rag.ground import Piece, clauses, figure_text
from rag.in_english import converted, in_english
from rag.indicators import english_name, named_in_english
from rag.library import Library
from rag.messages import say
from rag.naming import short_name
from rag.question import Question
from rag.several import Side, of_one_side, sides
from rag.subject import names_something
from rag.time import is_yearly
from rag.types import Answer, Line

MOST = 12
"""Targets shown."""
_MISSED = re.compile(
    "(?:没有?|未能?|不)(?:能|有)?(?:如期|按期|全部)?(?:完成|达[到成标]?|实现|兑现|做到)|差距|落空|missed|not (?:met|reached)"
)
_WHICH = re.compile("哪[些几一]|什么|有没有|which|what")
_TARGETS = re.compile("目标|指标|任务|承诺|targets?|goals?")
_AT_MOST = re.compile(
    "以内|以下|之内|不超|不高|(?<!不)(?:低于|少于)|控制|失业|价格|物价|赤字|事故|死亡|[能水煤电]耗|浓度|排放|负债"
)
"""Of what no more is wanted."""
ROUGHLY = 0.05
"""Share of a target of about so much by which its result may fall short of it."""


Told = tuple[str, LedgerRow]
"""A document and a row of it."""
Pair = tuple[Told, Told]
"""A target and its result."""


def fulfilment(library: Library, asked: Question, documents: Sequence[DocumentSummary]) -> Answer | None:
    """The answer to which of a year's targets were missed, or met, or whether one named was; None where that is not asked or no target has a
    result."""
    found = sides(asked, documents)
    if [side.kind for side in found] != ["target", "actual"]:
        return None
    plans, reports = ([d for d in documents if side.told_by(d)] for side in found)
    pairs = [p for plan in plans for report in reports for p in _pairs(library, plan, report, found[0])]
    thing = thing_of(asked)
    worded = [piece for plan in plans if (piece := _in_words(library, plan, thing))] if thing else []
    if worded and (told := [(d, row) for d in reports if (row := _result(library, d, found[0].year, thing))]):
        return _beside(library, asked, worded[0], *told[0])
    if named := _named(pairs, asked, thing):
        verdicts = {is_missed(target, result) for (_, target), (_, result) in named}
        return _answer(library, asked, named, "missed" if verdicts == {True} else "met" if verdicts == {False} else "")
    text = asked.plain.lower()
    if not pairs or not _TARGETS.search(text) or (thing and names_something(thing) and not _WHICH.search(text)):
        return None
    missed = bool(_MISSED.search(text))
    chosen = [pair for pair in pairs if is_missed(pair[0][1], pair[1][1]) == missed]
    name = "targets_missed" if missed else "targets_met"
    shown = chosen if missed or _WHICH.search(text) else pairs
    return _answer(library, asked, shown[:MOST], name, count=len(chosen), compared=len(pairs), year=found[0].year)


def goals(library: Library, asked: Question, documents: Sequence[DocumentSummary]) -> Answer | None:
    """The answer to what a plan's main targets are, each plan's whole sentence, or to what one of them is that has no figure; None where
    neither is asked, or nothing so is told."""
    text = asked.plain.lower()
    if asked.time.kind != "target" or not _TARGETS.search(text):
        return None
    thing = thing_of(asked)
    of_all = bool(_MAIN.search(text)) and (asked.language == "en" or not _ANY_PLAN.sub("", thing))
    plans = [d for d in documents if _plans(library.time(d.document_id), asked)]
    pieces = [_main(library, d) if of_all else _in_words(library, d, thing) for d in plans]
    if not 0 < len(plans) <= SHOWN or not (of_all or thing) or None in pieces:
        return None
    return _told(library, asked, [piece for piece in pieces if piece])


def _plans(time: DocumentTime, asked: Question) -> bool:
    """Whether a document is the plan of the year asked about, or of any where none is."""
    return is_yearly(time) and {w[1] for w in asked.time.wanted(time)} <= {time.planned}


def _main(library: Library, plan: DocumentSummary) -> Piece | None:
    """The sentence of a plan that sets its main targets, from the clause on that says so."""
    document = library.document(plan.document_id)
    for number, said in enumerate(document.sentences):
        match = _SET.search(document.quote(said))
        if match and (said.scope is None or (said.scope.kind == "target" and not said.scope.first_year)):
            sentence = library.sentence(plan.document_id, number)
            if len(sentence.rows) >= FEW:
                start = max(sentence.text.rfind(mark, 0, match.start()) for mark in ",，;；") + 1
                return Piece(sentence, sentence.start + start, sentence.end)
    return None


def _in_words(library: Library, plan: DocumentSummary, thing: str) -> Piece | None:
    """The clause of a plan's main targets that sets one for a thing without a figure; None where the plan has a figure for that."""
    main = _main(library, plan) if len(thing) > 1 else None
    rows = (row for each in library.rows(plan.document_id).values() for row in each)
    if main is None or any(
        row.kind == "target" and (row.unit or row.value[:1].isdigit()) and is_called(row, thing) for row in rows
    ):
        return None
    for start, end in clauses(main.text):
        clause = main.text[start:end]
        if thing in clause and not find_figures(clause):
            return Piece(main.sentence, main.start + start, main.start + end)
    return None


def _result(library: Library, report: DocumentSummary, year: int, thing: str) -> LedgerRow | None:
    """What a report tells of a thing in a year, its change before its level."""
    rows = [row for each in library.rows(report.document_id).values() for row in each if is_called(row, thing)]
    able = [row for row in rows if row.kind == "actual" and row.year == year and not row.first_year and not row.period]
    return max(able, key=lambda row: bool(row.change), default=None)


def _beside(library: Library, asked: Question, target: Piece, report: DocumentSummary, result: LedgerRow) -> Answer:
    """A target without a figure with what came of it."""
    told = library.sentence(report.document_id, result.sentence)
    return _told(library, asked, [target, Piece(told, result.start, result.end, (result,))])


def _told(library: Library, asked: Question, pieces: Sequence[Piece]) -> Answer:
    """The pieces, each below its document's name where many documents are held."""
    made = Composed(asked.language)
    for piece in pieces:
        owner = piece.sentence.document.document_id
        if len(library.documents) > 1:
            made.lines.append(Line(short_name(library.summary[owner]), document_id=owner, level="heading"))
        made.lines.append(line(piece, made.cite(piece.sentence)))
        made.rows += piece.rows
    return _finished(made, asked)


FEW = 3
"""Figures from which a sentence is taken to set a plan's main targets."""
_MAIN = re.compile("主要[^,，]{0,9}(?:目标|指标)|\\b(?:main|key|major)(?: \\w+){0,2} (?:targets|goals)")
_ANY_PLAN = re.compile("国民|经济|社会|发展|政府|工作|报告|[和的]")
_SET = re.compile("(?:主要|预期|奋斗)(?:目标|指标)[^,，;；。]{0,6}[是为:：]|(?:主要|预期)+(?:目标|指标)(?=[,，])")


def _answer(library: Library, asked: Question, pairs: Sequence[Pair], told: str, **values: object) -> Answer:
    """The message ``told``, unless that is empty, over the targets with their results."""
    made = Composed(asked.language, [Line(say(told, asked.language, **values), level="note")] if told else [])
    for pair in pairs:
        name = english_name(pair[0][1]) if asked.language == "en" else ""
        made.lines.append(Line(name or pair[0][1].indicator, level="heading"))
        for document_id, row in pair:
            cites = (made.cite(library.sentence(document_id, row.sentence)),)
            text, lead = " ".join(row.quote.split()), figure_text(row)
            gloss = in_english(row) if asked.language == "en" else ""
            made.lines.append(Line(text, cites, (), row.scope.label, document_id, lead=lead, gloss=gloss))
            made.derived += converted(row) if gloss else ()
            made.rows.append(row)
    if values or any("左右" in target.bound for (_, target), _ in pairs):
        made.note("targets_compared")
    return _finished(made, asked)


def _finished(made: Composed, asked: Question) -> Answer:
    return Answer(
        asked.typed, asked.resolved, "answer", "answered", tuple(made.lines), notices=tuple(made.notices),
        routine=tuple(made.routine), citations=tuple(made.citations), derived=tuple(made.derived), language=asked.language,
        rows=tuple(made.rows),
    )  # fmt: skip


def _named(pairs: Sequence[Pair], asked: Question, thing: str) -> list[Pair]:
    """The targets of the one indicator that a question names: its ``thing``, else the longest name that it holds; growths where it asks for one."""
    if asked.language == "en":
        row = named_in_english([target for (_, target), _ in pairs], asked.plain)
        named = [pair for pair in pairs if row in (pair[0][1], None) and (row or _is_gdp(pair[0][1], asked.plain))]
    else:
        named = [pair for pair in pairs if is_called(pair[0][1], thing)]
        held = {pair[0][1].indicator: name for pair in pairs if (name := named_part(pair[0][1].indicator, thing))}
        longest = max(held.values(), key=len, default="")
        named = named or [pair for pair in pairs if held.get(pair[0][1].indicator) == longest != ""]
    grows = [pair for pair in named if pair[0][1].change] if _GROWS.search(asked.plain) else []
    return grows or named


_GROWS = re.compile("增长|增速|增幅|grow", re.IGNORECASE)


def _is_gdp(row: LedgerRow, asked: str) -> bool:
    """Whether a question in English names no more than GDP, which is one word, and a row is of that."""
    return "gdp" in asked.lower() and is_called(row, "GDP")


def _pairs(library: Library, plan: DocumentSummary, report: DocumentSummary, side: Side) -> list[Pair]:
    """The targets of a plan for a year with what its report tells, in the order of the plan."""
    kept = library.kept(plan.document_id, report.document_id).items()
    able = [(t, r) for t, r in kept if t[0] == plan.document_id and t[1].kind == "target" and t[1].year == side.year]
    return sorted(able, key=lambda pair: pair[0][1].start)


def is_missed(target: LedgerRow, result: LedgerRow) -> bool:
    """Whether a result lies below its target, or above one that is a limit."""
    both = compare(result, target)
    if both is None:
        return False
    room = (
        ROUGHLY * max(map(abs, both.target)) if any(about in target.bound for about in ("左右", "约", "上下")) else 0.0
    )
    if _AT_MOST.search(f"{target.bound}{target.indicator}{target.quote}"):
        return both.actual[1] > both.target[1] + room
    falls = both.target[1] < 0  # 下降3% is better met by more of a fall
    return both.actual[0] > both.target[1] + room if falls else both.actual[1] < both.target[0] - room


def thing_of(asked: Question) -> str:
    """What a question asks the target or the result of, roughly: without its places, its years, and what it asks."""
    text = of_one_side(asked.plain)
    for place in asked.places:
        text = text.replace(place, "")
    return _ASKED.sub("", text).strip("和与跟及、的")


_ASKED = re.compile(
    "^[省市区县州旗]?的?|主要|预期|年度|[年定设立的]*(?:目标|指标|任务|计划|承诺)|(?:增长|增速|增幅)(?=率|$|[^\u4e00-\u9fff]|[和与跟及、的]|目标|预期)率?|完成得?|实现|达到|达成|兑现"
    "|(?<=[和与跟及、,，])(?:最终|最后)?(?:结果|实际|实绩)|情况|[是各有]?(?:多少|什么|哪[些几]|怎么?样|如何)|没有|[了没吗呢?？,，。 ]"
)


def of_thing(found: Sequence[Sentence], part: Question) -> list[Sentence]:
    """Of the sentences found for one side those with a figure by the name of the thing asked for, else those that say half of its words."""
    thing = thing_of(part)
    if not part.time.kind_only or part.language == "en" or re.search("[A-Za-z]", thing):
        return list(found)
    named = [s for s in found if any(is_called(row, thing) for row in s.rows)]
    words = [word for word, _ in finer(thing) if len(word) > 1 and word not in ("总额", "总值", "总量")] or [thing]
    return named or [s for s in found if 2 * sum(word in simplify(s.text) for word in words) >= len(words)]
