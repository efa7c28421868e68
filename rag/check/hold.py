"""Each statement of a draft held against the documents, clause by clause."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from index.reading.source import Source
from index.words import simplify
from rag.candidates import Sentence
from rag.check.draft import Carry, Statement, read_draft
from rag.check.evidence import candidates, evidence_of
from rag.check.judge import Judged, Verdict, by_itself, judge_run
from rag.citing import cite
from rag.language import language_of
from rag.library import Library
from rag.llm.checks.numbers import YEAR
from rag.llm.checks.reading import Reading, read
from rag.llm.checks.times import frames
from rag.messages import say
from rag.types import Citation, Filters, Language, within


@dataclass(frozen=True, slots=True)
class Checked:
    """A stretch of the draft, ``text == draft[start:end]``, and what the documents say of it."""

    text: str
    start: int
    end: int
    verdict: Verdict
    reason: str = ""
    citations: tuple[Citation, ...] = ()


class Checker:
    """Holds drafts against the documents of one index. Safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def check(
        self, draft: Source | str, filters: Filters = Filters(), language: Language | None = None
    ) -> tuple[Checked, ...]:
        """Every sentence of a draft with its verdict, in order; a sentence whose clauses fare differently comes in pieces.

        ``filters`` narrow the documents; their year is also what 今年 means in the draft. Reasons are told in ``language``, or the draft's own.
        """
        draft = draft if isinstance(draft, Source) else Source(draft)
        language = language or language_of(draft.text)
        documents = within(self._library.documents, filters)
        found: list[Checked] = []
        carry = Carry()
        for statement in read_draft(draft, self._library, documents, filters.year):
            carry.before(statement)
            judged = self._judge(statement, carry)
            found += _checked(draft.text, statement, judged, language)
            doubted = any(j.marked for j in judged) and not any(j.in_time for j in judged)
            carry.behind(statement, wrong=any(j.out_of_time for j in judged), doubted=doubted)
        return tuple(found)

    def _judge(self, statement: Statement, carry: Carry) -> list[Judged]:
        """What is found of each clause.

        A wrong one tells nothing of the state or direction of those behind it that name what they speak of, nor of their time if that is wrong.
        """
        if language_of(statement.text) == "en" or not statement.pieces:
            return []
        claim, carried, likely = carry.claim(statement), carry.carried(statement), carry.likely(statement)
        sentences = candidates(self._library, statement, claim)
        ends = [piece.ends_run for piece in statement.pieces]
        told = read(claim).clauses
        first = len(told) - len(ends)

        def held(left: Sequence[int]) -> dict[int, Judged]:
            """The clauses ``left``, each by its number in the statement."""
            kept = [*range(first), *(first + i for i in left)]
            wrong = {i: j for i, j in judged.items() if i not in left and j.out_of_time}
            said = claim if len(left) == len(ends) else _joined(read(claim), kept, {first + i for i in wrong})
            dated = any(j.difference and j.difference.kind == "time" for j in wrong.values())
            year = likely or (statement.years[0] if dated and len(statement.years) == 1 else None)
            return dict(zip(left, _judged(said, [ends[i] for i in left], sentences, carried, year), strict=True))

        judged: dict[int, Judged] = {}
        left = list(range(len(ends)))
        judged |= held(left)
        for at in range(len(ends)):
            behind = [i for i in left if i > at and judged[i].marked]
            if not judged[at].marked or not behind:
                continue
            left.remove(at)
            behind = [i for i in behind if i - 1 in left or by_itself(told[first + i])]
            alone = held(left)
            judged |= {i: alone[i] for i in behind if not alone[i].marked}
        return [judged[i] for i in range(len(ends))]


def _joined(told: Reading, kept: Sequence[int], wrong: Collection[int]) -> str:
    """Some clauses of a claim, each with the year that one left out sets for it, if that one is not ``wrong`` in its time."""
    years = [frame.years for frame in frames(told)]
    text = ""
    for i in kept:
        clause = told.clauses[i]
        lost = i > 0 and i - 1 not in kept and len(years[i]) == 1 and not YEAR.search(clause.text)
        lost = lost and not any(at in wrong and years[at] == years[i] for at in range(i) if at not in kept)
        text += (f"{years[i][0]}年" if lost else "") + clause.text + (clause.mark or "。")
    return text


def _judged(
    claim: str, ends: Sequence[bool], sentences: Sequence[Sentence], carried: int | None, likely: int | None
) -> Iterator[Judged]:
    """The last clauses of a claim, as many as ``ends`` tell which ends a run, held against sentences."""
    told = read(claim)
    told = replace(told, clauses=told.clauses[len(told.clauses) - len(ends) :])
    found = evidence_of(sentences, claim, len(ends), carried)
    run: list[int] = []
    for i, end in enumerate(ends):
        run.append(i)
        if end or i == len(ends) - 1:
            yield from judge_run(run, told, found, likely)
            run = []


def _checked(draft: str, statement: Statement, judged: Sequence[Judged], language: Language) -> Iterator[Checked]:
    if all(j.verdict is None for j in judged):
        foreign = statement.pieces and language_of(statement.text) == "en"
        reason = say("check_chinese_only", language) if foreign else ""
        yield Checked(statement.text, statement.start, statement.end, "no_claim", reason)
        return
    groups = _grouped(judged, [piece.ends_run for piece in statement.pieces])
    for i, (first, last) in enumerate(groups):
        start = statement.start if i == 0 else statement.pieces[first].start
        end = statement.end if i == len(groups) - 1 else statement.pieces[last].end
        yield _told(draft, start, end, judged[first : last + 1], language)


def _grouped(judged: Sequence[Judged], ends: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last clause of each stretch of one verdict; clauses without a verdict go with the next one that agrees up to a semicolon
    (``ends``), or the last."""
    groups: list[tuple[int, int]] = []
    before: Verdict | None = None
    for i, j in enumerate(judged):
        adds_nothing = before == "agrees" and all(k.verdict is None for k in judged[i:])
        leads = before is None and (j.verdict is None or not (ends[i - 1] or j.marked))
        if groups and (leads or adds_nothing):
            groups[-1] = groups[-1][0], i
            before = j.verdict or before
        else:
            groups.append((i, i))
            before = j.verdict
    return groups


def _told(draft: str, start: int, end: int, judged: Sequence[Judged], language: Language) -> Checked:
    one = next((j for j in judged if j.verdict is not None), judged[0])
    reason = one.difference.told(language) if one.difference else ""
    if one.verdict == "not_found" and not reason:
        reason = say("check_not_found", language)
    elif any(j.forecast for j in judged) and not any(
        word in simplify(draft[start:end]) for word in ("预计", "预期", "预估")
    ):
        reason = say("check_forecast", language)
    evidence = one.difference.evidence if one.difference else one.evidence
    return Checked(
        draft[start:end],
        start,
        end,
        one.verdict or "no_claim",
        reason,
        (cite(1, evidence.sentence),) if evidence else (),
    )
