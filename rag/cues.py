"""What the words of a question tell: its time, its tense, its form, and the quantities it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.document import ScopeKind
from index.scope import PLAN_PERIODS
from rag.content import MEASURED, Content, Language, content_of, content_text

Form = Literal["figure", "list", "compare", "about", "fact", "chat"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One quantity that a question asks for."""

    text: str
    """The part of the question that asks for it."""
    content: Content
    units: tuple[str, ...]
    """The measure words asked for (公里, 家, 亿元, %), in order; empty where the question leaves it open."""
    change: bool
    """Whether it asks how much something changed."""
    course: bool
    """Whether it asks from how much to how much."""
    difference: bool
    """Whether it asks how far from another year's: 比上年多了多少."""


def years_named(text: str) -> list[int]:
    """Years in a question in order, also those of two digits (23年); of a period (“十三五”) its last."""
    text = _BASE_YEAR.sub("", _IN_A_NAME.sub(r"\1", text))
    text = _YEARS_SPANNED.sub(r"\2年", text)
    found = [int(y) for y in _YEAR.findall(text)] + [2000 + int(y) for y in _TWO_DIGIT_YEAR.findall(text)]
    return found or [PLAN_PERIODS[period] + 4 for period in _PERIOD.findall(text)]


def names_period(text: str) -> bool:
    """Whether the time named is a five-year period or a span of years, and no single year."""
    if _YEARS_SPANNED.search(text):
        return True
    return bool(_PERIOD.search(text)) and not _YEAR.search(_IN_A_NAME.sub(r"\1", text))


def relative_time(text: str) -> ScopeKind | None:
    """去年 and the like mean the year reviewed, 今年 the one planned; None where neither or both are named."""
    reviewed, planned = _REVIEWED.search(_BASE_TIME.sub("", text)), _PLANNED.search(text)
    if bool(reviewed) == bool(planned):
        return None
    return "actual" if reviewed else "target"


def tense(text: str) -> ScopeKind | None:
    """Whether the words ask for a result or a promise; None where they leave it open."""
    lowered = text.lower()
    actual, target = bool(_ACTUAL.search(lowered)), bool(_TARGET.search(lowered))
    if actual == target:
        return "actual" if "实际" in text else None
    return "actual" if actual else "target"


def form_of(asked: str, resolved: str, years: tuple[int, ...]) -> Form:
    """What sort of answer is wanted; ``resolved`` is the question made whole."""
    lowered = asked.lower()
    if _CHAT.search(lowered):
        return "chat"
    if _ABOUT.search(lowered) and (_DOCUMENT.search(lowered) or len(content_text(asked)) <= 8):
        return "about"
    if _PART.search(lowered):
        return "about"
    # A follow-up with a time of its own leaves that of the question before it behind.
    timed = _BASE_TIME.sub("", asked if years_named(asked) or relative_time(asked) else resolved)
    both = len(set(years)) >= 2 or (_REVIEWED.search(timed) and (years or _PLANNED.search(timed)))
    if both and (_COMPARE.search(lowered) or _FIGURE.search(lowered)):
        return "compare"
    if _COMPARE.search(_BASE_TIME.sub("", lowered)) and (years or _REVIEWED.search(lowered)):
        return "compare"
    if _WHAT.search(lowered) and not _HOW_MUCH.search(lowered):
        return "fact"
    if _LIST.search(lowered) and not re.search("多少|(?<!哪)几(?!乎)|how many|how much", lowered):
        return "list"
    timeless = _TIME_ASKED.sub("", lowered)
    if _FIGURE.search(timeless) and (timeless == lowered or _HOW_MUCH.search(timeless)):
        return "figure"
    return "fact"


def units_asked(text: str) -> tuple[str, ...]:
    """The measure words asked for, in order."""
    lowered = text.lower()
    found = [(m.start(), m.group(1)) for m in MEASURED.finditer(text)]
    found += [(m.start(), m.group(1)) for m in _ODD_UNIT.finditer(text) if not MEASURED.match(text, m.start())]
    found += [(m.start(), unit) for unit, asked in _UNIT_ASKED.items() for m in asked.finditer(lowered)]
    if any(unit.endswith("元") and unit != "元" for _, unit in found):  # a currency or a magnitude is named
        found = [(at, unit) for at, unit in found if unit != "元"]
    return tuple(dict.fromkeys(unit for _, unit in sorted(found)))


def asks_quantity(text: str) -> bool:
    """Whether a question has a word of its own for how much."""
    return bool(_HOW_MUCH.search(text.lower()))


def slots_of(text: str, language: Language) -> tuple[Slot, ...]:
    """The quantities a question asks for, in order: one a part with a question word of its own (多少公里?新增几条?), or one a name
    where it asks for several at once (甲、乙分别多少)."""
    parts = _parts(text)
    if len(parts) == 1 and (several := _EACH.search(text)):
        names = [name for name in _AND.split(text[: several.start()]) if name.strip()]
        if 2 <= len(names) <= 4:
            parts = [f"{name} {text[several.start() :]}" for name in names]
    return tuple(_slot(part, language) for part in parts)


def _parts(text: str) -> list[str]:
    """The question cut between two quantities, so that each part holds one question word; at least one part."""
    parts, current = [], ""
    for piece in _JOINT.split(text):
        if _HOW_MUCH.search(piece.lower()) and _HOW_MUCH.search(current.lower()):
            parts.append(current)
            current = ""
        current += piece
    return [*parts, current]


def sides_of(text: str) -> tuple[str, ...]:
    """The two questions that one question puts side by side, each of a time of its own: 居民收入:2015年增长多少,2016年的目标怎么定?

    What stands in front of the first time, or else the first question's subject, is the subject of both. Empty where there are not two.
    """
    groups, current = [], ""
    for piece in re.split("(?<=[,，;；:：?？。])| and (?=what|how|which)", text):
        current += piece
        if _ASKS.search(piece.lower()):
            groups.append(current)
            current = ""
    if len(groups) == 1 and (joint := _BOTH.fullmatch(text)):
        groups = [f"{joint['lead'] or ''}{joint['first']}{joint['ask']}", f"{joint['second']}{joint['ask']}"]
    if len(groups) != 2 or current.strip():
        return ()
    first, second = groups
    if not all(map(_time_of, groups)) or _time_of(first) == _time_of(second):
        return ()
    lead = re.match("[^,，:：]{2,24}[,，:：]", first)
    subject = lead.group() if lead and content_text(lead.group()) and not _time_of(lead.group()) else ""
    if not subject and (text.isascii() or len(content_text(second)) < _SUBJECT):
        subject = f"{content_text(first)},"
    return first.rstrip(",，;；"), f"{subject}{second}"


def _time_of(text: str) -> tuple[object, ...]:
    """The time that a part of a question names, by years or in relation; empty where it names none."""
    found = (*years_named(text), *filter(None, (relative_time(text),)))
    return found or tuple(m.group() for m in _LOOSE_TIME.finditer(text))


def _slot(text: str, language: Language) -> Slot:
    return Slot(
        text,
        content_of(text, language),
        units_asked(text),
        bool(_CHANGED.search(text.lower())),
        bool(_COURSE.search(text.lower())),
        bool(_BASE_TIME.search(text) or _BASE_YEAR.search(text)),
    )


_ASKS = re.compile(
    "多少|(?<![第这那近前后好])几(?!乎)|百分之|怎么|怎样|如何|什么|哪|谁|是否|吗|还是|多[大高长快]|how|what|which|whether"
)
_BOTH = re.compile(
    "(?P<lead>[^,，:：]{2,24}[,，:：])?(?P<first>[^,，]+)[和与跟](?P<second>[^,，]+?)(?:各自?|分别|都)?(?P<ask>(?:是|有|为)?(?:多少|几|怎|什么).{0,8})"
)
"""Two things of which one question is asked: 物价:2018年实际涨幅和2019年的预期目标各是多少?"""
_LOOSE_TIME = re.compile("现在|过去[一二三四五]年|[今往]后[一二三四五]?年?|未来|之前|此前|原来|以前|目前|now|next")
_SUBJECT = 4
"""Characters of content from which the second of two questions has a subject of its own."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_IN_A_NAME = re.compile(r"([“\"「『《][^”\"」』》]*?)(?:19|20)\d\d(?!年)(?=[^”\"」』》]*[”\"」』》])")
"""A number that belongs to a name in quotation marks and is no time: “中国制造2025”."""
_YEARS_SPANNED = re.compile(r"((?:19|20)\d\d)年?[到至—–~-]((?:19|20)\d\d)年?")
_PERIOD = re.compile('(十[一二三四五六]?)五(?=[”"」]|时期|期间|规划|计划|末)')
_BASE_YEAR = re.compile(
    r"[比较](?:19|20)\d\d年?(?=(?:同期)?(?:提高|增长|增加|上升|扩大|下降|减少|降低|多|少|涨|降)了?(?:多少|几|百分之))|(?:是|相当于)(?:19|20)\d\d年?的?(?=多少倍|几倍|百分之|几成|几个点)"
)
"""The year that a change is measured from is not the year asked for: 比2009年提高了多少."""
_TWO_DIGIT_YEAR = re.compile(r"(?<![\d.])([0-3]\d)年")
_PLANNED = re.compile("今年|本年度?|当年|这一?年|新一年|(?:今后|未来)五年|this year|next five years")
_REVIEWED = re.compile("去年|上一?年(?!度?同期)|上年|前一年|(?:过去|这)五年|last year|previous year|past five years")
_BASE_TIME = re.compile(
    "[比较](?:去年|上一?年|前一年)(?=(?:同期)?(?:提高|增长|增加|上升|扩大|下降|减少|降低|多|少|高|低|涨|降)(?:出来?)?了?[^,，多少几]{0,6}(?:多少|几|百分之))|over the previous year"
)
_TARGET = re.compile(
    "目标|计划(?!执行)|打算|准备|任务|预期|力争|拟|将要?|要(?!求|素|闻)|会(?!议|展|员)|安排|想(?!象)|争取|确保|定在|压到|"
    r"\b(?:plan|plans|planned|aim|aims|target|targets|goal|will|intend|expected|going to)\b"
)
_ACTUAL = re.compile(
    "实际|目前|现在(?=有|是|多少|达|到)|完成了|完成情况|已经?|达到了|了(?:多少|几|哪|什么|百分之)|做到|实现了|成果|取得|最后|结果|到底(?:增|完|建|是)|获评|获得|荣获|"
    r"\b(?:did|achieved|actual|actually|was|were|recorded|attained|had|completed)\b"
)
_COMPARE = re.compile(
    "对比|相比|比较(?!好|大|多)|比(?:上年|去年|前一年|\\d{4}年|往年)[^,，]{0,6}?(?:(?<!增)多(?!少)|(?<!减|多)少|高|低|快|慢)|(?:多|高|快)还是(?:少|低|慢)|变化|差多少|差距|compare|versus|\\bvs\\b|difference"
)
_LIST = re.compile(
    "哪些|哪几|哪[两二三四五六七八九十\\d]|是[两二三四五六七八九十]个什么|分别(?:是|叫|指|为|有)|各指|各是|列出|列举|都是|都有|有什么|包括什么|边[幾几]|边啲|"
    "叫什么|代表什么|代表的是|什么措施|具体是|which|what are|list\\b|names? of"
)
_TIME_ASKED = re.compile("几月份?|几号|几点|哪一?[年月天]|什么时候")
"""Asks for a time, not for a quantity."""
_FIGURE = re.compile(
    "多少|(?<![第这那近前后好])几(?!乎)|百分之|幾|多大|多高|多长|多快|多重|增速|增幅|比例|比重|占比|总额|规模|数量|个点|目标$|(?:率|总额|产值|增加值|总量|里程|强度)[?？]?$|"
    "what (?:is|was) .{0,60}(?:target|rate|share|number|amount|level|growth)|ceiling|"
    "how (?:many|much|large|big|long|fast)|what (?:share|percentage|percent|rate|proportion|number|amount|was the total)|total|growth|"
    r"\bin (?:yuan|us dollars|percent|tons|kilomet|hectares)"
)
_WHAT = re.compile(
    "[跟与和同由被把对以靠按](?:什么|谁|哪个)|通过什么|有没有|谁|怎么(?!样?[?？]?$)|如何|是否|能不能|可不可以|(?:世界|全球|全国|全省|全市|国际)[上中]?[^,，]{0,6}(?:什么|怎[么样]样?的?)(?:水平|位置|地位|样)"
)
"""Asks for a thing or a rank, whatever quantities it names (增速与什么相匹配)."""
_CHAT = re.compile(
    "^(?:你好|您好|哈[喽罗]|嗨|在吗|谢谢|再见|早上好|晚上好)|你(?:是谁|叫什么|是哪个|是什么|觉得|会不会|喜欢)|系统(?:提示|设定)|提示词|"
    r"^(?:hello|hi|hey|thanks|thank you)\b|who are you|your name|system prompt|previous instructions"
)
"""Spoken to the program itself, not asked of a document."""
_DOCUMENT = re.compile(
    "(?:这|该|本)(?:份|个|篇|部)?(?:文件|计划(?!.{0,6}新增)|报告|规划|文档|材料)|文件|此文|报告(?:第[一二三四五六七八九十]|共|一共|分[成为几]|的?标题)|报告[是由]|^[这那]是.*(?:报告|计划|规划|文件)|this (?:document|plan|report|file)|the document"
)
_ABOUT = re.compile(
    "^(?:这|那)是(?:哪|谁|什么).*(?:报告|计划|规划|文件)|(?:哪个|什么|哪家|何)(?:部门|单位|机构|机关|地方|人)?.{0,4}(?:发布|印发|发的|出台|公布|制定|编制|起草)|谁(?:发布|印发|发的|写|作|起草|编|代表)|"
    "(?:哪天|哪一?日|什么时候|何时|哪年|日期|时间).{0,6}(?:发布|印发|公布|出台|发的)|(?:发布|印发|公布|成文|出台)(?:的)?(?:日期|时间|单位|部门|机构|机关)|"
    "来源|有效|失效|废止|作废|依据用|标题|全称|叫什么|题目|[几哪][几两二三四五六七]?个?大?部分|目录|章节|结构|回顾的?是|回顾了?(?:哪|多长|几年)|第[一二三四五六七八九十几]大?部分|(?:什么|哪次|哪个)(?:会议?|大会)上|在哪.{0,4}会议上|(?:覆盖|涵盖).{0,4}年|哪几年|哪两年|哪一年的|"
    "who (?:issued|published|wrote)|(?:issued|published) by|when was .{0,30}(?:issued|published)|publication date|in force|still valid|expired|title of"
)
_ODD_UNIT = re.compile("(?<![第这那近前后好])几(?:个)?([\u4e00-\u9fff])(?<![月号点年个十百千万亿成天多长大高快重远])")
"""Anything else that is counted: 几连增, 几周年, 几届."""
_PART = re.compile("第[一二三四五六七八九十几]大?(?:部分|章)")
_UNIT_ASKED = {
    "%": re.compile(
        "百分之|百分点|增速|幅度?(?:有|是|为|达)?(?:多|几)|[增降涨]幅|比例|比重|占比|个点|(?<![效频汇功速利])率[^,，。]{0,8}(?:多少|几)|涨了多少|增长(?:了)?多少|增长目标|下降(?:了)?多少|降了多少|"
        "percent|share of|growth rate|\\w+ rate\\b|how fast|by how much did"
    ),
    "元": re.compile(
        "(?:多少|几)(?:块|万块|钱)|(?:总额|金额|总值|产值)[^,，]{0,6}(?:多少|几)|total value|how much money|\\byuan\\b"
    ),
    "公里": re.compile("[多几]长(?!时间)|多远|how long is|kilomet(?:re|er)s|\\bkm\\b"),
    "公顷": re.compile("hectares"),
    "亩": re.compile("\\bmu\\b"),
    "平方公里": re.compile("square kilomet(?:re|er)s"),
    "平方米": re.compile("square met(?:re|er)s"),
    "吨": re.compile("\\btons?\\b|\\btonnes?\\b"),
    "人": re.compile("how many (?:people|persons|residents|workers|jobs)"),
}
"""Units that are asked for without a measure word behind 多少."""
_HOW_MUCH = re.compile(
    "多少|(?<![第这那近前后好])几(?!乎)|百分之|多大|多高|多长|多快|多重|how (?:many|much|large|big|long|fast)|what (?:share|percentage|rate|proportion)"
)
_JOINT = re.compile("([,，;；?？、]|和(?=.*(?:多少|几))| and )")
_EACH = re.compile("分别|各(?![类级种项地区个方界])|respectively")
_AND = re.compile("[、和及与]| and ")
_CHANGED = re.compile(
    "增长|增速|增幅|涨|降|减少|增加了|提高了|提升了|上升了|多了|少了|加了|多拿|下滑|grow|increase|decrease|rise|fall|fell|rose|change"
)
_COURSE = re.compile("从(?:多少|几|百分之).{0,12}到|from (?:how|what).{0,30}to ")
