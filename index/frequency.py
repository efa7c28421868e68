"""How rare a sound is within one document, so that each document of many weighs words as it does alone."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog

FEWEST = 300
"""Sentences that a shorter document counts as having: in a document of ten, nothing would be rare."""


class Frequencies:
    """In how many sentences of which document a pair of syllables stands. Safe to share between threads."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        blocks = sorted(catalog.blocks().items(), key=lambda item: item[1].start)
        self._numbers = {document: number for number, (document, _) in enumerate(blocks)}
        self._starts = np.array([block.start for _, block in blocks], dtype=np.int64)
        self._sentences = catalog.sentence_counts()
        self._counts = lru_cache(maxsize=20_000)(self._counts_of)

    def sentence_count(self, document_id: str) -> int:
        """Sentences of one document, ``FEWEST`` at least."""
        return max(self._sentences.get(document_id, 0), FEWEST)

    def of(self, sound: str, document_id: str) -> int:
        """In how many sentences of one document a pair of syllables stands."""
        return int(self._counts(sound)[self._numbers[document_id]])

    def _counts_of(self, sound: str) -> NDArray[np.int32]:
        """Sentences with the sound, shape (documents,): one reading of its postings serves every document."""
        ids = np.array(self._catalog.sentences_with(sound), dtype=np.int64)
        found = np.searchsorted(self._starts, ids, side="right") - 1
        return np.bincount(found, minlength=len(self._starts)).astype(np.int32)
