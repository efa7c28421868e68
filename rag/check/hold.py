"""Each statement of a draft held against the documents, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.reading.source import Source
from index.times import in_digits
from rag.check.draft import Carry, Statement, read_draft
from rag.check.evidence import gather
from rag.check.judge import Judged, Verdict, judge_run
from rag.citing import cite
from rag.language import language_of
from rag.library import Library
from rag.llm.checks.numbers import YEAR
from rag.llm.checks.reading import read
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
            carry.behind(statement, wrong=any(j.verdict in ("differs", "not_found") for j in judged))
        return tuple(found)

    def _judge(self, statement: Statement, carry: Carry) -> list[Judged]:
        judged = self._held(statement, carry)
        clauses = read(carry.claim(statement)).clauses[-len(statement.pieces) :]
        wrong = [j.verdict in ("differs", "not_found") for j in judged]
        dated = ((i, YEAR.findall(c.text)) for i, c in enumerate(clauses) if any(wrong) and wrong[i])
        at, years = next(((i, years) for i, years in dated if years), (len(wrong), []))
        if not any(wrong[at + 1 :]):
            return judged
        # A wrong year is of the clause that names it, not of those behind it.
        words = re.sub("|".join(years), "", in_digits(statement.words))
        undated = self._held(replace(statement, words=words, years=()), carry)
        return [
            *judged[: at + 1],
            *(
                new if new.verdict == "agrees" else old
                for old, new in zip(judged[at + 1 :], undated[at + 1 :], strict=True)
            ),
        ]

    def _held(self, statement: Statement, carry: Carry) -> list[Judged]:
        claim = carry.claim(statement)
        told = read(claim)
        told = replace(told, clauses=told.clauses[len(told.clauses) - len(statement.pieces) :])
        if language_of(statement.text) == "en" or not statement.pieces:
            return []
        found = gather(self._library, statement, claim, carry.carried(statement))
        judged: list[Judged] = []
        run: list[int] = []
        for i, piece in enumerate(statement.pieces):
            run.append(i)
            if piece.ends_run or i == len(statement.pieces) - 1:
                judged += judge_run(run, told, found, carry.likely(statement))
                run = []
        return judged


def _checked(draft: str, statement: Statement, judged: Sequence[Judged], language: Language) -> Iterator[Checked]:
    if all(j.verdict is None for j in judged):
        foreign = statement.pieces and language_of(statement.text) == "en" and re.search(r"\d", statement.text)
        reason = say("check_chinese_only", language) if foreign else ""
        yield Checked(statement.text, statement.start, statement.end, "no_claim", reason)
        return
    groups = _grouped(judged, [piece.ends_run for piece in statement.pieces])
    for i, (first, last) in enumerate(groups):
        start = statement.start if i == 0 else statement.pieces[first].start
        end = statement.end if i == len(groups) - 1 else statement.pieces[last].end
        yield _told(draft, start, end, judged[first : last + 1], language)


def _grouped(judged: Sequence[Judged], ends: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last clause of each stretch of one verdict and source; clauses without a verdict go with the next one up to a semicolon
    (``ends``), or the last that agrees."""
    groups: list[tuple[int, int]] = []
    key: tuple[Verdict, object] | None = None
    for i, j in enumerate(judged):
        mine = None if j.verdict is None else (j.verdict, _source(j))
        adds_nothing = key is not None and key[0] == "agrees" and all(k.verdict is None for k in judged[i:])
        goes_on = (key is None and not ends[i - 1]) or adds_nothing or (mine == key and mine is not None)
        if groups and goes_on:
            groups[-1] = groups[-1][0], i
            key = mine or key
        else:
            groups.append((i, i))
            key = mine
    return groups


def _source(judged: Judged) -> object:
    evidence = judged.difference.evidence if judged.difference else judged.evidence
    return evidence and (evidence.sentence.key, judged.difference and judged.difference.kind)


def _told(draft: str, start: int, end: int, judged: Sequence[Judged], language: Language) -> Checked:
    one = next((j for j in judged if j.verdict is not None), judged[0])
    reason = one.difference.told(language) if one.difference else ""
    if one.verdict == "not_found":
        reason = say("check_not_found", language)
    elif any(j.forecast for j in judged) and not re.search("预计|预期|预估", draft[start:end]):
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
