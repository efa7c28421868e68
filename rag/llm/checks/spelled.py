"""Chinese names that an English text spells in pinyin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

from index.glosses import is_word
from rag.places import speaks_of

_NAME = re.compile(r"(?<![A-Za-z–-])[A-Z][a-zü]+(?:['’][a-zü]{2,})?(?![A-Za-z–-])")


def names_spelled(text: str) -> list[str]:
    """The words of an English text with a capital that are pinyin of two syllables or more and no English words."""
    return [word for word in _NAME.findall(text) if _syllables().fullmatch(_bare(word)) and not is_word(word)]


@lru_cache(maxsize=1)
def _syllables() -> re.Pattern[str]:
    """Two syllables or more, all but the first with a consonant in front."""
    known = sorted(
        {s.replace("v", "ü") for s in lazy_pinyin("".join(map(chr, range(0x4E00, 0x9FA6))))}, key=len, reverse=True
    )
    later = "|".join(s for s in known if s[0] not in "aeou")
    return re.compile(f"(?:{'|'.join(known)})(?:{later})+")


def spells(name: str, text: str) -> bool:
    """Whether a Chinese text has a name that is spelled so, or a province's by its abbreviation."""
    return _starts(_bare(name), _readings(text)) or speaks_of(text, name)


def _bare(name: str) -> str:
    return name.replace("'", "").replace("’", "").lower()


@lru_cache(maxsize=2048)
def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Of each character all readings, without tones; none of what is not Chinese."""
    chinese = re.sub("[^\u4e00-\u9fff]+", " ", text)
    return tuple(
        tuple(r.replace("v", "ü") for r in each) for each in pinyin(chinese, style=Style.NORMAL, heteronym=True)
    )


def _starts(name: str, readings: Sequence[Sequence[str]]) -> bool:
    """Whether readings in a row make up a name."""
    open_ends: set[str] = set()
    for each in readings:
        rests = {rest.removeprefix(said) for rest in (*open_ends, name) for r in each for said in (r, r.replace("ü", "u")) if rest.startswith(said)}  # fmt: skip
        if "" in rests:
            return True
        open_ends = rests
    return False
