"""How much of what is asked a text holds: its words as they are, as they sound, by abbreviation, and by meaning."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from index.catalog import Catalog
from index.sounds import sounds, syllables
from index.vocabulary import Vocabulary, content_words
from index.words import everyday_rarity, segment
from rag.content import Content
from rag.glossary import synonyms

SHORT_FORM = 0.7
"""What a possible abbreviation counts beside the word itself."""
UNKNOWN = 0.5
"""What an English word without a known Chinese sense weighs beside the rarest word."""
LIKE_FROM, LIKE_TO = 0.35, 0.65
"""Likeness of words from which they count as related, and up to which as the same (see :meth:`index.vocabulary.Vocabulary.likeness`)."""
_CHINESE = re.compile("[\u4e00-\u9fff]+")


class Coverage:
    """Shares of a question's content in a text, weighted by the rarity of words in one catalog."""

    def __init__(self, catalog: Catalog, vocabulary: Vocabulary) -> None:
        self._catalog = catalog
        self._vocabulary = vocabulary
        self._sentences = max(catalog.sentence_count(), 1)
        self.rarity = lru_cache(maxsize=50_000)(self._rarity)
        self.sounds = lru_cache(maxsize=20_000)(_sound_set)
        self._words = lru_cache(maxsize=20_000)(content_words)
        self._weight = lru_cache(maxsize=20_000)(self._weight_of)
        self._short_forms = lru_cache(maxsize=20_000)(short_forms)
        self._synonyms = lru_cache(maxsize=20_000)(synonyms)

    def _rarity(self, sound: str) -> float:
        """Inverse document frequency as in BM25 (Robertson & Spärck Jones 1976)."""
        n = self._catalog.sound_frequency(sound)
        return math.log(1 + (self._sentences - n + 0.5) / (n + 0.5))

    @property
    def most(self) -> float:
        """The rarity of what stands nowhere."""
        return self.rarity("")

    def share(self, wanted: Iterable[str], found: frozenset[str], near: frozenset[str] = frozenset()) -> float:
        """Share of ``wanted`` (weighted by rarity) that ``found`` holds; a pair in ``near`` counts for less."""
        got = total = 0.0
        for sound in wanted:
            weight = self.rarity(sound)
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
        return self.share(content.sounds, found, self._near(content, text))

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
        """Syllable pairs of the content's words that the documents do not have, where one may be an abbreviation of something in the
        text (社零) or its synonym stands there (物价 where it says 价格)."""
        pairs: set[str] = set()
        found = self.sounds(text)
        for word in (c.said for c in content.concepts):
            if _CHINESE.fullmatch(word) and word not in self._vocabulary:
                own = self.sounds(word)
                pairs.update(own & self._short_forms(text))
                if any(found.issuperset(self.sounds(other)) for other in self._synonyms(word)):
                    pairs.update(own)
        return frozenset(pairs)

    def meant(self, content: Content, text: str) -> tuple[float, float]:
        """Share of the content's words that a text holds in the same or in like words, and the weight of the heaviest word that it
        does not hold (as a share of what stands nowhere); both 0 to 1.

        A greedy alignment of word vectors, as BERTScore (Zhang et al. 2020, arXiv:1904.09675) with single words.
        """
        if not content.concepts:
            return 1.0, 0.0
        words, found = self._words(text), self.sounds(text)
        said = [concept.said for concept in content.concepts]
        like = self._vocabulary.likeness(said, words).max(axis=1, initial=0.0) if words else np.zeros(len(said))
        like = np.clip((like - LIKE_FROM) / (LIKE_TO - LIKE_FROM), 0.0, 1.0)
        got = total = missing = 0.0
        for concept, likeness in zip(content.concepts, like, strict=True):
            weight = self._weight(concept.said)
            literal = any(own and found.issuperset(own) for own in map(self.sounds, concept.senses))
            held = 1.0 if literal else float(likeness)
            total += weight
            got += weight * held
            missing = max(missing, weight * (1 - held) / self.most)
        return got / total if total else 1.0, missing

    def _weight_of(self, word: str) -> float:
        """A word's rarity in the documents, less where everyday language is full of it (咱们, 说法), as a plan need not say such words."""
        rarity = max(map(self.rarity, self.sounds(word)), default=self.most / 2)
        if not _CHINESE.fullmatch(word):
            return rarity
        return rarity * min(1.0, max(0.2, (everyday_rarity(word) - _EVERYDAY) / (_SPECIAL - _EVERYDAY)))


_EVERYDAY, _SPECIAL = 6.0, 12.0
"""Rarities in everyday language: of 国家 or 地方, and of 幼儿园 or 失业率."""


def short_forms(text: str) -> frozenset[str]:
    """Syllable pairs that an abbreviation of this text could have: 社零 of 社会消费品零售总额, 规上 of 规模以上.

    An abbreviation takes the first or last character of words that follow one another.
    """
    found: set[str] = set()
    for run in _CHINESE.findall(text):
        ends = [(syllables(word[0])[0], syllables(word[-1])[0]) for word in segment(run)]
        for i, (first, last) in enumerate(ends):
            for later in ends[i + 1 : i + 4]:
                found.update(f"{a}_{b}" for a in (first, last) for b in later)
    return frozenset(found)


def _sound_set(text: str) -> frozenset[str]:
    return frozenset(sounds(text))
