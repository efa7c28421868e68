"""The network of the bundled model: ids of pieces to unit vectors, in 8-bit integers by ONNX Runtime, one thread a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.e5 import BOS, E5, EOS, PAD, unpacked

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions

GRAPH = Path(__file__).with_name("e5.onnx")
"""The operations without the weights; made by training/e5_graph.py, as is :data:`SCALES`."""
PROBE = Path(__file__).with_name("probe.onnx")
"""One product of integers, made there too."""
SCALES = Path(__file__).with_name("e5_scales.npy")
"""By what the numbers that enter the layers ``qkv`` and ``fi`` are divided before they are rounded."""

Array = NDArray[np.float32]
_PARTS = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}


class Network:
    """Safe to share between threads: each call computes in the thread that makes it."""

    def __init__(self, e5: E5) -> None:
        self._e5 = e5
        self._session = session(GRAPH.read_bytes(), integer_weights(e5, np.load(SCALES).astype(np.float32)))

    def means(self, texts: Sequence[Sequence[int]]) -> Array:
        """The mean over each text's pieces of what the last layer gives, shape (len(texts), dimension).

        ``texts`` are ids with ``<s>`` and ``</s>``, at most ``longest`` each; texts of like length cost least.
        """
        given = inputs(self._e5, texts)
        (hidden,) = self._session.run(["hidden"], given)
        lengths = given["lengths"]
        counted = (np.arange(hidden.shape[1]) < lengths[:, None]) / lengths[:, None]
        return np.asarray(np.einsum("tpd,tp->td", hidden, counted.astype(np.float32)), np.float32)


def session(graph: bytes, weights: Mapping[str, NDArray[Any]]) -> InferenceSession:
    """A graph with its weights, each of them a tensor that the graph says stands elsewhere; runs in the thread that calls it."""
    import onnxruntime

    options = session_options(threads=1)
    options.enable_mem_pattern = False  # inputs differ in shape
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def session_options(threads: int) -> SessionOptions:
    """Options of every graph in 8-bit integers: the same results on any processor."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    if _overflows():
        options.add_session_config_entry("session.x64quantprecision", "1")
    return options


@cache
def _overflows() -> bool:
    """Whether this processor adds up pairs of products in 16 bits, as those without VNNI do.

    Unsigned weights then keep the sum right and cost half the speed, so they are used nowhere else.
    """
    import onnxruntime

    probe = onnxruntime.InferenceSession(PROBE.read_bytes(), providers=["CPUExecutionProvider"])
    (found,) = probe.run(["sum"], {"given": np.full((1, 4), 255, np.uint8)})
    return int(found[0, 0]) != 4 * 255 * 127


def inputs(e5: E5, texts: Sequence[Sequence[int]]) -> dict[str, NDArray[Any]]:
    """What the graph is given: ``vectors`` of words and places, padded, and ``lengths``."""
    lengths = np.array([len(ids) for ids in texts], np.int32)
    padded = np.full((len(texts), int(lengths.max())), PAD, np.int64)
    for row, ids in zip(padded, texts, strict=True):
        row[: len(ids)] = ids
    vectors = e5.word_embeddings(padded)
    places = e5.floats("emb.pos").reshape(e5.longest, -1)[: padded.shape[1]]
    vectors += places + e5.floats("emb.type")[: e5.dimension]
    return {"vectors": vectors, "lengths": lengths}


def windows(e5: E5, ids: Sequence[int]) -> list[list[int]]:
    """A text's pieces as inputs with ``<s>`` and ``</s>``; one that is too long is cut into several without overlap."""
    size = e5.longest - 2
    return [[BOS, *ids[first : first + size], EOS] for first in range(0, max(1, len(ids)), size)]


def float_weights(e5: E5) -> dict[str, Array]:
    """The weights by the graph's names in single precision, matrices of shape (inputs, outputs)."""
    return {**dict(_plain(e5)), **{name: np.ascontiguousarray(matrix) for name, matrix in _matrices(e5)}}


def integer_weights(e5: E5, scales: Array) -> dict[str, NDArray[Any]]:
    """The weights by the graph's names, matrices in 8 bits with a scale for each output.

    ``scales``: shape (2 * layers, dimension), for ``qkv`` and ``fi`` in turn.
    """
    weights: dict[str, NDArray[Any]] = dict(_plain(e5))
    scale = iter(scales)
    for name, matrix in _matrices(e5):
        layer = name.removesuffix(".w")
        if layer.endswith(("qkv", "fi")):
            own = next(scale)
            weights[f"{layer}.in"] = 1 / own
            matrix = matrix * own[:, None]
        step = np.abs(matrix).max(axis=0) / 127
        weights[f"{layer}.out"] = step
        weights[name] = np.ascontiguousarray(np.rint(matrix / step).astype(np.int8))
    return weights


def _matrices(e5: E5) -> Iterator[tuple[str, Array]]:
    for layer in range(e5.layers):
        for name, parts in _PARTS.items():
            rows = e5.inner if name == "fi" else e5.dimension
            blocks = np.concatenate([e5.blocks(f"l{layer}.{part}.w", rows) for part in parts])
            yield f"l{layer}.{name}.w", unpacked(blocks).reshape(len(blocks), -1).T


def _plain(e5: E5) -> Iterator[tuple[str, Array]]:
    for end in ("w", "b"):
        yield f"emb.ln.{end}", e5.floats(f"emb.ln.{end}")
    for layer in range(e5.layers):
        for norm in ("aln.w", "aln.b", "oln.w", "oln.b"):
            yield f"l{layer}.{norm}", e5.floats(f"l{layer}.{norm}")
        for name, parts in _PARTS.items():
            yield f"l{layer}.{name}.b", np.concatenate([e5.floats(f"l{layer}.{part}.b") for part in parts])
