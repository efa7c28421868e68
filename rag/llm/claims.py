"""The LLM's output as claims: a sentence and the numbers of the sentences it rests on, read as they arrive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST = 8
"""Claims read of one answer; more is no answer to a question."""
_LONGEST = 12_000
"""Characters read of one answer, thoughts included: an endless one is cut off here."""
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.S)
_END = re.compile(r"<\|[a-z_]+\|?>?|<end_of_turn>|</s>|<eos>")
"""What a model without a chat template of its own writes when it has finished."""
_TEXT_KEYS = ("text", "sentence", "claim", "句子")
_CITE_KEYS = ("cite", "cites", "citations", "citation", "n", "出处")
_MARKED = re.compile(r"([^\[【。！？!?\n]+(?:[。！？!?](?=\s*[\[【]))?)((?:\s*[\[【]\d+[\]】])+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer and the numbers of the sources it cites (empty where it cites none)."""

    text: str
    cites: tuple[int, ...]


class ClaimReader:
    """Reads claims off a growing text: JSON objects wherever they stand (one a line, in a list, in a code fence, in an outer
    object), or, where there is none at the end, sentences followed by [1]."""

    def __init__(self) -> None:
        self._raw = ""
        self._read = 0
        self._count = 0

    @property
    def finished(self) -> bool:
        """Whether nothing more needs to be read."""
        return self._count >= MOST or len(self._raw) >= _LONGEST or bool(_END.search(_THOUGHT.sub("", self._raw)))

    def feed(self, piece: str) -> Iterator[Claim]:
        """The claims that ``piece`` completes."""
        self._raw += piece
        if "}" not in piece:
            return
        text = self._text()
        while self._count < MOST:
            found = _next_object(text, self._read)
            if found is None:
                return
            value, self._read = found
            for claim in _claims(value):
                self._count += 1
                yield claim

    def rest(self) -> Iterator[Claim]:
        """After the last piece: marked sentences, if no object was read at all."""
        if self._count == 0:
            for match in list(_MARKED.finditer(self._text()))[:MOST]:
                self._count += 1
                yield Claim(match[1].strip(" -*•\t"), tuple(int(n) for n in re.findall(r"\d+", match[2])))

    def _text(self) -> str:
        return _END.split(_THOUGHT.sub("", self._raw))[0]


def _next_object(text: str, start: int) -> tuple[Any, int] | None:
    """The next complete JSON object that holds claims, and where it ends; inner ones of an outer one not yet complete count."""
    decoder = json.JSONDecoder()
    at = text.find("{", start)
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
            if any(_claims(value)):
                return value, end
        except (json.JSONDecodeError, RecursionError):
            pass
        at = text.find("{", at + 1)
    return None


def _claims(value: Any) -> Iterator[Claim]:
    if isinstance(value, list):
        for item in value:
            yield from _claims(item)
    elif isinstance(value, dict):
        text = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
        if text is not None:
            if text.strip():
                cites = next((value[key] for key in _CITE_KEYS if key in value), ())
                yield Claim(re.sub(r"\s*[\[【]\d+[\]】]", "", text).strip(" \n—－-"), _numbers(cites))
            return
        for item in value.values():
            if isinstance(item, (list, dict)):
                yield from _claims(item)


def _numbers(cites: Any) -> tuple[int, ...]:
    items = cites if isinstance(cites, (list, tuple)) else (cites,)
    found = [int(n) for item in items for n in re.findall(r"\d{1,3}", str(item))]
    return tuple(dict.fromkeys(found))
