"""Whether what a clause tells of a stage or a subject is what its source tells it of."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rag.llm.checks.deeds import opens_with_deed
from rag.llm.checks.families import Family, stages_in
from rag.llm.checks.reading import LIST, Clause, Reading
from rag.llm.checks.wording import backed, nouns, weighty


def stage_problem(clause: Clause, said: Reading, context: str) -> str | None:
    """A stage (建成, 开工, 供应) that the source does not give to what the claim gives it to: to what follows it, or else to what precedes."""
    found = list(stages_in(clause.bare))
    for i, (family, start, end) in enumerate(found):
        until = found[i + 1][1] if i + 1 < len(found) else len(clause.bare)
        since = found[i - 1][2] if i else 0
        behind, before = weighty(clause.bare[end:until])[:2], weighty(clause.bare[since:start])[-2:]
        objects = before if before and (not behind or clause.bare[end : end + 1] in "、和及与并的而") else behind
        names = [word for word, naming in objects if naming]
        homes = [(b, c) for b, c in zip((None, *said.clauses), said.clauses, strict=False) if family.name in c.stages]
        places = [f"{c.bare} {_lends(c, family, b)} {context}" for b, c in homes]
        name = _longest(clause.bare[since:until], said.text)
        owned = "的" in clause.bare[since:start].rpartition(name or "的")[2]
        if len(name) >= _NAME and not owned and homes and not any(name in place for place in places):
            return clause.bare[start:until][:12]
        if names and any(all(backed(word, f"{c.bare} {context}") for word in names) for _, c in homes):
            continue
        if not any(all(backed(word, place) for word, _ in objects) for place in places):
            return clause.bare[start:until][:12]
    return None


_NAME = 5
"""Characters from which what claim and source have alike is a name."""


def _longest(told: str, said: str) -> str:
    """The longest stretch of Chinese characters that two texts have alike."""
    match = SequenceMatcher(None, told, said, autojunk=False).find_longest_match()
    return max(re.findall("[\u4e00-\u9fff]+", told[match.a : match.a + match.size]), key=len, default="")


def _lends(clause: Clause, family: Family, before: Clause | None) -> str:
    """What earlier clauses lend a clause that a stage is told in, where nothing of its own comes before the stage."""
    start, end = next((at, to) for found, at, to in stages_in(clause.bare) if found.name == family.name)
    if nouns(clause.bare[:start]):
        return ""
    led = before and before.mark == "," and not nouns(clause.bare[end:])
    return f"{clause.carried} {before.bare if before and led else ''}"


def subject_problem(told: str, said: Reading) -> str | None:
    """What a clause is about, where its source says the rest of it of something else (甲开园,乙获奖 told as 甲获奖)."""
    words = [word for word, _ in weighty(told)]
    homes = [c for c in said.clauses if words and backed(words[-1], c.text)]
    if len(homes) != 1 or any(all(backed(word, c.text) for word in words) for c in said.clauses):
        return None
    home = homes[0].text
    strange = [word for word in words if not backed(word, home)]
    rest = min((at for word in words if (at := home.find(word)) >= 0), default=0)
    subject = nouns(home[:rest])
    others = [c for c in said.clauses if c is not homes[0] and not opens_with_deed(c.text)]
    if not subject or any(backed(word, told) for word in subject):
        return None
    predicate = min(told.find(word) for word in words if word not in strange)
    for word in strange:
        at = told.find(word)
        if at < predicate and not LIST.search(told[at:predicate]) and any(backed(word, c.text) for c in others):
            return word
    return None
