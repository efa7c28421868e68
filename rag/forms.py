"""What sort of answer a question wants, learned from questions in people's words (``training/forms.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors

Form = Literal["single", "list", "compare", "several", "overview", "about"]
"""One statement; all items of something; two figures side by side; several things at once; a subject; the document itself."""
FORMS: tuple[Form, ...] = ("single", "list", "compare", "several", "overview", "about")


def chances(vector: Vectors) -> Mapping[Form, float]:
    """The chance of each form; ``vector`` is the question's, shape (dimension,), of the bundled embedding model.

    Multinomial logistic regression. Of another model's vectors nothing is known, and every question counts as ``single``.
    """
    weights, bias = _weights()
    if len(vector) != weights.shape[1]:
        return {form: float(form == "single") for form in FORMS}
    z = weights @ vector + bias
    e = np.exp(z - z.max())
    return dict(zip(FORMS, cast("list[float]", (e / e.sum()).tolist()), strict=True))


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(weights, shape (forms, dimension); bias, shape (forms,))."""
    with files("rag").joinpath("forms.npz").open("rb") as file:
        loaded = np.load(file, allow_pickle=False)
        return loaded["weights"], loaded["bias"]
