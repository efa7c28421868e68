"""How a plan names what its figures measure.

Officials name an indicator in a few ways, and each has its rule here: 新增学位3万座 (the name stands in front),
成立3个教育集团 (behind), 5所学校实行集团化办学 (behind, told by what they do), 供应6000套 (the object stands in the
clause before), 同比增长3.1% (the whole subject does), 新增百亿级企业1家、十亿级企业12家 (the verb is shared).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.clauses import CLAUSE_END, LIST, Segment, clauses, segments
from index.figures import CHANGE, EXCEEDS, LEVEL, Figure, find_figures, without_bounds
from index.units import listed
from index.words import tagged


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure, its indicator, and the span of the clause that says it (all offsets into the same text)."""

    figure: Figure
    indicator: str
    start: int
    end: int


# --- how a clause opens --------------------------------------------------------------------------------------------

_ADVERBIAL = re.compile(
    r"[—–\-\s、]+|但|分别|全[区市省县国](?=实现|完成)|(?:扣除|剔除)[^，,]{1,12}后|基本(?=建成|完成)|每年|"
    r"(?:这)?[一二两三四五十]年(?:来|内)?(?!级|期|行动)|比前[一二两三四五十]年|[一二三四五六七八九十]+是|"
    r"[(（]?\d[)）]|其中[,，]?|力争|争取|确保|预计|全年|[今去明]年[末底初]?|近[一二三四五六七八九十\d]+年|年内|"
    r"年[末初]|是在?|到?\d{4}年[底末]?|到?“?十[一二三四五]五”?(?:末|期间|时期)|[在居]全[市省国区县](?:率先|首创)?|"
    r"率先|继续|认真|(?:中央|国务院|国家)?(?:决定|明确)(?=将|把|对)|累计|总共|共计|一共|共|大力|深入|全面|加快|积极|持续|"
    r"多渠道|高标准|高质量|高水平|高起点|高效|进一步|有序|"
    r"稳步|扎实|成功|先后|顺利|同时|并|还|再|又|已|将|拟|要|我们|创新(?=推出|开展)|稳妥|深化(?=推进|落实)|有效|统筹|"
    r"截至|(?:比|较)(?:上年末?|去年|上一年|同期|改革前|\d{4}年)|平均每[天年月日]|年均|届时|总体|严格|以及|[和及与]"
)
_LIGHT = (
    "完成|实现|发行|推出|举办|开展|实施|推进|落实|发布|发放|执行|安排|达成|出台|制定|承办|组织|加速|强化|编制|做好|"
    "获得|荣获|遴选|提供|用好|达到|拟安排|下达|印发|争取到|用于|提出"
)
"""Verbs that say something is done and add nothing to its name: 完成工业投资358亿元 is 工业投资."""
_CAUSATIVE = "推动|支持|帮助|促进|促使|引导|鼓励|助力|带动|使|让|把|对(?!口|外)|将"
"""Verbs with a clause of its own behind them: 推动超2600家企业享受政策."""
_DEED = (
    "新(?:增|建|改扩建|改建|扩建|开工改造|开工|引进|签约|认定|设|开通|投放|培育|组建|纳入|拓)|改?扩建|建成|建设|建立|"
    "筹建|组建|成立|设立|创建|引进|制定修订|引育|培育|打造|投放|投入|投用|投运|启用|供应|供给|筹集|改造|提升|修复|"
    "修缮|整治|拆除|打通|开通|开工|竣工|完工|改建|增加|创办|覆盖|惠及|减免|减轻|降低|取消|下放|清理|解决|处置|化解|"
    "淘汰|退出|压减|修订|上线|招引|招聘|招募|集聚|增设|布设|铺设|敷设|架设|安装|更换|种植|营造|救助|接待|吸引|吸纳|"
    "出让|盘活|放宽|查处|查办|受理|办结|签订|签署|扩招|招收|配备|配置|配建|购置|储备|获批|获评|输送|选派|创作|认定|"
    "关停|削减|裁减"
)
"""Verbs that tell what happens to the things counted and belong to the name: 新增学位, 供应公共住房."""
_NOUN_TAIL = (
    "[率量额数费业的者性物区级力]|面积|能力|水平|强度|规模|里程"
    "|用地|资金|收入|支出|产值|产出|时间|期间|任务|项目|工程|方案|投资"
)
_NOT_NOUN = f"(?!{_NOUN_TAIL})"
"""建设用地 and 供应量 are nouns; 建设学校 is a deed."""
_LEAD_DEED = re.compile(f"(?:{_DEED})(?:[、和及]?(?:{_DEED}))*(?:了|起)?{_NOT_NOUN}")
_LEAD_LIGHT = re.compile(f"(?:{_LIGHT})(?:好|了)?(?![率量额数度])")
_LEAD_CAUSATIVE = re.compile(_CAUSATIVE)
_LAST_VERB = re.compile(f"(?:(?P<deed>(?:{_DEED})+)|{_LIGHT}|共?有)(?:了)?$")

# --- what a name does not hold -------------------------------------------------------------------------------------

_EXAMPLES = re.compile("^.*(?<![平高一二中初同均])等(?![级待候于同离额])")
_TRAILING = re.compile(
    r"(?:[各至的]|(?<!公)共|(?<![节合签预])约|(?<![统设审会预])计|(?<![行作])为|(?<![存潜内所])在"
    r"|(?<=.)(?:目标|累计|总计|合计|完成|共计|分别|同比|预期|实现|(?<!人)均|都|持续|一直|统一|年内|连续[一二三四五六七八九两]+年|"
    r"[五三十]年|(?:将|拟|新)?安排|要|再|又|将|拟?按|拟|已|可|继续|比去年|比上年|比\d{4}年))+$"
)
_GENERIC = frozenset({"单位", "企业", "项目", "机构", "个人", "集体", "社区", "街道", "案例", "产品", "村", "区"})
_AWARDED = re.compile("(?:[荣]?获评为?|获批为?|入选|被评为|被认定为|被确认为|认定为|获选为?|列入)(?P<title>.+)|荣?获")
_STANDING = re.compile(
    "[，,]?(?:位?居|处于|保持|跻身|走在|排名|规模)?(?:全国|全省|全市|全区|国内|国际|世界|全球|行业)"
    "(?:领先|前列|首位|第[一二三]|先进)|落地见效|就(?:能够?|可以?)(?=实现|达到|完成)"
)
"""A ranking behind the noun says nothing of what is counted, nor does what it is good for (6.5%的增速就能够实现…)."""
_PREDICATE_OPENS = frozenset(
    listed(
        "全部 均 已 首次 全面 都 率先 顺利 成功 正式 相继 陆续 建成 投用 落地 落户 申报 荣获 获 领先 投入使用 "
        "挂牌 入选 上线 开业 投产 完工 开工 竣工 脱贫 达 顺利完成 全面完成"
    )
)
_PREDICATE_TAGS = frozenset({"v", "p", "d", "zg", "vd"})
_DESCRIBES = re.compile("面向|针对|关于|涉及|用于")
_CLOSING_DEEDS = frozenset(listed("落地 投用 投入使用 落户 投产 开工 完工 竣工 上线 开业 挂牌 脱贫 运营"))
"""A phrase that ends in one of these has its predicate there, whatever verbs stand inside its noun."""
_PERSONS = re.compile("人口|人员|劳动力|儿童|家庭|群众|学生|群体|老人|患者|青年")
"""A verb right in front of these describes them: 农业转移人口."""
_TOTALS = re.compile("增幅|涨幅|降幅|总数量?|总量|总规模|占比|规模|增速|累计总数|总数达")
"""Too bare a name: it is the total of what the clause before counts."""
_MEASURE_TAIL = re.compile("(?:[率量额数价]|面积|规模|收入|支出|比重|比例|里程|产值|总值|强度|年限|寿命|价格|余额)$")
_BASE = re.compile(r"(?:从|由)[^从由]*\d[^从由]*$")
_BASE_RATE = re.compile(r"(?:现行|原定)[^的]*\d[\d.]*[%％]的?")
"""由9.8%降至7.5%, 现行16%的税率: the figure that is left behind is no part of the name."""
_LEVEL_TIME = re.compile(r"(?<=[到至])(?:\d{4}年|去年|今年|每人每年|每人每月|每月)的?$")
"""提高到每人每年240元."""
_PER_UNIT = re.compile("每.{1,4}(?:产值|GDP|地区生产总值)|(?:单位|万元)(?:GDP|国内生产总值|地区生产总值|产值)|人均")
"""What 分别 deals out to every name behind it."""
_ATOM = re.compile("([“‘《(（][^”’》)）]*[”’》)）])")


def _tagged(phrase: str) -> list[tuple[str, str]]:
    """Words with their part of speech; what stands in quotes or brackets is one noun."""
    words: list[tuple[str, str]] = []
    for i, piece in enumerate(_ATOM.split(phrase)):
        words += [(piece, "n")] if i % 2 else tagged(piece)
    return words


@dataclass(frozen=True, slots=True)
class _Lead:
    """How a clause opens: its deed, what stands behind it, and whether a verb waits for the thing counted."""

    deed: str
    rest: str
    acts: bool


def _lead(text: str) -> _Lead:
    """Take off adverbials and empty verbs; set the deed apart."""
    acts = False
    while text:
        match = _ADVERBIAL.match(text)
        if not match:
            light = _LEAD_LIGHT.match(text)
            deed = None if acts and len(text) > 6 else _LEAD_DEED.match(text)
            if deed and deed.end() > (light.end() if light else 0):
                return _Lead(deed.group(), text[deed.end() :], True)
            match = light or _LEAD_CAUSATIVE.match(text)
            if not match:
                break
            acts = bool(light)
        text = text[match.end() :]
    return _Lead("", text, acts)


def _split_predicate(phrase: str, examples: str) -> tuple[str, str]:
    """``学校实行集团化办学`` as 学校 and 实行集团化办学.

    The last of the ``examples`` in front ends in the noun that is counted (市第二儿童医院等4家医院|主体结构全部完成).
    """
    if not phrase:
        return "", ""
    described = phrase.rfind("的") + 1
    describes = _DESCRIBES.match(phrase) or (described and _tagged(phrase)[0][1][0] in "vpa")
    if describes and 0 < described < len(phrase):  # 面向真实用户的|配送航线落地
        head, predicate = _split_predicate(phrase[described:], examples)
        return phrase[:described] + head, predicate
    head = ""
    words = [*_tagged(phrase), ("", "")]
    if words[0][1] in ("v", "p") or phrase.startswith("在"):
        return phrase, ""
    if words[-2][0] in _CLOSING_DEEDS and not any(word[0] == "在" or flag == "p" for word, flag in words[:-1]):
        last = len(words) - 2
        while last > 1 and (words[last - 1][0] in _PREDICATE_OPENS or words[last - 1][1] == "d"):
            last -= 1
        head = "".join(word for word, _ in words[:last])
        return head, phrase[len(head) :]
    for (word, flag), (after, _) in itertools.pairwise(words):
        opens = flag in _PREDICATE_TAGS or word in _PREDICATE_OPENS or (word[0] == "在" and len(word) > 1)
        if head and opens and not head.endswith("的") and not _PERSONS.match(after):
            break
        head += word
        if len(head) >= 2 and examples.endswith(head):
            break
    return head, phrase[len(head) :]


def _told_by_deeds(phrase: str, examples: str) -> str:
    """The name of things that are the subject of their clause: 实行集团化办学的学校."""
    noun, predicate = _split_predicate(_STANDING.split(phrase, maxsplit=1)[0] or phrase, examples)
    if not predicate:
        return noun
    award = _AWARDED.match(predicate)
    if award and noun in _GENERIC and award["title"]:
        return award["title"]
    return noun if award and len(noun) > _BARE_NOUN else f"{predicate}的{noun}"


_BARE_NOUN = 3
"""Characters: a noun no longer than this needs its predicate to say what is counted."""


# --- names ---------------------------------------------------------------------------------------------------------


class _Namer:
    """Names the figures of one sentence in order; remembers what later clauses leave unsaid."""

    def __init__(self) -> None:
        self._subject = ""
        self._deed = ""
        self._object = ""
        self._acts = False

    def turn_to(self, subject: str) -> None:
        """A clause without figures has spoken of something else since the last figure."""
        self._subject, self._deed, self._object, self._acts = subject, "", "", False

    def name(self, segment: Segment, spoken: str) -> str:
        """The indicator of a segment; ``spoken`` is the sentence before its clause."""
        figure = segment.figure
        before, _ = without_bounds(re.split("[(（](?=[^)）]*$)", segment.before)[-1].rstrip())
        before = _LEVEL_TIME.sub("", before)
        stated = CHANGE.search(before) if figure.change else None
        exceeds = EXCEEDS.search(before) if figure.change and not stated else None
        level = None if stated or exceeds else LEVEL.search(before)
        cut = stated or exceeds or level
        before = _BASE.sub("", _BASE_RATE.sub("", before[: cut.start()])).removeprefix("的") if cut else before
        relative = bool(figure.change)
        behind = "" if relative or segment.behind[:1] in tuple("、”’）)") else segment.behind.rstrip("。 ")
        lead = _lead(before)
        if before.endswith("连续"):
            return self._keep("", lead.rest + behind, relative)
        if behind.startswith(("全覆盖", "覆盖")):
            subject = _TRAILING.sub("", re.sub("实现$", "", before))
            return self._keep("", (_lead(subject).rest or self._subject) + "覆盖", relative)
        behind = re.sub(
            f"(?:{LIST.pattern}|{_LIGHT}|{_CAUSATIVE})$" if segment.open else f"(?:{LIST.pattern})$", "", behind
        )
        told = _MEASURE_TAIL.search(_tidy(before)) and not (lead.acts and not lead.deed)
        if (level and lead.rest) or told or _EMPTY_BEHIND.match(behind):
            behind = ""
        if behind:
            return self._behind(segment, before, behind)
        return self._in_front(segment, before, relative, spoken)

    def _in_front(self, segment: Segment, before: str, relative: bool, spoken: str) -> str:
        last = _EXAMPLES.sub("", before)
        lead = _lead(before if _TOTALS.fullmatch(_tidy(last)) else _EXAMPLES.sub(self._verb_of_examples, before))
        deed, rest = lead.deed, _tidy(lead.rest)
        if not (rest or deed) or rest.startswith("占"):
            self._subject = self._subject or _topic_of(spoken)
        if not rest and not deed and relative:
            return self._subject
        if not rest:
            if not deed and self._subject:
                return self._subject
            return _joined(deed, self._object or self._subject or _DONE.sub("", _topic_of(spoken)))
        if rest.startswith("占") and not deed:
            rest += "" if re.search("比[重例]$|率$", rest) else "比重"
            return self._subject + rest
        grown = _GROWN.search(rest)
        if grown and not deed:  # 上市公司新增3家
            deed, rest = grown.group(), rest[: grown.start()]
        if _TOTALS.fullmatch(rest) and not deed and (self._object or self._subject):
            return (self._object or self._subject) + rest
        if segment.shared and not deed and not lead.acts and not relative and not LEVEL.search(segment.before):
            deed = self._deed
        return self._keep(deed, rest, relative)

    @staticmethod
    def _verb_of_examples(match: re.Match[str]) -> str:
        """建成甲、乙等 keeps 建成."""
        return _lead(match.group()).deed

    def _behind(self, segment: Segment, before: str, behind: str) -> str:
        lead = _lead("" if before.endswith(_PREPOSITIONS) else before)
        acts = lead.acts or (segment.shared and self._acts and not lead.rest)
        self._acts = acts
        rest = _tidy(lead.rest) if not lead.rest.endswith("的") else ""
        examples = _EXAMPLES.match(lead.rest)
        last = _LAST_VERB.search(lead.rest)
        if examples:
            rest, source = lead.rest[examples.end() :], examples.group().removesuffix("等")
            if acts:
                return self._keep(lead.deed, rest + behind)
            return self._keep("", _told_by_deeds(behind, source))
        if last and last.group().endswith("有"):
            return self._keep("", _told_by_deeds(behind, ""))
        if last:
            return self._keep(last["deed"] or "", behind)
        if rest and all(flag[0] in "vdcu" for _, flag in _tagged(rest)):
            return self._keep(rest, behind)
        if acts:
            return self._keep(lead.deed or (self._deed if segment.shared else ""), rest + behind)
        if rest:
            return self._keep("", rest + _split_predicate(behind, "")[0])
        return self._keep("", _told_by_deeds(behind, ""))

    def _keep(self, deed: str, rest: str, relative: bool = False) -> str:
        name = _tidy(_joined(deed, rest))
        if not relative or not self._subject or rest:
            self._subject = name
        if not relative:
            self._deed, self._object = deed, _tidy(_DONE.sub("", _tidy(rest)) or rest)
        return name


def _joined(deed: str, noun: str) -> str:
    """新增 and 新登记企业 are 新登记企业."""
    return noun if deed == "新增" and noun.startswith("新") else deed + noun


_DONE = re.compile(f"(?:基本|已)?(?:{_DEED})+$")
"""住房基本建成: the object is 住房."""
_GROWN = re.compile("(?<=..)[新净]增$")
_PREPOSITIONS = ("在", "对", "向", "使", "让")
_EMPTY_BEHIND = re.compile(f"(?:{_STANDING.pattern}|大关|台阶|安排|目标)")


def _tidy(name: str) -> str:
    """A name without what hangs on at either side."""
    name = _TRAILING.sub("", name.strip(" \u3000，,、：:；;。—"))
    return name + "比" if name.endswith("占") else name


def _topic_of(spoken: str) -> str:
    """The noun phrase that opens the last clause of ``spoken``: what 增长5% without a subject speaks of."""
    for clause in reversed([c for c in CLAUSE_END.split(spoken) if c.strip()]):
        lead = _lead(clause)
        noun, _ = _split_predicate(lead.rest, "")
        words = _tagged(lead.rest)
        if len(noun) >= _BARE_NOUN - 1 and not _NO_TOPIC.search(clause):
            return _tidy(lead.rest if words[-1][1][:1] == "n" and len(lead.rest) < _LONG_NAME else noun)
    return ""


_LONG_NAME = 18
_NO_TOPIC = re.compile(r"\d|^[在为把对按]|^(?:通过|按照|根据)")


def _subject_between(passed: str) -> str:
    """The noun phrase that opens the last of the clauses without figures between two with; empty where it opens with anything else."""
    opening = [clause for clause in CLAUSE_END.split(passed) if clause.strip()][-1:]
    if not opening or _NO_TOPIC.search(opening[0]) or _tagged(opening[0])[0][1][:1] != "n":
        return ""
    noun, predicate = _split_predicate(opening[0], "")
    return noun if predicate and len(noun) >= _BARE_NOUN else ""


def _respectively(before: str, figures: Sequence[Figure], text: str, subject: str) -> list[str] | None:
    """The names that 分别 deals out, where there are as many as figures; those of ``subject`` where none stand in front of it.

    甲和乙增长8.4%和11.4% deals too: nothing but 和 stands between the figures, and one verb before them.
    """
    names, word, _ = before.partition("分别")
    if word and not _COMPARED.sub("", names):
        names = subject
    if not word and figures[0].change:
        together = all(LIST.fullmatch(text[a.end : b.start]) for a, b in itertools.pairwise(figures))
        change = CHANGE.search(without_bounds(before)[0])
        names = before[: change.start()] if together and change else ""
    names = _PER_BASE.sub("", names)
    parts = LIST.split(_lead(names).rest)
    if not len(parts) == len(figures) > 1 or not all(parts):
        return None
    per = _PER_UNIT.match(parts[0])
    if per:
        return [part if i == 0 else per.group() + part for i, part in enumerate(parts)]
    words = [word for word, _ in _tagged(parts[-1])]
    if _MEASURE_TAIL.search(parts[-1]) and not any(
        _MEASURE.search(part) or len(part) > _BARE_NOUN for part in parts[:-1]
    ):
        return [part + "".join(words[1:]) for part in parts[:-1]] + parts[-1:]  # 小麦、稻谷|最低收购价
    return parts


_COMPARED = re.compile("^[比较][^,，、]{1,8}$")
"""比上年分别下降: no name stands in front."""
_PER_BASE = re.compile(r"(?:平均)?每\d+[^\d，,、]{1,3}$")
"""最低收购价平均每50公斤."""
_MEASURE = re.compile("[耗率量额数价值度收入出比]$")


def split_deed(name: str) -> tuple[str, str]:
    """``新增学位`` as 新增 and 学位; an indicator without a deed has an empty first part."""
    deed = _LEAD_DEED.match(name)
    return (deed.group(), name[deed.end() :]) if deed and deed.end() < len(name) else ("", name)


def name_figures(text: str) -> Iterator[NamedFigure]:
    """The figures of one sentence with their indicators."""
    namer = _Namer()
    last = 0
    for start, end, figures in clauses(text, find_figures(text)):
        between = _subject_between(text[last:start])
        dealt = _respectively(text[start : figures[0].start], figures, text, between)
        if between:
            namer.turn_to(between)
        last = end + 1
        for i, segment in enumerate(segments(text, start, end, figures)):
            name = _tidy(dealt[i]) if dealt else namer.name(segment, text[:start])
            left, right = (start, end) if dealt else (segment.start, segment.end)
            while text[left] in "—–- \u3000、，,":
                left += 1
            right = len(text[:right].rstrip())
            yield NamedFigure(segment.figure, name or text[left:right], left, right)
