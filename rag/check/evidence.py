"""The sentences of the documents that a draft's statement is held against, and clause by clause why each does not say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.document import Scope
from index.units import normalized
from index.words import tagged
from rag.candidates import Sentence
from rag.check.draft import Statement
from rag.library import Library
from rag.llm.checks.families import DEGREE, EVENTS, SAME
from rag.llm.checks.numbers import YEAR
from rag.llm.checks.reading import Clause, Reading, read
from rag.llm.checks.times import frames, promise_in
from rag.llm.checks.wording import weighty
from rag.llm.sources import Held, Source, hold, source_of
from rag.llm.verify import clause_problems, framed
from rag.retriever import retrieve
from rag.types import Parts

FOR_STATEMENT, FOR_CLAUSE, FOR_FIGURE = 12, 8, 4
"""Candidates looked at for a whole sentence, and more for each of its clauses by its words and by its figures."""
_FEW = 12
"""Documents up to which a clause's figures are looked for in their ledgers."""
_WORDS = Parts(dense=False)


Problems = tuple[tuple[str, ...], ...]
"""For each clause all in which it parts from a source; nothing where the source says it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a document read as of one time, and in what it parts from each of a statement's clauses."""

    sentence: Sentence
    source: Source
    problems: Problems

    def reason(self, at: int) -> str:
        """Why it does not say a clause; empty where it does."""
        return next(iter(self.problems[at]), "")

    @property
    def held(self) -> Held:
        return hold(self.source)

    @property
    def scope(self) -> Scope | None:
        return self.source.scope


def candidates(library: Library, statement: Statement, claim: str) -> tuple[Sentence, ...]:
    """The sentences of the documents nearest to a statement, the nearest first."""
    found: dict[tuple[str, int], Sentence] = {}
    for sentence in _candidates(library, statement, read(claim)):
        found.setdefault(sentence.key, sentence)
    return tuple(found.values())


def evidence_of(
    sentences: Sequence[Sentence], claim: str, clauses: int, carried: int | None = None
) -> tuple[Evidence, ...]:
    """What sentences say of the last ``clauses`` of a claim.

    ``carried`` is the year that stands in front of the claim only from the statements before it: what sums up years about it, it leaves alone.
    """
    return tuple(e for sentence in sentences for e in _evidence(sentence, claim, clauses, carried))


def _candidates(library: Library, statement: Statement, told: Reading) -> Iterator[Sentence]:
    ids = frozenset(d.document_id for d in statement.documents)
    text = statement.words
    vector = library.vector(text)
    for candidate in retrieve(library.store, text, vector, ids)[:FOR_STATEMENT]:
        yield library.found(candidate)
    for clause in told.clauses[-len(statement.pieces) :]:
        words = clause.text if weighty(clause.bare) else f"{clause.text} {clause.carried}"
        for asked in dict.fromkeys((words, _by_other_names(words))):
            for candidate in retrieve(library.store, asked, vector, ids, _WORDS)[:FOR_CLAUSE]:
                yield library.found(candidate)
        yield from _of_figures(library, ids, clause)


def _of_figures(library: Library, ids: frozenset[str], clause: Clause) -> Iterator[Sentence]:
    """The sentences that have a clause's very figures, those with most of its words first."""
    text = f"{clause.bare} {clause.carried}"
    words = [*(word for word, _ in weighty(text)), *re.findall("“(.+?)”", text)]
    figures = {(a.low, a.unit) for a in clause.amounts}
    found: list[tuple[int, Sentence]] = []
    for document_id in sorted(ids) if figures and len(ids) <= _FEW else ():
        document = library.document(document_id)
        for number, rows in library.rows(document_id).items():
            if any(normalized(row.value_min, row.unit) in figures for row in rows):
                said = document.quote(document.sentences[number])
                found.append((sum(word in said for word in words), library.sentence(document_id, number)))
    yield from (sentence for shared, sentence in sorted(found, key=lambda f: -f[0])[:FOR_FIGURE] if shared)


def _by_other_names(text: str) -> str:
    """A clause with what plans call its things by (固定资产投资 for 固投) in place of them."""
    for names in SAME:
        name = next((n for n in names if len(n) > 1 and n in text.lower()), None)
        if name:
            others = [n for n in names if len(n) > 1 and n not in text.lower()]
            text = f"{text} {' '.join(others)}"
    return text


def _spans(sentence: Sentence, scope: Scope | None, year: int) -> bool:
    """Whether what a sentence tells of one time is told of several years, one of which a year is."""
    if scope and scope.first_year:
        return scope.first_year <= year <= scope.year
    years = sentence.document.metadata.years
    return len(years) > 1 and max(years) - min(years) > 1 and min(years) <= year <= max(years)


def _evidence(sentence: Sentence, claim: str, clauses: int, carried: int | None) -> Iterator[Evidence]:
    """What a sentence says of a claim, as told of each of the times it speaks of."""
    source = source_of(1, sentence.document, sentence.document.sentences[sentence.number])
    for scope in dict.fromkeys((sentence.scope, *(sentence.scopes or (None,)))):
        timed = Source(1, source.text, source.context, scope, source.region)
        spans = carried is not None and _spans(sentence, scope, carried)
        said = claim.removeprefix(f"{carried}年，").removeprefix(f"{carried}年,") if spans else claim
        yield Evidence(sentence, timed, problems_of(said, timed)[-clauses:])


def problems_of(claim: str, source: Source) -> Problems:
    """In what each clause of a claim parts from a source, to which it may leave whether it is promised or done.

    Clauses that claim nothing (数字经济继续领跑,) lend their words to the next ones; where those fail with them, they are read without.
    """
    told = read(claim)
    problems = _problems(claim, source, len(told.clauses))
    kept = [i for i, clause in enumerate(told.clauses) if checkable(clause) or _sets_out(clause)]
    if not any(problems[i] for i in kept) or len(kept) in (0, len(told.clauses)):
        return problems
    years = next(iter(list(frames(told))[kept[0]].years), None)
    bare = "".join(told.clauses[i].text + (told.clauses[i].mark or "。") for i in kept)
    bare = f"{years}年{bare}" if years and not YEAR.search(told.clauses[kept[0]].text) else bare
    alone = (
        dict(zip(kept, _problems(bare, source, len(kept)), strict=True)) if len(read(bare).clauses) == len(kept) else {}
    )
    return tuple(min(found, alone.get(i, found), key=len) for i, found in enumerate(problems))


def _problems(claim: str, source: Source, clauses: int) -> Problems:
    found = clause_problems(framed(claim, source), source)[-clauses:] if clauses else ()
    if source.scope is None:  # nothing says whether it is promised or done
        return tuple(tuple(p for p in problems if not p.startswith("tense")) for problems in found)
    return found if source.scope.kind == "actual" else tuple(_told_as_done(claim, source, found))


def _told_as_done(claim: str, source: Source, found: Problems) -> Iterator[tuple[str, ...]]:
    """The problems of clauses over a promise; 已 tells all behind it up to the next semicolon as done (已加大投入,新建学校3所)."""
    done = ""
    for clause, problems in zip(read(claim).clauses, found, strict=True):
        word = _ALREADY.search(clause.text)
        done = word.group() if word and word.group() not in source.text else done
        done = "" if promise_in(clause.text) else done
        yield problems or ((f"tense: {done}",) if done else ())
        done = "" if clause.mark in (";", "。", ":") else done


_ALREADY = re.compile("已经?|业已")


def turns_state(clause: Clause, evidence: Evidence) -> bool:
    """Whether a clause says itself that it is to come of what a sentence reports, or done of what it plans."""
    kind = evidence.scope and evidence.scope.kind
    return bool(kind == "actual" and promise_in(clause.text)) or bool(kind == "target" and _ALREADY.search(clause.text))


_NUMBERED = re.compile(r"(?:第|前|top)\d|\d+[号亿万]|\d[.:]\d", re.I)
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?")


def outstanding(text: str) -> bool:
    """Whether a text ranks, or tells that nothing is left out, and does not but colour what it tells (大幅, 显著)."""
    return any(_OUTSTANDING.search(match.group()) for match in DEGREE.finditer(text))


_OUTSTANDING = re.compile("[第首榜最全前先]|唯一|所有|只有|仅|超额|免费|强制|翻倍|部分|多数|少数|个别|任何")


def checkable(clause: Clause) -> bool:
    """Whether a clause tells something that can be looked up: a figure, a rank, an event."""
    bare = _DATE.sub("", YEAR.sub("", clause.text))
    return bool(clause.amounts or _NUMBERED.search(bare) or clause.stages & EVENTS or outstanding(bare))


def _sets_out(clause: Clause) -> bool:
    """Whether a clause names a place or a year, or tells as done, what those behind it tell."""
    return bool(_ALREADY.search(clause.text) or YEAR.search(clause.text)) or any(
        flag == "ns" and len(word) > 1 for word, flag in tagged(clause.text)
    )
