"""How much of what is asked a text holds: its words as they are, as they sound, by abbreviation, and by meaning."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.sounds import CALLED, sounds
from index.vocabulary import Vocabulary, content_words
from index.wordindex import WordIndex
from index.words import segment
from rag.content import Content, specificity
from rag.glossary import synonyms

SHORT_FORM = 0.7
"""What a possible abbreviation counts beside the word itself."""
UNKNOWN = 0.5
"""What an English word without a known Chinese sense weighs beside the rarest word."""
LIKE_FROM, LIKE_TO = 0.35, 0.65
"""Likeness of words from which they count as related, and up to which as the same (see :meth:`index.vocabulary.Vocabulary.likeness`)."""
_CHINESE = re.compile("[\u4e00-\u9fff]+")


class Coverage:
    """Shares of a question's content in a text of one document, weighted by the rarity of words in that document."""

    sounds = staticmethod(lru_cache(maxsize=20_000)(lambda text: frozenset(sounds(text))))
    _words = staticmethod(lru_cache(maxsize=20_000)(content_words))
    _synonyms = staticmethod(lru_cache(maxsize=20_000)(synonyms))

    def __init__(self, words: WordIndex, vocabulary: Vocabulary) -> None:
        self._index = words
        self._vocabulary = vocabulary
        self.rarity = lru_cache(maxsize=50_000)(self._rarity)
        self._weight = lru_cache(maxsize=20_000)(self._weight_of)

    def _rarity(self, sound: str) -> float:
        """Inverse document frequency as in BM25 (Robertson & Spärck Jones 1976)."""
        n = self._index.frequency(sound)
        return math.log(1 + (self._index.sentences - n + 0.5) / (n + 0.5))

    @property
    def most(self) -> float:
        """The rarity of what stands nowhere."""
        return self.rarity("")

    def share(
        self,
        wanted: Iterable[str],
        found: frozenset[str],
        near: frozenset[str] = frozenset(),
        emphasis: Iterable[float] = itertools.repeat(1.0),
    ) -> float:
        """Share of ``wanted`` (weighted by rarity and ``emphasis``) that ``found`` holds; a pair in ``near`` counts for less."""
        got = total = 0.0
        for sound, stress in zip(wanted, emphasis, strict=False):
            weight = self.rarity(sound) * stress
            total += weight
            got += weight if sound in found else SHORT_FORM * weight if sound in near else 0.0
        return got / total if total else 0.0

    def said(self, content: Content, text: str, around: str = "") -> float:
        """Share of the content that a text, or what stands ``around`` it, says in the same words, 0 to 1.

        Homophones count as the same; abbreviations and dictionary synonyms in ``text`` count for less, and only for what stands nowhere
        in the documents. Of an English question any sense of a word will do.
        """
        found = self.sounds(text) | self.sounds(around)
        if content.translated:
            return self._said_in_translation(content, found)
        return self.share(content.sounds, found, self._near(content, text), content.emphasis)

    def held(self, content: Content, text: str) -> float:
        """:meth:`said`; of an English question also :meth:`meant`, since few of its words find theirs in a dictionary."""
        said = self.said(content, text)
        return max(said, self.meant(content, text)[0]) if content.translated else said

    def heaviest_missing(self, content: Content, found: frozenset[str]) -> float:
        """The weight of the rarest thing asked that ``found`` does not hold, as a share of what stands nowhere; 0 to 1."""
        weights = (self.rarity(s) * e for s, e in zip(content.sounds, content.emphasis, strict=True) if s not in found)
        return max(weights, default=0.0) / self.most

    def broken(self, content: Content, found: frozenset[str]) -> float:
        """The rarity of the rarest pair of words that the documents put side by side as the question does, of which ``found`` holds the
        second only: 失业率 where 登记失业率 is asked is another thing. As a share of what stands nowhere, 0 to 1.
        """
        most = 0.0
        for left, right in content.joins:
            (across,) = self.sounds(left[-1] + right[0]) or ("",)
            if self.rarity(across) < self.most and self.sounds(right) <= found and not self.sounds(left) & found:
                most = max(most, self.rarity(across))
        return most / self.most

    def _said_in_translation(self, content: Content, found: frozenset[str]) -> float:
        got = total = 0.0
        for wanted in (
            *(map(self.sounds, concept.senses) for concept in content.concepts),
            *([{n}] for n in content.names),
        ):
            known = [(max(map(self.rarity, word)), word) for word in wanted if word]
            known = [(rarity, word) for rarity, word in known if rarity < self.most]
            weight = min((rarity for rarity, _ in known), default=UNKNOWN * self.most)
            total += weight
            got += weight if any(found.issuperset(word) for _, word in known) else 0.0
        return got / total if total else 0.0

    def _near(self, content: Content, text: str) -> frozenset[str]:
        """Syllable pairs of the content's words that may be an abbreviation of something in the text (社零, 降准), and of those that the
        documents do not have but whose synonym stands there (物价 where it says 价格)."""
        pairs: set[str] = set()
        found, short = self.sounds(text), short_forms(text)
        for word in (c.said for c in content.concepts):
            if _CHINESE.fullmatch(word):
                pairs.update(p for a, b in itertools.pairwise(word) if a + b in short for p in self.sounds(a + b))
                if word not in self._vocabulary and any(found >= self.sounds(other) for other in self._synonyms(word)):
                    pairs.update(self.sounds(word))
        return frozenset(pairs)

    def meant(self, content: Content, text: str) -> tuple[float, float, float]:
        """Share of the content's words that a text holds in the same or in like words; the weight of the heaviest word that it does not
        hold (as a share of what stands nowhere), and that of the heaviest among those that the documents use elsewhere: a word of the
        trade that is missing (养老 of 养老床位) says more than one that no plan would use. All 0 to 1.

        A greedy alignment of word vectors, as BERTScore (Zhang et al. 2020, arXiv:1904.09675) with single words.
        """
        if not content.concepts:
            return 1.0, 0.0, 0.0
        words, found = self._words(text), self.sounds(text)
        like = self._like(content, words)
        literal = [any(_same(own, found) for own in map(self.sounds, c.senses)) for c in content.concepts]
        held, said = np.where(literal, 1.0, like), [concept.said for concept in content.concepts]
        known = np.array([word in self._vocabulary for word in said])
        share, missing = self._held(said, held)
        return share, missing, self._held(said, np.where(known, held, 1.0))[1]

    def asked(self, text: str, content: Content) -> float:
        """The other way round: share of a text's words that the content holds in the same or in like words, 0 to 1."""
        words = self._words(text)
        if not words or not content.concepts:
            return 0.0
        said = tuple(concept.said for concept in content.concepts)
        like = self._vocabulary.likeness(said, words).max(axis=0)
        wanted = frozenset(content.sounds)
        literal = [_same(own, wanted) for own in map(self.sounds, words)]
        return self._held(words, np.where(literal, 1.0, _clipped(like)))[0]

    def _like(self, content: Content, words: tuple[str, ...]) -> NDArray[np.float64]:
        """How like each concept of the content is to the nearest of some words, 0 to 1; shape (concepts,)."""
        if not words:
            return np.zeros(len(content.concepts))
        names = [concept.senses if concept.sure else (concept.said,) for concept in content.concepts]
        nearest = self._vocabulary.likeness(tuple(itertools.chain(*names)), words).max(axis=1)
        starts = np.cumsum([0, *map(len, names[:-1])])
        return _clipped(np.maximum.reduceat(nearest, starts))

    def _held(self, words: Sequence[str], held: NDArray[np.float64]) -> tuple[float, float]:
        weights = np.array([self._weight(word) for word in words])
        total = weights.sum()
        return float(weights @ held / total) if total else 1.0, float((weights * (1 - held)).max() / self.most)

    def _weight_of(self, word: str) -> float:
        """A word's rarity in the documents, less where everyday language is full of it (咱们, 说法), as a plan need not say such words."""
        rarity = max(map(self.rarity, self.sounds(word)), default=self.most / 2)
        if not _CHINESE.fullmatch(word):
            return rarity
        return rarity * specificity(word)


def _same(own: frozenset[str], found: frozenset[str]) -> bool:
    """Whether ``found`` holds a word of these sounds, or another name of the same thing."""
    return bool(own) and (found >= own or bool(found & own & CALLED.keys()))


def _clipped(likeness: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.clip((likeness.astype(np.float64) - LIKE_FROM) / (LIKE_TO - LIKE_FROM), 0.0, 1.0)


@lru_cache(maxsize=20_000)
def short_forms(text: str) -> frozenset[str]:
    """Two characters that an abbreviation of this text could have: 社零 of 社会消费品零售总额, 规上 of 规模以上.

    An abbreviation takes the first or last character of words that follow one another.
    """
    found: set[str] = set()
    for run in _CHINESE.findall(text):
        words = segment(run)
        for i, word in enumerate(words):
            for later in words[i + 1 : i + 4]:
                found.update(a + b for a in (word[0], word[-1]) for b in (later[0], later[-1]))
    return frozenset(found)
