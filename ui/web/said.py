"""What the page says, kept in simplified Chinese and English side by side."""

from __future__ import annotations

from rag.language import Language, in_language


class Spoken:
    """Words in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language


class Said:
    """One thing the page says, in the language of the :class:`Spoken` it is read from."""

    def __init__(self, chinese: str, english: str) -> None:
        self._chinese = chinese
        self._english = english

    def __get__(self, texts: Spoken, owner: type[Spoken]) -> str:
        return in_language(self._chinese, self._english, texts.language)
