"""A draft read as the plans are: its statements with their clauses, the years they speak of and the places they are about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from index.bounds import AFTER_BOUND
from index.reading.source import Source
from index.rows import LedgerRow
from index.scope import opening_scope
from index.structure import parse_structure
from index.tabular import CellFigure, cell_figures
from index.times import YEAR, DocumentTime, in_digits, periods_in
from index.units import normalized
from index.words import simplify
from rag.library import Library
from rag.llm.checks.reading import read
from rag.llm.checks.text import cut
from rag.llm.checks.times import frames
from rag.naming import Documents, of_place, planned
from rag.places import NATION, places_named
from rag.retriever import retrieve


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause of a statement: ``start`` and ``end`` count in the draft's text, its closing mark included."""

    start: int
    end: int
    ends_run: bool
    """Whether a mark stronger than a comma ends it, so that the next clause speaks of something else."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a draft, or a heading (which has no ``pieces``)."""

    start: int
    end: int
    text: str
    words: str
    """In simplified characters, with 今年 and 去年 as years."""
    pieces: tuple[Piece, ...] = ()
    documents: Documents = ()
    """Those that may say it."""
    years: tuple[int, ...] = ()
    """The years it names as its own."""
    spans: bool = False
    """Whether it opens with several years at once (五年来)."""
    opens: bool = False
    """Whether a paragraph begins with it."""


def read_draft(draft: Source, library: Library, documents: Documents, year: int | None = None) -> tuple[Statement, ...]:
    """The statements of a draft in order, headings among them.

    Args:
        draft: As it stands, in any script; offsets count in its text.
        library: The documents of the index.
        documents: Those that the draft may be held against.
        year: What 今年 means in the draft; None where the draft and the documents must tell.
    """
    text = _unmarked(draft.text)
    plain = simplify(text)
    plain = plain if len(plain) == len(text) else text
    places = _Places(plain, library, documents)
    time = _time(plain, places.main, year)
    years = {int(y) for y in YEAR.findall(in_digits(plain))} | {y for y in (time.reviewed, time.planned) if y}
    tree = parse_structure(replace(draft, text=plain), 0, time)
    found = []
    for section in tree.sections:
        end = section.start + len(section.title)
        found.append(_heading(draft.text, section.start, end, _years_put(section.title, time), time))
    for s in tree.sentences:
        paragraph = tree.paragraphs[s.paragraph]
        path, section_of = [], paragraph.section
        while section_of is not None:
            path.append(tree.sections[section_of].title)
            section_of = tree.sections[section_of].parent
        words = _years_put(plain[s.start : s.end], time)
        if cells := cell_figures(plain[s.start : s.end], None, time):
            main = near_in_time(places.of(words, plain[: s.start], path), years)
            found += [_cell(draft.text, s.start, cell, main, i == 0) for i, cell in enumerate(cells)]
            continue
        if _is_heading(plain, s.start, s.end):
            found.append(_heading(draft.text, s.start, s.end, words, time))
            continue
        scope = opening_scope(words, None, time)
        found.append(
            Statement(
                s.start,
                s.end,
                draft.text[s.start : s.end],
                words,
                tuple(_pieces(plain[s.start : s.end], s.start, words)),
                near_in_time(places.of(words, plain[paragraph.start : s.start], path), years),
                _years(words, time),
                bool(scope and scope.first_year),
                s.start == paragraph.start,
            )
        )
    return tuple(sorted(found, key=lambda s: s.start))


def _heading(text: str, start: int, end: int, words: str, time: DocumentTime) -> Statement:
    return Statement(start, end, text[start:end], words, years=_headed(words, time), opens=True)


def _cell(text: str, row: int, cell: CellFigure, documents: Documents, first: bool) -> Statement:
    """A cell of a table's row as the sentence that it tells (2025年社会消费品零售总额增长3.6%); with the ``first`` stands the row's name."""
    start, end = row if first else row + cell.start, row + cell.end
    years = f"{cell.scope.first_year}—{cell.scope.year}" if cell.scope.first_year else str(cell.scope.year)
    f = cell.figure
    front, behind = ("", f.bound) if AFTER_BOUND.fullmatch(f.bound) else (f.bound, "")
    words = f"{years}年{cell.indicator}{f.change}{front}{f.value}{f.unit}{behind}"
    pieces = (Piece(start, end, ends_run=True),)
    span = bool(cell.scope.first_year)
    return Statement(start, end, text[start:end], words, pieces, documents, (cell.scope.year,), span)


_MARKUP = re.compile(r"^[ \t]{0,3}(?:#{1,6}|[-*+>]|\d{1,2}\.)(?=[ \t])|\*\*|__|`|~~", re.M)


def _unmarked(text: str) -> str:
    """A draft with Markdown's marks as blanks, each character in its place."""
    return _MARKUP.sub(lambda match: " " * len(match.group()), text)


_ENDS = tuple("。！？!?；;，,：:…")
_TITLE = 40


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a line of its own that no mark ends (在全区经济工作会议上的讲话) and that counts nothing."""
    alone = text[:start].rstrip(" \u3000")[-1:] in ("", "\n") and text[end:].lstrip(" \u3000")[:1] in ("", "\n")
    line = text[start:end]
    return alone and end - start <= _TITLE and not line.endswith(_ENDS) and not re.search(r"\d(?!\d{0,3}年)", line)


# --- time ----------------------------------------------------------------------------------------------------------

_RELATIVE = re.compile(
    "(?<![比较超与和同跟])(?P<word>今年|本年度?|去年|上年度?|上一年|前年|明年)(?!同期|同比|[末底]相比)"
)
_OFFSETS = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "明": 1}
_FORESEEN = re.compile("(?:预计|预期)(?=[\u4e00-\u9fff\\d])(?!目标|投资|性)")
"""Whether a result was foreseen or has come about makes no difference to a draft, which is written later."""


def _time(text: str, documents: Documents, year: int | None) -> DocumentTime:
    """What this year and last year mean: ``year``, else the last year planned by a document that the draft names, or names the one before."""
    if year is not None:
        return DocumentTime(year - 1, year)
    named = {int(y) for y in YEAR.findall(in_digits(text))}
    known = {y for d in documents if (y := planned(d))}
    this = max(known, key=lambda y: (y in named, y - 1 in named, y), default=None)
    return DocumentTime(this and this - 1, this)


def _years_put(text: str, time: DocumentTime) -> str:
    this = time.planned
    if this is not None:
        text = _RELATIVE.sub(lambda m: f"{this + _OFFSETS[m['word'][0]]}年", text)
    return _FORESEEN.sub("", text)


def _years(text: str, time: DocumentTime) -> tuple[int, ...]:
    """The years near its own that a text names as its time."""
    named = dict.fromkeys(year for frame in frames(read(text)) for year in frame.years)
    return tuple(year for year in named if time.planned is None or abs(year - time.planned) <= _FAR)


_DOCUMENTS = ("政府工作报告", "发展规划", "规划纲要", "发展计划")


def _headed(title: str, time: DocumentTime) -> tuple[int, ...]:
    """The years that a heading sets for what stands below it: none where it names a plan's period too, or a document by its year."""
    if periods_in(title) or any(name in title for name in _DOCUMENTS):
        return ()
    return _years(title, time)


_FAR = 10
"""Years from a draft's own beyond which one named is part of a thing (1980年前的农房) or a far goal."""


class Carry:
    """The year that a draft's sentences go on with where they name none.

    Within a paragraph and below a heading with a year it holds; in the next paragraph it is only likely; a heading without a year ends it.
    """

    def __init__(self) -> None:
        self.year: int | None = None
        self.holds = False
        self._headed: int | None = None
        self._begun = self._firm = False

    def before(self, statement: Statement) -> None:
        """Come to a statement."""
        if not statement.pieces:
            self._headed = statement.years[0] if len(statement.years) == 1 else None
            self.year, self.holds = self._headed, self._headed is not None
            self._firm = self._begun  # a title holds until the text comes to another year
        elif statement.opens:
            self.year, self.holds = self._headed or self.year, self._headed is not None

    def claim(self, statement: Statement) -> str:
        """What a statement claims, with the year that holds for it put in front."""
        year = self.carried(statement)
        return f"{year}年，{statement.words}" if year else statement.words

    def carried(self, statement: Statement) -> int | None:
        """The year that :meth:`claim` puts in front; None where it puts none."""
        return self.year if self.holds and not _own(statement) else None

    def likely(self, statement: Statement) -> int | None:
        """The year that a statement probably speaks of, though nothing says so."""
        return None if self.holds or _own(statement) else self.year

    def behind(self, statement: Statement, *, wrong: bool, doubted: bool) -> None:
        """Go on behind a statement; one whose time is ``wrong`` or that sets a term (到2035年) tells nothing of the time of those that follow,
        and only the likely one where its time is ``doubted``."""
        self._begun = self._begun or bool(statement.pieces)
        term = any(f"{word}{year}年" in statement.words for year in statement.years for word in _TERMS)
        if statement.pieces and _own(statement) and not wrong and not term:
            one = len(statement.years) == 1 and not statement.spans
            self.year, self.holds = statement.years[0] if one else None, one and not doubted
            self._headed = self._headed if self._firm or self.year == self._headed else None


_TERMS = ("到", "至", "自", "从")


def _own(statement: Statement) -> bool:
    return bool(statement.years) or statement.spans


# --- clauses -------------------------------------------------------------------------------------------------------

_HALF = str.maketrans("，；：！？", ",;:!?")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_STRONG = tuple(";。!?\n")


def _pieces(text: str, start: int, claim: str) -> Iterator[Piece]:
    """The clauses of a sentence, one for each that is read in the claim; all in one where the two do not tally."""
    flat = _THOUSANDS.sub("\u0000", text.translate(_HALF))
    found, at = [], 0
    for clause, mark in cut(flat):
        at = flat.index(clause, at)
        stop = at + len(clause) + len(mark)
        found.append(Piece(start + at, start + stop, mark in _STRONG))
        at = stop
    if len(found) != len(read(claim).clauses):
        found = [Piece(start, start + len(text), True)]
    yield from found


# --- places --------------------------------------------------------------------------------------------------------


class _Places:
    """Which documents a sentence is about: those of the places it names, of the one its paragraph or heading opens with, of the draft's."""

    def __init__(self, text: str, library: Library, documents: Documents) -> None:
        self._library, self._documents = library, documents
        named = Counter(self._regions(text))
        most = max(named.values(), default=0)
        near: Documents = tuple(d for d in documents if named[d.region] == most) if named else documents
        votes = self._votes(text, near) if len(near) > 1 else Counter[str]()
        best = max(votes.values(), default=0)
        region = next((d.region for d in near if votes[d.document_id] == best), "")
        told = tuple(d for d in near if d.region == region and votes[d.document_id] * _FEW >= best)
        self.main: Documents = told if best >= _FEW or (best and not named) else near

    def of(self, sentence: str, before: str, path: Sequence[str]) -> Documents:
        own = set(self._regions(sentence))
        carried = own or next((r for piece in (before, *path) if (r := set(self._regions(piece)))), set())
        carried -= {d.region for d in self.main}
        return (*(d for d in self._documents if d.region in carried), *self.main)

    def _regions(self, text: str) -> list[str]:
        """The regions of documents that a text names, as often as it does; 全国 tells but among whom something ranks."""
        names = [*places_named(text), *(n for n in self._library.short_names if n in text)]
        return [
            region
            for name in dict.fromkeys(names)
            for region in dict.fromkeys(d.region for d in of_place(name, self._documents) if d.region != NATION)
            for _ in range(text.count(name))
        ]

    def _votes(self, text: str, documents: Documents) -> Counter[str]:
        """For how many sentences of a draft a document has a figure of theirs in what it says nearest to them."""
        votes: Counter[str] = Counter()
        ids = frozenset(d.document_id for d in documents)
        parts = ((part, {(a.low, a.unit) for a in read(part).amounts}) for part in re.split("[。；;\n]", text))
        for part, figures in [(part, figures) for part, figures in parts if figures][:_VOTERS]:
            near = retrieve(self._library.store, part, self._library.vector(part), ids)[:_VOTES]
            found = map(self._library.found, near)
            votes.update({s.document.document_id for s in found if figures & {_figure(row) for row in s.rows}})
        return votes


def _figure(row: LedgerRow) -> tuple[float, str]:
    return normalized(row.value_min, row.unit)


_VOTERS, _VOTES = 24, 8
"""Sentences of a draft that are asked where it belongs, and sentences found for each."""
_FEW = 3
"""Votes from which on documents are left out that have less than the most by this factor."""


def near_in_time(documents: Documents, years: Collection[int]) -> Documents:
    """The documents that report on or plan one of some years; all where none does."""
    return tuple(d for d in documents if any(d.covers(year) for year in years)) or documents
