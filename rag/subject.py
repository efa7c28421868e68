"""What words of a question name: its subject, and what any question says besides."""

from __future__ import annotations

import re

from index.glosses import stems
from index.words import tagged
from rag.time import without_time


def names_something(text: str) -> bool:
    """Whether a question has a noun besides what it counts in (公里) and the words that any question has (目标)."""
    if text.isascii():
        if not re.search("[A-Za-z]{2}", text):
            return True
        return bool(stems(text.lower())) and not _POINTS_BACK.search(text.lower())
    bare = subject(_COUNTED_IN.sub("", _OF_ALL.sub("", text)))
    return any(tag[:1] in "njlib" or tag in ("eng", "vn", "an") for _, tag in tagged(bare))


def subject(text: str) -> str:
    """What a question is about, roughly: its characters without time, question words and particles."""
    return _EMPTY_WORDS.sub("", without_time(text))


_COUNTED_IN = re.compile(
    r"(?:百分之)?(?:多少|几|\d[\d.]*)[十百千万亿]*(?:公里|平方米|个?百?分?点|个|家|所|条|项|张|座|间|人|户|套|亩|吨|元|块|钱|次|件|名|岁|年|亿|万)*"
)
"""A quantity asked for, with its unit."""
_OF_ALL = re.compile("[全本我咱][国省市区县州盟旗乡镇]们?")
"""The place that the whole document speaks of."""
_POINTS_BACK = re.compile(
    r"\b(?:it|they|them|those|these|its|their|one|ones)\b|(?:would|will|does|do|did|is|was|of|by) that\b"
)
"""English words for what was named before."""
_EMPTY_WORDS = re.compile(
    "多少|什么|哪些|哪几|哪个|哪里|怎么样?|怎样|如何|几[个家所条项]?|是不是|有没有|是否|分别|具体|一共|总共|目标|指标|计划|完成|新增|建成|增加|实际|情况|[的了吗呢啊呀是有在要会请问都也还就]|[^\u4e00-\u9fffA-Za-z]"
)
NO_SUBJECT, TIMED_SUBJECT, OWN_SUBJECT = 2, 4, 7
"""Characters of a subject: below the first a question has none, from the last on (with a time of its own from the second on) it stands by
itself."""
QUANTITY = re.compile(
    "多少|好多(?![的人])|几(?!乎)|幾|百分之|多大|多高|多长|多快|增速|增幅|占比|比例|比重|总额|规模|数量|目标[?？]?$|率[?？]?$|how (?:many|much|large|big|long|fast|high)|what (?:share|percentage|rate|proportion|number|amount)|total|growth|target|\\b(?:gdp|cpi|output|throughput|rate|revenue|deficit|population|sales|income)\\b"
)
