"""A thing that a document never names is not told by the figure of its neighbour: 新建小学 asked of 新建初中2所, 托位 of 学位3800个.

People ask in their own words (娃上学的名额 for 学位), which tell nothing against a sentence. A question in the words that plans measure by is
taken at its word: but for one word it is the name of a figure, and where that word should stand the name has another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pypinyin import lazy_pinyin

from index.tabular import is_row
from index.units import normalized
from index.words import finer, simplify
from rag.apart import PART_END
from rag.candidates import Sentence
from rag.ground import MARKED, figure_chance
from rag.kinds import excluded
from rag.library import Library
from rag.meant import One, told_in
from rag.measure import HOW_MANY, fits, measure_asked
from rag.question import Question
from rag.reader_model import reading_context
from rag.several import asks_quantity
from rag.time import without_time

ONE_THING, ONE_DEED = 0.94, 0.88
"""Cosines of two bare words from which they may be one thing (老师 and 教师 0.96, 公路 and 道路 0.94, but 民办 and 公办 0.93), and one deed
(翻新 and 改造 0.89, but 养护 and 新建 0.88)."""
_AS_SURE = 0.3
"""Chances of figures no further than this from the surest may lead."""
LONGEST = 2
"""Words that stand for one thing."""

_ANY_QUESTION = re.compile(
    "目标|指标|计划|完成|实现|达到|实际|预期|情况|任务|预计|分别|一共|总共|涉及|惠及|受惠|具体|数量|对比|总[值额量]|全[国省市区县州盟旗乡镇]|提高|提升|增长|上升|扩大|下降|降低|减少|[增涨降]幅|增速|[^\\w]+"
)
"""What a question says besides the thing that it asks for: any plan has it."""
_TALK = re.compile(
    "打算|准备|到底|[还总]要|(?<![重主需])要(?!素)|想|得(?!到)|做到|现在|新添|[省市区县城乡镇村]里|比[去上]"
)
"""What people say and no name holds."""
_SPOKEN = "rypuoe"
"""Tags of words that no name has: pronouns, particles, interjections."""
_WEAK = "mab"
"""Tags of single characters that may be part of a name: 五 and 好 of 五好家庭."""
_SO_MANY = re.compile(f"[有是共达为]*{HOW_MANY.pattern}")
_TOTALS, _PER_UNIT = ("总数", "总量", "总额", "总体", "全部"), ("每", "人均", "户均", "亩均", "平均")
_NOT = ("非", "不", "未", "无")
"""What alone in front of a word makes it another thing's: 非机动车."""


def another_thing(library: Library, asked: Question, sentence: Sentence) -> bool:
    """Whether a question names its thing as plans do, and the figure that would answer has another one in the same place of the same phrase."""
    read = simplify(asked.read)
    if asked.language == "en" or not asks_quantity(asked):
        return False
    rows = library.rows(sentence.document.document_id)
    told = told_in(sentence, rows.get(sentence.number, ()))
    leading = _leading(asked, read, sentence, told)
    if not leading:
        return False
    if all(excluded(read, f"{one.told.own} {one.told.name}") for one in leading):
        return True
    if _TALK.search(read):
        return False
    names = {simplify(row.indicator) for each in rows.values() for row in each}
    words = _named(library, asked, read, names)
    return all(_is_other(library, words, one, _said(sentence, one, told), names) for one in leading)


def _named(library: Library, asked: Question, read: str, names: Collection[str]) -> list[tuple[str, str]]:
    """The words of a question, without time, place and quantity, with their tags; none where they are not those of a name."""
    bare = _SO_MANY.sub(" ", _ANY_QUESTION.sub(" ", without_time(read)))
    for name in (n for n in (*asked.places, *library.short_names) if n in bare):
        bare = re.sub(f"{re.escape(name)}[省市县区旗州镇乡]?", " ", bare)
    words: list[tuple[str, str]] = []
    for word, tag in finer(bare):
        last = words[-1][0] if words and words[-1][1][:1] not in _SPOKEN else ""
        single = len(word) == 1 and tag[:1] in "nq"  # 柳河|镇, 充电|桩
        if last.strip() and (single or (len(last) == 1 and any(last + word in name for name in names))):  # 可|支配
            word = words.pop()[0] + word
        words.append((word, tag))
    words = [(word, tag) for word, tag in words if word.strip()]
    if any(tag[:1] in _SPOKEN or (len(word) == 1 and tag[:1] not in _WEAK) for word, tag in words):
        return []
    return words


def _leading(asked: Question, read: str, sentence: Sentence, told: Sequence[One]) -> list[One]:
    """The figures that would answer: the marked ones, of these the ones in the unit that is asked for; else those in the unit that is asked for, or of its measure; all where neither is said."""
    able = [one for one in told if one.row in sentence.rows]
    match, measure = HOW_MANY.search(read), measure_asked(asked.plain)
    unit = normalized(1.0, match["unit"])[1] if match and match["unit"] else ""
    same = [one for one in able if unit and normalized(1.0, one.row.unit)[1] == unit]
    if marked := [one for one in able if figure_chance(sentence, one.row) >= MARKED]:
        surest = max(figure_chance(sentence, one.row) for one in marked)
        return [one for one in marked if one in same] or [
            one for one in marked if figure_chance(sentence, one.row) > surest - _AS_SURE
        ]
    return same or [one for one in able if measure is None or fits(one.row, measure)]


def _said(sentence: Sentence, one: One, told: Sequence[One]) -> str:
    """What is said of a figure: by its words and its headings, and in front of it up to a semicolon by what no other figure says."""
    context = simplify(reading_context(sentence.document, sentence.number, sentence.scope))
    if is_row(sentence.text):
        cells = " ".join(
            cell.partition(":")[2] for cell in sentence.text.split(";")
        )  # what heads say stands in the name
        return f"{context} {simplify(cells)} {one.told.name}"
    at, shared = sentence.start, ""
    for row in (other.row for other in told):
        if row.start >= one.row.start:
            break
        shared, at = shared + sentence.document.text[at : row.start], row.end
    shared = PART_END.split(shared + sentence.document.text[at : one.row.start])[-1]
    return f"{context} {simplify(shared)} {one.told.own} {one.told.name} {one.told.whole}"


def _is_other(library: Library, words: Sequence[tuple[str, str]], one: One, said: str, names: Collection[str]) -> bool:
    """Whether a figure lacks a word of the question, and is told of a rival or beside others that have the word; ``names`` are those of the
    document's figures."""
    lacking = [i for i, (word, _) in enumerate(words) if word not in said]
    if not lacking or lacking[-1] - lacking[0] >= LONGEST:
        return False
    start, end = lacking[0], lacking[-1] + 1
    thing = "".join(word for word, _ in words[start:end])
    name = simplify(one.row.indicator)
    rest = [word for word, _ in (*words[:start], *words[end:]) if word in name]
    deed = all(tag[:1] in "vd" for _, tag in words[start:end])
    if not rest and not _alike(thing[::-1], name[::-1]) > 1:
        return False
    if thing in _TOTALS:
        return name.startswith(_PER_UNIT)
    if not deed and any(thing in other and all(word in other for word in rest) for other in names):
        return True
    known = not deed and any(thing in other for other in names)
    return _is_rival(library, thing, name, rest, deed=deed, last=end == len(words), known=known)


def _is_rival(library: Library, thing: str, name: str, rest: list[str], *, deed: bool, last: bool, known: bool) -> bool:
    """Whether a name has another thing than the question's in its place (``last``: that of its head), and no other word for it; a
    thing that is ``known`` has its own name in the document."""
    other = name = _ANY_QUESTION.sub("", name)
    for word in rest:
        other = other.replace(word, "")
    own, others = _apart(thing, other)
    if not others:
        return own in _NOT
    if not own or (set(own) & set(other) and not known) or last == name.endswith(tuple(rest)):
        return False
    if lazy_pinyin(thing) == lazy_pinyin(other):  # a slip of the keyboard: 高薪技术 for 高新技术
        return False
    return float(library.vector(thing) @ library.vector(other)) < (ONE_DEED if deed else ONE_THING)


def _apart(one: str, other: str) -> tuple[str, str]:
    """Two words without what they begin and end with alike: 粮 and 冷 of 粮库 and 冷库."""
    start = _alike(one, other)
    one, other = one[start:], other[start:]
    end = _alike(one[::-1], other[::-1])
    return one[: len(one) - end], other[: len(other) - end]


def _alike(one: str, other: str) -> int:
    """How many characters two words begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
