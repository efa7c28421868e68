"""Lines of an answer as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.document import Scope
from index.passages import scope_words
from index.words import traditional
from rag.types import Language, Line

_END = "。.!?！？;；,，、:： "


def markdown(lines: Sequence[Line], language: Language = "zh") -> str:
    """One line each: the leading figure in bold with its time, the words, the markers of what says so."""
    return "\n".join(_markdown(line, language) for line in lines)


def when(scope: str | None, language: Language) -> str:
    """``2023 target`` in the reader's language; empty where no time is known."""
    if not scope:
        return ""
    if language == "en":
        return scope.replace("actual", "result")
    words = scope_words(Scope.parse(scope))
    return traditional(words) if language == "zh-Hant" else words


def quoted(text: str, language: Language) -> str:
    """Chinese words in an English answer are the document's, and stand in quotation marks."""
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    own = re.match("[A-Z][a-z]+ ", text)  # Given by 省长
    return f"“{text}”" if language == "en" and 2 * chinese > len(text) and not own else text


def markers(cites: Iterable[int]) -> str:
    return "".join(f"[{n}]" for n in cites)


def beside(line: Line, language: Language) -> str:
    """What stands between a leading figure and its words: its gloss and time, if there are any, and a colon."""
    around = "({})" if language == "en" else "（{}）"
    told = "; ".join(filter(None, (line.gloss, when(line.scope, language))))
    return (around.format(told) if told else "") + colon(language)


def colon(language: Language) -> str:
    return ": " if language == "en" else "："


def _markdown(line: Line, language: Language) -> str:
    said, marks, time = quoted(line.text.rstrip(_END), language), markers(line.cites), when(line.scope, language)
    stop = "." if language == "en" else "。"
    if line.level == "heading":
        return f"**{line.text}**"
    if line.level == "note":
        return f"{line.text}{marks}"
    if line.level == "item":
        return f"- {said}{marks}{stop}"
    if line.lead:
        return f"**{line.lead}**{beside(line, language)}{said}{marks}{stop}"
    return (f"{time}{colon(language)}" if time else "") + f"{said}{marks}{stop}"
