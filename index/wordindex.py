"""Full-text search of one document: BM25 as if no other document were there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
OWN, CONTEXT = 1.0, 0.4
"""What a term counts in a sentence's own words and in those of its headings."""
_TOKEN = re.compile(r"\w+")


class WordIndex:
    """The sentences of one document by their words. Immutable."""

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """``rows``: passage id, own words and words of the headings of each sentence, parted by blanks."""
        self._ids: list[int] = []
        self._numbers: dict[str, int] = {}
        found: list[int] = []
        ends: list[int] = []
        for passage_id, *columns in rows:
            self._ids.append(passage_id)
            for column in columns:
                found += [self._numbers.setdefault(token, len(self._numbers)) for token in _TOKEN.findall(column)]
                ends.append(len(found))
        tokens, size = np.array(found, dtype=np.int64), len(self._ids)
        cells = np.repeat(np.arange(2 * size), np.diff(ends, prepend=0)) if size else np.zeros(0, dtype=np.int64)
        # One line for each token and sentence, ordered by token: how often it stands in each of the two columns.
        keys, lines = np.unique(tokens * size + cells // 2, return_inverse=True)
        self._counts = np.zeros((len(keys), 2), dtype=np.int16)
        np.add.at(self._counts, (lines, cells % 2), 1)
        self._rows = (keys % max(size, 1)).astype(np.int32)
        self._starts = np.searchsorted(keys, np.arange(len(self._numbers) + 1) * size)
        lengths = np.bincount(cells // 2, minlength=size).astype(np.float64)
        self._norm = K1 * (1 - B + B * lengths / (lengths.mean() or 1.0)) if size else lengths

    def search(self, terms: Sequence[str], k: int, headings: bool = True) -> list[tuple[int, float]]:
        """The ``k`` sentences with the highest Okapi BM25 (Robertson & Zaragoza 2009): [(passage id, score)], best first.

        As SQLite's ``bm25()`` computes it: a term's count in a sentence is that of its columns by their weights, and a term of several
        tokens stands where all of them stand.
        """
        scores = np.zeros(len(self._ids))
        weights = np.array([OWN, CONTEXT if headings else 0.0])
        for term in dict.fromkeys(terms):
            rows, counts = self._standing(_TOKEN.findall(term), weights)
            if len(rows):
                rarity = math.log((len(self._ids) - len(rows) + 0.5) / (len(rows) + 0.5))
                scores[rows] += max(rarity, 1e-6) * counts * (K1 + 1) / (counts + self._norm[rows])
        best = np.argsort(-scores, kind="stable")[:k]
        return [(self._ids[row], float(scores[row])) for row in best if scores[row] > 0]

    def _standing(
        self, tokens: Sequence[str], weights: NDArray[np.float64]
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The rows that hold all of some tokens, and how often by the weights of their columns."""
        numbers = [self._numbers[token] for token in tokens if token in self._numbers]
        if not numbers or len(numbers) < len(tokens):
            return np.zeros(0, dtype=np.int32), np.zeros(0)
        spans = [self._lines(number) for number in numbers]
        rows = self._rows[spans[0]]
        for span in spans[1:]:
            rows = np.intersect1d(rows, self._rows[span])
        each = [self._counts[span][np.isin(self._rows[span], rows)] @ weights for span in spans]
        return rows, np.minimum.reduce(each)

    def _lines(self, number: int) -> slice:
        return slice(int(self._starts[number]), int(self._starts[number + 1]))
