"""Whether the places that a claim names are those of the clause of its source that says the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.words import usual_tag
from rag.llm.checks.families import without_stages
from rag.llm.checks.figures import same_value
from rag.llm.checks.places import KIND
from rag.llm.checks.reading import Clause, Reading
from rag.llm.checks.wording import SUFFIX, backed, is_area, stands, weighty

_SITE = re.compile("[\u4e00-\u9fff]{2,}(?:[镇乡村县]|街道|开发区|新区|机场)$")
_WHOLE = re.compile("全[国省市区县州]")


def home_problem(told: Clause, bare: str, said: Reading) -> str | None:
    """A place of another clause of the source than the one that says the rest, or a whole (全省) where that one names a part (郑州机场).

    ``bare`` is the claim's clause without figures and without the place whose plan it is of.
    """
    homes = _homes(told, bare, said)
    if not homes or any(not list(places_in(home)) for home in homes):
        return None
    for place in places_in(bare):
        if stands(place, said.text) and not any(stands(place, home) for home in homes):
            return place
    whole = _WHOLE.search(told.text)
    here = [home.partition("\n")[0] for home in homes]
    if told.amounts and whole and not any(places_in(bare)) and all(any(places_in(home)) for home in here):
        return None if any(whole.group() in home for home in here) else whole.group()
    return None


_AGENT = re.compile("由(?P<who>[^,;。由]{2,16}?)(?:牵头|主导|负责|承担|承建|承办|主办|运营|研发|建设|组建)")


def agent_problem(text: str, said: Reading) -> str | None:
    """Who did a thing (由甲牵头), where no clause of the source has all the names."""
    for match in _AGENT.finditer(text):
        names = [word for word, naming in weighty(match["who"]) if naming]
        if names and not any(all(backed(name, c.text) for name in names) for c in said.clauses):
            return match["who"]
    return None


def places_in(text: str) -> Iterator[str]:
    """The places that a text names, without what kind of place each is."""
    for word, naming in weighty(text):
        if (
            naming
            and not KIND.fullmatch(word)
            and without_stages(word).strip()
            and (is_area(word) or usual_tag(word) == "ns" or _SITE.search(word))
        ):
            bare = SUFFIX.sub("", word) if len(word) > 2 else word
            yield bare.rstrip("镇乡村") if len(bare) > 2 else bare


def _homes(told: Clause, bare: str, said: Reading) -> list[str]:
    """The source's clauses that have a figure of the claim's, or else most of its words, with what earlier ones lend them."""
    if told.amounts:
        found = [said.clauses[b.clause] for a in told.amounts for b in said.amounts if same_value(a, b)]
    else:
        places = set(places_in(bare))
        words = [word for word, _ in weighty(bare) if word not in places]
        counts = [sum(backed(word, c.text) for word in words) for c in said.clauses]
        most = max(counts, default=0)
        found = [c for c, n in zip(said.clauses, counts, strict=True) if n == most and most]
    return [c.text if any(places_in(c.text)) else f"{c.text}\n{c.carried}" for c in found]
