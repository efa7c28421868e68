"""What a question asks: its time, tense, places, form, and the words that carry its content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.document import ScopeKind
from index.errors import PlanqaError
from index.sounds import sounds
from index.words import segment, simplify, words
from rag.glossary import concepts, spoken_names
from rag.places import places_named

Form = Literal["figure", "list", "compare", "about", "fact"]
Language = Literal["zh", "zh-Hant", "en"]

MAX_QUESTION = 2000
"""Characters. The longest real question is a tenth of this."""


class BadQuestion(PlanqaError):
    """The question cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood. ``text`` is what was typed, ``resolved`` the follow-up made whole (simplified characters)."""

    text: str
    resolved: str
    language: Language
    form: Form
    years: tuple[int, ...]
    relative: ScopeKind | None
    """去年 / 今年: the reviewed or the planned year, whichever that is in the document at hand."""
    kind: ScopeKind | None
    places: tuple[str, ...]
    units: tuple[str, ...]
    """The measure words asked for (公里, 家, 亿元, %), in order; empty where the question leaves it open."""
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    """Syllable pairs of the content words, see :mod:`index.sounds`; of an English question, those of all ``concepts``."""
    numbered: tuple[str, ...]
    """Numbers that are part of a name (22 of 22号线 or Line 22): an answer speaks of that very one."""
    concepts: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """Of an English question: for each content word the Chinese words it may stand for, each as syllable pairs."""


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_TWO_DIGIT_YEAR = re.compile(r"(?<![\d.])([0-3]\d)年")
_PLANNED = re.compile("今年|本年度?|当年|这一?年|新一年|this year")
_REVIEWED = re.compile("去年|上一?年(?!度?同期)|上年|前一年|last year|previous year")
_TARGET = re.compile(
    "目标|计划(?!执行)|打算|准备|任务|预期|力争|拟|将要?|要(?!求|素|闻)|会(?!议|展|员)|安排|想(?!象)|争取|确保|定在|压到|"
    r"\b(?:plan|plans|planned|aim|aims|target|targets|goal|will|intend|expected|going to)\b"
)
_ACTUAL = re.compile(
    "实际|完成了|完成情况|已经?|达到了|了(?:多少|几|哪|什么)|做到|实现了|成果|取得|最后|结果|到底(?:增|完|建|是)|获评|获得|荣获|"
    r"\b(?:did|achieved|actual|actually|was|were|recorded|attained|had|completed)\b"
)
_COMPARE = re.compile(
    "对比|相比|比较|比(?:上年|去年|前一年|\\d{4}年|往年).{0,6}(?:多|少|高|低|快|慢|增|减)|(?:多|高|快)还是(?:少|低|慢)|变化|差多少|差距|compare|versus|\\bvs\\b|difference"
)
_LIST = re.compile(
    "哪些|哪几|哪[两二三四五六七八九十\\d]|分别(?:是|叫|指|为|有)|各指|各是|列出|列举|都是|都有|有什么|包括什么|边[幾几]|边啲|"
    "叫什么|代表什么|代表的是|什么措施|具体是|which|what are|list\\b|names? of"
)
_FIGURE = re.compile(
    "多少|几(?!乎)|百分之|幾|多大|多高|多长|多快|多重|增速|增幅|比例|比重|占比|总额|规模|数量|个点|"
    "how (?:many|much|large|big|long|fast)|what (?:share|percentage|percent|rate|proportion|number|amount|was the total)|total|growth"
)
_DOCUMENT = re.compile(
    "(?:这|该|本)(?:份|个|篇|部)?(?:文件|计划(?!.{0,6}新增)|报告|规划|文档|材料)|文件|此文|this (?:document|plan|report|file)|the document"
)
_ABOUT = re.compile(
    "(?:哪个|什么|哪家|何)(?:部门|单位|机构|机关|地方|人)?.{0,4}(?:发布|印发|发的|出台|公布|制定|编制|起草)|谁(?:发布|印发|发的|写|作|起草|编|代表)|"
    "(?:哪天|哪一?日|什么时候|何时|哪年|日期|时间).{0,6}(?:发布|印发|公布|出台|发的)|(?:发布|印发|公布|成文|出台)(?:的)?(?:日期|时间|单位|部门|机构|机关)|"
    "来源|有效|失效|废止|作废|依据用|标题|全称|叫什么|题目|几个部分|几部分|目录|章节|结构|回顾的是|(?:覆盖|涵盖).{0,4}年|哪几年|哪两年|哪一年的|"
    "who (?:issued|published|wrote)|(?:issued|published) by|when was .{0,30}(?:issued|published)|publication date|in force|still valid|expired|title of"
)
_ASKING = re.compile(
    "政府工作报告(?:[里中]?(?:说|提出|提到)的?)?|百分之几|多少|哪些|哪几|哪个|哪家|哪里|哪儿|哪[两二三四五六七八九十]|什么|怎么样|怎样|如何|为何|为什么|是不是|有没有|是否|能不能|可不可以|"
    "请问|麻烦|帮我|核一下|查一下|告诉我|我?想知道|想问一?下?|听说|到底|写汇报要用|列出来|列举|一下|按照|那会儿|这块|"
    "边个|边条|边几|边度|几多|打算|预期性?|计划(?!生育)|目标|今年|去年|上一年|前一年|全年|年末|规模有多大|增加了|定在|做到"
)
_STOP = frozenset(
    [
        "几",
        "哪",
        "谁",
        "吗",
        "呢",
        "啊",
        "呀",
        "吧",
        "哦",
        "嘛",
        "了",
        "的",
        "是",
        "咗",
        "嘅",
        "系",
        "按",
        "请",
        "分之",
        "又想",
        "又",
        "再",
        "想",
        "我家",
        "我们",
        "我",
        "你们",
        "你",
        "他们",
        "会",
        "要",
        "准备",
        "任务",
        "安排",
        "指标",
        "实际",
        "最后",
        "完成",
        "已经",
        "已",
        "达到",
        "将",
        "拟",
        "上年",
        "对比",
        "相比",
        "比较",
        "还是",
        "其中",
        "在内",
        "分别",
        "一共",
        "总共",
        "合计",
        "大概",
        "具体",
        "具体是",
        "大约",
        "那个",
        "那",
        "这个",
        "这份",
        "方面",
        "情况",
        "进行",
        "相关",
        "有关",
        "一个",
        "有",
        "在",
        "和",
        "与",
        "及",
        "也",
        "都",
        "就",
        "才",
        "把",
        "被",
        "让",
        "给",
        "对",
        "从",
        "到",
        "为",
        "以",
        "能",
        "可以",
        "可",
        "来",
        "去",
        "说",
        "里",
        "中",
        "上",
        "下",
        "个",
        "些",
        "点",
        "它",
        "它们",
        "各",
        "并",
        "或",
        "还",
        "等",
        "需要",
        "应该",
        "得",
        "地",
        "着",
        "过",
        "之",
        "其",
        "该",
        "本",
        "这",
        "the",
        "of",
        "a",
        "an",
        "in",
        "to",
        "and",
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "will",
        "for",
        "on",
        "at",
        "by",
        "it",
        "its",
        "how",
        "many",
        "much",
        "what",
        "which",
        "who",
        "when",
        "where",
        "there",
        "be",
        "with",
        "have",
        "has",
        "that",
        "this",
        "s",
        "please",
        "me",
        "plan",
        "plans",
        "planned",
        "aim",
        "aims",
        "target",
        "targets",
        "year",
    ]
)
"""Words that carry no content of their own; years and measure words are dropped elsewhere."""
_UNIT = re.compile(
    "(?<!第)(?:多少|几(?!乎))(?:多)?(?:个(?=[万亿点]))?((?:万|亿)?(?:个百分点|个点|平方公里|平方米|公里|公顷|亩|美元|港元|欧元|元|吨|套|所|家|户|项|条|张|座|名|位|人|件|"
    "场次|场|次|处|辆|台|株|棵|倍|米|岁|天|年|个|斤|千瓦时|千瓦)|万|亿)"
)
_PERCENT = re.compile(
    "百分之|百分点|增速|增幅|比例|比重|占比|个点|降幅|涨幅|percent|share of|growth rate|涨了多少|增长(?:了)?多少|增长目标|下降(?:了)?多少|降了多少"
)


_NUMBERED = re.compile(r"(\d+)(?=号(?:线|地块|文|楼|路))|\b(?:[Ll]ine|[Rr]oute|[Nn]o\.) ?(\d+)")


def readings(question: str, history: Sequence[str] = ()) -> tuple[Question, ...]:
    """The ways to read a question in the light of the earlier ones, the likeliest first.

    One reading, except for a short question that neither leans on the earlier ones (那…呢, 它) nor names a time: it is read by itself
    first, then with the earlier subject in front.

    Raises:
        BadQuestion: empty, or longer than ``MAX_QUESTION``.
    """
    typed = question.strip()
    if not typed:
        raise BadQuestion("请输入问题 (the question is empty)")
    if len(typed) > MAX_QUESTION:
        raise BadQuestion(f"问题太长({len(typed)} 字),请缩短到 {MAX_QUESTION} 字以内 (the question is too long)")
    plain = _plain(typed)
    earlier = [_plain(h) for h in history if h.strip()][-6:]
    if not earlier:
        return (_read(typed, plain, plain, ""),)
    whole = _read(typed, plain, _made_whole(plain, earlier), earlier[-1])
    lean = _leaning(plain)
    if lean == "leans":
        return (whole,)
    alone = _read(typed, plain, plain, "")
    return (alone,) if lean == "stands" else (alone, whole)


def understand(question: str, history: Sequence[str] = ()) -> Question:
    """The likeliest of :func:`readings`."""
    return readings(question, history)[0]


def _read(typed: str, plain: str, resolved: str, before: str) -> Question:
    """``before`` is the question this one leans on, or empty."""
    years = tuple(dict.fromkeys(_years(plain) or _years(resolved)))
    tense_text = plain if _tense(plain) or _years(plain) else resolved
    relative = _relative(plain) or (None if _years(plain) else _relative(resolved))
    form = _form(plain, resolved, years)
    if form == "fact" and before:  # 那2023年呢? asks for what the question before it asked for
        form = _form(before, resolved, years)
    content = content_text(resolved)
    language = _language(typed)
    senses = concepts(resolved) if language == "en" else ()
    spoken = tuple(tuple(tuple(sounds(word)) for word in several) for several in senses)
    if language == "en":
        spoken += tuple(((pair,),) for pair in spoken_names(resolved))
    return Question(
        text=typed,
        resolved=resolved,
        language=language,
        form=form,
        years=years,
        relative=relative,
        kind=None if form == "compare" else _tense(tense_text),
        places=places_named(resolved),
        units=_units(plain) or _units(before),
        words=tuple(words(content)) + tuple(word for several in senses for word in several),
        sounds=tuple(dict.fromkeys([*sounds(content), *(s for several in spoken for word in several for s in word)])),
        numbered=tuple(a or b for a, b in _NUMBERED.findall(resolved)),
        concepts=spoken,
    )


def content_text(question: str) -> str:
    """The question without years, question words and words of tense: what it is about. Breaks stand where words went."""
    text = re.sub(r"(?:19|20)\d\d年?(?:末|底)?|\d\d年", " ", question)
    text = _ASKING.sub(" ", _UNIT.sub(" ", text))
    kept = [" " if w.lower() in _STOP or not w.strip() else w for w in segment(text)]
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def _plain(text: str) -> str:
    """NFKC and simplified; the case is kept for names in English."""
    return simplify(unicodedata.normalize("NFKC", text.strip()))


def _language(text: str) -> Language:
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    if latin > 3 * chinese:
        return "en"
    return "zh-Hant" if simplify(text) != text else "zh"


def _years(text: str) -> list[int]:
    return [int(y) for y in _YEAR.findall(text)] + [2000 + int(y) for y in _TWO_DIGIT_YEAR.findall(text)]


def _relative(text: str) -> ScopeKind | None:
    if _REVIEWED.search(text):
        return "actual"
    return "target" if _PLANNED.search(text) else None


def _tense(text: str) -> ScopeKind | None:
    lowered = text.lower()
    actual, target = bool(_ACTUAL.search(lowered)), bool(_TARGET.search(lowered))
    if actual == target:
        return "actual" if "实际" in text else None
    return "actual" if actual else "target"


def _form(plain: str, resolved: str, years: tuple[int, ...]) -> Form:
    lowered = plain.lower()
    if _ABOUT.search(lowered) and (_DOCUMENT.search(lowered) or len(content_text(plain)) <= 8):
        return "about"
    both = len(set(years)) >= 2 or (_REVIEWED.search(resolved) and _PLANNED.search(resolved))
    if both and (_COMPARE.search(lowered) or _FIGURE.search(lowered)):
        return "compare"
    if _COMPARE.search(lowered) and (years or _REVIEWED.search(lowered)):
        return "compare"
    if _LIST.search(lowered) and not re.search(
        "多少|几(?!乎)(?!个|家|条|项|种|类|大|所|处)|how many|how much", lowered
    ):
        return "list"
    if _FIGURE.search(lowered):
        return "figure"
    return "fact"


def _units(text: str) -> tuple[str, ...]:
    found = [(m.start(), m.group(1)) for m in _UNIT.finditer(text)]
    found += [(m.start(), "%") for m in _PERCENT.finditer(text.lower())]
    return tuple(dict.fromkeys(unit for _, unit in sorted(found)))


# --- follow-ups ----------------------------------------------------------------------------------------------------

_LEANS = re.compile(
    "^(?:那|那么|它|他们|这个|这些|其|该|and |what about|how about)|呢[?？]?$|它|上述|具体是|具体有|这些|该项|其中"
)
_GENERIC = re.compile("新增|建成|完成|建设|增加|实施|推进|情况|任务|数量|总量|总数|量|数|[^\u4e00-\u9fffA-Za-z]")
"""What every indicator has; a question of nothing else has no subject of its own."""
_SHORT = 10


def _leaning(plain: str) -> Literal["leans", "stands", "may lean"]:
    """Whether a question needs the ones before it."""
    subject = _GENERIC.sub("", content_text(plain))
    if _LEANS.search(plain.lower()) or len(subject) < 2:
        return "leans"
    if len(subject) >= _SHORT or ((_years(plain) or _relative(plain)) and len(subject) >= 4):
        return "stands"
    return "may lean"


def _made_whole(plain: str, history: Sequence[str]) -> str:
    """The question with the subject of the ones before it in front; their time is dropped where it brings its own."""
    before = history[-1]
    if len(history) > 1 and _leaning(before) != "stands":
        before = _made_whole(before, history[:-1])
    if _years(plain) or _relative(plain):
        before = re.sub(r"(?:19|20)\d\d年?(?:末|底)?|今年|去年|上一年", "", before)
    subject = re.sub(
        "(?:是|有|了)?(?:多少|第?几)|(?:有|是)?(?:什么|哪些)(?:成果)?|怎么(?:样|推进)?|[?？]", "", _UNIT.sub("", before)
    )
    return f"{subject},{plain}"
