"""Which language the page speaks: the one chosen, else the browser's first that we have."""

from __future__ import annotations

from typing import get_args

from rag.language import Language as Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"zh": "简体", "zh-Hant": "繁體", "en": "English"}
PATHS: dict[Language, str] = {"zh": "", "zh-Hant": "zh-hant/", "en": "en/"}
"""Where the page of a language stands, below the address of the site."""
TAGS: dict[Language, str] = {"zh": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en"}
"""BCP 47, for ``lang`` attributes."""
COOKIE = "planqa_language"
"""Holds the language a reader chose, and nothing else."""
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def choose(asked: str | None, chosen: str | None, accept: str) -> Language:
    """The language of a request: ``asked`` for in the address, ``chosen`` before (the cookie), or by ``Accept-Language``."""
    for name in (asked, chosen):
        for language in LANGUAGES:
            if language == name:
                return language
    return _browser_language(accept)


def _browser_language(accept: str) -> Language:
    """The wish with the highest weight that we have (RFC 9110, 12.5.4); English where none is, Chinese where none is told."""
    wishes = []
    for position, wish in enumerate(accept.split(",")):
        tag, _, weight = wish.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), position, tag.lower()))
        except ValueError:
            continue
    for _, _, tag in sorted(wishes):
        if tag.startswith(_TRADITIONAL):
            return "zh-Hant"
        if tag.split("-")[0] == "zh":
            return "zh"
        if tag.split("-")[0] == "en":
            return "en"
    return "en" if accept.strip() not in ("", "*") else "zh"
