"""What the reader reads of each candidate: a sentence below its context line, and figures of another time than their sentence's by themselves.

The reader has learned on sentences that speak of one time. A table's row holds the figures of several (2023年实际:3900;2024年实际:4100), and
so do some sentences (新增学位3800个,到2028年累计1.6万个). Each such figure in question is read as the sentence that it says
(2024年新增公共停车位4100个), below the context line of its own time; the surest of them stands for its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.deeds import split_deed
from index.document import Scope
from index.rows import LedgerRow, written
from index.tabular import is_row, row_name, sums_places
from index.times import DocumentTime
from rag.candidates import Sentence
from rag.ground import of_time
from rag.indicators import named_in_english
from rag.leading import asks_who
from rag.meant import tells_elsewhere, told_in, with_meant
from rag.question import Question
from rag.reader import Reader
from rag.reader_model import Reading, reading_context
from rag.time import TimeAsked, kind_of, same_part

CELLS = 64
"""Figures read by themselves for one question."""
CROWDED = 4
"""Figures from which a sentence is so long that the one it is asked for is also read by itself, if the question names it."""
_AS_SURE = 0.5
"""Logits: of figures no further than this from the surest, the first of the sentence is meant (a level before its growth)."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate with its figures that may answer, and those of them that are read by themselves."""

    sentence: Sentence
    rows: tuple[LedgerRow, ...]
    alone: tuple[LedgerRow, ...]
    whole: str
    """See :func:`_whole`."""


def read_sentences(
    reader: Reader,
    asked: Question,
    sentences: Sequence[Sentence],
    times: Sequence[DocumentTime],
    *,
    headings: bool = True,
) -> list[Sentence]:
    """The sentences with the reader's scores and marks, and with the figures asked for first; ``times`` are those of their documents."""
    candidates: list[_Read] = []
    room = CELLS
    for sentence, time in zip(sentences, times, strict=True):
        rows = asked_for(sentence.rows, asked.time, time)
        crowded = len(rows) >= CROWDED
        alone = tuple(
            row
            for row in of_time(rows, asked.time.wanted(time))
            if _of_another_time(row, sentence) or (crowded and named_part(row.indicator, asked.read))
        )
        alone = () if asks_who(asked.read) else _levels(asked, alone)[:room]
        room -= len(alone)
        candidates.append(_Read(sentence, rows, alone, _whole(sentence) if alone else ""))
    passages = [p for c in candidates for p in _passages(c, asked, headings=headings)]
    readings = iter(reader.read(asked.read, passages))
    named = _named(asked, [(row, c.whole, _row_of(c.sentence)) for c in candidates for row in c.alone])
    summed = _sum_asked(asked)
    scored = [_scored(c, next(readings), [next(readings) for _ in c.alone], named, summed) for c in candidates]
    return [_as_meant(asked, s, c.sentence.rows, time) for s, c, time in zip(scored, candidates, times, strict=True)]


def _as_meant(asked: Question, sentence: Sentence, rows: Sequence[LedgerRow], time: DocumentTime) -> Sentence:
    """A sentence with the figure that is meant in front; it stands back where that tells something else. ``rows`` are all of the sentence."""
    told = () if is_row(sentence.text) else told_in(sentence, rows)
    if asked.language == "en" and told and (named := named_in_english(sentence.rows, asked.plain)):
        sentence = replace(sentence, marks=marks_of(sentence, named))
    sentence = with_meant(asked, sentence, told, time)
    return replace(sentence, score=sentence.score - _ELSEWHERE * tells_elsewhere(asked, sentence, told))


def _of_another_time(row: LedgerRow, sentence: Sentence) -> bool:
    return row.scope != sentence.scope or is_row(sentence.text)


def _levels(asked: Question, rows: tuple[LedgerRow, ...]) -> tuple[LedgerRow, ...]:
    """Without growths where a level stands beside them and no growth is asked for."""
    levels = tuple(row for row in rows if not row.change)
    return rows if not levels or _GROWS.search(asked.read.lower()) else levels


_GROWS = re.compile(
    "[增涨降减升]|提高|速|幅|快|慢|翻|grow|rise|rose|increas|decreas|fall|fell|chang|faster|slower|累计"
)


def _passages(candidate: _Read, question: Question, *, headings: bool) -> list[tuple[str, str]]:
    sentence, asked = candidate.sentence, question.time
    document, number = sentence.document, sentence.number

    def below(scope: Scope | None) -> str:
        if scope and scope.period and same_part(asked.period, scope.period):
            scope = replace(scope, period=asked.period)  # 上半年 is asked for and 1—6月 is written
        return reading_context(document, number, scope) if headings else ""

    whole = f"{candidate.whole}其中" if candidate.whole else _sum_of(sentence, question.plain)
    texts = [
        f"{row.years}{'目标' if row.kind == 'target' else ''}{whole}{row.indicator}"
        f"{_DONE if row.kind == asked.kind == 'actual' else ''}{written(row.change, row.value, row.unit)}。"
        for row in candidate.alone
    ]
    return [(below(sentence.scope), _of_party(sentence.text) if asks_who(question.read) else sentence.text)] + [
        (below(row.scope), text) for row, text in zip(candidate.alone, texts, strict=True)
    ]


_DONE = "实际"
"""Ahead of a result, where the question asks for what was done beside what was planned."""


def _sum_of(sentence: Sentence, asked: str) -> str:
    """What the sum over the places of a document is of (全县合计), with the question's word for a sum, or empty."""
    region = sentence.document.metadata.region
    if not region or not is_row(sentence.text) or not sums_places(sentence.text):
        return ""
    word = _IN_ALL.search(asked)
    return (f"全{region[-1]}" if region[-1] in "国省市州县区旗镇乡" else "") + (word.group() if word else "合计")


_IN_ALL = re.compile("[一总]共|[合共总]计")


def _of_party(text: str) -> str:
    """A table's row with the head of who is to do it in the word that plans use most, each character in its place."""
    return _PARTY.sub("责任单位", text) if ";" in text else text


_PARTY = re.compile(
    "(?:(?<=;)|^)(?:责任|承办|主办|主责|实施|承担)(?:股室|科室|处室|部门|主体|站所|队所|机构|单位)(?=:)"
)


def _whole(sentence: Sentence) -> str:
    """The name of what a table's row is a part of (货物运输量, where the row is 其中:铁路); empty where it is no part."""
    sentences, at = sentence.document.sentences, sentence.number
    name, part = row_name(sentence.text) if is_row(sentence.text) else ("", False)
    first = part
    while part and at > 0:
        at -= 1
        name, part = row_name(sentence.document.quote(sentences[at]))
    return name if first and not part else ""


def _scored(
    candidate: _Read, whole: Reading, alone: Sequence[Reading], named: frozenset[str], summed: bool | None
) -> Sentence:
    """The sentence as the surest of its readings has it. A figure whose name the question does not hold counts half with its sentence."""
    sentence = candidate.sentence
    scores = [
        reading.score if row.indicator in named else (reading.score + whole.score) / 2
        for row, reading in zip(candidate.alone, alone, strict=True)
    ]
    best = max(scores, default=whole.score)
    if not scores or (best <= whole.score and not is_row(sentence.text)):
        return replace(sentence, score=whole.score, marks=whole.marks, rows=candidate.rows)
    of_name = any(row.indicator in named for row in candidate.alone) and is_row(sentence.text)
    cells = sorted(
        zip(candidate.alone, scores, strict=True),
        key=lambda cell: (
            of_name and cell[0].indicator not in named,
            _of_other_span(cell[0], candidate.alone, summed),
            max(best - cell[1], _AS_SURE),
        ),
    )
    ranked = [row for row, _ in cells]
    marks = () if is_row(sentence.text) else marks_of(sentence, ranked[0])
    return replace(sentence, score=best, marks=marks, rows=(*ranked, *(r for r in candidate.rows if r not in ranked)))


def marks_of(sentence: Sentence, row: LedgerRow) -> tuple[float, ...]:
    """Marks of a sentence that a row of the ledger answers by."""
    return tuple(float(row.start <= at < row.end) for at in range(sentence.start, sentence.end))


def _sum_asked(asked: Question) -> bool | None:
    """Whether the sum of several years is asked for, or a figure of one year; None where the question says neither."""
    summed = bool(_SUM_ASKED.search(asked.plain)) or bool(asked.time.spans)
    return summed if summed or asked.time.years else None


def _of_other_span(row: LedgerRow, cells: Sequence[LedgerRow], summed: bool | None) -> bool:
    """Whether a cell tells of another span than is asked for what another cell tells of that."""
    if summed is None or bool(row.first_year) == summed:
        return False
    return any((c.indicator, c.change) == (row.indicator, row.change) and bool(c.first_year) == summed for c in cells)


_SUM_ASKED = re.compile("[一总]共|[合共总累]计|总和|加起来|[两三四五六七八九十]年(?!度|底|末|级)|in total|altogether")
_ELSEWHERE = 12.0
"""Logits by which the figure of another place stands back."""


def _row_of(sentence: Sentence) -> str:
    """The name of a table's row, whose cells measure it by their columns."""
    return row_name(sentence.text)[0] if is_row(sentence.text) else ""


def _named(asked: Question, rows: Sequence[tuple[LedgerRow, str, str]]) -> frozenset[str]:
    """The indicators of rows, each with what it is a part of and the name of its table's row, that a question names: none that is only part of
    another's name (学位 in 公办学位), or only the whole of which it asks for a part (货物运输量 in 铁路货物运输量)."""
    found = {}
    for row, _, of in rows:
        measure = row.indicator.removeprefix(of) if of else ""
        parts = (of, measure) if measure and measure != row.indicator else (row.indicator,)
        held = [named_part(part, asked.read) for part in parts]
        if all(held):
            found[row.indicator] = "".join(held)
    cores = set(found.values())
    wholes = {whole for row, whole, _ in rows if row.indicator in found and found[row.indicator] not in whole}
    return frozenset(
        name
        for name, core in found.items()
        if name not in wholes and not any(core != other and core in other for other in cores)
    )


def named_part(name: str, asked: str) -> str:
    """A name, or what it counts, as far as a question holds it; empty where it does not."""
    core = name if name in asked else split_deed(name)[1]
    core = core if core in asked else core.removesuffix("数")
    return core if len(core) > 1 and core in asked else ""


def without_other_rows(asked: Question, ranked: Sequence[Sentence]) -> list[Sentence]:
    """Sentences, the surest first. Beside a table's row whose name the question holds (粮食 of 粮食播种面积) without rows whose name it
    does not (农作物播种面积), and without those that tell the same of another span of years."""
    leading = {s.key: (s.rows[0], _whole(s), _row_of(s)) for s in ranked if s.rows and is_row(s.text)}
    named = _named(asked, list(leading.values()))
    if not ranked or ranked[0].key not in leading:
        return list(ranked)
    first = leading[ranked[0].key][0]
    other = {
        key
        for key, (row, _, _) in leading.items()
        if (first.indicator in named and row.indicator not in named)
        or (row.indicator == first.indicator and bool(row.first_year) != bool(first.first_year))
    }
    return [s for s in ranked if s.key not in other]


def asked_for(rows: Sequence[LedgerRow], asked: TimeAsked, time: DocumentTime) -> tuple[LedgerRow, ...]:
    """The rows of a sentence that may answer: of the part of the year asked for, and of the kind asked for where the sentence has both.

    Of a year that is over what was reached is asked for, unless the question says otherwise.
    """
    able = [row for row in rows if same_part(asked.period, row.period)]
    if not able and not asked.period:
        able = list(rows)
    wanted = asked.wanted(time)
    kind = asked.kind or (kind_of(wanted[0], time) if len(wanted) == 1 else None)
    of_kind = [row for row in of_time(able, wanted) if row.kind == kind]
    return tuple(of_kind or able)
