"""What may be asked from outside, whichever way it comes: command line, file, page, API, MCP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import PlanqaError

MAX_QUESTION = 2000
"""Characters of a question."""
MAX_HISTORY = 20
"""Earlier questions that are looked at, the last ones; more are left out."""
MAX_NAME = 200
"""Characters of a document's id, a region, words to search for."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_LONGEST_LINE = 240


class BadRequest(PlanqaError):
    """What was asked is no question; the message says why."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the ones before it, oldest first."""

    question: str
    history: tuple[str, ...] = ()


def read_question(question: object, history: object = None) -> AskedQuestion:
    """A question as other programs send it.

    Raises:
        BadRequest: another type than text, or too long.
    """
    if not isinstance(question, str):
        raise BadRequest("question 应为文字 (question must be text)")
    if history is not None and not (isinstance(history, list | tuple) and all(isinstance(h, str) for h in history)):
        raise BadRequest("history 应为文字的列表 (history must be a list of text)")
    earlier: Sequence[str] = history or ()
    return AskedQuestion(_bounded(question), tuple(_bounded(h) for h in earlier[-MAX_HISTORY:]))


def whole(text: str) -> str:
    """Text that UTF-8 can hold: a lone surrogate, which no writer can output, becomes U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)


def one_line(text: str) -> str:
    """A message as one line that fits on a screen."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def _bounded(text: str) -> str:
    if len(text) > MAX_QUESTION:
        raise BadRequest(f"问题太长({len(text)} 字),请缩短到 {MAX_QUESTION} 字以内 (the question is too long)")
    return whole(text)
