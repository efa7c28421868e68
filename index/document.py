"""The data types a plan is made of.

All offsets count characters in ``PlanDocument.text``; ``text[start:end]`` is the verbatim piece.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

ScopeKind = Literal["actual", "target"]

KINDS = ("计划", "工作报告", "五年规划", "其他")
"""What a document is: a year's plan (with the report on the last one), a government's work report, a five-year plan, anything else."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What time a sentence speaks of, and whether it reports or promises.

    ``first_year`` differs from ``year`` where a span is meant (a five-year review or plan).
    """

    year: int
    kind: ScopeKind
    first_year: int | None = None
    period: str = ""
    """The part of the year that is meant, as written (上半年, 1—9月); empty for the whole year."""

    @property
    def label(self) -> str:
        """``2022 actual``, ``2023 target``, ``2016-2020 target``, ``2024 上半年 actual``."""
        years = f"{self.first_year}-{self.year}" if self.first_year not in (None, self.year) else str(self.year)
        return " ".join(filter(None, (years, self.period, self.kind)))

    @classmethod
    def parse(cls, label: str) -> Scope:
        """The scope that :attr:`label` wrote.

        Raises:
            ValueError: no label.
        """
        years, *period, kind = label.split()
        first, _, last = years.partition("-")
        return cls(
            int(last or first),
            "target" if kind == "target" else "actual",
            int(first) if last else None,
            " ".join(period),
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands below it. ``parent`` is an index into ``PlanDocument.sections``."""

    title: str
    level: int
    start: int
    end: int
    parent: int | None
    scope: Scope | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One topic's text below one heading. ``topic`` is its run-in heading (part of the text), or empty."""

    start: int
    end: int
    section: int | None
    topic: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that answers. ``paragraph`` is an index into ``PlanDocument.paragraphs``."""

    start: int
    end: int
    paragraph: int
    scope: Scope | None
    """The time that most of its figures speak of; clauses may have others: :func:`index.clausetimes.clause_times`."""
    around: Scope | None = None
    """The time of the text it stands in, which goes for its clauses without a time of their own."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page, or the manifest in its place, says about the document.

    The ``*_span`` fields locate the line of the text that says so; they are None where no line does.
    """

    title: str
    issuer: str = ""
    published: str = ""
    """ISO date, or empty where the page gives none."""
    status: str = ""
    """The page's own words, such as 文件已失效, or the manifest's; empty where neither says that it no longer holds."""
    region: str = ""
    years: tuple[int, ...] = ()
    title_span: tuple[int, int] | None = None
    source_span: tuple[int, int] | None = None
    """The line naming issuer and date."""
    status_span: tuple[int, int] | None = None
    kind: str = "其他"
    """One of :data:`KINDS`."""
    superseded_by: str = ""
    """Title or file of the document that took its place, by the manifest."""
    recognised: bool = False
    """Whether the text was read from pictures of pages, and may be misread."""

    @property
    def in_force(self) -> bool:
        """False only where page or manifest say that the document no longer holds."""
        return not self.standing

    @property
    def standing(self) -> str:
        """Why the document no longer holds, in words for a reader; empty while it does."""
        return standing(self.status, self.superseded_by)


def standing(status: str, superseded_by: str) -> str:
    """See :attr:`Metadata.standing`."""
    if not superseded_by:
        return status
    return f"已由{superseded_by if superseded_by.startswith('《') else f'《{superseded_by}》'}取代"


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A parsed plan: the text as stored, and its structure as offsets into it."""

    document_id: str
    file: str
    text: str
    metadata: Metadata
    sections: tuple[Section, ...] = field(repr=False)
    paragraphs: tuple[Paragraph, ...] = field(repr=False)
    sentences: tuple[Sentence, ...] = field(repr=False)
    pages: tuple[int, ...] = field(default=(), repr=False)
    """Where each page of the file begins; empty where its format has no pages."""

    def page(self, offset: int) -> int | None:
        """The page, counted from 1, on which the character at ``offset`` stands."""
        return max(bisect_right(self.pages, offset), 1) if self.pages else None

    def heading_path(self, section: int | None) -> tuple[str, ...]:
        """Titles from the outermost heading down to ``section``."""
        path: list[str] = []
        while section is not None:
            path.append(self.sections[section].title)
            section = self.sections[section].parent
        return tuple(reversed(path))

    def quote(self, part: Section | Paragraph | Sentence) -> str:
        """The verbatim text of a part."""
        return self.text[part.start : part.end]
