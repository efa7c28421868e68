"""The vector that a question is searched with: its embedding, moved by one learned matrix to where the sentences lie that answer.

An embedding model puts a question near sentences like it; asked in people's own words, it is often more like others than like its answer. The
matrix is learned by ``training/query_adapter.py`` for the bundled model; questions embedded by another model are searched with as they are.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np

from index.embedding import BUNDLED, Vectors

FILE = "query_adapter.npz"
SHARPNESS = 60.0
"""What cosines are multiplied by where they are made chances, in training and in answering."""


def adapted(vector: Vectors, model: str) -> Vectors:
    """A question's unit vector (shape (dimension,)) by an embedding model, as it is searched with: a unit vector of the same shape."""
    if model != BUNDLED:
        return vector
    matrix, bias = _learned()
    if vector.shape != bias.shape:
        return vector
    moved = vector + vector @ matrix + bias
    return np.asarray(moved / np.linalg.norm(moved), np.float32)


@lru_cache(maxsize=1)
def _learned() -> tuple[Vectors, Vectors]:
    with as_file(files("rag.reading").joinpath(FILE)) as path, np.load(path) as arrays:
        return arrays["matrix"].astype(np.float32), arrays["bias"].astype(np.float32)
