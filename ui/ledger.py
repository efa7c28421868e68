"""The ledger as people use it: filtered, sorted, in series, targets beside what was told of them later."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from index.catalog import Catalog, DocumentSummary
from index.pairs import Entry, all_series, find_series, follow_up, pair_rows
from index.rows import UNDATED, LedgerRow
from index.units import normalized
from index.words import normalise
from ui.asked import MAX_NAME
from ui.subjects import find_subject, subjects_of_rows

Row = dict[str, Any]
Name = Annotated[str, Field(max_length=MAX_NAME)]
FIELDS = (
    "document_id", "title", "region", "year", "kind", "indicator", "value", "value_min", "value_max", "unit", "bound", "change",
    "section", "topic", "quote", "start", "end", "first_year", "type", "period", "deadline", "responsible", "subjects",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; a field left empty lets all pass."""

    document_id: Name = ""
    region: Name = ""
    kind: Name = ""
    year: int | None = None
    section: Annotated[str, Field(max_length=1000)] = ""
    """A heading at any depth."""
    subject: Name = ""
    """A key or name of :data:`ui.subjects.SUBJECTS`; one that is none lets nothing pass."""
    type: Name = ""
    """``figure`` or ``action``."""
    search: Name = ""
    """Words parted by spaces: each must stand in indicator, topic, heading, quote, title or region; one in English must mean what the
    indicator or the region is called."""


@dataclass(frozen=True, slots=True)
class Listed(Entry):
    """A row with its document and its place in the ledger."""

    number: int
    document: DocumentSummary

    @property
    def key(self) -> str:
        """Names the row to :meth:`Ledger.find`, also after the documents have changed."""
        return f"{self.number}:{self.document_id}:{self.row.start}"


class Ledger:
    """All rows of an index in memory, so that filtering takes milliseconds. Without ``actions``, those of figures alone."""

    def __init__(self, catalog: Catalog, *, actions: bool = False) -> None:
        self.documents = catalog.documents()
        by_document: dict[str, list[LedgerRow]] = {d.document_id: [] for d in self.documents}
        for owner, row in catalog.ledger(type=None if actions else "figure", undated=True):
            by_document[owner].append(row)
        rows = ((d, row) for d in self.documents for row in by_document[d.document_id])
        self.rows = tuple(Listed(d.document_id, row, i, d) for i, (d, row) in enumerate(rows))
        self._told: dict[str, Mapping[int, Listed]] = {}

    @cached_property
    def regions(self) -> frozenset[str]:
        """Those of the documents; empty for a document without one."""
        return frozenset(d.region for d in self.documents)

    @cached_property
    def _words(self) -> tuple[str, ...]:
        """What :attr:`Wanted.search` looks into, row by row; normalised in one go, which is far quicker than each alone."""
        texts = (
            " ".join((r.row.indicator, r.row.topic, *r.row.section, r.row.quote, r.document.title, r.document.region))
            for r in self.rows
        )
        return tuple(normalise("\0".join(text.replace("\0", " ") for text in texts)).split("\0"))

    @cached_property
    def _english(self) -> tuple[frozenset[str], ...]:
        """The stems of what each row's indicator and region are called in English."""
        from index.glosses import stems  # a dictionary: only where somebody searches in English
        from rag.indicators import english_names
        from rag.places import in_pinyin, parts_of

        places = {region: frozenset(stems(" ".join(map(in_pinyin, parts_of(region))))) for region in self.regions}
        named = {name: frozenset(stems(english_names(name))) for name in {r.row.indicator for r in self.rows}}
        return tuple(named[r.row.indicator] | places[r.document.region] for r in self.rows)

    def _says(self, word: str) -> Callable[[Listed], bool]:
        """Whether a row says a word, which may be an English one."""
        if not (word.isascii() and word.isalpha()):
            return lambda listed: word in self._words[listed.number]
        from index.glosses import chinese_for, stems

        meant = stems(word)
        called = re.compile("|".join(map(re.escape, (word, *(w for stem in meant for w in chinese_for(stem))))))
        return lambda listed: (
            not meant or bool(called.search(listed.row.indicator)) or set(meant) <= self._english[listed.number]
            or word in self._words[listed.number]
        )  # fmt: skip

    @cached_property
    def subjects(self) -> tuple[tuple[str, ...], ...]:
        """Keys of what each row is about."""
        return subjects_of_rows([listed.row for listed in self.rows])

    def find(self, key: str) -> Listed | None:
        """The row of a :attr:`Listed.key`, or None where the ledger has it no longer."""
        number, _, _ = key.partition(":")
        listed = self.rows[int(number)] if number.isdecimal() and int(number) < len(self.rows) else None
        return listed if listed and listed.key == key else None

    def select(self, wanted: Wanted) -> list[Listed]:
        """The rows wanted, newest plan first, in the order of the text."""
        regions = self._regions(wanted.region)
        subject = find_subject(wanted.subject)
        said = [self._says(word) for word in normalise(wanted.search).split()]
        return [
            listed
            for listed in self.rows
            if (not wanted.document_id or listed.document_id == wanted.document_id)
            and (not wanted.kind or listed.row.kind == wanted.kind)
            and (not wanted.year or listed.row.year == wanted.year)
            and (not wanted.type or listed.row.type == wanted.type)
            and (not wanted.subject or (subject and subject.key in self.subjects[listed.number]))
            and (not wanted.section or wanted.section in listed.row.section)
            and (regions is None or listed.document.region in regions)
            and all(says(listed) for says in said)
        ]

    def _regions(self, name: str) -> set[str] | None:
        if not name:
            return None
        from rag.places import same_place  # imports the gazetteer: only where a region is named

        return {d.region for d in self.documents if d.region and same_place(name, d.region)}

    def series(self, listed: Listed) -> tuple[Listed, ...]:
        """The row's indicator through the years, in all plans of its region."""
        if listed.row.type == "action":
            return (listed,)
        return find_series(listed, [r for r in self.rows if r.document.region == listed.document.region])

    def all_series(self, chosen: Sequence[Listed]) -> list[tuple[Listed, ...]]:
        """The series of more than one year that the chosen rows belong to."""
        found = []
        for region in dict.fromkeys(r.document.region for r in chosen):
            seeds, rows = ([r for r in some if r.document.region == region] for some in (chosen, self.rows))
            found += all_series(seeds, rows)
        return found

    def pairs(self, chosen: Sequence[Listed]) -> list[tuple[Listed, Listed]]:
        """Actual and target of one indicator in one plan, where either is among the chosen rows."""
        wanted = {r.number for r in chosen}
        documents = {r.document_id for r in chosen}
        found = []
        for rows in _by_document(r for r in self.rows if r.document_id in documents).values():
            owned = {id(r.row): r for r in rows}
            both = ((owned[id(a)], owned[id(t)]) for a, t in pair_rows(r.row for r in owned.values()))
            found += [(a, t) for a, t in both if a.number in wanted or t.number in wanted]
        return found

    def kept(self, chosen: Sequence[Listed]) -> list[Kept]:
        """What the chosen targets came to, one entry a document whose year a later document of its region reports on."""
        found = []
        for document, rows in _by_document(r for r in chosen if _is_promise(r)).items():
            results = self._results(document.region)
            due = {year for report in self.documents for year in _reviewed(report, document)}
            told = tuple((results[r.number], r) for r in rows if r.number in results)
            untold = tuple(r for r in rows if r.number not in results and r.row.year in due)
            if told or untold:
                found.append(Kept(document, told, untold))
        return found

    def result(self, target: Listed) -> Listed | None:
        """What a later document of the region tells of a target."""
        return self._results(target.document.region).get(target.number) if _is_promise(target) else None

    def _results(self, region: str) -> Mapping[int, Listed]:
        """The result of each target of a region's documents, by the target's number; worked out once."""
        if region not in self._told:
            entries = [r for r in self.rows if region and r.document.region == region]
            self._told[region] = {target.number: result for result, target in follow_up(entries)}
        return self._told[region]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document's targets beside what a later one reports of them."""

    document: DocumentSummary
    told: tuple[tuple[Listed, Listed], ...]
    """Result and target."""
    untold: tuple[Listed, ...]
    """Targets of which no figure was found; that is not to say that they were missed."""


def _is_promise(listed: Listed) -> bool:
    """Whether a row may have a result: a target in figures for a whole year or span of years."""
    row = listed.row
    return row.kind == "target" and row.type == "figure" and not row.period and row.year != UNDATED


def _by_document(rows: Iterable[Listed]) -> dict[DocumentSummary, list[Listed]]:
    found: dict[DocumentSummary, list[Listed]] = {}
    for row in rows:
        found.setdefault(row.document, []).append(row)
    return found


def _reviewed(report: DocumentSummary, plan: DocumentSummary) -> tuple[int, ...]:
    """The years that a later document of a plan's region looks back on."""
    ahead = max(report.years, default=0)
    later = plan.region and report.region == plan.region and ahead > max(plan.years, default=0)
    return tuple(year for year in report.years if year < ahead) if later else ()


def _by_pinyin(text: str) -> bytes:
    """GB 2312 orders its common characters by their sound."""
    return text.encode("gb18030", errors="replace")


def _by_value(listed: Listed) -> tuple[bytes, float]:
    value, unit = normalized(listed.row.value_min, listed.row.unit)
    return _by_pinyin(unit), value


ORDERS: dict[str, Callable[[Listed], Any]] = {
    "indicator": lambda r: _by_pinyin(r.row.indicator),
    "value": _by_value,
    "year": lambda r: (r.row.year, r.row.first_year or r.row.year),
    "kind": lambda r: r.row.kind,
    "section": lambda r: (r.document_id, r.row.start),
    "document": lambda r: _by_pinyin(r.document.title),
}
"""By what rows are sorted."""


def as_rows(chosen: Sequence[Listed]) -> list[Row]:
    """Rows with the fields other programs rely on; a commitment without a figure has no number either."""
    subjects = subjects_of_rows([r.row for r in chosen])
    return [
        {name: list(about) if name == "subjects" else _field(r, name) for name in FIELDS}
        for r, about in zip(chosen, subjects, strict=True)
    ]


def _field(listed: Listed, name: str) -> Any:
    if name == "section":
        return list(listed.row.section)
    if name.startswith("value_") and listed.row.type == "action":
        return None
    if name == "year" and listed.row.year == UNDATED:
        return None
    return getattr(listed.document if name in ("document_id", "title", "region") else listed.row, name)


def series_rows(series: Sequence[Sequence[Listed]]) -> list[Row]:
    """As :func:`as_rows`, one series after the other; ``series`` names the one a row belongs to."""
    return [{**row, "series": points[-1].row.indicator} for points in series for row in as_rows(points)]
