"""What parts a draft's clause from the sentence that comes nearest to it, in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.rows import LedgerRow
from index.units import normalized
from index.words import tagged
from rag.check.evidence import Evidence
from rag.ground import figure_text
from rag.llm.checks.families import LEVELS, OPPOSITES, without_stages
from rag.llm.checks.figures import same_value
from rag.llm.checks.numbers import THINGS, YEAR
from rag.llm.checks.objects import likeness
from rag.llm.checks.reading import Amount, Clause
from rag.llm.checks.regions import without_region
from rag.llm.checks.wording import backed, nouns, weighty
from rag.messages import say
from rag.render import when
from rag.types import Language


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind`` names a text of :mod:`rag.messages` (``check_number``, …); ``said`` is the document's figure, ``phrase`` its words."""

    kind: str
    evidence: Evidence
    said: str = ""
    phrase: str = ""

    def told(self, language: Language) -> str:
        """In one line what parts the draft from the document."""
        source = self.evidence.source
        when_said = when(source.scope.label if source.scope else None, language)
        return say(
            f"check_{self.kind}", language, said=self.said, phrase=self.phrase, when=when_said, region=source.region
        )


_KINDS = {
    "stage": "stage",
    "direction": "trend",
    "object": "object",
    "calibre": "object",
    "subject": "object",
    "number": "rank",
    "degree": "rank",
}


def nearest(clause: Clause, at: int, found: Sequence[Evidence], home: Evidence | None) -> Difference | None:
    """The sentence that speaks of what a clause tells, and what it says otherwise; None where none comes near. Of two as near it is ``home``,
    which says other clauses, or the one that speaks of one year."""
    best: tuple[float, Evidence] | None = None
    for evidence in found:
        score = _nearness(clause, at, evidence)
        score += (0.3 * (evidence is home) - 0.1 * bool(evidence.scope and evidence.scope.first_year)) * bool(score)
        if score and (best is None or score > best[0]):
            best = score, evidence
    return difference(clause, at, best[1]) if best else None


_NEAR, _LIKE = 0.99, 0.5


def _nearness(clause: Clause, at: int, evidence: Evidence) -> float:
    covered = coverage(clause, evidence)
    in_time = not elsewhen(at, evidence)
    if not clause.amounts:
        return covered + 0.4 * in_time if covered >= _NEAR else 0.0
    likes: list[float] = []
    for told in clause.amounts:
        said = rival(told, evidence)
        like = _alike(told, said, evidence) if said else 0.0
        theirs = [a for a in evidence.held.said.amounts if same_value(told, a)]
        likes.append(max(like, *(1.2 * (_alike(told, a, evidence) + 0.01) for a in theirs), 0.0))
    if covered < _NEAR and max(likes) < _LIKE:
        return 0.0
    return covered + sum(likes) / len(likes) + 0.4 * in_time


def elsewhen(at: int, evidence: Evidence) -> bool:
    """Whether a sentence speaks of another time than a clause, or of a goal where it tells a result, or the other way round."""
    return any(p.startswith(("time", "tense")) for p in evidence.problems[at])


def _alike(told: Amount, said: Amount, evidence: Evidence) -> float:
    """How alike two figures' words are, with those that they go on with where their own name nothing (达到4.51万亿元、增长5.6%)."""
    mine = without_region(_named(told), evidence.source.region)
    return likeness(YEAR.sub("", mine), YEAR.sub("", _named(said)))


def _named(amount: Amount) -> str:
    own = _BESIDE.sub("", amount.own)
    return own if nouns(own) else f"{amount.topic} {own}"


_BESIDE = re.compile("(?<=#)、.*")
"""What stands behind a figure and its mark, and tells nothing of it (增长5%、在实际工作中努力争取更好结果)."""


def coverage(clause: Clause, evidence: Evidence) -> float:
    """The share of a clause's words, nouns counting twice, that a sentence or what stands above it has."""
    text = without_region(clause.bare, evidence.source.region)
    words = weighty(text if clause.amounts else without_turns(text)) or weighty(clause.carried)
    weights = [(2.0 if naming else 1.0, backed(word, evidence.held.known)) for word, naming in words]
    total = sum(w for w, _ in weights)
    return sum(w for w, has in weights if has) / total if total else 0.0


def without_turns(text: str) -> str:
    """A text without the words that say which way, how far or when: what it speaks of."""
    return _TURNS.sub(" ", without_stages(YEAR.sub(" ", text)))


_TURNS = re.compile(
    "(?:有所|持续|进一步|不断|大幅)?(?:"
    + "|".join(word for pair in OPPOSITES[:1] for side in pair for word in side.split())
    + ")"
)


def rival(told: Amount, evidence: Evidence) -> Amount | None:
    """The sentence's figure of what a figure told speaks of: of the same unit or number, the likest by its words."""
    amounts = evidence.held.said.amounts
    alike = [a for a in amounts if a.unit == told.unit and a.rank == told.rank]
    alike = alike or [a for a in amounts if {a.unit, told.unit} <= THINGS or _digits(a) == _digits(told)]
    return max(alike, key=lambda a: _alike(told, a, evidence), default=None)


def _digits(amount: Amount) -> list[str]:
    return re.findall(r"\d[\d.]*", amount.written)[:1]


def contradicts(clause: Clause, at: int, evidence: Evidence) -> bool:
    """Whether a sentence has another figure of the same unit for the very thing a clause tells."""
    for told in () if elsewhen(at, evidence) else clause.amounts:
        said = rival(told, evidence)
        if said is None or said.unit != told.unit or same_value(told, said) or said.trend != told.trend:
            continue
        if _alike(told, said, evidence) >= _SAME and evidence.reason(at).startswith(("figure", "object")):
            return True
    return False


_SAME = 0.8


def difference(clause: Clause, at: int, evidence: Evidence) -> Difference:
    """What parts a clause from a sentence that speaks of the same thing."""
    kind, _, rest = evidence.reason(at).partition(": ")
    if kind == "time":
        return Difference("time", evidence)
    if kind == "tense":
        promised = evidence.scope is not None and evidence.scope.kind == "target"
        return Difference("done" if promised else "promised", evidence)
    rivals = [(told, said) for told in clause.amounts if (said := rival(told, evidence))]
    if apart := [(way, said) for told, said in rivals if (way := parted(told, said))]:
        kinds = [way for way, _ in apart]
        told_as = "elsewhen" if elsewhen(at, evidence) else "number" if "number" in kinds else kinds[0]
        figures = "、".join(shown(said, evidence) for _, said in apart)
        return Difference(told_as, evidence, figures, _phrase(apart[0][1], evidence))
    word = rest.split(" ")[-1]
    if kind == "place" and LEVELS.match(word):
        return Difference("rank", evidence, phrase=_nearest_clause(clause, evidence))
    if kind == "place" or (kind == "object" and any(flag == "ns" for _, flag in tagged(word))):
        return Difference("place", evidence)
    said = next((a for told in clause.amounts for a in evidence.held.said.amounts if same_value(told, a)), None)
    phrase = _phrase(said, evidence) if said else _nearest_clause(clause, evidence)
    return Difference(_KINDS.get(kind, "words"), evidence, phrase=phrase)


def parted(told: Amount, said: Amount) -> str:
    """In what two figures of one thing differ; empty where they do not."""
    if not same_value(told, said):
        if told.rank and told.rank == said.rank:
            return "rank"
        return "unit" if told.unit != said.unit or _digits(told) == _digits(said) else "number"
    names = ("bounds", "rank", "trend", "each")
    found = next((name for name in names if getattr(told, name) != getattr(said, name)), "")
    return {"bounds": "bound", "each": "object"}.get(found, found)


def shown(amount: Amount, evidence: Evidence) -> str:
    """A sentence's figure as it is written there, with its bound."""
    row = _row_of(amount, evidence)
    return figure_text(row) if row else amount.written


def _row_of(amount: Amount, evidence: Evidence) -> LedgerRow | None:
    """The ledger's row of a sentence's figure: of several with the number the one whose indicator is likest to its words."""
    rows = [(row, *normalized(row.value_min, row.unit)) for row in evidence.sentence.rows]
    same = [row for row, low, unit in rows if low == amount.low and unit in (amount.unit, row.unit)]
    return max(same, key=lambda row: likeness(row.indicator, _named(amount)), default=None)


def _phrase(amount: Amount, evidence: Evidence) -> str:
    """The clause that a sentence has a figure in, verbatim where its ledger row tells it."""
    row = _row_of(amount, evidence)
    return row.quote.strip("，,、；;。 ") if row else evidence.held.said.clauses[amount.clause].text


def _nearest_clause(clause: Clause, evidence: Evidence) -> str:
    """The clause of a sentence that has most of a clause's words."""
    words = [word for word, _ in weighty(without_stages(clause.bare))] or [word for word, _ in weighty(clause.bare)]
    clauses = evidence.held.said.clauses
    best = max(clauses, key=lambda c: (sum(backed(word, c.text) for word in words), likeness(clause.text, c.text)))
    return best.text
