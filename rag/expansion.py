"""Abbreviations written out as the plan has them, so that search and embedding know them: 社零 is 社会消费品零售总额."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache, reduce

from index.vocabulary import Vocabulary
from index.words import segment
from rag.content import content_of
from rag.question import Question

_CHINESE = re.compile("[\u4e00-\u9fff]+")
_GAP = 3
"""Words that may follow one abbreviated character before the next."""


def write_out(question: Question, texts: Iterable[str], vocabulary: Vocabulary) -> Question | None:
    """The question with the words that the documents do not have replaced by what they abbreviate in ``texts``; None where there are none.

    An abbreviation takes the first or last character of words that follow one another. Of several readings the commonest is taken.
    """
    unknown = [
        concept.said
        for concept in question.content.concepts
        if _CHINESE.fullmatch(concept.said) and len(concept.said) <= 4 and concept.said not in vocabulary
    ]
    if not unknown or question.content.translated:
        return None
    sentences = list(texts)
    full: dict[str, str] = {}
    for word in unknown:
        if found := Counter(span for text in sentences for span in _spans(word, text)):
            full[word] = found.most_common(1)[0][0]
    if not full:
        return None

    def written(text: str) -> str:
        return reduce(lambda told, word: told.replace(word, full[word]), full, text)

    resolved, language = written(question.resolved), question.language
    slots = tuple(replace(slot, content=content_of(written(slot.text), language)) for slot in question.slots)
    added = content_of(written(question.plain), language) if question.added else None
    return replace(question, resolved=resolved, content=content_of(resolved, language), slots=slots, added=added)


@lru_cache(maxsize=20_000)
def _spans(word: str, text: str) -> tuple[str, ...]:
    """Runs of words in ``text`` that ``word`` may abbreviate."""
    found = []
    for run in _CHINESE.findall(text):
        words = segment(run)
        for first, opening in enumerate(words):
            if len(opening) > 1 and word[0] == opening[0]:
                last = _last(word[1:], words, first)
                if last is not None:
                    found.append("".join(words[first : last + 1]))
    return tuple(found)


def _last(rest: str, words: list[str], at: int) -> int | None:
    """The index of the word that holds the last character of ``rest``, each at the end or start of a word soon after the one before."""
    for character in rest:
        following = range(at + 1, min(len(words), at + 1 + _GAP))
        at = next((i for i in following if character in (words[i][0], words[i][-1])), -1)
        if at < 0:
            return None
    return at
