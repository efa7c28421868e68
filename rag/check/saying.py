"""Whether a sentence of a document says a clause of a draft, in its own words or in others.

The verifier asks that an LLM keeps to its sources' words. People who write drafts do not, so a clause also stands whose figures are all the
sentence's, with their bounds, for the same thing, in the same time, if only its words are put otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.words import tagged, usual_tag
from rag.check.evidence import Evidence, outstanding
from rag.llm.checks.deeds import without_deed
from rag.llm.checks.families import LEVELS
from rag.llm.checks.figures import rounds, same_value
from rag.llm.checks.numbers import RATES, YEAR
from rag.llm.checks.objects import EXAMPLES, PER, likeness
from rag.llm.checks.places import KIND
from rag.llm.checks.reading import Amount, Clause
from rag.llm.checks.regions import without_region
from rag.llm.checks.wording import backed, nouns, weighty

FORECAST = "tense: no word of forecast"
"""The document but foresees what a draft tells as a result, which may have come about since."""
_OF_WORDS = frozenset({"object", "words", "calibre", "cause", "bound"})
"""Kinds of problems that are looked into again, figure by figure and word by word."""


def says(evidence: Evidence, at: int, clause: Clause) -> bool:
    """Whether a sentence says a clause; ranks must also be given to the same thing, and figures told of as many (每千人)."""
    problems = [p for p in evidence.problems[at] if p != FORECAST and not _own_place(p, evidence)]
    if problems and not _in_other_words(evidence, clause, problems):
        return False
    said = evidence.held.said.text
    if any(per.group() not in said for per in PER.finditer(clause.text)):
        return False
    return not any(_elsewhere(told, evidence) for told in clause.amounts) and ranks_fit(evidence, clause)


def _elsewhere(told: Amount, evidence: Evidence) -> bool:
    """Whether a figure is told of a place that is not its own: its clause has another, or none, nor what stands before and above it."""
    homes = [evidence.held.said.clauses[a.clause] for a in evidence.held.said.amounts if same_value(told, a)]
    above = evidence.held.context
    return bool(homes) and any(
        all(place not in c.text and (_places(c.text) or place not in f"{c.carried} {above}") for c in homes)
        for place in _places(without_region(told.own, evidence.source.region))
    )


def _places(text: str) -> list[str]:
    return [word for word, flag in tagged(text) if flag == "ns" and len(word) > 1 and not KIND.fullmatch(word)]


def _own_place(problem: str, evidence: Evidence) -> bool:
    """Whether a place that the sentence does not name is its document's, or stands above it."""
    kind, _, place = problem.partition(": ")
    return kind == "place" and backed(place, evidence.held.context)


def _in_other_words(evidence: Evidence, clause: Clause, problems: list[str]) -> bool:
    kinds = {p.partition(":")[0] for p in problems if not p.startswith("degree") or outstanding(p)}
    if not any(_is_level(told) for told in clause.amounts):
        kinds -= {"trend"}
    if all(a.trend in ("above", "below") for a in clause.amounts):  # 高出 for 超, which the figures' own trends tell
        kinds -= {"direction"}
    if not clause.amounts or not kinds <= _OF_WORDS:
        return False
    strange = _strange(clause, evidence)
    return all(
        _told(told, evidence) and (not strange or _only_adds(strange, told, clause, evidence))
        for told in clause.amounts
    )


def _only_adds(strange: list[str], told: Amount, clause: Clause, evidence: Evidence) -> bool:
    """Whether common words that a sentence does not have but add to the very thing it has a figure of (城里的老旧小区 for 老旧小区)."""
    if not all(usual_tag(word) in _COMMON for word in strange):
        return False
    text = f"{clause.text} {told.carried} {told.topic}"
    said = (nouns(EXAMPLES.sub("", a.own)) for a in evidence.held.said.amounts if same_value(told, a))
    return any(names and all(backed(word, text) for word in names) for names in said)


_COMMON = ("n", "vn", "v", "l", "s", "j", "")


def _is_level(told: Amount) -> bool:
    """Whether a figure is told as a change, or as all there is: not where a clause leaves out that it came to be (2031年新增床位90张,2032年计划100张)."""
    return told.trend != "level" or told.unit in RATES or bool(told.stages or _WHOLE.search(told.own))


_WHOLE = re.compile("[达到至为是有共总]")


def _told(told: Amount, evidence: Evidence) -> bool:
    """Whether a figure stands in the sentence for what the clause gives it for, and no other figure stands there liker."""
    amounts = evidence.held.said.amounts
    told = replace(told, own=without_region(told.own, evidence.source.region))
    same = [
        a
        for a in amounts
        if told.rank == a.rank
        and (
            rounds(told, a)
            or (same_value(told, a) and (told.bounds == a.bounds or (told.bounds, a.bounds) in _IMPLIED))
        )
    ]
    if not same or _neighbours(told, same, amounts):
        return False
    likest = max(_alike(told, a) for a in same)
    rivals = [a for a in amounts if a.unit == told.unit and a not in same and "base" not in a.bounds]
    return all(_alike(told, a) < likest for a in rivals)


def _neighbours(told: Amount, same: Sequence[Amount], amounts: Sequence[Amount]) -> bool:
    """Whether a sentence has the things told beside another figure alone (源网厂站45个、管网1400余公里 told as 管网45个)."""
    names = nouns(without_deed(told.own))
    text = " ".join(f"{a.deed} {a.own}" for a in same)
    return any(
        all(backed(w, a.own.partition("#")[0]) and not backed(w, text) for w in names)
        for a in amounts
        if names and a not in same
    )


_IMPLIED: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"at least"}), frozenset({"over"})),
    (frozenset({"over"}), frozenset({"at least"})),
    (frozenset({"about"}), frozenset()),
)
"""Bounds told that follow from the document's, or are taken for them: 760亿斤以上 and 超760亿斤 for each other, 约33% for 33%, if not the other way round."""


def _alike(told: Amount, said: Amount) -> float:
    """How alike the words beside two figures are, and how many of the one's nouns the other has."""
    names = nouns(told.own) or nouns(told.carried)
    has = sum(backed(word, f"{said.deed} {said.own} {said.carried}") for word in names)
    return likeness(told.own, said.own) + (has / len(names) if names else 0.0)


def _strange(clause: Clause, evidence: Evidence) -> list[str]:
    """Nouns, names, places and degrees of a clause that the sentence and its headings do not have."""
    known = evidence.held.known
    text = without_region(YEAR.sub("", clause.bare), evidence.source.region)
    flags = dict(tagged(text))
    nouns = [w for w, naming in weighty(text) if naming and not flags.get(w, "n").startswith(("v", "a", "i", "l"))]
    levels = [m.group() for m in LEVELS.finditer(text) if not _own_level(m.group(), evidence)]
    return [w for w in nouns if not backed(w, known)] + [
        w for w in levels if w not in evidence.held.said.text.replace("国家", "国家级")
    ]


def _own_level(level: str, evidence: Evidence) -> bool:
    return level[0] in "全我本" and evidence.source.region.endswith(level[1:])


# --- ranks ---------------------------------------------------------------------------------------------------------

_RANK = re.compile(
    "(?:(?P<among>全[国省市区县球]|[东中西南北苏浙鲁皖][东中西南北部]{1,3}|沿海)[^,;。第\\d]{0,6}?)?(?<![由从])第(?P<n>\\d+)(?![\\d届期批次个条号轮季]|方阵|梯队|阵营|集团)"
)


def ranks_fit(evidence: Evidence, clause: Clause) -> bool:
    """Whether each rank of a clause is the one that the sentence gives to the thing likest to the clause's, among the same."""
    dealt = "分别" in clause.text  # each to what stands before, as its figure is
    return dealt or all(_fits(told, clause, evidence) for told in _RANK.finditer(clause.text))


def _fits(told: re.Match[str], clause: Clause, evidence: Evidence) -> bool:
    mine = _ranked(told, clause)
    said = [
        (likeness(mine, _ranked(match, other)), match["n"])
        for other in evidence.held.said.clauses
        for match in _RANK.finditer(other.text)
        if not (told["among"] and match["among"]) or told["among"] == match["among"]
    ]
    best = max((like for like, _ in said), default=0.0)
    return any(like == best and n == told["n"] for like, n in said) and (best > 0 or not nouns(mine))


def _ranked(match: re.Match[str], clause: Clause) -> str:
    """What a rank is given to: the words before it, or those that the clause goes on with."""
    before = clause.text[: match.start()]
    return before if weighty(before) else clause.carried
