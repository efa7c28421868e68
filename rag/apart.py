"""What sets the figures of one sentence apart: the words that each has to itself.

民办 stands with 73 in 公办幼儿园58所、民办幼儿园73所, 全年 with 22 in 汛期前完成14座,全年完成22座, 初中 with 1800 in 小学、初中分别新增学位2400个、1800个.
A question that says such a word asks for that figure, whatever kind of word it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.clauses import LIST
from index.likeness import dimension
from index.rows import LedgerRow
from index.words import finer, simplify
from rag.candidates import Sentence
from rag.ground import figure_span


@dataclass(frozen=True, slots=True)
class Told:
    """A row with what is said of it: ``own`` by its own words (or the name dealt out to it), and by its name, which may be taken over."""

    row: LedgerRow
    own: str
    name: str
    whole: str = ""
    """What is said of the figure that this one is part of (幼儿园132所,其中公办园71所), or is told without a part of (投资增长3%,扣除房地产增长8%)."""
    before: str = ""
    """What is said of the figures before it up to a semicolon: a part of their names may hold for it too (规上工业营收896亿元,利润42亿元)."""

    def says(self, word: str) -> bool:
        return _says(self.own, word) or _says(self.name, word)


def _says(text: str, word: str) -> bool:
    """Whether a text holds a word, or words that it is short for."""
    return bool(re.search(_written(word), text))


def _written(word: str) -> str:
    """A pattern for a word, and for words of four characters that it is short for (规模以上 of 规上, but no 亚残运 of 亚运)."""
    is_short = len(word) == _SHORT and not word.isascii()
    return f"{word[0]}(?:[\u4e00-\u9fff]{{2}})?{word[1]}" if is_short else re.escape(word)


_SHORT = 2
"""Characters of a word that may be short for others."""


def told_apart(sentence: Sentence, rows: Iterable[LedgerRow]) -> list[Told]:
    """The figures of a sentence in its order, each with the year that was named last."""
    found: list[Told] = []
    spans = sorted(((*figure_span(sentence, row), row) for row in rows if row.type == "figure"), key=lambda s: s[:2])
    for i, (start, end, row) in enumerate(spans):
        beside = [s for s in (*spans[max(i - 1, 0) : i], *spans[i + 1 : i + 2]) if s[2].quote == row.quote]
        before = max([row.start - sentence.start, *(b for _, b, _ in spans[:i] if b <= start)])
        behind = min([row.end - sentence.start, *(a for a, _, _ in spans[i + 1 :] if a >= end)])
        own = sentence.text[before:start] + sentence.text[end:behind]
        if any(_is_dealt(sentence.text, (start, end), other[:2]) for other in beside):
            own = row.indicator + row.quote.partition("分别")[2]
        when = _YEAR.findall(sentence.text, 0, start)[-1:]
        told = Told(row, simplify(own), simplify("".join([*when, row.indicator])))
        found.append(_behind(told, sentence.text[spans[i - 1][1] if i else 0 : start], found[-1] if found else None))
    return found


def _behind(told: Told, between: str, last: Told | None) -> Told:
    """A figure with what the ones before it say; ``between``: the text from the last one."""
    if not last or PART_END.search(between):
        return told
    alike = dimension(last.row.unit) == dimension(told.row.unit)
    opens = alike and bool(_OPENS_PART.search(between))
    whole = last.own + last.name if opens else last.whole if alike and LIST.match(between) else ""
    return replace(told, whole=whole, before=last.before + last.own)


PART_END = re.compile("[;；]")
_OPENS_PART = re.compile("其中|扣除|剔除|不[含计]|不包括")


def _is_dealt(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether nothing but 和 stands between two figures of one clause: their names stand in front of both."""
    (_, end), (start, _) = sorted((one, other))
    return bool(LIST.fullmatch(text[end:start]))


def words_of(text: str) -> list[str]:
    """The words of a text (in simplified characters) that may set one thing apart from another, years among them."""
    return [word for word, _ in _telling(text)]


def _telling(text: str) -> list[tuple[str, str]]:
    """Those words with their part of speech."""
    words = ((word, tag) for word, tag in finer(_YEAR.sub(" ", text)) if len(word) > 1 and tag[:1] not in _EMPTY)
    return [*((year, "t") for year in _YEAR.findall(text)), *words]


_YEAR = re.compile(r"\d{4}年")
_EMPTY = "rypuoexwc"


def ahead(words: Sequence[str], one: Told, other: Told) -> int:
    """How much more a figure is asked for than another by the words of a question: what it alone says of them, less what the other alone does; what
    either says besides counts against it."""
    ours = [word for word in words if one.says(word) and not other.says(word)]
    theirs = [word for word in words if other.says(word) and not one.says(word)]
    gain = len(ours) - sum(bool(theirs) and _holds(words, other, one, word) for word in ours)
    loss = len(theirs) - sum(bool(ours) and _holds(words, one, other, word) for word in theirs)
    if not gain or loss:
        return gain - loss
    return gain + _says_more(words, other, one) - _says_more(words, one, other)


def _holds(words: Sequence[str], one: Told, other: Told, word: str) -> bool:
    """Whether what another figure says holds for one too: for the part of a whole, or where only this one is of the thing that the question
    ends in and the word was said before it."""
    if one.whole and word in one.whole and other.says(word):
        return True
    return one.says(words[-1]) and not other.says(words[-1]) and word in one.before


def _says_more(words: Sequence[str], one: Told, other: Told) -> bool:
    """Whether a figure's own words narrow it by something that neither the question nor the other says."""
    said, own = "".join(words), one.own
    for word in words:
        own = re.sub(_written(word), word, own)
    return any(tag[:1] not in "vd" and word not in said and not other.says(word) for word, tag in _telling(own))
