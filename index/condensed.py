"""A text without what stands inside its figures: blanks, thousands separators and note marks, and with 年 behind each year of a list; every
offset leads back to the text.

Documents write 5 200个, 1，280亿元, 1 0 0 0 万, 8 ．8 ％, 5200 个 and 5200[1]个. The figures are found in the condensed text, and their
places are told in the text as it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from index.units import FULL_WIDTH, MAGNITUDE, UNIT

_BLANK = " \u3000\t\xa0"
_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_COUNTED = rf"(?=[{_BLANK}]*(?:{MAGNITUDE}|{UNIT}|[余多个几]))"
_SPACED_DIGITS = rf"(?<![\d.．,，])\d(?:[{_BLANK}]+\d(?!\d))+|(?<=\d)[{_BLANK}]*[.．][{_BLANK}]*(?=\d(?:[{_BLANK}]+\d(?!\d))*[{_BLANK}]*(?:[%％‰]|{MAGNITUDE}|{UNIT}))"
"""1 0 0 0 and the point of 8 ．8 ％."""
_GROUPED = rf"(?<![\d.])[1-9]\d{{0,2}}(?:(?:[,，'’]|[{_BLANK}])\d{{3}})+(?!\d)(?:\.\d+)?"
_GROUPS = rf"{_GROUPED}{_COUNTED}"
_GROUPS_BY_COMMA = r"(?<![\d.])[1-9]\d{0,2}(?:[,'’]\d{3})+(?![\d,])"
_DECIMALS = rf"(?<=[.．]\d)(?:[{_BLANK}]+\d(?!\d))+(?=[{_BLANK}]*[%％])"
_NOTE = rf"(?<=\d)(?:[\[［〔【](?:注|附注)?\d{{1,2}}[\]］〕】]|[①-⑳]|(?<![×xX*]10)[{_POWERS}]{{1,2}}){_COUNTED}"
_NUMBER = re.compile("|".join((_SPACED_DIGITS, _GROUPS, _GROUPS_BY_COMMA, _DECIMALS)))
_NUMBER_OF_CELL = re.compile(rf"{_SPACED_DIGITS}|{_GROUPED}|{_DECIMALS}")
_INSIDE = re.compile(rf"[{_BLANK},，'’]+")
NOTE_MARK = re.compile(_NOTE)
"""The mark of a note between a number and its unit."""
_NEXT_TO_FIGURE = re.compile(
    rf"(?<=[^\x00-\x7f])[{_BLANK}]+(?=[\d.%‰])|(?<=[\d%‰])[{_BLANK}]+(?=[^\x00-\x7f]|[%‰])|(?<=\d)[{_BLANK}]+(?=(?:{UNIT})(?![A-Za-z]))|(?<=\d[万亿])[{_BLANK}]+(?=(?:{UNIT})(?![A-Za-z]))"
)
_WRAPPED = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
"""A blank where a line ended: 救灾救济支 出80亿元."""
_LISTED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=(?:[、和及与](?:19|20)\d\d)+年)")
"""The 2024 of 2024、2025年, read as 2024年."""
_MAY_HOLD = re.compile(
    rf"{_LISTED_YEAR.pattern}|{_WRAPPED.pattern}|\d[{_BLANK},，'’.．\[［〔【①-⑳{_POWERS}]|[{_BLANK}][\d.%‰]"
)


@dataclass(frozen=True, slots=True)
class Condensed:
    """``text`` and, for each of its characters, where it stands in the text it was made from."""

    text: str
    places: tuple[int, ...]
    length: int
    """Of the text it was made from."""

    def start(self, offset: int) -> int:
        """Where a stretch begins that begins at ``offset`` of the condensed text."""
        return self.places[offset] if offset < len(self.places) else self.length

    def end(self, offset: int) -> int:
        """Where a stretch ends that ends at ``offset`` of the condensed text."""
        return self.places[offset - 1] + 1 if offset else 0

    def inside(self, offset: int) -> int:
        """The offset in the condensed text of a place in the text it was made from."""
        return bisect_left(self.places, offset)


def condense(text: str, *, cell: bool = False) -> Condensed:
    """See the module. A ``cell`` of a table holds one value, so its digits in groups are one number without a unit behind them too."""
    flat = text.translate(FULL_WIDTH)
    if not _MAY_HOLD.search(flat):
        return Condensed(flat, tuple(range(len(flat))), len(flat))
    gone: set[int] = set()
    for match in NOTE_MARK.finditer(flat):
        gone.update(range(*match.span()))
    for match in (_NUMBER_OF_CELL if cell else _NUMBER).finditer(flat):
        for blank in _INSIDE.finditer(match.group()):
            gone.update(range(match.start() + blank.start(), match.start() + blank.end()))
    for match in _NEXT_TO_FIGURE.finditer(flat):
        gone.update(range(*match.span()))
    gone.update(match.start() for match in _WRAPPED.finditer(flat))
    years = {match.end() for match in _LISTED_YEAR.finditer(flat)}
    if not (gone or years):
        return Condensed(flat, tuple(range(len(flat))), len(flat))
    kept = [
        (char, i) for i, own in enumerate(flat) if i not in gone for char in (("年", own) if i in years else (own,))
    ]
    return Condensed("".join(char for char, _ in kept), tuple(i for _, i in kept), len(flat))
