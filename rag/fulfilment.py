"""Which targets were missed or met: each of a plan's beside what the report of its year tells of it, where both have a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.catalog import DocumentSummary
from index.pairs import compare
from index.rows import LedgerRow
from rag.cells import named_part
from rag.compose import Composed
from rag.ground import figure_text
from rag.library import Library
from rag.messages import say
from rag.question import Question
from rag.several import Side, sides
from rag.types import Answer, Line

MOST = 12
"""Targets shown."""
_MISSED = re.compile(
    "(?:没有?|未能?|不)(?:能|有)?(?:如期|按期|全部)?(?:完成|达[到成标]?|实现|兑现|做到)|差距|落空|missed|not (?:met|reached)"
)
_WHICH = re.compile("哪[些几一]|什么|有没有|which|what")
_TARGETS = re.compile("目标|指标|任务|承诺|targets?|goals?")
_AT_MOST = re.compile(
    "以内|以下|之内|不超|不高|低于|少于|控制|失业|价格|物价|赤字|事故|死亡|[能水煤电]耗|浓度|排放|负债"
)
"""Of what no more is wanted."""
ROUGHLY = 0.05
"""Share of a target of about so much by which its result may fall short of it."""


Told = tuple[str, LedgerRow]
"""A document and a row of it."""


def fulfilment(library: Library, asked: Question, documents: Sequence[DocumentSummary]) -> Answer | None:
    """The answer to which of a year's targets were missed, or met, or whether one named was; None where that is not asked or no target has a
    result."""
    found = sides(asked, documents)
    if [side.kind for side in found] != ["target", "actual"]:
        return None
    plans, reports = ([d for d in documents if side.told_by(d)] for side in found)
    pairs = [p for plan in plans for report in reports for p in _pairs(library, plan, report, found[0])]
    named = [pair for pair in pairs if named_part(pair[0][1].indicator, asked.plain)]
    if len(named) == 1:
        (_, target), (_, result) = named[0]
        return _answer(library, asked, named, say("missed" if is_missed(target, result) else "met", asked.language))
    text = asked.plain.lower()
    if not pairs or not (_WHICH.search(text) and _TARGETS.search(text)):
        return None
    missed = bool(_MISSED.search(text))
    chosen = [pair for pair in pairs if is_missed(pair[0][1], pair[1][1]) == missed]
    name = "targets_missed" if missed else "targets_met"
    told = say(name, asked.language, count=len(chosen), compared=len(pairs), year=found[0].year)
    return _answer(library, asked, chosen[:MOST], told)


def _answer(library: Library, asked: Question, pairs: Sequence[tuple[Told, Told]], told: str) -> Answer:
    """What was ``told``, over the targets with their results."""
    made = Composed(asked.language, [Line(told, level="note")])
    for pair in pairs:
        made.lines.append(Line(pair[0][1].indicator, level="heading"))
        for document_id, row in pair:
            cites = (made.cite(library.sentence(document_id, row.sentence)),)
            text, lead = " ".join(row.quote.split()), figure_text(row)
            made.lines.append(Line(text, cites, (), row.scope.label, document_id, lead=lead))
            made.rows.append(row)
    made.note("targets_compared")
    return Answer(
        asked.typed, asked.resolved, "answer", "answered", tuple(made.lines), notices=tuple(made.notices),
        citations=tuple(made.citations), language=asked.language, rows=tuple(made.rows),
    )  # fmt: skip


def _pairs(library: Library, plan: DocumentSummary, report: DocumentSummary, side: Side) -> list[tuple[Told, Told]]:
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
