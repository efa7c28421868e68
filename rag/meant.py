"""Which of a sentence's figures is meant where several tell one thing: of other places, stages, goals or parts of the year.

The reader marks the thing asked for, and often the first of its figures (重点项目开工50个、竣工38个,储备90个). Of the figures of that thing the one is
meant that agrees most with what the question names (竣工); the marked one where none agrees more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.deeds import DEED, LIGHT, tags_of
from index.document import ScopeKind
from index.pairs import dimension
from index.rows import LedgerRow
from index.tabular import is_row
from index.times import DocumentTime
from index.yearparts import is_whole_year
from rag.candidates import Sentence
from rag.ground import MARKED, figure_chance, figure_span, of_time
from rag.naming import innermost
from rag.places import bare, same_place
from rag.question import Question
from rag.time import kind_of


@dataclass(frozen=True, slots=True)
class _Told:
    """A row with what sets it apart from others of its thing; ``place`` is as written, empty for the document's own."""

    row: LedgerRow
    place: str
    stages: tuple[str, ...]
    thing: str
    goal: bool


def with_meant(asked: Question, sentence: Sentence, rows: Sequence[LedgerRow], time: DocumentTime) -> Sentence:
    """A sentence that the reader marked, with the marks on the figure that is meant; ``rows`` are all of the sentence, its own those that may
    answer."""
    if not rows or is_row(sentence.text):
        return sentence
    chance, marked = max(((figure_chance(sentence, row), row) for row in rows), key=lambda found: found[0])
    if chance < MARKED:
        return sentence
    wanted = asked.time.wanted(time)
    kind = asked.time.kind or (kind_of(wanted[0], time) if len(wanted) == 1 else None)
    able = of_time(sentence.rows, wanted)
    told = [t for t in _told(sentence, rows) if t.row == marked or not _DISTANCE.search(_ahead(t.row, sentence))]
    series = _of_one_thing(told, marked)
    best = _most_agreeing(asked, sentence, [t for t in series if t.row in able], marked, kind)
    if best in (None, marked) and kind == "target" and _tells_result(marked, sentence, wanted, time):
        goals = {t.row for t in told if t.goal and t.row != marked}
        return replace(sentence, rows=tuple(row for row in sentence.rows if row in goals))
    if best is None or best == marked:
        return sentence
    return replace(sentence, marks=_moved(sentence, [t.row for t in series], best))


def _moved(sentence: Sentence, rivals: Sequence[LedgerRow], meant: LedgerRow) -> tuple[float, ...]:
    """The marks, taken from the figures of the rivals and set on the clause of the one meant."""
    marks = list(sentence.marks)
    for row in rivals:
        start, end = figure_span(sentence, row)
        marks[start:end] = [0.0] * len(marks[start:end])
    start, end = max(meant.start - sentence.start, 0), meant.end - sentence.start
    marks[start:end] = [1.0] * len(marks[start:end])
    return tuple(marks)


def _told(sentence: Sentence, rows: Sequence[LedgerRow]) -> list[_Told]:
    """The rows of a sentence in its order. A figure without a place is of the one before it up to a semicolon, one that tells a stage alone
    (竣工38个) of the thing before it."""
    found: list[_Told] = []
    at = sentence.start
    for row in sorted((r for r in rows if r.type == "figure"), key=lambda r: r.start):
        told = _apart(row, sentence)
        before = found[-1] if found else None
        if before and not told.place and not _PART_END.search(sentence.document.text[at : row.start]):
            told = replace(told, place=before.place)
        if before and not told.thing and _measure(before.row) == _measure(row):
            told = replace(told, thing=before.thing)
        if before and told.thing == before.thing and not told.stages:  # 上半年新开工20个,全年达到70个
            told = replace(told, stages=before.stages)
        found.append(told)
        at = row.end
    return found


def _apart(row: LedgerRow, sentence: Sentence) -> _Told:
    """A row's place, stage and thing as its clause and its name tell them."""
    name = _LEADS.sub("", row.indicator)
    place = next((m["place"] for text in (name, _LEADS.sub("", row.quote)) if (m := _PLACE.match(text))), "")
    name = name.removeprefix(place)
    thing = _without_stage(_GOAL_WORD.sub("", name))
    goal = row.kind == "target" or bool(_GOAL_SET.search(_ahead(row, sentence)))
    stages = tuple(word for word in _stages(row.quote) if word not in thing)  # 租赁 of 保障性租赁住房 is none
    return _Told(row, place, stages, thing, goal)


def _without_stage(name: str) -> str:
    """What a name counts: 重点项目 of 竣工重点项目 and of 重点项目开工建设."""
    words = tags_of(name)
    while words and _is_stage(*words[0]):
        words.pop(0)
    while words and _is_stage(*words[-1]):
        words.pop()
    return "".join(word for word, _ in words)


def _is_stage(word: str, tag: str) -> bool:
    return tag in ("v", "d", "vd", "p", "u", "ul") or bool(_STAGE.fullmatch(word))


def _measure(row: LedgerRow) -> tuple[str, str, bool]:
    """What figures have in common that may tell the same thing."""
    of = dimension(row.unit)
    return of, row.unit if of != "count" and "%" in row.unit + of else "", bool(row.change)


def _of_one_thing(told: Sequence[_Told], marked: LedgerRow) -> list[_Told]:
    own = next((t for t in told if t.row == marked), None)
    if own is None or not own.thing:
        return []
    return [t for t in told if t.thing == own.thing and _measure(t.row) == _measure(marked)]


def _most_agreeing(
    asked: Question, sentence: Sentence, able: Sequence[_Told], marked: LedgerRow, kind: ScopeKind | None
) -> LedgerRow | None:
    """The row that agrees most with the question, the marked one before others that agree as much; None without any."""
    text, region = asked.plain, sentence.document.metadata.region
    places = _places_meant(text, region, [t.place for t in able])

    def last_said(told: _Told) -> int:
        return max((text.rfind(word) for word in told.stages), default=-1)

    last = max(map(last_said, able), default=-1)  # 改造完工多少 asks for what is 完工

    def agreement(told: _Told) -> tuple[int, bool]:
        facts = (
            told.place in places,
            kind is None or told.goal == (kind == "target"),
            bool(asked.time.period) or not _is_part(told.row.deadline) or _said(told.row.deadline, text),
            last_said(told) == last,
        )
        return sum(facts), told.row == marked

    return max(able, key=agreement).row if able else None


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


def _stages(clause: str) -> tuple[str, ...]:
    """What a clause says is done (竣工), in bare words."""
    words = (word.removeprefix("新") for word, tag in tags_of(clause) if _is_stage(word, tag))
    return tuple(word for word in words if len(word) > 1 and not _NO_STAGE.fullmatch(word))


def _is_part(deadline: str) -> bool:
    """Whether a time by when is inside the year (6月底前)."""
    bare_part = re.sub("之?以?前$", "", deadline)
    return bool(deadline) and not is_whole_year(bare_part) and bool(_PART.search(bare_part))


def _said(deadline: str, text: str) -> bool:
    return re.sub("[末底]?之?以?前$", "", deadline) in text


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


_LEADS = re.compile("(?:[\\s,，:：]|其中|同期|此外|截至|当年|全年|年内|[到在]|[一二三四五六七八九]是)+")
_PLACE = re.compile(
    "(?P<place>[全我本](?:国|省|市|县|区|旗|州|盟|镇|乡)(?![区域级])"
    "|(?![^省市县旗镇乡区]*(?:建|改|造|增|成|设|完|新|老|旧|农|各))[\u4e00-\u9fff]{2,4}?(?:省|市(?!场|民)|县(?!域|级)|旗(?!舰)|镇(?!村|街|区|级)|乡(?!村|镇)|(?<![小社园景灾牧库矿山林街城校片厂地])区(?!域|间))"
    "|[\u4e00-\u9fff]{2,4}?(?:街道|开发区|园区|新区|高新区|经开区))"
)
"""A place that opens a clause: one level (全市, 我县) or a name."""
_GOAL_WORD = re.compile("计划|目标|任务|实际|预计|年度|年初|累计|预期|共计?|拟|总共")
_NO_STAGE = re.compile(f"{_GOAL_WORD.pattern}|{LIGHT}|达到|力争|确保")
_GOAL_SET = re.compile("(?:年初|原)?(?:计划|拟定?|确定|下达)(?![^,，]*(?:实际|完成))[^,，\\d]*$")
_STAGE = re.compile(
    f"(?:{DEED})+|建设|完成|实现|签约|落地|投产|达产|启动|续建|谋划|入住|发放|拨付|交付|到位|在建|配租|分配|验收|开业|运营|通车|入库|"
    "申报|培训|认证|招标|主体|封顶|退库|挂牌|动工|复工|移交|兑付|支付|争取|使用|新建|改建|扩建|编制|实施|推进|[已共约达为了正均各]"
)
_PART = re.compile("月|季度|半年")
_PART_END = re.compile("[;；。]")
_BY_GOAL = re.compile(
    "[^,，;；。]{0,6}[,，]?(?:比|较|为|占|达到?|完成|超[过出]?|高于|低于|超额)[^,，;；。]{0,8}(?:目标|任务|计划)(?!持平)"
)
_DISTANCE = re.compile(
    "(?:比|较)[^,，;；。]*(?:目标|任务|计划)数?[^,，;；。\\d]{0,3}[多少高低超差快慢][出于了]?$|超出?(?:年度|全年|年初)?(?:目标|任务|计划)数?$"
)
"""Ahead of how far a result is from its goal."""
