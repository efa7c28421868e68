"""Text as words, the same way for documents and questions: simplified, half-width, lower case, segmented by jieba."""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[\w.]*\w")
_NOUNS = {"初中": "n", "本科": "n"}
"""Nouns that jieba's dictionary takes for a direction and a pronoun."""


@lru_cache(maxsize=1)
def _simplifier():  # type: ignore[no-untyped-def]
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _segmenter():  # type: ignore[no-untyped-def]
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return jieba


@lru_cache(maxsize=1)
def _tagger():  # type: ignore[no-untyped-def]
    _segmenter()  # which keeps jieba from announcing its loading
    import jieba.posseg

    jieba.posseg.dt.initialize()
    jieba.posseg.dt.word_tag_tab.update(_NOUNS)
    return jieba.posseg


def warm_up() -> None:
    """Load the dictionaries now rather than at the first question (0.7 s)."""
    _segmenter()
    simplify("")


def simplify(text: str) -> str:
    """Traditional characters to simplified ones; character count unchanged for Chinese text."""
    return str(_simplifier().convert(text))


@lru_cache(maxsize=1)
def _traditionaliser():  # type: ignore[no-untyped-def]
    import opencc

    return opencc.OpenCC("s2tw")


@lru_cache(maxsize=4096)
def traditional(text: str) -> str:
    """Simplified Chinese in Traditional characters, the one way it is done for readers."""
    return str(_traditionaliser().convert(text)).replace("臺", "台")


def normalise(text: str) -> str:
    """NFKC, simplified, lower case: the form in which texts are compared. Not offset-preserving."""
    return simplify(unicodedata.normalize("NFKC", text)).lower()


def words(text: str) -> list[str]:
    """Words for full-text search, long words also split into the shorter ones inside them."""
    return [w for w in _segmenter().cut_for_search(normalise(text)) if _WORD.fullmatch(w)]


def segment(text: str) -> list[str]:
    """``text`` cut into words without overlap; joined again they give ``text``."""
    return list(_segmenter().cut(text))


def tagged(text: str) -> list[tuple[str, str]]:
    """:func:`segment`, each word with its part of speech in ICTCLAS tags (n noun, v verb, ns place, ...)."""
    return list(_tagged(text))


@lru_cache(maxsize=512)
def _tagged(text: str) -> tuple[tuple[str, str], ...]:
    """A question and the sentences found for it are asked for more than once."""
    return tuple((pair.word, pair.flag) for pair in _tagger().cut(text))


def usual_tag(word: str) -> str:
    """A word's part of speech in jieba's dictionary; empty where it is not there."""
    return str(_tagger().dt.word_tag_tab.get(word, ""))


def frequency(word: str) -> int:
    """How often a word stands in the corpus of jieba's dictionary; 0 where it is not there."""
    return int(_segmenter().get_FREQ(word) or 0)


def finer(text: str) -> list[tuple[str, str]]:
    """A text in words with their part of speech: long ones as the two that they are made of (税收|收入), without what only says how much (供应|量)."""
    found: list[tuple[str, str]] = []
    for word, tag in tagged(text):
        halves = word[:2], word[2:]
        if len(word) == _LONG and all(map(frequency, halves)):
            found += [(half, usual_tag(half) or tag) for half in halves]
        elif len(word) == _LONG - 1 and word[-1] in "量数额":
            found += [(halves[0], usual_tag(halves[0]) or tag), (halves[1], tag)]
        else:
            found.append((word, tag))
    return found


_LONG = 4
"""Characters of a word made of two."""
