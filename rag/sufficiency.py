"""What a sentence must have to answer at all, however like the question it is: the quantity, the names or the time asked for."""

from __future__ import annotations

import re

from index.figures import find_figures
from index.sounds import sounds
from index.words import tagged
from rag.clauses import clauses
from rag.evidence import FEATURES, Evidence, unit_family
from rag.listing import announces
from rag.question import Question


def can_answer(asked: Question, evidence: Evidence) -> bool:
    """Whether the sentence has the sort of thing the question asks for."""
    if asked.content.translated and not evidence.features[FEATURES.index("coverage")]:
        if evidence.features[FEATURES.index("meant")] < _NOTHING_SAID:
            return False
    if _HOW_TO.search(asked.plain) and evidence.own_coverage < _MOST_OF_IT:
        return False
    timed = asked.form != "figure" or asked.content.translated  # 什么时候通,通多少个 asks for the figure
    if timed and _WHEN.search(asked.plain) and not _TIME_SAID.search(evidence.text):
        return False
    if timed and _DAY_ASKED.search(asked.plain) and not _DAY_SAID.search(evidence.text):
        return False
    if _PER_HEAD.search(asked.resolved) and not _PER_HEAD.search(evidence.text):
        return False
    if _PLACES_ASKED.search(asked.plain) and not _names_places(asked, evidence.text):
        return False
    if evidence.added < _SOME_OF_IT:
        return False
    if asked.form in ("figure", "compare"):
        return _has_quantity(asked, evidence)
    if asked.form == "list" and announces(evidence.text):
        return True
    if _NAMES_ASKED.search(asked.plain) and _SEVERAL.search(asked.plain):
        return _lists_names(asked, evidence.text)
    return asked.form != "list" or not _MEANS_ASKED.search(asked.plain) or _lists_means(asked, evidence.text)


def _names_places(asked: Question, text: str) -> bool:
    """Whether a text names a place that the question does not."""
    return any(flag == "ns" and word not in asked.plain for word, flag in tagged(text))


def _has_quantity(asked: Question, evidence: Evidence) -> bool:
    if evidence.row is not None and evidence.features[FEATURES.index("quantity")] > -1.0:
        return not evidence.neighbour
    if asked.units and all(unit_family(unit) != "count" for unit in asked.units):
        # A figure that the ledger has no name for (相当于5年前1.5个百分点).
        families = {unit_family(unit) for unit in asked.units}
        told = any(unit_family(figure.unit) in families for figure in find_figures(evidence.text))
        return evidence.row is None and told and evidence.own_coverage >= _MOST_OF_IT
    if _AMOUNT_IN_WORDS.search(evidence.text) and evidence.own_coverage >= _WORD_FOR_WORD:
        return True
    counted = [*asked.units, *_MEASURED.findall(asked.resolved)]
    if any(re.search(f"{_NUMERAL}个?{re.escape(measure)}", evidence.text) for measure in counted):
        return True
    if any(
        re.search(f"{re.escape(before)}{_NUMERAL}", evidence.text) for before in _BEFORE_HOW_MANY.findall(asked.plain)
    ):
        return True  # 不到多少 and 不到100万元的部分
    return evidence.row is None and not _HOW_MANY.search(asked.plain)


def _lists_means(asked: Question, text: str) -> bool:
    """As :func:`_lists_names`, but what is to be done may also stand in clauses of its own (加快…,完善…,推进…)."""
    return _lists_names(asked, text) or len(clauses(text)) > 2


def _lists_names(asked: Question, text: str) -> bool:
    """Whether the clause that speaks most of what is asked, or one beside it, enumerates as many things as are asked for, things that the
    question does not name itself and that are no figures: 新增院士4名、博士后25人 tells no names."""
    wanted = _asked_number(asked.plain)
    spans = [text[a:b] for a, b in clauses(text)]
    head = _HEAD_ASKED.search(asked.plain)
    if head and any(sum(head.group(1) in item for item in _JOINT.split(clause)) >= wanted for clause in spans):
        return True
    known = frozenset(asked.content.sounds)
    shared = [len(known.intersection(sounds(clause))) for clause in spans]
    for at, (clause, much) in enumerate(zip(spans, shared, strict=True)):
        if much >= _AS_MUCH * max(shared):
            near = [clause] if _TOLD_NUMBER.search(clause) else spans[max(0, at - 1) : at + 2]
            if any(_new_items(item, known) >= wanted for item in near):
                return True
    return False


def _new_items(clause: str, known: frozenset[str]) -> int:
    items = [item for item in _JOINT.split(clause) if item.strip("“”‘’ ,，。;；")]
    if len(items) < 2:
        return 0
    items = [_AND_SO_ON.sub("", item) for item in items]
    return sum(
        not any(f.value[0].isdigit() for f in find_figures(item)) and not known.issuperset(sounds(item) or ("",))
        for item in items
    )


def _asked_number(question: str) -> int:
    """How many names are asked for (哪三个, 3个…叫什么), at least two and counted up to four."""
    found = [_NUMBERS.get(n) or int(n) for n in _NUMBER_ASKED.findall(question)]
    return min(4, max([2, *found]))


_NUMBERS = {n: i for i, n in enumerate("零一两三四五六七八九十")} | {
    "二": 2,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
}
_NUMBER_ASKED = re.compile(
    r"(?:(?<![\d.])(?:\d{1,2}|[两二三四五六七八九十])(?=[个项条家位名所大类种样座场])|\b(?:two|three|four|five)\b)"
)
_NOTHING_SAID = 0.5
"""An English question of which a sentence says no word, and whose meaning it holds less than this, is about something else."""
_HOW_TO = re.compile(
    "怎么(?:办|查|领|补(?!偿)|申请|注销|投诉|换|开)|(?:要|需要?)(?:带|准备)(?:什么|哪些)|(?:去|到)?哪里(?:办|补|领)|什么手续|how (?:do|can|to) i "
)
"""How to get something done at an office, which plans do not tell unless in so many words."""
_WORD_FOR_WORD = 0.8
_MOST_OF_IT = 0.6
_SOME_OF_IT = 0.2
"""Of what a follow-up asks by words of its own, a sentence that answers holds this much: else it is the earlier question's answer."""
_AMOUNT_IN_WORDS = re.compile("减半|翻[一两]?番|[一过]半|半数|零增长|持平|全部")
_HEAD_ASKED = re.compile("哪(?:[两二三四五六七八九十\\d]+)(?:大|个|项|种|条|类|方面)*的?([\u4e00-\u9fff]{2,4})[?？]?$")
"""What each of the things asked for is called: 平等 of 哪三个平等."""
_PLACES_ASKED = re.compile(
    "(?:哪些|哪几个|哪[两三四五六七八九十])个?(?:国家|城市|省份|省市)(?=[?？,，、和与是有都被签参加]|$)|which (?:countries|cities|provinces)"
)
_PER_HEAD = re.compile("人均|平均每[人户]|每[人户家]|户均|地均|每个人|per capita|per person")
"""Per head is another indicator than the whole."""
_SEVERAL = re.compile(r"分别|都|各|names|哪些|哪[几两二三四五六七八九十\d]|\d[个项条家位名所大类种样座场]")
_AS_MUCH = 0.7
"""Share of the best clause's words from which another speaks of what is asked too."""
_TOLD_NUMBER = re.compile(r"\d{1,3}[个项条家位名所大类种样座场]")
"""What is counted is named in front of its number, if at all: 甲、乙等20项."""
_AND_SO_ON = re.compile("等(?:[^级]|$).*")
_MEANS_ASKED = re.compile("哪些")
_NAMES_ASKED = re.compile(
    "分别(?!.{0,4}(?:多少|几))|叫什么|各指|各是|代表什么|(?:各|分别)代表|名字|名称|哪[几两二三四五六七八九十]|具体(?:是|指|有)哪|都是谁|(?:其余|其他|另外)(?:[几两\\d二三四五六七八九十]|.{0,6}(?:什么|哪些))|names? of|are they called"
)
_JOINT = re.compile("、|”“|(?<!总)和(?!谐|平)|与|以及|(?<!以)及")
_DAY_ASKED = re.compile("哪一?[天日]|几[号日](?!线)|what date|which day|what day")
_DAY_SAID = re.compile(r"[\d一二三四五六七八九十](?:[日号]|月)")
_WHEN = re.compile("什么时候|何时|哪一?[年天日月]|几[月号]|什么时间|^when |\\bwhen (?:will|did|is|was|does)")
_TIME_SAID = re.compile(
    "[\\d一二三四五六七八九十]+[年月日号]|今年|今明|去年|明年|年底|年末|年内|上半年|下半年|季度|[春夏秋冬]季"
)
_NUMERAL = "[\\d.一二三四五六七八九十两百千万亿]"
_MEASURED = re.compile("(?:多少|几)(?:个(?=[\u4e00-\u9fff]))?([\u4e00-\u9fff])")
"""What is counted: 周 of 多少周年, 档 of 几档."""
_BEFORE_HOW_MANY = re.compile("(不到|超过|高于|低于|不足|满|以内|每满|不超过)(?:多少|几)")
_HOW_MANY = re.compile("多少|(?<!第)几(?!乎|月|号|点)|百分之|how (?:many|much)|what (?:is|was) .{0,60}rate")
