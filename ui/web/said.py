"""What the page says, kept in simplified Chinese and English side by side."""

from __future__ import annotations

from index.words import traditional
from ui.web.languages import Language


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
        if texts.language == "en":
            return self._english
        return traditional(self._chinese) if texts.language == "zh-Hant" else self._chinese
