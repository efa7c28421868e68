"""The clauses between two full stops or semicolons judged together: what one source says of them, and where it says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.check.evidence import Evidence, checkable, turns_state
from rag.check.explain import Difference, contradicts, coverage, difference, nearest, without_turns
from rag.check.saying import FORECAST, says
from rag.check.sums import summed
from rag.llm.checks.numbers import YEAR
from rag.llm.checks.reading import Clause, Reading
from rag.llm.checks.wording import nouns, weighty

Verdict = Literal["agrees", "differs", "not_found", "no_claim"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of one clause; ``verdict`` is None where it claims nothing that could be looked up."""

    verdict: Verdict | None
    evidence: Evidence | None = None
    difference: Difference | None = None
    forecast: bool = False
    """Whether the document but foresees what the draft tells as a result."""
    elsewhere: bool = False
    """Whether the documents say it, but of another year."""

    @property
    def marked(self) -> bool:
        """Whether it is to be mended."""
        return self.verdict in ("differs", "not_found")

    @property
    def out_of_time(self) -> bool:
        """Whether it is wrong, and not only in that the documents have another figure of the very thing and time."""
        return self.marked and (self.difference is None or self.difference.kind not in ("number", "bound", "unit"))

    @property
    def in_time(self) -> bool:
        """Whether its year is beyond doubt."""
        return self.verdict == "agrees" or (self.marked and not self.out_of_time and not self.elsewhere)


def judge_run(run: Sequence[int], told: Reading, found: Sequence[Evidence], likely: int | None) -> Iterator[Judged]:
    """The clauses of ``told`` numbered in ``run``. ``likely`` is the year that they probably speak of and do not name."""
    wanted = [i for i in run if checkable(told.clauses[i])]
    home = max(found, key=lambda e: (sum(says(e, i, told.clauses[i]) for i in wanted), _of(e, likely)), default=None)
    home = home if home and any(says(home, i, told.clauses[i]) for i in wanted) else None
    before: Evidence | None = None
    for i in run:
        clause = told.clauses[i]
        if i not in wanted:
            yield _told_otherwise(clause, i, found)
            continue
        saying = [e for e in found if says(e, i, told.clauses[i])]
        leaning = (
            home
            and i > run[0]
            and not by_itself(clause)
            and any(says(home, j, told.clauses[j]) for j in wanted if j < i)
        )
        rivals = [home] if home else []
        if likely and not any(_of(e, likely) for e in saying):
            rivals += [e for e in found if _of(e, likely)]
        against = next((e for e in rivals if contradicts(clause, i, e)), None)
        judged: Judged
        if home and says(home, i, told.clauses[i]) and not (against and against is not home):
            judged = _agreed(home, i)
        elif saying and not against and not leaning:
            judged = _agreed(saying[0], i)
        elif (sum_of := summed(clause, told, found)) is not None:
            judged = (
                Judged("differs", difference=sum_of) if isinstance(sum_of, Difference) else Judged("agrees", sum_of)
            )
        elif rival := against or (before or home if leaning else None):
            judged = _differs(difference(clause, i, rival), i, found)
        else:
            apart = nearest(clause, i, found, home)
            judged = _differs(apart, i, found) if apart else Judged("not_found")
        before = judged.evidence
        yield judged


_OTHERWISE = ("tense", "place", "direction", "negation")
"""Kinds of problems by which alone a clause without a figure may differ from a sentence that has all its words."""


def _told_otherwise(clause: Clause, at: int, found: Sequence[Evidence]) -> Judged:
    """A clause without a figure differs only from a sentence that says all of it, but of another time, state, place or direction."""
    names = nouns(without_turns(clause.bare))
    near = [e for e in found if len("".join(names)) >= _TELLING and coverage(clause, e) >= 1]
    dated = len(YEAR.findall(clause.text)) == 1

    def hard(evidence: Evidence) -> bool:
        kinds = (*_OTHERWISE, "time") if dated or turns_state(clause, evidence) else _OTHERWISE
        return any(p.startswith(kinds) for p in evidence.problems[at])

    against = filter(hard, near)
    if all(e.problems[at] for e in near) and (evidence := next(against, None)):
        return Judged("differs", difference=difference(clause, at, evidence))
    return Judged(None)


_TELLING = 3
"""Characters of nouns from which a clause without a figure names what it speaks of."""


_RANKS = re.compile("第?\\d+[位名]?|[排位名]?[居列次]前?|全[国省市区县]")


def by_itself(clause: Clause) -> bool:
    """Whether a clause names what it speaks of (not: 居全市第一, 增长5%)."""
    return bool(weighty(_RANKS.sub("", clause.bare)) or re.search("[A-Za-z“]", clause.bare))


def _differs(apart: Difference, at: int, found: Sequence[Evidence]) -> Judged:
    elsewhere = any(all(p.startswith("time") for p in e.problems[at]) for e in found)
    return Judged("not_found" if apart.kind == "elsewhen" else "differs", difference=apart, elsewhere=elsewhere)


def _of(evidence: Evidence, year: int | None) -> bool:
    return year is not None and evidence.scope is not None and evidence.scope.year == year


def _agreed(evidence: Evidence, at: int) -> Judged:
    return Judged("agrees", evidence, forecast=FORECAST in evidence.problems[at])
