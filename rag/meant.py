"""Which of a sentence's figures is meant where several might be.

The reader marks the thing asked for, and often the first of its figures (重点项目开工50个、竣工38个,储备90个). The figure leads that the words of the
question set apart from the others (竣工; see :mod:`rag.apart`); of figures of one thing also the one of the place, the part of the year and the kind
(goal or result) asked for, which a question need not say in the sentence's words. The marked one stays where none is ahead of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.deeds import DEED, tags_of
from index.document import ScopeKind
from index.likeness import dimension
from index.rows import LedgerRow
from index.times import DocumentTime
from index.yearparts import is_whole_year
from rag.apart import Told, ahead, told_apart, words_of
from rag.candidates import Sentence
from rag.english import named_by
from rag.ground import MARKED, figure_chance, figure_span, of_time
from rag.measure import HOW_MANY, measure_asked
from rag.places import bare, innermost, same_place
from rag.question import Question
from rag.time import kind_of


@dataclass(frozen=True, slots=True)
class One:
    """A figure with what its words say of place (as written, empty for the document's own), thing and kind."""

    told: Told
    place: str
    thing: str
    goal: bool

    @property
    def row(self) -> LedgerRow:
        return self.told.row


def with_meant(asked: Question, sentence: Sentence, told: Sequence[One], time: DocumentTime) -> Sentence:
    """A sentence that the reader marked, with the marks on the figure that is meant; ``told`` are all figures of the sentence, its own rows those
    that may answer."""
    for measure in dict.fromkeys(_measure(one.row) for one in told):
        sentence = _with_meant(asked, sentence, [one for one in told if _measure(one.row) == measure], told, time)
    return _with_named(asked, _with_change(asked, sentence, told, time), told)


def _with_named(asked: Question, sentence: Sentence, told: Sequence[One]) -> Sentence:
    """Where the figure marked is not called as a question in English calls its thing, the one of the sentence that is."""
    named = [one for one in told if one.row in sentence.rows and named_by(asked, one.told.name)]
    first = max(told, key=lambda one: figure_chance(sentence, one.row), default=None)
    if not named or first is None or first in named or figure_chance(sentence, first.row) < MARKED:
        return sentence
    return _moved_to(sentence, [one.row for one in told if one not in named], named[0].row)


def _with_change(asked: Question, sentence: Sentence, told: Sequence[One], time: DocumentTime) -> Sentence:
    """Of what a thing comes to and how far it changed the one that is asked for (减少了多少, 占多大比重)."""
    changes = bool(_CHANGE_ASKED.search(asked.plain)) or (
        asked.language == "en" and measure_asked(asked.plain) == "change"
    )
    if not told or changes == bool(_SHARE_ASKED.search(asked.plain)):
        return sentence
    able = of_time(sentence.rows, asked.time.wanted(time))
    first = max(told, key=lambda one: figure_chance(sentence, one.row))
    if figure_chance(sentence, first.row) < MARKED or bool(first.row.change) == changes:
        return sentence
    of = dimension(first.row.unit)
    alike = [one for one in told if one.thing == first.thing and dimension(one.row.unit) == of and one.row in able]
    meant = next((one for one in alike if bool(one.row.change) == changes), None)
    return _moved_to(sentence, [one.row for one in alike if one is not meant], meant.row) if meant else sentence


def _with_meant(
    asked: Question, sentence: Sentence, rivals: Sequence[One], told: Sequence[One], time: DocumentTime
) -> Sentence:
    """:func:`with_meant` among the figures of one measure, ``rivals``; ``told`` are all of the sentence."""
    first = max(rivals, key=lambda one: figure_chance(sentence, one.row))
    marked = first.row
    if figure_chance(sentence, marked) < MARKED:
        return sentence
    wanted = asked.time.wanted(time)
    kind = asked.time.kind or (kind_of(wanted[0], time) if len(wanted) == 1 else None)
    able_rows = of_time(sentence.rows, wanted)
    told = [t for t in told if t is first or not _DISTANCE.search(_ahead(t.row, sentence))]
    rivals = [t for t in told if t in rivals]
    result = kind == "target" and _tells_result(marked, sentence, wanted, time)
    able = [t for t in rivals if t.row in able_rows and (t.goal or not result)]
    words = words_of(HOW_MANY.sub(" ", asked.read if asked.language == "en" else asked.plain))
    meant = _meant(asked, sentence, words, able, first, kind)
    if result and meant in (None, first):
        goals = {t.row for t in told if t.goal and t.row != marked}
        return replace(sentence, rows=tuple(row for row in sentence.rows if row in goals))
    if meant is None:
        return sentence
    others = [t.row for t in rivals if t is not meant and (meant is not first or ahead(words, meant.told, t.told) > 0)]
    return _moved_to(sentence, others, meant.row) if others else sentence


def tells_elsewhere(asked: Question, sentence: Sentence, told: Sequence[One]) -> bool:
    """Whether the figures that a sentence is marked at are those of a place above or beside its document's own (全省 in a county's plan, 该县
    behind a neighbour), and the question does not name it; ``told`` are all figures of the sentence."""
    own = innermost(sentence.document.metadata.region)
    marked = {row for row in sentence.rows if figure_chance(sentence, row) >= MARKED}
    places = [one.place for one in told if one.row in marked]
    return bool(own and places) and all(_is_elsewhere(place, own) and place not in asked.plain for place in places)


def _is_elsewhere(place: str, own: str) -> bool:
    """Whether a place as written is above the document's own, or the one beside it that was just named (该县)."""
    if place[:1] != "全":
        return place[:1] == "该"
    level, named = ("省" if own.endswith("自治区") else own[-1:]).translate(_LIKE), place[1:].translate(_LIKE)
    return named in _LEVELS and 0 <= _LEVELS.find(named) < _LEVELS.find(level)


_LEVELS, _LIKE = "国省市县乡", str.maketrans("州盟区旗镇", "市市县县乡")
"""Levels, the highest first, and what is of one level."""


def _moved_to(sentence: Sentence, rivals: Sequence[LedgerRow], meant: LedgerRow) -> Sentence:
    """A sentence with the marks taken from the figures of the rivals and set on the one meant and what leads up to it."""
    marks = list(sentence.marks)
    spans = sorted(figure_span(sentence, row) for row in rivals)
    for start, end in spans:
        marks[start:end] = [0.0] * len(marks[start:end])
    start, end = figure_span(sentence, meant)
    start = max([0, meant.start - sentence.start, *(b for _, b in spans if b <= start)])
    marks[start:end] = [1.0] * len(marks[start:end])
    return replace(sentence, marks=tuple(marks))


def told_in(sentence: Sentence, rows: Sequence[LedgerRow]) -> list[One]:
    """The figures of a sentence in its order, ``rows`` being all of it. One without a place is of the place before it up to a semicolon, one that tells no thing (竣工38个)
    of the thing before it."""
    found: list[One] = []
    at = sentence.start
    for told in told_apart(sentence, rows):
        one = _apart(told, sentence)
        before = found[-1] if found else None
        if before and not one.place and not _PART_END.search(sentence.document.text[at : one.row.start]):
            one = replace(one, place=before.place)
        if before and not one.thing and _measure(before.row) == _measure(one.row):
            one = replace(one, thing=before.thing, told=replace(one.told, name=before.told.name + one.told.name))
        found.append(one)
        at = one.row.end
    return found


def _apart(told: Told, sentence: Sentence) -> One:
    row = told.row
    name = _LEADS.sub("", row.indicator)
    place = next((m["place"] for text in (name, _LEADS.sub("", told.own)) if (m := _PLACE.match(text))), "")
    goal = row.kind == "target" or bool(_GOAL_SET.search(_ahead(row, sentence)))
    return One(told, place, _thing(_GOAL_WORD.sub("", name.removeprefix(place))), goal)


def _thing(name: str) -> str:
    """What a name counts: 重点项目 of 竣工重点项目 and of 重点项目开工建设."""
    words = [(word, tag[:1] not in "vdpu" and not _DEEDS.fullmatch(word)) for word, tag in tags_of(name)]
    while words and not words[0][1]:
        words.pop(0)
    while words and not words[-1][1]:
        words.pop()
    return "".join(word for word, _ in words)


def _measure(row: LedgerRow) -> tuple[str, str, bool]:
    """What figures have in common that may tell the same thing."""
    of = dimension(row.unit)
    return of, row.unit if of != "count" and "%" in row.unit + of else "", bool(row.change)


def _meant(
    asked: Question, sentence: Sentence, words: Sequence[str], able: Sequence[One], first: One, kind: ScopeKind | None
) -> One | None:
    """The figure that is furthest ahead of the marked ``first``; None where that may not answer, and no other is as likely."""
    text, region = asked.plain, sentence.document.metadata.region
    places = _places_meant(text, region, [one.place for one in able if one.thing == first.thing])
    sure = _HOW_SURE.findall(text)

    def fits(one: One) -> int:
        return (
            (one.place in places)
            + (kind is None or one.goal == (kind == "target"))
            + any(word in one.told.own for word in sure)
            + (bool(asked.time.period) or not _is_other_part(one.row.deadline, text))
        )

    def lead(one: One) -> int:
        return ahead(words, one.told, first.told) + (fits(one) - fits(first) if one.thing == first.thing else 0)

    likely = [one for one in able if one is not first and (lead(one) > 0 or (first not in able and lead(one) == 0))]
    return max(likely, key=lead, default=first if first in able else None)


def _places_meant(text: str, region: str, places: Sequence[str]) -> set[str]:
    """Of the places of one thing those that a question names, else the document's own, else all."""
    own = innermost(region)
    inner = bool(own) and (bare(own) or own) in text
    named = {p for p in places if p and len(bare(p)) > 1 and bare(p) in text and not (inner and p in region)}
    named |= {p for p in places if p and p in text}
    if named and not all(_is_own(p, own) for p in named):
        return {p for p in named if not _is_own(p, own)}
    return {p for p in places if _is_own(p, own)} or set(places)


def _is_own(place: str, own: str) -> bool:
    """Whether a place as written is the document's own (全县 and 我县 in a county's)."""
    if not place or place[0] in "我本":
        return True
    if place[0] == "全":
        return not own or place[1:] == own[-len(place[1:]) :] or (own == "全国" and place == own)
    return bool(own) and same_place(place, own)


def _is_other_part(deadline: str, text: str) -> bool:
    """Whether a time by when is inside the year (6月底前), and a question does not say it."""
    part = re.sub("[末底]?之?以?前$", "", deadline)
    return any(word in part for word in ("月", "季度", "半年")) and not is_whole_year(part) and part not in text


def _tells_result(row: LedgerRow, sentence: Sentence, wanted: Sequence[tuple[int, int]], time: DocumentTime) -> bool:
    """Whether a figure of a year that is over is no goal: a result told by how far it is from its goal (21家,比年度目标多6家), or that
    distance."""
    if len(wanted) != 1 or kind_of(wanted[0], time) != "actual":
        return False
    if _DISTANCE.search(_ahead(row, sentence)):
        return True
    return row.kind == "actual" and bool(_BY_GOAL.match(sentence.document.text, row.end, sentence.end))


def _ahead(row: LedgerRow, sentence: Sentence) -> str:
    """A row's clause up to its figure."""
    return row.quote[: max(figure_span(sentence, row)[0] - (row.start - sentence.start), 0)]


_LEADS = re.compile(
    "(?:[\\s,，:：]|(?:19|20)\\d\\d年|其中|同期|此外|截至|当年|全年|年内|[到在]|[一二三四五六七八九]是)+"
)
_PLACE = re.compile(
    "(?P<place>[全我本该](?:国|省|市|县|区|旗|州|盟|镇|乡)(?![区域级])"
    "|(?![^省市县旗镇乡区]*(?:建|改|造|增|成|设|完|新|老|旧|农|各))[\u3400-\u9fff]{2,4}?(?:省|市(?!场|民)|县(?!域|级)|旗(?!舰)|镇(?!村|街|区|级)|乡(?!村|镇)|(?<![小社园景灾牧库矿山林街城校片厂地])区(?!域|间))"
    "|[\u3400-\u9fff]{2,4}?(?:街道|开发区|园区|新区|高新区|经开区))"
)
"""A place that opens a clause: one level (全市, 我县) or a name."""
_GOAL_WORD = re.compile("计划|目标|任务|实际|预计|年度|年初|累计|预期|拟")
_GOAL_SET = re.compile("(?:年初|原)?(?:计划|承诺|拟定?|确定|下达)(?![^,，]*(?:实际|完成))[^,，\\d]*$")
_HOW_SURE = re.compile("力争|确保|实际|承诺|争取|保底")
"""How sure a figure is, which tells two of one thing apart."""
_CHANGE_ASKED = re.compile(
    f"(?:增长|增加|上升|提高|扩大|减少|下降|降低|缩小|压减|核减)了?(?:{HOW_MANY.pattern})".replace("?P<unit>", "?:")
)
_SHARE_ASKED = re.compile("占比|比重|比例|占[^,，;；。]*(?:多少|多大|几)")
_DEEDS = re.compile(f"(?:{DEED})+|[共总]共?|共计")
_PART_END = re.compile("[;；。]")
_BY_GOAL = re.compile(
    "[^,，;；。]{0,6}[,，]?(?:比|较|为|占|达到?|完成|超[过出]?|高于|低于|超额)[^,，;；。]{0,8}(?:目标|任务|计划|预算)(?!持平)"
)
_DISTANCE = re.compile(
    "(?:比|较)[^,，;；。]*(?:目标|任务|计划)数?[^,，;；。\\d]{0,3}[多少高低超差快慢][出于了]?$|超出?(?:年度|全年|年初)?(?:目标|任务|计划)数?$"
)
"""Ahead of how far a result is from its goal."""
