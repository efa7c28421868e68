"""What sets the figures of one sentence apart: the words that each has to itself.

民办 stands with 73 in 公办幼儿园58所、民办幼儿园73所, 全年 with 22 in 汛期前完成14座,全年完成22座, 初中 with 1800 in 小学、初中分别新增学位2400个、1800个.
A question that says such a word asks for that figure, whatever kind of word it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.clauses import LIST
from index.deeds import LIGHT
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

    def says(self, word: str) -> bool:
        return word in self.own or word in self.name


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
        found.append(Told(row, simplify(own), simplify("".join([*when, row.indicator]))))
    return found


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
    return [
        *((year, "t") for year in _YEAR.findall(text)),
        *((word, tag) for word, tag in words if not _SAYS_NOTHING.fullmatch(word)),
    ]


_YEAR = re.compile(r"\d{4}年")
_EMPTY = "rypuoexw"
_SAYS_NOTHING = re.compile(
    f"{LIGHT}|计划|目标|任务|指标|实际|预计|预期|年度|年初|数量|情况|同比|分别|增长|下降|提高|达到|力争"
)


def ahead(words: Sequence[str], one: Told, other: Told) -> int:
    """How much more a figure is asked for than another by the words of a question: what it alone says of them, less what the other alone does; what
    either says besides counts against it."""
    gain = sum(one.says(word) and not other.says(word) for word in words)
    loss = sum(other.says(word) and not one.says(word) for word in words)
    if not gain or loss:
        return gain - loss
    return gain + _says_more(words, other, one) - _says_more(words, one, other)


def _says_more(words: Sequence[str], one: Told, other: Told) -> bool:
    """Whether a figure's own words narrow it by something that neither the question nor the other says."""
    said = "".join(words)
    return any(tag[:1] not in "vd" and word not in said and not other.says(word) for word, tag in _telling(one.own))
