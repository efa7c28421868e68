"""The language a question is typed in, and the one written form in which all steps read it."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from index.words import simplify, traditional

Language = Literal["zh", "zh-Hant", "en"]
SMALL_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
"""From one on."""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()


def language_of(text: str) -> Language:
    """The language a question is typed in, and is answered in."""
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    # An acronym alone (GDP?) is asked in any language.
    if latin > 3 * chinese and re.search("[a-z]{2}", text):
        return "en"
    return "zh-Hant" if simplify(text) != text else "zh"


def in_language(chinese: str, english: str, language: Language) -> str:
    """One text of two, in the program's own words; Traditional Chinese is converted."""
    if language == "en":
        return english
    return as_in_taiwan(traditional(chinese)) if language == "zh-Hant" else chinese


def as_in_taiwan(text: str) -> str:
    """The program's words in Traditional characters as they are used where these are written."""
    return _ELSEWHERE.sub(lambda match: _USED[match.group()], text)


_USED = {
    "搜索": "搜尋", "服務器": "伺服器", "登錄": "登入", "程序": "程式", "網頁掛件": "網頁小工具", "接口": "介面", "手機號": "手機號碼", "鏈接": "連結",
    "瀏覽器裡": "瀏覽器中", "代碼": "程式碼", "口令": "密碼",
}  # fmt: skip
_ELSEWHERE = re.compile("|".join(_USED))


def plain(text: str) -> str:
    """NFKC, simplified, white space as single blanks; case is kept for names in English. What is written in Traditional characters has plans'
    words for things that are called otherwise in Hong Kong and Taiwan."""
    flat = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
    kept = "".join(c for c in flat if unicodedata.category(c) not in ("Cs", "Cc", "Cf"))
    simple = simplify(kept)
    return simple if simple == kept else _CALLED_ELSEWHERE.sub(lambda match: _CALLED[match.group()], simple)


_CALLED = {
    "公屋": "保障性住房", "居屋": "保障性住房", "社会住宅": "保障性住房", "社宅": "保障性住房", "学额": "学位", "幼稚园": "幼儿园", "国中": "初中",
    "国小": "小学", "托婴": "托育", "长者": "老年人", "安老": "养老", "捷运": "地铁", "巴士": "公交车", "的士": "出租车", "计程车": "出租车", "泊车": "停车",
    "升降机": "电梯", "软体": "软件", "硬体": "硬件", "资讯": "信息", "网路": "网络", "晶片": "芯片", "经济成长": "经济增长", "成长率": "增长率", "再生能源": "可再生能源",
}  # fmt: skip
"""Simplified, as plans call it."""
_CALLED_ELSEWHERE = re.compile("(?<!可)再生能源|" + "|".join(word for word in _CALLED if word != "再生能源"))


def is_code(text: str) -> bool:
    """Whether a text is code or markup, of which words may be Chinese: mostly Latin, and a good part of it signs that sentences do not use so."""
    bare = text.strip("?!. \n")
    signs = len(_SIGN.findall(bare)) - len(_AS_IN_SENTENCES.findall(bare)) + len(_BEFORE_WORDS.findall(bare))
    chinese = sum(not c.isascii() for c in bare)
    latin = sum(c.isascii() and c.isalpha() for c in bare)
    shown = sum(not c.isspace() for c in bare) + 2 * chinese
    return signs >= _FEW_SIGNS and latin > chinese and signs >= _SHARE_OF_SIGNS * shown


_SIGN = re.compile(r"(?!%)[!-/:-@\[-`{-~]")
_BEFORE_WORDS = re.compile(r"(?<!\S)(?!- )[#$&*+./:<=>@\\^`{|}~-]")
"""``-rf``, ``$HOME``, ``#``, ``|``: these count twice."""
_AS_IN_SENTENCES = re.compile(r"(?<=\w)[.,:'&+/-](?=\w)|(?<!\S)[\"'(](?=\w)|(?<=\w)[,;:\"')](?![^\s,.?!])")
"""PM2.5, R&D, 1+N, 2023/1/1; quotes and brackets around words, not inside of them."""
_FEW_SIGNS, _SHARE_OF_SIGNS = 3, 1 / 10
"""Of 11,000 real questions, in Chinese and in English, none comes near both; a Chinese character counts as three."""
