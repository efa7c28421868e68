"""What the steps of an answer work with, and what they hand on from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.candidates import Sentence
from rag.decide import Thresholds, thresholds
from rag.documents import Choice
from rag.forms import Form
from rag.library import Library
from rag.naming import Documents
from rag.question import Question
from rag.reader import Reader
from rag.several import Part
from rag.types import Answer, Filters, Parts


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps work with. Safe to share between threads."""

    library: Library
    reader: Reader
    parts: Parts = Parts()
    thresholds: Thresholds = field(default_factory=thresholds)


@dataclass(frozen=True, slots=True)
class Context:
    """All that is known of a question so far. A step replaces fields and never changes them."""

    typed: str
    history: tuple[str, ...]
    filters: Filters
    readings: tuple[Question, ...] = ()
    forms: Mapping[Form, float] = field(default_factory=dict)
    choice: Choice = Choice(())
    found: tuple[frozenset[tuple[str, int]], ...] = ()
    """What each reading found."""
    sentences: tuple[Sentence, ...] = ()
    """Candidates, best first: as the search ranks them, then as the reader does."""
    parts: tuple[Part, ...] = ()
    """The things asked for one by one, where the message asks for several."""
    answer: Answer | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def asked(self) -> Question:
        """The question in the likeliest of its readings."""
        return self.readings[0]

    @property
    def documents(self) -> Documents:
        return self.choice.documents

    @property
    def form(self) -> Form:
        return max(self.forms, key=lambda form: self.forms[form]) if self.forms else "single"

    @property
    def open(self) -> tuple[Sentence, ...]:
        """The candidates that no veto took away."""
        return tuple(s for s in self.sentences if not s.veto)
