"""Chinese text as pairs of syllables, so that a homophone typo (头资 for 投资) still matches and no segmentation can go wrong."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import lazy_pinyin

from index.words import normalise

_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9][a-z0-9.+-]*")
_NUMBER = re.compile(r"[\d.,%-]+")
CALLED = {"gdp": re.compile("生产总值|经济(?:增长|增速|总量)"), "cpi": re.compile("居民消费价格|物价")}
"""What goes by several names, and those names."""
_MERGE = ((re.compile("^([zcs])h"), r"\1"), (re.compile("([aei]n)g$"), r"\1"))
"""Pairs that many speakers do not tell apart: zh/z, ch/c, sh/s; ang/an, eng/en, ing/in."""


@lru_cache(maxsize=20_000)
def _syllable(character: str) -> str:
    return merged(str(lazy_pinyin(character)[0]))


def merged(syllable: str) -> str:
    """A toneless syllable without the differences that many speakers do not make."""
    for pattern, kept in _MERGE:
        syllable = pattern.sub(kept, syllable)
    return syllable


def syllables(text: str) -> tuple[str, ...]:
    """One merged toneless syllable a character, reading each character alone."""
    return tuple(_syllable(character) for character in text)


def sounds(text: str) -> list[str]:
    """Syllable pairs within each run of Chinese characters, and each Latin word; figures are left out.

    What everyone calls by other names also sounds like these: 国内生产总值, 地区生产总值 and 经济增速 ``gdp``, 居民消费价格 and 物价 ``cpi``.

    >>> sounds("固定资产投资")
    ['gu_din', 'din_zi', 'zi_can', 'can_tou', 'tou_zi']
    """
    plain = normalise(text)
    found = [name for name, said in CALLED.items() if said.search(plain)]
    for run in _RUN.findall(plain):
        if run[0] >= "\u4e00":
            found.extend(pairs(syllables(run)))
        elif not _NUMBER.fullmatch(run):
            found.append(run.strip(".+-"))
    return found


def pairs(run: tuple[str, ...]) -> Iterable[str]:
    """Neighbouring syllables joined by ``_``."""
    return (f"{a}_{b}" for a, b in itertools.pairwise(run))
