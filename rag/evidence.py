"""How well a sentence answers a question: content covered, time agreed, meaning near, the right kind of quantity."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.document import PlanDocument, Scope
from index.figures import LEVEL, without_bounds
from index.ledger import LedgerRow
from index.passages import context_line
from index.sounds import CALLED
from index.store import PassageStore
from index.units import SHARES, UNIT
from rag.clauses import clauses, leans, with_subject
from rag.contrast import contradicts
from rag.coverage import Coverage
from rag.cues import Slot
from rag.places import same_place, speaks_of
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
FEATURES = (
    "own_coverage", "coverage", "cosine", "context_cosine", "fused", "time", "kind", "quantity", "missing",
    "clause_coverage", "indicator_asked", "figure_cosine", "meant", "meant_missing", "clause_meant", "nearest",
    "indicator_meant", "broken", "known_missing",
)  # fmt: skip
"""clause_coverage is the question's share in the clause of the row that fits best, indicator_asked that row's indicator's share in the question; both are
the sentence's own coverage where no quantity is asked or none stands. For figure_cosine see :class:`rag.retriever.Candidate`, for meant
:meth:`rag.coverage.Coverage.meant`."""
_SHARE = re.compile("占|比重|share of|proportion")
_GROWS = re.compile(
    "增|减|降|涨|扩|压|缩|砍|精简|便宜|提高|提升|上升|多[了出让发]|少[了出]|加(?!工|强|快)|下[降调]|[比较](?:去|上)年|grow|increase|add|more|less|reduc|cut|rise|fall|change|new"
)
"""How much something grew is asked; else a growth (全年人均增加1680元) is not what there is."""
_GROWTH_ASKED = re.compile("(?:涨|增长|提高|增加|上升|下降|降低|减少)了?(?:多少|几(?!乎)|百分之)")
_AIMS = re.compile("目标|预期|计划|定|安排|target|goal|aim|plan")
_SHARE_OF = re.compile("占[^多几比]{1,8}?的?(?:比|份额|百分之|多少|几)|share of \\w+")
_SHARE_SAID = re.compile("[%％]的|占|比重|比例|之比|[率度]|份额|[一二三四五六七八九十]成|分之")
"""Asks for a part of a whole, and says one; a rate of growth never does."""


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
    own_coverage: float
    """Share of the question's content in the sentence, weighted by rarity; 0 to 1."""
    row: LedgerRow | None
    """The ledger row that fits the asked quantity best, if the question asks for one."""
    neighbour: bool
    """Whether another clause names what is asked and the row's does not: its figure is a neighbour's."""
    features: tuple[float, ...]
    added: float = 1.0
    """Share of what a follow-up asks by words of its own in the sentence and its headings, by words or meaning; 1 where it is none."""
    score: float = 0.0

    @property
    def fits(self) -> bool:
        """Whether it speaks of the time and the place asked for."""
        return self.time_agrees is not False and self.place_agrees

    @property
    def start(self) -> int:
        return self.candidate.passage.start

    @property
    def end(self) -> int:
        return self.candidate.passage.end

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


class Weigher:
    """Weighs one document's candidates against a question."""

    def __init__(self, store: PassageStore, document_id: str, headings: bool = True) -> None:
        self.coverage = Coverage(store.words(document_id), store.vocabulary)
        self._headings = headings

    def weigh(
        self,
        question: Question,
        retrieved: Retrieved,
        candidate: Candidate,
        document: PlanDocument,
        rows: tuple[LedgerRow, ...],
    ) -> Evidence:
        """Evidence for one candidate; ``rows`` are the ledger rows of its sentence."""
        passage, content, cover = candidate.passage, question.content, self.coverage
        assert passage.sentence is not None
        scope = document.sentences[passage.sentence].scope
        text = document.text[passage.start : passage.end]
        context = context_line(document, passage.paragraph, scope) if self._headings else ""
        own = cover.said(content, text)
        places = all(same_place(p, document.metadata.region) or speaks_of(text, p) for p in question.places)
        places = places and all(number in text for number in question.numbered)
        row = self.best_row(question, rows, document) if question.form in ("figure", "compare") else None
        agrees = time_agrees(question, scope, text, document.metadata.years)
        if (
            agrees
            and row
            and not time_agrees(question, None, text, document.metadata.years)
            and sums_up_years(question, scope, row)
        ):
            agrees = False
        if agrees and question.period and scope and scope.kind == "actual" and not _spans_years(scope):
            agrees = False
        says = _said_by(text, row, passage.start) if row else text
        clause, indicator = self._named(question, row, says) if row else (own, own)
        around = cover.sounds(text) | cover.sounds(context)
        meant, meant_missing, known_missing = cover.meant(content, f"{text} {context}")
        features = (
            own,
            cover.said(content, text, context),
            candidate.cosine - retrieved.background,
            candidate.context_cosine - retrieved.background if candidate.context_cosine else 0.0,
            candidate.fused,
            _time_feature(question, agrees, scope),
            0.0 if question.kind is None or scope is None else (1.0 if question.kind == (row or scope).kind else -1.0),
            max(quantity_fit(question, units_of(question, slot), row) for slot in question.slots),
            cover.heaviest_missing(content, around),
            clause,
            indicator,
            candidate.figure_cosine,
            meant,
            meant_missing,
            cover.meant(content, says)[0] if row else meant,
            max(
                candidate.cosine - retrieved.background,
                candidate.context_cosine - retrieved.background,
                candidate.figure_cosine,
            ),
            cover.asked(row.indicator, content) if row else meant,
            cover.broken(content, around),
            known_missing,
        )
        neighbour = row is not None and self._is_neighbour(question, text, row, passage.start)
        added = 1.0
        if question.added:
            added = max(cover.said(question.added, text, context), cover.meant(question.added, f"{text} {context}")[0])
        return Evidence(candidate, document, scope, agrees, places, own, row, neighbour, features, added)

    def best_row(self, question: Question, rows: tuple[LedgerRow, ...], document: PlanDocument) -> LedgerRow | None:
        """The row whose indicator and clause say most of the question, of the asked kind of quantity if there is one."""
        rows = of_time(question, rows)
        if not rows:
            return None
        return max(rows, key=lambda row: max(self.row_score(question, slot, row, document) for slot in question.slots))

    def row_score(self, question: Question, slot: Slot, row: LedgerRow, document: PlanDocument) -> float:
        """How well a row answers for one quantity of a question; about 2 where it fits in every way."""
        cover, clause = self.coverage, f"{row.indicator}{row.change}{row.quote}"
        sentence = document.sentences[row.sentence]
        whole = _said_by(document.quote(sentence), row, sentence.start)
        # What the clause leans on counts nearly as much as what it says itself.
        fit = max(cover.held(question.content, clause), 0.95 * cover.held(question.content, whole))
        if slot.content != question.content:  # one quantity of several, or what a follow-up adds
            fit = (fit + 2 * cover.held(slot.content, clause)) / 3
        named = cover.held(question.content, f"{row.indicator}{row.change}")
        meant = cover.meant(slot.content, f"{row.indicator}{row.change}")[0] + cover.asked(
            row.indicator, question.content
        )
        change = bool(row.change or _CHANGE_NAMED.search(row.indicator))
        changes = (0.2 if slot.change == change else -0.2) if slot.change or change else 0.0
        if slot.difference and not row.change:
            changes = -1.0
        cues = sum(0.1 for cue in _SMALL_CUES if cue in question.plain and cue in row.quote)
        if _PER_HEAD.search(question.plain):
            cues += 0.4 if _PER_HEAD.search(f"{row.indicator}{row.quote}") else -0.2
        if "其中" in row.quote and not _PART_ASKED.search(question.plain):  # a part is not the whole
            cues -= 0.2
        return (
            fit
            + 0.25 * named
            + 0.25 * meant
            + changes
            + cues
            + 0.6 * quantity_fit(question, units_of(question, slot), row)
        )

    def _named(self, question: Question, row: LedgerRow, clause: str) -> tuple[float, float]:
        """The question's share in the row's clause; the indicator's share in the question, less where it says little (人均)."""
        cover = self.coverage
        asked, indicator = frozenset(question.content.sounds), cover.sounds(row.indicator)
        size = sum(map(cover.rarity, indicator)) / (sum(map(cover.rarity, asked)) or 1.0)
        share = 1.0 if indicator & asked & CALLED.keys() else cover.share(indicator, asked) * min(1.0, size)
        return cover.said(question.content, clause), share

    def _is_neighbour(self, question: Question, text: str, row: LedgerRow, start: int) -> bool:
        if (
            question.part
            and question.part.concepts
            and self.coverage.meant(question.part, _said_by(text, row, start))[0] < 0.5
        ):
            return True
        if self.coverage.asked(row.indicator, question.content) >= _INDICATOR_ASKED and not leans(row.indicator):
            return False
        named = max(self.coverage.said(question.content, text[a:b]) for a, b in clauses(text))
        return named - self.coverage.said(question.content, _said_by(text, row, start)) > _NAMED_ELSEWHERE


_SMALL_CUES = ("再", "累计", "其中", "今年", "去年", "已")
"""Small words that tell one figure of a thing from another (已开工57个, 今年再开工27个)."""
_PART_ASKED = re.compile("其中|里面|里头|当中")
_PER_HEAD = re.compile("人均|平均每[人户]|每[人户家]|户均")
_CHANGE_NAMED = re.compile("[涨增降升]幅|增速|增长率")
_INDICATOR_ASKED = 0.6
"""Share of an indicator in the question from which its figure is no neighbour's."""
_NAMED_ELSEWHERE = 0.35
"""Coverage by which another clause must be ahead."""


def of_time(question: Question, rows: tuple[LedgerRow, ...]) -> tuple[LedgerRow, ...]:
    """The rows of the year asked for, and of those the ones of the kind asked for, where there are any: a table's row has several years."""
    rows = tuple(row for row in rows if row.year in question.years) or rows
    return tuple(row for row in rows if row.kind == question.kind) or rows


def _said_by(text: str, row: LedgerRow, start: int) -> str:
    """What a row says: its indicator and the clauses that it needs to be understood, of a sentence that begins at ``start``."""
    first, last = with_subject(text, row.start - start, row.end - start)
    return f"{row.indicator}{row.change} {text[first:last]}"


def unit_family(unit: str) -> str:
    """The family a unit belongs to: %, money, area, length, weight, or ``count``."""
    bare = unit.lstrip("十百千万亿")
    return next((name for name, units in _FAMILIES if bare in units), "count")


def units_of(question: Question, slot: Slot) -> tuple[str, ...]:
    """The units that one quantity may have; those of the whole question belong to a single one."""
    return slot.units or (question.units if len(question.slots) == 1 else ())


def quantity_fit(question: Question, units: tuple[str, ...], row: LedgerRow | None) -> float:
    """1 where the row has an asked kind of quantity, -1 where it has another, 0 where the question leaves it open."""
    if question.form not in ("figure", "compare"):
        return 0.0
    if row is None or contradicts(question.resolved, row.indicator):
        return -1.0
    if row.change and not _GROWS.search(f"{question.resolved.lower()} {question.plain}".replace(row.indicator, "")):
        # 年增长7% may be what a target without a unit means (GDP目标是多少); what there is is told neither by a growth nor by an increase.
        if row.unit not in SHARES or row.unit.endswith("点") or not (units or _AIMS.search(question.plain)):
            return -1.0
    level = not row.change and row.unit in SHARES and not _CHANGE_NAMED.search(row.indicator)
    if level and _GROWTH_ASKED.search(question.plain):
        return -1.0  # 覆盖面扩大到60% does not tell how much something rose
    if not units:
        return 0.0
    base = _SHARE_OF.search(question.plain)
    grows = row.change and not any(slot.change for slot in question.slots)
    if _SHARE.search(question.plain) and (grows or (base and not _SHARE_SAID.search(f"{row.indicator}{row.quote}"))):
        return -1.0
    fit = max(_unit_fit(unit, row.unit) for unit in units)
    # 劳动生产率 is a rate by its name and no share.
    if row.indicator.endswith("率") and row.indicator in question.resolved:
        return max(fit, 0.0 if row.change else 1.0)
    return fit


def _unit_fit(asked: str, has: str) -> float:
    foreign = asked.lstrip("万亿")
    if foreign in _FOREIGN and not has.endswith(foreign):
        return -1.0
    if asked in ("亿", "万"):
        return 1.0 if asked in has else -0.5
    if unit_family(asked) != unit_family(has) or not re.search(UNIT, asked):
        return -1.0
    if has in ("倍", "成") and asked == "%":
        return 0.5
    return 1.0 if unit_family(asked) != "count" or asked.lstrip("万亿") == has.lstrip("万亿") else 0.5


def _spans_years(scope: Scope | None) -> bool:
    return scope is not None and scope.first_year not in (None, scope.year)


def _asks_for_span(question: Question) -> bool:
    return bool(re.search("[五三二两四十几]年[来间里]|五年|十[一二三四五]五|期间|时期|years", question.resolved))


def sums_up_years(question: Question, scope: Scope | None, row: LedgerRow) -> bool:
    """Whether the figure adds up several years where the question asks for one: never that year's own (五年新增就业6600万人)."""
    if scope is None or scope.kind != "actual" or not _spans_years(scope) or _asks_for_span(question):
        return False
    before, _ = without_bounds(row.quote.partition(row.value)[0])
    return not LEVEL.search(before) and not (unit_family(row.unit) == "%" and not row.change)


def _time_feature(question: Question, agrees: bool | None, scope: Scope | None) -> float:
    """1 for the very year, less for a span of years that holds it, -1 for another time."""
    if agrees is None:
        return 0.0
    if not agrees:
        return -1.0
    return 0.3 if _spans_years(scope) != _asks_for_span(question) else 1.0
