"""Places that a question means and writes otherwise: 河肥 for 合肥, as phones type it, and 乌市 for 乌鲁木齐."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pypinyin import Style, pinyin

from index.words import frequency, tagged
from rag.places import bare

_LONG = 3
"""Characters from which a name is cut to its first one and its level."""
_LEVELS = "市州县"
_RARE = 5
"""Times in the corpus of jieba's dictionary up to which a word may be a slip; the dictionary has some."""


def meant_places(question: str, names: Mapping[str, frozenset[str]]) -> Mapping[str, str]:
    """The places of :func:`spelled` names that a question in simplified characters means, by the words it has for them.

    A slip is a rare word, or single characters in a row, that sounds as one name only.
    """
    found = {}
    for word in _rare([w for w, _ in tagged(question)]):
        able = set[str]().union(*(names.get(key, ()) for key in _keys(word)))
        if len(able) == 1:
            place = able.pop()
            found[word] = place if word.endswith(tuple(_LEVELS)) else bare(place)
    return found


def spelled(places: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Places (合肥市, 易县) by how they sound, with and without their level, and by how they are cut (乌市)."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for place in places:
        short = bare(place)
        for name in {place, short}:
            for key in _keys(name) if len(name) > 1 else ():
                found[key].add(place)
        if len(short) >= _LONG:
            for level in _LEVELS:
                found[short[0] + level].add(place)
    return {key: frozenset(names) for key, names in found.items()}


def _keys(word: str) -> set[str]:
    """The word, and its readings in pinyin without tones."""
    return {word, *map(" ".join, itertools.product(*pinyin(word, style=Style.NORMAL, heteronym=True)))}


def _rare(words: list[str]) -> list[str]:
    """Rare words, also made of single characters in a row, without their level behind them."""
    able = [word.rstrip(_LEVELS) if len(word) > 2 else word for word in words]
    able += [a + b for a, b in itertools.pairwise(words) if len(a) == len(b) == 1]
    return [word for word in able if 1 < len(word) <= 6 and frequency(word) <= _RARE]
