"""The LLM's output as claims: a sentence and the numbers of the sentences it rests on, read as they arrive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

MOST = 24
"""Lines read of one answer; more is no answer to a question."""
_BRACES = 4
"""Opening braces tried for a closing one: a claim may hold few of its own."""
_LONGEST = 24_000
"""Characters read of one answer, thoughts included: an endless one is cut off here."""
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.S)
_END = re.compile(r"<\|[a-z_]+\|?>?|<end_of_turn>|</s>|<eos>")
"""What a model without a chat template of its own writes when it has finished."""
_TEXT_KEYS: dict[str, Kind] = {
    "text": "claim", "sentence": "claim", "claim": "claim", "compare": "claim", "句子": "claim", "heading": "heading", "none": "none",
}  # fmt: skip
_CITE_KEYS = ("cite", "cites", "citations", "citation", "nearest", "n", "出处")
_MARKS = re.compile(r"(?:[\[【]\d{1,3}[\]】]\s*)+")
_SENTENCE_END = re.compile(r"[。！？!?\n]")


Kind = Literal["claim", "heading", "none"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of an answer and the numbers of the sources it cites (empty where it cites none). ``none`` says what the sources lack."""

    text: str
    cites: tuple[int, ...]
    kind: Kind = "claim"


class ClaimReader:
    """Reads claims off a growing text: JSON objects wherever they stand (one a line, in a list, in a code fence, in an outer
    object), or, where there is none at the end, sentences followed by [1]."""

    def __init__(self) -> None:
        self._raw = ""
        self._read = 0
        self._searched = 0
        self._count = 0
        self._ended = False

    @property
    def finished(self) -> bool:
        """Whether nothing more needs to be read."""
        return self._count >= MOST or len(self._raw) >= _LONGEST or self._ended

    def feed(self, piece: str) -> Iterator[Claim]:
        """The claims that ``piece`` completes."""
        self._raw += piece
        thinking = self._raw.rfind("<think>") > self._raw.rfind("</think>")
        self._ended = self._ended or (not thinking and bool(_END.search(self._raw[-len(piece) - 20 :])))
        if "}" not in piece:
            return
        text = self._text()
        while self._count < MOST:
            found = _next_object(text, self._read, max(self._read, self._searched))
            if found is None:
                self._searched = len(text)
                return
            value, self._read = found
            self._searched = self._read
            for claim in _claims(value):
                self._count += 1
                yield claim

    def rest(self) -> Iterator[Claim]:
        """After the last piece: marked sentences, if no object was read at all."""
        if self._count:
            return
        text, start = self._text(), 0
        for marks in list(_MARKS.finditer(text))[:MOST]:
            parts = [p for p in _SENTENCE_END.split(text[start : marks.start()]) if p.strip()]
            start = marks.end()
            if parts:
                self._count += 1
                yield Claim(parts[-1].strip(" -*•\t"), tuple(int(n) for n in re.findall(r"\d+", marks.group())))

    def _text(self) -> str:
        return _END.split(_THOUGHT.sub("", self._raw))[0]


def _next_object(text: str, start: int, searched: int) -> tuple[Any, int] | None:
    """The next JSON object from ``start`` on that is a claim and ends behind ``searched``, and where it ends. What stands around it (a list, an outer object) need not be complete."""
    decoder = json.JSONDecoder()
    close = text.find("}", searched)
    while close >= 0:
        opening = close
        for _ in range(_BRACES):
            opening = text.rfind("{", start, opening)
            if opening < 0:
                break
            try:
                value, end = decoder.raw_decode(text, opening)
                if end == close + 1 and any(_claims(value)):
                    return value, end
            except (json.JSONDecodeError, RecursionError):
                continue
        close = text.find("}", close + 1)
    return None


def _claims(value: Any) -> Iterator[Claim]:
    if isinstance(value, list):
        for item in value:
            yield from _claims(item)
    elif isinstance(value, dict):
        key = next((key for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
        if key is not None:
            if value[key].strip():
                cites = next((value[c] for c in _CITE_KEYS if c in value), ())
                text = re.sub(r"\s*[\[【]\d+[\]】]", "", value[key]).strip(" \n—－-")
                yield Claim(text, _numbers(cites), _TEXT_KEYS[key])
            return
        for item in value.values():
            if isinstance(item, (list, dict)):
                yield from _claims(item)


def _numbers(cites: Any) -> tuple[int, ...]:
    items = cites if isinstance(cites, (list, tuple)) else (cites,)
    found = [int(n) for item in items for n in re.findall(r"\d{1,3}", str(item))]
    return tuple(dict.fromkeys(found))
