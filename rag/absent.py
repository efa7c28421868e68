"""A thing that a document never names is not told by the figure of a thing of the same class: 托位 asked of a plan that counts 学位 alone."""

from __future__ import annotations

import re

from index.units import COUNTS, normalized
from index.words import simplify, tagged
from rag.candidates import Sentence
from rag.library import Library
from rag.question import Question, counted
from rag.several import asks_quantity

ONE_THING = 0.88
"""Cosine of two bare words from which they may be one thing (老师 and 教师 0.96, 马路 and 道路 0.89, but 托位 and 学位 0.85)."""
_HAN = re.compile("[\u4e00-\u9fff]{2}")


def another_thing(library: Library, asked: Question, sentence: Sentence) -> bool:
    """Whether a sentence counts only things of which the question's is the sister word: its last character alone is shared, and its document
    never names the thing asked for."""
    if not asks_quantity(asked):
        return False
    read = simplify(asked.read)
    thing, tag = (tagged(counted(read)) or [("", "")])[-1]
    if not (tag == "n" and _HAN.fullmatch(thing) and thing in read):
        return False
    if thing in simplify(sentence.document.text) or thing[0] in simplify(sentence.text):
        return False
    told = {row.indicator[-2:] for row in sentence.rows if normalized(1.0, row.unit)[1] in COUNTS}
    if not told or any(name[-1:] != thing[-1] for name in told):
        return False
    vector = library.vector(thing)
    return all(float(vector @ library.vector(name)) < ONE_THING for name in told)
