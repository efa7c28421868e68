"""What a question asks of the document itself, learned from questions in people's words (``training/facets.py``)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors

Thing = Literal[
    "speaker", "issuer", "day", "published", "occasion", "number", "source", "address", "basis", "status", "years", "title", "whole",
    "contents", "part", "where", "tasks", "results",
]  # fmt: skip
"""``contents``: which parts it has, ``part``: one by its place, ``where``: the one that speaks of something; ``tasks`` and ``results``: those
are parts of what is planned, or of what is reviewed. The others are as :data:`index.page.Facet` and :data:`rag.asked.Other` have them."""
THINGS: tuple[Thing, ...] = get_args(Thing)
BUCKETS = 2048


def chances(text: str, vector: Vectors) -> tuple[float, Mapping[Thing, float]]:
    """The chance that a question asks about the document itself, and of each thing that it then asks for it.

    ``text`` is the question (simplified, half-width), ``vector`` its own of the bundled embedding model, shape (dimension,). Logistic
    regression, one for each thing, since a question may want several. Of another model's vectors nothing is known, and nothing is wanted.
    """
    weights, bias = _weights()
    known = features(text, vector)
    if len(known) != weights.shape[1]:
        return 0.0, dict.fromkeys(THINGS, 0.0)
    found = cast("list[float]", (1 / (1 + np.exp(-(weights @ known + bias)))).tolist())
    return found[0], dict(zip(THINGS, found[1:], strict=True))


def features(text: str, vector: Vectors) -> Vectors:
    """The vector, and behind it which characters and pairs of them (of English: words) the question has.

    The vector knows what is meant, but not so well which of two things of one sort (文号 and 日期), nor how a question that is put alike
    (什么时候通车, 什么时候印发) differs. Hashed to ``BUCKETS`` (Weinberger et al. 2009), of length 1 together.
    """
    units = ["^", *("0" if u.isdigit() else u for u in _UNIT.findall(text.lower())), "$"]
    grams = {*units, *(a + b for a, b in pairwise(units))}
    hashed = np.zeros(BUCKETS, np.float32)
    hashed[[zlib.crc32(gram.encode()) % BUCKETS for gram in grams]] = len(grams) ** -0.5
    return np.concatenate([vector, hashed])


_UNIT = re.compile(r"[a-z]+|\d+|[^\sa-z\d]")


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(weights, shape (1 + things, dimension + buckets); bias, shape (1 + things,))."""
    with files("rag").joinpath("facets.npz").open("rb") as file:
        loaded = np.load(file, allow_pickle=False)
        return loaded["weights"].astype(np.float32), loaded["bias"]
