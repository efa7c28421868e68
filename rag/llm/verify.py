"""Is a written sentence true to the sentences it cites? Every figure, year, tense, name and word of weight is looked up there.

The rules are strict on purpose: what they cannot confirm is dropped, and the plan's own sentence stands in its place. ``planqa``
measures them on sentences made false by rule (:mod:`rag.llm.corruption`).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.document import PlanDocument, Scope, Sentence
from index.embedding import Vectors
from index.passages import scope_words
from index.words import simplify
from rag.llm.claims import Claim
from rag.llm.figures_told import figure_problem
from rag.llm.words_told import (
    direction_problem,
    markup_problem,
    name_problem,
    negation_problem,
    tense_problem,
    time_problem,
)

Kind = Literal["citation", "markup", "figure", "time", "tense", "name", "direction", "negation", "meaning"]

CLOSE = 0.84
"""Least cosine between a claim and the nearest stretch of the sentence it cites; true sentences and paraphrases lie above, see
``python -m ui.bench_llm``."""


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence that may be cited. ``context`` holds what stands above it: title, region, headings, topic."""

    n: int
    text: str
    context: str
    scope: Scope | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a claim does not stand: what was checked, and the piece of the claim that failed."""

    kind: Kind
    detail: str


Embed = Callable[[list[str]], Vectors]
"""Texts to unit vectors, shape (texts, dimension)."""


def verify(claim: Claim, sources: Mapping[int, Source], embed: Embed | None = None) -> Problem | None:
    """The first thing wrong with a claim, or None where all of it stands in what it cites.

    A claim that cites several sentences is checked clause by clause: each clause must stand in one of them, and each of them must
    carry a clause.
    """
    cited = [sources[n] for n in dict.fromkeys(claim.cites) if n in sources]
    if not cited or len(cited) < len(set(claim.cites)):
        return Problem("citation", ",".join(map(str, claim.cites)) or "none")
    text = plain(claim.text)
    if found := markup_problem(claim.text):
        return Problem("markup", found)
    if len(cited) == 1:
        return _against(text, cited[0]) or _meaning(text, cited, embed)
    return _clause_by_clause(text, cited) or _meaning(text, cited, embed)


def source_of(n: int, document: PlanDocument, sentence: Sentence) -> Source:
    """A sentence of a plan as a source, with what stands above it."""
    paragraph = document.paragraphs[sentence.paragraph]
    m = document.metadata
    above = (m.title, m.region, m.issuer, *document.heading_path(paragraph.section), paragraph.topic)
    return Source(n, document.quote(sentence), " ".join(part for part in above if part), sentence.scope)


def framed(text: str, source: Source) -> str:
    """The claim with its time in front (2023年目标:…) where it names no year, or tells a promise without a word that says so."""
    if source.scope is None:
        return text
    told = plain(text)
    dated = str(source.scope.year) in told or str(source.scope.first_year) in told
    if dated and not tense_problem(told, plain(source.text), source.scope):
        return text
    bare = re.sub(f"^{source.scope.year}年[,，]?", "", text)
    return f"{scope_words(source.scope)}:{bare}"


def plain(text: str) -> str:
    """NFKC, simplified characters, no white space between Chinese characters: the form in which claim and source are compared."""
    flat = simplify(unicodedata.normalize("NFKC", text))
    return re.sub(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])", "", flat)


def _against(text: str, source: Source) -> Problem | None:
    said, context = plain(source.text), plain(source.context)
    checks: tuple[tuple[Kind, str | None], ...] = (
        ("figure", figure_problem(text, said, context, source.scope)),
        ("time", time_problem(text, said, source.scope)),
        ("tense", tense_problem(text, said, source.scope)),
        ("direction", direction_problem(text, said)),
        ("negation", negation_problem(text, said)),
        ("name", name_problem(text, said, context)),
    )
    return next((Problem(kind, detail) for kind, detail in checks if detail), None)


_CLAUSES = re.compile("[^,;:。]+[,;:。]?")


def _clause_by_clause(text: str, cited: Sequence[Source]) -> Problem | None:
    used: set[int] = set()
    first: Problem | None = None
    for clause in _CLAUSES.findall(text):
        verdicts = {source.n: _against(clause, source) for source in cited}
        standing = [n for n, verdict in verdicts.items() if verdict is None]
        if not standing:
            first = first or next(verdict for verdict in verdicts.values() if verdict)
            return first
        used.update(standing)
    idle = [str(source.n) for source in cited if source.n not in used]
    return Problem("citation", ",".join(idle)) if idle else None


def _meaning(text: str, cited: Sequence[Source], embed: Embed | None) -> Problem | None:
    """Whether the claim is near in meaning to a stretch of what it cites (the sentence, or a clause or two of it)."""
    if embed is None:
        return None
    stretches = [stretch for source in cited for stretch in _stretches(plain(source.text))]
    vectors = embed([text, *stretches])
    nearest = float((vectors[1:] @ vectors[0]).max())
    return Problem("meaning", f"{nearest:.2f}") if nearest < CLOSE else None


def _stretches(said: str) -> list[str]:
    clauses = [c for c in re.split("[,;。]", said) if c]
    pairs = [f"{a},{b}" for a, b in itertools.pairwise(clauses)]
    return list(dict.fromkeys([said, *pairs]))[:12]
