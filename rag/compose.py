"""Groups of sentences become the lines of an answer, each with its citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.figures import find_figures
from index.pairs import alike, difference
from index.rows import LedgerRow, readable
from index.units import normalized
from index.words import simplify
from rag.candidates import Sentence
from rag.cells import marks_of
from rag.citing import cite
from rag.combine import Combined, Group
from rag.forms import Form
from rag.ground import Piece, figure_text, ground, of_time
from rag.in_english import converted, in_english
from rag.indicators import english_name
from rag.language import in_language
from rag.leading import leading
from rag.library import Library
from rag.measure import measure_asked
from rag.messages import ROUTINE, say
from rag.naming import planned, short_name
from rag.question import Question
from rag.several import asks_quantity
from rag.time import asks_fulfilment, is_yearly
from rag.types import Citation, Derived, Figure, Language, Level, Line


@dataclass(slots=True)
class Composed:
    """An answer's parts as they grow."""

    language: Language
    lines: list[Line] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    rows: list[LedgerRow] = field(default_factory=list)
    derived: list[Derived] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    routine: list[str] = field(default_factory=list)

    def cite(self, sentence: Sentence) -> int:
        """The number of the sentence's citation."""
        fresh = cite(len(self.citations) + 1, sentence)
        for known in self.citations:
            if known == replace(fresh, n=known.n, focus=known.focus):
                return known.n
        self.citations.append(fresh)
        return fresh.n

    def note(self, name: str, **values: object) -> None:
        self.notices.append(said := say(name, self.language, **values))
        if name in ROUTINE:
            self.routine.append(said)


def compose(library: Library, asked: Question, form: Form, combined: Combined, *, named: bool) -> Composed:
    """Lines, citations and what must be said beside them; ``named`` where the reader knows which document answers."""
    made = Composed(asked.language)
    figure = form == "compare" or bool(combined.compared or combined.silent) or asks_quantity(asked)
    documents = list(dict.fromkeys(s.document.document_id for g in combined.groups for s in g.sentences))
    headed = len(documents) > 1 or not named
    last = ""
    for group in _measured_alike(combined) if combined.compared else combined.groups:
        owner = group.sentences[0].document.document_id
        if headed and owner != last:
            made.lines.append(Line(short_name(library.summary[owner]), document_id=owner, level="heading"))
        last = owner
        _tell(library, made, asked, form, group, figure=figure)
    _name_things(made)
    _note_silence(made, asked, form, combined)
    if combined.compared:
        _compare(made)
    if combined.more_sentences:
        made.note("more_left_out")
    if combined.more_documents:
        made.note("more_documents")
    if not named and asked.time.offsets and not asked.time.years:
        _note_year(library, made, asked.time.offsets, documents)
    return made


def _note_silence(made: Composed, asked: Question, form: Form, combined: Combined) -> None:
    """What was asked for and not found: parts, sides, or what came of a target whose year has no report."""
    for part in combined.missing:
        made.note("part_not_said", part=in_language(part, part, made.language))
    for span, kind in combined.silent:
        years = "—".join(map(str, dict.fromkeys(span)))
        made.note(f"{kind or 'then'}_not_said", when=years if made.language == "en" else f"{years}年")
    if asks_fulfilment(asked.plain) and len(asked.time.years) == 1 and not combined.silent:
        kinds = {scope.kind for group in combined.groups for s in group.sentences for scope in s.scopes}
        if kinds == {"target"}:  # and no report of that year is held
            year = asked.time.years[0]
            made.note("actual_not_said", when=year if made.language == "en" else f"{year}年")
    if form == "compare" and (combined.silent or combined.missing):
        made.note("one_side")


def _measured_alike(combined: Combined) -> Sequence[Group]:
    """The groups of two sides, each of one sentence, with the marks on figures that compare (growth and growth, dollars and dollars) where the
    marked ones do not."""
    sentences = [s for group in combined.groups for s in group.sentences]
    rows = [ground(s, g.wanted, 1).rows for g, s in zip(combined.groups, sentences, strict=False)]
    if len(sentences) != 2 or not all(rows) or comparable(rows[0][0], rows[1][0]):
        return combined.groups
    able = [of_time(s.rows, group.wanted) for group, s in zip(combined.groups, sentences, strict=True)]
    pairs = [(a, b) for a in able[0] for b in able[1] if (a == rows[0][0] or b == rows[1][0]) and comparable(a, b)]
    if not pairs:
        return combined.groups
    marked = [replace(s, marks=marks_of(s, row)) for s, row in zip(sentences, pairs[0], strict=True)]
    return [replace(g, sentences=(s,)) for g, s in zip(combined.groups, marked, strict=True)]


def _note_year(library: Library, made: Composed, offsets: Sequence[int], documents: Sequence[str]) -> None:
    """What this year, or last year, means where it was said: a year of the one document that answers, which is its place's newest, or of
    each document's own."""
    if len(documents) > 1:
        gap = ", " if made.language == "en" else ""
        made.note("own_year", words=gap.join(say(f"year{n:+}", made.language) for n in offsets))
        return
    summary = library.summary[documents[0]]
    year = planned(summary)
    if year is None or not is_yearly(library.time(documents[0])):
        made.note("newest_plan", document=short_name(summary))
        return
    meant = [say("year_meant", made.language, word=say(f"year{n:+}", made.language), year=year + n) for n in offsets]
    made.note(
        "newest", document=short_name(summary), years=", ".join(meant) if made.language == "en" else "，".join(meant)
    )


def _tell(library: Library, made: Composed, asked: Question, form: Form, group: Group, *, figure: bool) -> None:
    digest = form == "overview" and len(group.sentences) > 1
    if digest and group.kind:
        made.lines.append(Line(say("done" if group.kind == "actual" else "promised", made.language), level="heading"))
    measure = measure_asked(asked.plain)
    for sentence in group.sentences:
        wanted = group.wanted or asked.time.wanted(library.time(sentence.document.document_id))
        most = group.leading if figure and not digest and form != "list" else 0
        piece = ground(sentence, wanted, most, measure, whole=form in ("overview", "list"))
        told = "" if form in ("overview", "list") else leading(simplify(asked.plain), piece)
        if told and not _HOW_MANY.search(asked.plain):
            piece = replace(piece, rows=())
        told_line = line(piece, made.cite(sentence), item=digest, told=told)
        if made.language == "en" and told_line.lead:
            told_line = replace(told_line, gloss="; ".join(filter(None, map(in_english, piece.rows))))
            made.derived += [figure for row in piece.rows for figure in converted(row)]
        if told_line.lead:
            told_line = replace(told_line, things=tuple(_thing(row, made.language) for row in piece.rows))
        made.lines.append(told_line)
        made.rows += piece.rows


def _thing(row: LedgerRow, language: Language) -> str:
    """What a figure is of: 新增学位, 地区生产总值增长."""
    return (english_name(row) if language == "en" else "") or f"{row.indicator}{row.change}"


def _name_things(made: Composed) -> None:
    """Figures that lead say what they are of only where they are of several things."""
    if len({thing for line in made.lines for thing in line.things}) < 2:
        made.lines = [replace(line, things=()) for line in made.lines]


_NOTE = re.compile(r"\^?\[\d{1,3}\]|\^\d{1,3}\b")
"""The mark of a note in the plan, which would read as the mark of a source."""
_YEAR = re.compile(r"(?:19|20)\d\d年|[今明后去]年")
_HOW_MANY = re.compile("多少|几(?![月时年号])|how (?:many|much)")


def line(piece: Piece, n: int, *, item: bool = False, told: str = "") -> Line:
    """One statement: the clauses that answer, verbatim, with their figures located; what is ``told`` of when or who leads beside them."""
    text = " ".join(_NOTE.sub("", piece.text).split()).strip("—－- \u3000").rstrip("，,、；;：:")
    figures = tuple(Figure(f.value, f.unit, f.bound, f.start, f.end) for f in find_figures(text))
    lead = "、".join(filter(None, dict.fromkeys([*map(figure_text, piece.rows), told])))
    scope = piece.scope.label if piece.scope and not _YEAR.search(told) else None
    level: Level = "item" if item else "statement"
    home = piece.sentence.document.document_id
    return Line(text, (n,), figures, scope, home, level, "" if item else lead)


def _measured(row: LedgerRow, language: Language) -> str:
    named = f"“{row.indicator}{row.change}”"
    return f"{named} ({row.unit})" if language == "en" else f"{named}（{row.unit}）"


def _compare(made: Composed) -> None:
    """The difference of two sides where they compare, else why there is none."""
    sides = [line for line in made.lines if line.level == "statement"]
    if len(sides) != 2 or len(made.rows) != 2:
        return
    first, second = made.rows
    if not comparable(first, second):
        if first.unit and second.unit:
            made.note("other_measure", first=_measured(first, made.language), second=_measured(second, made.language))
        return
    change = work_out(first, second)
    if change is None:
        return
    cites = tuple(n for side in sides for n in side.cites)
    if change.derived is None:
        made.lines.append(Line(say("difference_same", made.language), cites, level="note"))
        return
    made.derived.append(change.derived)
    unit = say("points", made.language) if change.unit == "个百分点" else change.unit
    rough = say("about", made.language) if change.rough else ""
    name = "difference_more" if change.sign > 0 else "difference_less"
    made.lines.append(
        Line(say(name, made.language, rough=rough, value=change.derived.value, unit=unit), cites, level="note")
    )


@dataclass(frozen=True, slots=True)
class Change:
    """From the first figure to the second: ``sign`` is 1, 0 or -1; ``derived`` is None where both are the same."""

    sign: int
    unit: str
    derived: Derived | None
    rough: bool
    """Whether a bound (约, 近, 以上) on either side makes the difference rough."""


def comparable(first: LedgerRow, second: LedgerRow) -> bool:
    """Whether two figures are of one indicator, unit (whatever its magnitude) and way of counting years."""
    units = {normalized(row.value_min, row.unit)[1] for row in (first, second)}
    return len(units) == 1 and alike(first, second)


def work_out(first: LedgerRow, second: LedgerRow) -> Change | None:
    """The second less the first, where both are single numbers that compare."""
    found = difference(first, second) if comparable(first, second) else None
    if found is None:
        return None
    value, unit = found
    if value and any(row.kind == "actual" and _OPEN.search(row.bound) for row in (first, second)):
        return None
    rough = any(set(row.bound.split(",")) - {"", "力争"} for row in (first, second))
    if not value:
        return Change(0, unit, None, rough)
    same_unit = first.unit == second.unit
    values = (r.value_min if same_unit else normalized(r.value_min, r.unit)[0] for r in (first, second))
    before, after = (readable(v, first.unit if same_unit else unit) for v in values)
    how = f"{after} - {before}" if value > 0 else f"{before} - {after}"
    return Change(1 if value > 0 else -1, unit, Derived(readable(abs(value), unit), how), rough)


_OPEN = re.compile("突破|超|[以之][上下内]|[不低高少多]于|至少|余")
"""Bounds beyond which a result may lie anywhere, so that it has no difference to another figure."""
