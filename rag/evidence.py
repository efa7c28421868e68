"""How well a sentence answers a question: content covered, time agreed, meaning near, the right kind of quantity."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.document import PlanDocument, Scope
from index.ledger import LedgerRow
from index.passages import context_line
from index.sounds import sounds, syllables
from index.vocabulary import Vocabulary
from index.words import segment
from rag.glossary import synonyms
from rag.places import same_place
from rag.question import Question
from rag.retriever import Candidate, Retrieved, time_agrees

_FOREIGN = frozenset({"美元", "港元", "欧元"})
_FAMILIES = (
    ("%", ("%", "个百分点", "成", "个点", "倍")),
    ("money", ("元", *_FOREIGN)),
    ("area", ("平方公里", "平方米", "公顷", "亩")),
    ("length", ("公里", "米")),
    ("weight", ("吨", "斤")),
)
"""Units that can answer for one another; any other unit counts things."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate weighed. ``features`` are named so that training and reading agree on their order."""

    candidate: Candidate
    document: PlanDocument
    scope: Scope | None
    time_agrees: bool | None
    """None where the question names no time."""
    place_agrees: bool
    """Whether it speaks of the place and the numbered line (22号线) asked for."""
    coverage: float
    """Share of the question's content in the sentence or the headings above it, weighted by rarity; 0 to 1."""
    own_coverage: float
    row: LedgerRow | None
    """The ledger row that fits the asked quantity best, if the question asks for one."""
    named: float
    """How far that row's indicator and the question name the same thing, 0 to 1; 1 where no quantity is asked."""
    features: tuple[float, ...]
    score: float = 0.0

    @property
    def start(self) -> int:
        return self.candidate.passage.start

    @property
    def end(self) -> int:
        return self.candidate.passage.end

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


_SHARE = re.compile("占|比重|share of|proportion")
"""Asks for a part of a whole, which a rate of growth never is."""
SHORT_FORM = 0.7
"""What a possible abbreviation counts beside the word itself."""
UNKNOWN = 0.5
"""What an English word without a known Chinese sense weighs beside the rarest word."""
_CHINESE = re.compile("[\u4e00-\u9fff]+")
FEATURES = (
    "own_coverage", "coverage", "cosine", "context_cosine", "fused", "time", "kind", "quantity", "missing",
    "clause_coverage", "indicator_asked", "figure_cosine",
)  # fmt: skip
"""Of the last three: the question's share in the clause of the row that fits best, and that row's indicator's share in the question; both are the
sentence's own coverage where no quantity is asked or none stands; see :class:`rag.retriever.Candidate` for the third."""


def unit_family(unit: str) -> str:
    """The family a unit belongs to: %, money, area, length, weight, or ``count``."""
    bare = unit.lstrip("十百千万亿")
    return next((name for name, units in _FAMILIES if bare in units), "count")


class Weigher:
    """Weighs one document's candidates against a question, with the rarity of words in that document."""

    def __init__(self, vocabulary: Vocabulary, document_id: str, headings: bool = True) -> None:
        self._vocabulary = vocabulary
        self._document_id = document_id
        self._headings = headings
        self._sentences = max(vocabulary.sentence_count(document_id), 1)
        self._rarity = lru_cache(maxsize=50_000)(self._rarity_of)

    def _rarity_of(self, sound: str) -> float:
        """Inverse document frequency as in BM25 (Robertson & Spärck Jones 1976)."""
        n = self._vocabulary.frequency(sound, self._document_id)
        return math.log(1 + (self._sentences - n + 0.5) / (n + 0.5))

    def rarity(self, sound: str) -> float:
        return self._rarity(sound)

    def coverage(
        self, wanted: Iterable[str], found: frozenset[str], short_forms: frozenset[str] = frozenset()
    ) -> float:
        """Share of ``wanted`` (weighted by rarity) that ``found`` holds; a pair in ``short_forms`` counts for less."""
        got = total = 0.0
        for sound in wanted:
            weight = self._rarity(sound)
            total += weight
            got += weight if sound in found else SHORT_FORM * weight if sound in short_forms else 0.0
        return got / total if total else 0.0

    def answered(self, question: Question, found: frozenset[str], short_forms: frozenset[str] = frozenset()) -> float:
        """:meth:`coverage` of the question's content; of an English one, by any sense of each word that the documents know."""
        if not question.concepts:
            return self.coverage(question.sounds, found, short_forms)
        most = self._rarity("")
        got = total = 0.0
        for senses in question.concepts:
            known = [(max(map(self._rarity, word)), word) for word in senses if word]
            known = [(rarity, word) for rarity, word in known if rarity < most]
            weight = min((rarity for rarity, _ in known), default=UNKNOWN * most)
            total += weight
            got += weight if any(found.issuperset(word) for _, word in known) else 0.0
        return got / total if total else 0.0

    def _synonyms(self, question: Question, found: frozenset[str]) -> frozenset[str]:
        """Pairs of the question's words that no sentence holds but whose synonym stands here (物价 where it says 价格)."""
        pairs: set[str] = set()
        for word in question.words:
            own = self.sounds(word)
            if _CHINESE.fullmatch(word) and len(word) >= 2 and self.unknown(own):
                if any(found.issuperset(self.sounds(other)) for other in _same_meaning(word)):
                    pairs.update(own)
        return frozenset(pairs)

    def unknown(self, wanted: Iterable[str]) -> bool:
        """Whether a pair of syllables stands in no sentence at all, as those of an abbreviation or a typo do."""
        most = self._rarity("")
        return any(self._rarity(sound) >= most for sound in wanted)

    def sounds(self, text: str) -> frozenset[str]:
        return _sound_set(text)

    def weigh(
        self,
        question: Question,
        retrieved: Retrieved,
        candidate: Candidate,
        document: PlanDocument,
        rows: tuple[LedgerRow, ...],
    ) -> Evidence:
        """Evidence for one candidate; ``rows`` are the ledger rows of its sentence."""
        passage = candidate.passage
        assert passage.sentence is not None
        scope = document.sentences[passage.sentence].scope
        text = document.text[passage.start : passage.end]
        own = self.sounds(text)
        around = own | self.sounds(context_line(document, passage.paragraph, scope)) if self._headings else own
        wanted = question.sounds
        short = short_forms(text) | self._synonyms(question, own) if self.unknown(wanted) else frozenset()
        own_coverage = self.answered(question, own, short)
        coverage = self.answered(question, around, short)
        agrees = time_agrees(question, scope, text)
        places = all(same_place(p, document.metadata.region) or p in text for p in question.places)
        places = places and all(number in text for number in question.numbered)
        row = self.best_row(question, rows) if question.form in ("figure", "compare") else None
        clause_coverage, indicator_asked = self.named(question, row) if row else (own_coverage, own_coverage)
        missing = max((self._rarity(s) for s in wanted if s not in around), default=0.0)
        features = (
            own_coverage,
            coverage,
            candidate.cosine - retrieved.background,
            candidate.context_cosine - retrieved.background if candidate.context_cosine else 0.0,
            candidate.fused,
            _time_feature(question, agrees, scope),
            0.0 if question.kind is None or scope is None else (1.0 if question.kind == scope.kind else -1.0),
            self._quantity(question, row),
            missing / 8,
            clause_coverage,
            indicator_asked,
            candidate.figure_cosine,
        )
        named = max(clause_coverage, indicator_asked) if row else 1.0
        return Evidence(candidate, document, scope, agrees, places, coverage, own_coverage, row, named, features)

    def best_row(self, question: Question, rows: tuple[LedgerRow, ...]) -> LedgerRow | None:
        """The row whose indicator and clause say most of the question, of the asked kind of quantity if there is one."""
        if not rows:
            return None
        return max(rows, key=lambda row: self.row_score(question, row))

    def named(self, question: Question, row: LedgerRow) -> tuple[float, float]:
        """The question's share in the row's clause; the indicator's share in the question, less where it says little (人均)."""
        asked = frozenset(question.sounds)
        indicator, clause = self.sounds(row.indicator), self.sounds(f"{row.indicator}{row.change}{row.quote}")
        known = short_forms(row.quote) | self._synonyms(question, clause) if self.unknown(asked) else frozenset()
        size = sum(map(self._rarity, indicator)) / (sum(map(self._rarity, asked)) or 1.0)
        return self.answered(question, clause, known), self.coverage(indicator, asked) * min(1.0, size)

    def row_score(self, question: Question, row: LedgerRow) -> float:
        named = self.sounds(f"{row.indicator}{row.change}")
        fit = self.answered(question, named | self.sounds(row.quote))
        return fit + 0.5 * self.answered(question, named) + 0.6 * self._quantity(question, row)

    @staticmethod
    def _quantity(question: Question, row: LedgerRow | None) -> float:
        """1 where the row has an asked kind of quantity, -1 where it has another, 0 where the question leaves it open."""
        if question.form not in ("figure", "compare"):
            return 0.0
        if row is None:
            return -1.0
        if not question.units:
            return 0.0
        if row.change and _SHARE.search(question.text):
            return -1.0
        return max(_unit_fit(unit, row.unit) for unit in question.units)


def _time_feature(question: Question, agrees: bool | None, scope: Scope | None) -> float:
    """1 for the very year, less for a span of years that holds it, -1 for another time."""
    if agrees is None:
        return 0.0
    if not agrees:
        return -1.0
    spans = scope is not None and scope.first_year not in (None, scope.year)
    asked_span = bool(re.search("五年|十[一二三四五]五|期间|时期", question.resolved))
    return 0.3 if spans != asked_span else 1.0


def _unit_fit(asked: str, has: str) -> float:
    foreign = asked.lstrip("万亿")
    if foreign in _FOREIGN and not has.endswith(foreign):
        return -1.0
    if asked in ("亿", "万"):
        return 1.0 if asked in has else -0.5
    if unit_family(asked) != unit_family(has):
        return -1.0
    return 1.0 if unit_family(asked) != "count" or asked.lstrip("万亿") == has.lstrip("万亿") else 0.5


@lru_cache(maxsize=20_000)
def short_forms(text: str) -> frozenset[str]:
    """Syllable pairs that an abbreviation of this text could have: 社零 of 社会消费品零售总额, 规上 of 规模以上.

    An abbreviation takes the first or last character of words that follow one another.
    """
    found: set[str] = set()
    for run in _CHINESE.findall(text):
        ends = [(syllables(word[0])[0], syllables(word[-1])[0]) for word in segment(run)]
        for i, (first, last) in enumerate(ends):
            for later in ends[i + 1 : i + 4]:
                found.update(f"{a}_{b}" for a in (first, last) for b in later)
    return frozenset(found)


_same_meaning = lru_cache(maxsize=20_000)(synonyms)


@lru_cache(maxsize=20_000)
def _sound_set(text: str) -> frozenset[str]:
    return frozenset(sounds(text))


def clauses(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses between commas and semicolons, the mark included."""
    return [m.span() for m in re.finditer(r"[^,，;；]+[,，;；]?", text)]
