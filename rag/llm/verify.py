"""Is a written sentence said by the sentences it cites? Read clause by clause, figure by figure, without any model.

``planqa verify`` runs this over a file of claims. A claim stands where each of its clauses passes every check of its figures, time and words against
one of its sources (or, where it joins several, each figure against its own); what cannot be confirmed does not stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.passages import scope_words
from rag.llm.checks.asides import (
    counts_its_own,
    is_lead,
    joins,
    says_something,
    spread,
    unproven,
)
from rag.llm.checks.derived import compared, worked_out
from rag.llm.checks.english import english, is_english
from rag.llm.checks.families import EVENTS, LEVELS
from rag.llm.checks.figures import (
    amount_problem,
    loose_problem,
    narrowed_problem,
    rounds,
    standing_problem,
)
from rag.llm.checks.numbers import YEAR
from rag.llm.checks.places import level_problem, place_problem
from rag.llm.checks.reading import Amount, Clause, Reading, read
from rag.llm.checks.regions import without_region
from rag.llm.checks.stages import stage_problem, subject_problem
from rag.llm.checks.times import Frame, frames, tense_problem, time_problem
from rag.llm.checks.wording import (
    another_word,
    backed,
    cause_problem,
    degree_problem,
    direction_problem,
    latin_problem,
    markup_problem,
    negation_problem,
    strange_words,
    weighty,
)
from rag.llm.sources import Held, Source, hold

Rejector = Callable[[str, Sequence[Source]], str | None]
"""Anything else that reads a claim with its sources and says why it does not follow, or None: it can only reject."""


def verify(text: str, sources: Sequence[Source], reject: Rejector | None = None) -> tuple[str, ...]:
    """Why the sources do not say a claim, each reason as ``kind: piece of the claim``; empty where they do.

    ``reject`` is asked last, about a claim that stands so far (a model of entailment, say).
    """
    if not sources:
        return ("citation: none",)
    if found := markup_problem(text):
        return (f"markup: {found}",)
    if is_english(text):
        return english(text, sources)
    told = read(text)
    held = [hold(source) for source in sources]
    cited = "\n".join(h.said.text for h in held)
    framed_clauses = list(zip(told.clauses, frames(told, cited), strict=True))
    verdicts = [[_against(clause, frame, told, h) for h in held] for clause, frame in framed_clauses]
    reasons = [
        reason
        for (clause, frame), against in zip(framed_clauses, verdicts, strict=True)
        if (reason := _told(clause, frame, told, held, against))
    ]
    reasons += _label_problems(told, held, verdicts)
    if not reasons and not any(says_something(clause) for clause in told.clauses):
        reasons.append("nothing said")
    if not reasons and reject and (reason := reject(text, sources)):
        reasons.append(reason)
    return tuple(dict.fromkeys(reasons))


def clause_problems(text: str, source: Source) -> tuple[tuple[str, ...], ...]:
    """For each clause of ``read(text)`` all in which it parts from one source, put as :func:`verify` does; nothing where the source says it."""
    told, held = read(text), hold(source)
    found = []
    for clause, frame in zip(told.clauses, frames(told), strict=True):
        problems = tuple(_problems(clause, frame, told, held))
        found.append(problems if _told(clause, frame, told, [held], [next(iter(problems), None)]) else ())
    return tuple(found)


# --- one clause ----------------------------------------------------------------------------------------------------


def _told(
    clause: Clause, frame: Frame, told: Reading, held: Sequence[Held], verdicts: Sequence[str | None]
) -> str | None:
    """Why no source says a clause, nor several together; None where they do."""
    if is_lead(clause):
        wrong = all(time_problem(clause.text, frame, h.known, h.source.scope) for h in held)
        return f"time: {clause.text}" if wrong else None
    if None in verdicts:
        return None
    if not clause.amounts and compared(clause.text, told, told.clauses.index(clause), _quoted(held)):
        return None
    if (each := spread(clause.text)) and all(_stands_alone(part, frame, held) for part in each):
        return None
    joined = _joined(clause, frame, told, held)
    return joined and max(
        (v for v in verdicts if v), key=lambda v: _ORDER.index(v.split(":")[0]) if v.split(":")[0] in _ORDER else 0
    )


def _quoted(held: Sequence[Held]) -> list[tuple[Reading, int]]:
    """What each source says and the last year it speaks of; 0 where it has none."""
    return [(h.said, h.source.scope.year if h.source.scope else 0) for h in held]


def _stands_alone(part: str, frame: Frame, held: Sequence[Held]) -> bool:
    """Whether one source says what is told of one of several."""
    told = read(part)
    return len(told.clauses) == 1 and any(_against(told.clauses[0], frame, told, h) is None for h in held)


def _label_problems(told: Reading, held: Sequence[Held], verdicts: Sequence[Sequence[str | None]]) -> Iterator[str]:
    """Words of a label (学前教育:…) that a source has, but none of those that say what stands behind it."""
    ends = [i for i, clause in enumerate(told.clauses) if clause.mark == ":"]
    for at, until in pairwise([*ends, len(told.clauses)]):
        behind = zip(*verdicts[at + 1 : until], strict=True)
        known = "\n".join(h.known for h, problems in zip(held, behind, strict=False) if None in problems)
        for word, naming in weighty(told.clauses[at].text) if known else ():
            if naming and not backed(word, known) and any(backed(word, h.known) for h in held):
                yield f"label: {word}"


_ORDER = ("figure", "number", "time", "tense", "bound", "rank", "trend", "stage", "object", "calibre", "direction", "negation", "place", "degree", "name", "words")  # fmt: skip
"""The kinds of reasons, those that fail first first: of several sources' reasons the last is told."""


def _against(clause: Clause, frame: Frame, told: Reading, held: Held) -> str | None:
    """The first thing in which a clause of a claim parts from one source."""
    return next(_problems(clause, frame, told, held), None)


def _problems(clause: Clause, frame: Frame, told: Reading, held: Held) -> Iterator[str]:
    """All in which a clause of a claim parts from one source, what counts most first."""
    whole, own = clause, counts_its_own(clause, told)
    if own and not any(
        amount_problem(a, clause.bare, held.said, held.context, held.place) is None
        for a in clause.amounts
        if a.start in own
    ):
        clause = replace(clause, amounts=tuple(a for a in clause.amounts if a.start not in own), listed=own)
    for amount in clause.amounts:
        other = amount_problem(amount, clause.bare, held.said, held.context, held.place)
        if reason := other or standing_problem(amount, told, held.said):
            yield reason
    if reason := narrowed_problem(clause, held.said) or _time_and_tense(clause, frame, held):
        yield reason
    behind = told.clauses[told.clauses.index(whole) + 1 :] if clause.mark == ":" else ()  # which it sums up
    said = Reading(held.said.text, (*held.said.clauses, *behind))
    known = "\n".join((held.known, *(c.text for c in behind)))
    yield from _worded(clause, clause.amounts, said, known, held.region)


def _time_and_tense(clause: Clause, frame: Frame, held: Held) -> str | None:
    scope = held.source.scope
    if reason := time_problem(clause.text, frame, held.known, scope) or _one_of_several(clause, frame, held):
        return f"time: {reason}"
    forecast = _foreseen(clause, held)
    factual = any(a.rank != "第" for a in clause.amounts) or bool(clause.stages & EVENTS)
    reason = tense_problem(clause.text, frame, held.said.text, scope, forecast, factual)
    return f"tense: {reason}" if reason else None


def _one_of_several(clause: Clause, frame: Frame, held: Held) -> str | None:
    """What several years brought together, told of the last of them."""
    scope = held.source.scope
    if scope is None or scope.kind != "actual" or scope.first_year in (None, scope.year) or not clause.amounts:
        return None
    year = scope.year
    named = str(year) in held.said.text or re.search(f"[到至]{year}|{year}年[底末]", frame.named)
    return str(year) if frame.years == (year,) and not named else None


def _foreseen(clause: Clause, held: Held) -> bool | None:
    """Whether the source of a report but foresees or promises what a clause tells."""
    if not clause.amounts:
        told = clause.stages & EVENTS
        homes = [f for c, f in zip(held.said.clauses, held.forecast, strict=True) if told & c.stages]
        if homes and all(homes):
            return True
        return any(frame.promise and frame.promise in clause.text for frame in frames(held.said))
    for amount in clause.amounts:
        same = [said for said in held.said.amounts if (said.low, said.unit) == (amount.low, amount.unit)]
        for said in same or [said for said in held.said.amounts if rounds(amount, said)]:
            return held.forecast[said.clause]
    return False


def _worded(clause: Clause, covered: Sequence[Amount], said: Reading, known: str, region: str) -> Iterator[str]:
    """The words of a clause that what it cites does not back, one of each kind."""
    text, bare = clause.text, without_region(clause.bare, region)
    checks = (
        ("number", loose_problem(clause, covered, known)),
        ("stage", None if clause.amounts else stage_problem(clause, said, region)),
        ("subject", None if clause.amounts else subject_problem(bare, said)),
        ("direction", direction_problem(text, said.text) or unproven(clause, said)),
        ("negation", negation_problem(text, said.text)),
        ("place", level_problem(without_region(text, region), known, region) or place_problem(text, said.text, region)),
        ("cause", cause_problem(text, said.text)),
        ("degree", degree_problem(text, known)),
        ("name", latin_problem(text, known)),
        ("words", _words_problem(clause, known, region)),
    )
    return (f"{kind}: {reason}" for kind, reason in checks if reason)


def _words_problem(clause: Clause, known: str, region: str) -> str | None:
    text = without_region(clause.bare, region)
    words = weighty(text)
    # A verb is free beside a noun of the source's or a figure; by itself it says something of its own (文件作废).
    free = bool(clause.amounts) or any(naming and backed(word, known) for word, naming in words)
    strange = [word for word, naming in strange_words(text, known) if naming or not free]
    bestowed = _BESTOWED.search(text)  # honours are told by the source or made up
    if len(strange) == 1 and free and not clause.amounts and not bestowed and another_word(strange[0], text, known):
        return None
    return next(iter(strange), None)


_BESTOWED = re.compile("获得|荣获|获评|获批|获奖|入选|受到|表扬|表彰|评为|列为|授予")


def _joined(clause: Clause, frame: Frame, told: Reading, held: Sequence[Held]) -> str | None:
    """Why several sources do not say a clause together: each figure must be one's own, or worked out, and the words theirs."""
    fitting = [h for h in held if _time_and_tense(clause, frame, h) is None]
    if fitting:  # a line of the page without a year has none of its own
        fitting += [h for h in held if h not in fitting and h.source.scope is None and not YEAR.search(h.said.text)]
    quoted = _quoted(held)
    by_code = [a for a in clause.amounts if worked_out(a, clause.text, told, quoted)]
    if by_code:
        years = {year for _, year in quoted}
        fitting = list(held) if set(frame.years) | set(frame.against) <= years else []
    elif len(held) < 2:
        return "one source"
    own = counts_its_own(clause, told)
    amounts = (replace(a, bounds=a.bounds - {"base"}) for a in clause.amounts if a.start not in own)
    clause = replace(clause, amounts=tuple(amounts), listed=own)
    if not by_code and not joins(clause) and (strange := _apart(clause, fitting)):
        return f"name: {strange}"
    for amount in clause.amounts:
        if amount not in by_code and all(
            amount_problem(amount, clause.bare, h.said, h.context, h.place) for h in fitting
        ):
            return f"figure: {amount.written}"
    if not fitting:
        return "no source"
    if by_code:
        return None
    if clause.sizes and all(narrowed_problem(clause, h.said) for h in fitting):
        return f"object: {clause.sizes[0].written}"
    if LEVELS.search(clause.text) and all(
        level_problem(clause.text, h.known, h.region) or direction_problem(clause.text, h.said.text) for h in fitting
    ):
        return f"place: {clause.text}"
    said = Reading("\n".join(h.said.text for h in fitting), tuple(c for h in fitting for c in h.said.clauses))
    known = "\n".join(h.known for h in fitting)
    return next(_worded(clause, clause.amounts, said, known, fitting[0].region), None)


def _apart(clause: Clause, held: Sequence[Held]) -> str | None:
    """A name that no source has beside the others of its clause."""
    names = [[w for w, naming in strange_words(without_region(clause.bare, h.region), h.known) if naming] for h in held]
    return min(names, key=len)[0] if names and all(names) else None


# --- frames --------------------------------------------------------------------------------------------


def framed(text: str, source: Source) -> str:
    """The claim with its time in front (2023年目标:…) where it names no year, or tells a promise without a word that says so."""
    if source.scope is None:
        return text
    told = read(text)
    dated = any(frame.years for frame in frames(told))
    kept = any(
        tense_problem(c.text, f, read(source.text).text, source.scope, False)
        for c, f in zip(told.clauses, frames(told), strict=True)
    )
    if dated and not kept:
        return text
    bare = text.removeprefix(f"{source.scope.year}年").lstrip(",，")
    return f"{scope_words(source.scope)}:{bare}"
