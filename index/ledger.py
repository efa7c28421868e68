"""The ledger: each figure of a plan as a row that names its indicator, and the rows that belong together.

Officials name an indicator in a few ways, and each has its rule here: 新增学位3万座 (the name stands in front), 成立3个教育集团
(behind), 5所学校实行集团化办学 (behind, told by what they do), 供应6000套 (the object stands in the clause before), 同比增长3.1%
(the whole subject does), 新增百亿级企业1家、十亿级企业12家 (the verb is shared).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.document import PlanDocument
from index.figures import CHANGE, EXCEEDS, LEVEL, Figure, find_figures, without_bounds


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One figure of the ledger; ``quote`` is the clause ``text[start:end]`` that holds it."""

    indicator: str
    kind: str
    year: int
    value: str
    value_min: float
    value_max: float
    unit: str
    bound: str
    change: str
    section: tuple[str, ...]
    topic: str
    quote: str
    start: int
    end: int
    sentence: int
    """Index into ``PlanDocument.sentences``."""


# --- how a clause opens --------------------------------------------------------------------------------------------

_ADVERBIAL = re.compile(
    r"[—–\-\s、]+|[一二三四五六七八九十]+是|[(（]?\d[)）]|其中[,，]?|力争|争取|确保|预计|全年|今年|去年|明年|年内|年[末初]|去年末|到?\d{4}年[底末]?|"
    "到?“?十[一二三四五]五”?(?:末|期间|时期)|[在居]全[市省国区县](?:率先|首创)?|率先|累计|总共|共计|一共|共|大力|深入|全面|加快|积极|持续|多渠道|"
    "高标准|高质量|高水平|高起点|高效|进一步|有序|稳步|扎实|成功|先后|顺利|同时|并|还|再|又|已|将|拟|要|我们|创新(?=推出|开展)|"
    "稳妥|深化(?=推进|落实)|有效|统筹|截至|(?:比|较)(?:上年末?|去年|上一年|同期|改革前|\\d{4}年)|平均每[天年月日]|年均|届时|总体|严格|以及|[和及与]"
)
_LIGHT = (
    "完成|实现|发行|推出|举办|开展|实施|推进|落实|发布|发放|执行|安排|达成|出台|制定|承办|组织|加速|强化|编制|做好|获得|荣获|遴选|"
    "提供|用好|达到|拟安排|下达|印发|争取到|预期"
)
"""Verbs that say something is done and add nothing to its name: 完成工业投资358亿元 is 工业投资."""
_CAUSATIVE = "推动|支持|帮助|促进|促使|引导|鼓励|助力|带动|使|让|把|对(?!口)|将"
"""Verbs with a clause of its own behind them: 推动超2600家企业享受政策."""
_DEED = (
    "新(?:增|建|改扩建|改建|扩建|开工改造|开工|引进|签约|认定|设|开通|投放|培育|组建|纳入|登记|拓)|改?扩建|建成|建设|建立|筹建|组建|成立|设立|创建|引进|"
    "引育|培育|打造|投放|投入|投用|投运|启用|供应|供给|筹集|改造|提升|修复|修缮|整治|拆除|打通|开通|开工|竣工|完工|改建|增加|创办|覆盖|惠及|"
    "减免|减轻|降低|取消|下放|清理|解决|处置|化解|淘汰|退出|压减|修订|上线|招引|招聘|招募|集聚|增设|布设|铺设|敷设|架设|安装|更换|种植|营造|"
    "救助|接待|吸引|吸纳|出让|盘活|放宽|查处|查办|受理|办结|签订|签署|扩招|招收|配备|配置|配建|购置|储备|获批|获评|输送|选派|创作|认定"
)
"""Verbs that tell what happens to the things counted and belong to the name: 新增学位, 供应公共住房."""
_NOUN_TAIL = "[率量额数费业的者性物区级力]|面积|能力|水平|强度|规模|里程|用地|资金|收入|支出|产值|产出|时间|期间|任务|项目|工程|方案|投资"
_NOT_NOUN = f"(?!{_NOUN_TAIL})"
"""建设用地 and 供应量 are nouns; 建设学校 is a deed."""
_LEAD_DEED = re.compile(f"(?:制定)?(?:{_DEED})(?:[、和及]?(?:{_DEED}))*(?:了|起)?{_NOT_NOUN}")
_LEAD_LIGHT = re.compile(f"(?:{_LIGHT}){_NOT_NOUN}")
_LEAD_CAUSATIVE = re.compile(_CAUSATIVE)
_LAST_VERB = re.compile(f"(?:(?P<deed>(?:{_DEED})+)|{_LIGHT})(?:了)?$")

# --- what a name does not hold -------------------------------------------------------------------------------------

_EXAMPLES = re.compile("^.*(?<![平高一二中初同均])等(?![级待候于同离额])")
_TRAILING = re.compile("(?:[各共约计为至在的]|(?<=.)(?:目标|累计|总计|合计|共计|分别|同比|预期|实现|均|要|再|又|将|拟|比去年|比上年))+$")
_GENERIC = frozenset({"单位", "企业", "项目", "机构", "个人", "集体", "社区", "街道", "案例", "产品", "村", "区"})
_AWARDED = re.compile("(?:[荣]?获评为?|获批为?|入选|被评为|被认定为|被确认为|认定为|获选为?|列入)(?P<title>.+)|荣?获")
_STANDING = re.compile(
    "[，,]?(?:位?居|处于|保持|跻身|走在|排名|规模)?(?:全国|全省|全市|全区|国内|国际|世界|全球|行业)(?:领先|前列|首位|第[一二三]|先进)|落地见效"
)
"""A ranking behind the noun says nothing of what is counted."""
_PREDICATE_OPENS = frozenset({"全部", "均", "已", "首次", "全面", "都", "率先", "顺利", "成功", "正式", "相继", "陆续", "建成", "投用", "落地"})
_CLAUSE_END = re.compile(r"[,，;；:：。！？!?\n]")
_LIST = re.compile("、|以及|[和与及]")


def _tagged(phrase: str) -> list[tuple[str, str]]:
    """Words with their part of speech."""
    import jieba.posseg  # a word tagger is a slow import, needed while building only

    return [(pair.word, pair.flag) for pair in jieba.posseg.cut(phrase)]


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
            deed = None if light or (acts and len(text) > 6) else _LEAD_DEED.match(text)
            if deed:
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
    head = ""
    for word, flag in _tagged(phrase):
        if head and (flag in _PREDICATE_TAGS or word in _PREDICATE_OPENS):
            break
        head += word
        if len(head) >= 2 and examples.endswith(head):
            break
    return head, phrase[len(head) :]


_PREDICATE_TAGS = frozenset({"v", "p", "d", "zg", "vd"})


def _told_by_deeds(phrase: str, examples: str) -> str:
    """The name of things that are the subject of their clause: 实行集团化办学的学校."""
    noun, predicate = _split_predicate(phrase, examples)
    if not predicate or _STANDING.match(predicate):
        return noun
    award = _AWARDED.match(predicate)
    if award and noun in _GENERIC and award["title"]:
        return award["title"]
    if award and noun not in _GENERIC:
        return noun
    return noun if _LAST_VERB.fullmatch(predicate) and len(predicate) < 3 else f"{predicate}的{noun}"


# --- segments: one per figure --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Segment:
    """The stretch of a clause that belongs to one figure. ``shared`` where an enumeration goes on."""

    figure: Figure
    start: int
    end: int
    before: str
    behind: str
    shared: bool


def _clauses(text: str, figures: tuple[Figure, ...]) -> Iterator[tuple[int, int, list[Figure]]]:
    """Clauses between commas that hold figures; a comma inside a figure (12,000) ends none."""
    stops = [m.start() for m in _CLAUSE_END.finditer(text) if not any(f.start <= m.start() < f.end for f in figures)]
    start = 0
    for stop in [*stops, len(text)]:
        inside = [f for f in figures if start <= f.start < stop]
        if inside:
            yield start, stop, inside
        start = stop + 1


def _cut(between: str) -> tuple[int, int] | None:
    """Where an enumeration splits between two figures: end of the left part and start of the right one."""
    after = _AFTER_FIGURE.match(between)
    offset = after.end() if after else 0
    match = _LIST.match(between, offset) or re.search("、", between)
    if not match:
        kept, _ = without_bounds(between)
        match = re.search(f"(?:{_LIST.pattern})$", kept)
    return match.span() if match else None


_AFTER_FIGURE = re.compile("(?:及|或)?(?:以上|以下|以内|之内|左右|上下)")


def _segments(text: str, start: int, end: int, figures: list[Figure]) -> list[_Segment]:
    bounds = [(start, False)]
    ends = []
    for left, right in zip(figures, figures[1:], strict=False):
        cut = _cut(text[left.end : right.start])
        ends.append(left.end + cut[0] if cut else end)
        bounds.append((left.end + cut[1] if cut else bounds[-1][0], bool(cut)))
    ends.append(end)
    for i in range(len(ends) - 2, -1, -1):  # figures that no mark divides share one quote
        if bounds[i + 1][0] == bounds[i][0]:
            ends[i] = ends[i + 1]
    found = []
    for i, figure in enumerate(figures):
        first, shared = bounds[i]
        joined = i > 0 and bounds[i - 1][0] == first
        begin = figures[i - 1].end if joined else first
        stop = min(ends[i], figures[i + 1].start) if i + 1 < len(figures) else end
        after = _AFTER_FIGURE.match(text, figure.end)
        behind = text[after.end() if after else figure.end : stop].lstrip("的")
        found.append(_Segment(figure, first, ends[i], text[begin : figure.start], behind, shared))
    return found


# --- names ---------------------------------------------------------------------------------------------------------


class _Namer:
    """Names the figures of one sentence in order; remembers what later clauses leave unsaid."""

    def __init__(self) -> None:
        self._subject = ""
        self._deed = ""
        self._object = ""

    def name(self, segment: _Segment, spoken: str) -> str:
        """The indicator of a segment; ``spoken`` is the sentence before its clause."""
        figure = segment.figure
        before, _ = without_bounds(segment.before)
        stated = CHANGE.search(before) if figure.change else None
        exceeds = EXCEEDS.search(before) if figure.change and not stated else None
        level = LEVEL.search(before)
        cut = stated or exceeds or level
        if cut and (figure.unit not in _COUNTED or not segment.behind or not _lead(before[: cut.start()]).acts):
            before = before[: cut.start()]
        else:
            cut = None
        relative = bool(stated or exceeds or figure.change)
        behind = "" if relative else segment.behind.strip("”’）) 。")
        if before.endswith("连续"):
            return self._keep("", _lead(before).rest + behind, relative)
        if _STANDING.match(behind) or (cut and level and _lead(before).rest):
            behind = ""
        if behind.startswith(("全覆盖", "覆盖")):
            subject = _TRAILING.sub("", re.sub("实现$", "", before))
            return self._keep("", (_lead(subject).rest or self._subject) + "覆盖", relative)
        behind = re.sub(f"(?:{_LIST.pattern}|{_LIGHT})$", "", behind)
        return self._in_front(segment, before, relative, spoken) if not behind else self._behind(before, behind)

    def _in_front(self, segment: _Segment, before: str, relative: bool, spoken: str) -> str:
        lead = _lead(_EXAMPLES.sub(self._verb_of_examples, before))
        deed, rest = lead.deed, _tidy(lead.rest)
        if not rest and not deed and relative:
            return self._subject or _topic_of(spoken)
        if not rest:
            return (deed + (self._object or _topic_of(spoken))) if deed or not self._subject else self._subject
        if rest.startswith("占") and not deed:
            return (self._subject or _topic_of(spoken)) + rest
        if segment.shared and not deed and not lead.acts and not relative and not LEVEL.search(segment.before):
            deed = self._deed
        return self._keep(deed, rest, relative)

    @staticmethod
    def _verb_of_examples(match: re.Match[str]) -> str:
        """建成甲、乙等 keeps 建成."""
        return _lead(match.group()).deed

    def _behind(self, before: str, behind: str) -> str:
        lead = _lead(before)
        rest = _tidy(lead.rest) if not lead.rest.endswith("的") else ""
        examples = _EXAMPLES.match(lead.rest)
        last = _LAST_VERB.search(rest)
        if examples:
            rest, source = lead.rest[examples.end() :], examples.group().removesuffix("等")
            if lead.acts:
                return self._keep(lead.deed, rest + behind)
            return self._keep("", _told_by_deeds(behind, source))
        if last:
            return self._keep(last["deed"] or "", behind)
        if rest and all(flag[0] in "vdcu" for _, flag in _tagged(rest)):
            return self._keep(rest, behind)
        if lead.acts:
            return self._keep(lead.deed, rest + behind)
        return self._keep("", rest + _told_by_deeds(behind, ""))

    def _keep(self, deed: str, rest: str, relative: bool = False) -> str:
        name = _tidy(deed + rest)
        if not relative or not self._subject or rest:
            self._subject = name
        if not relative:
            self._deed, self._object = deed, _tidy(rest)
        return name


_COUNTED = frozenset("个家所座条项件套户名场处台辆宗间张人")


def _tidy(name: str) -> str:
    """A name without what hangs on at either side."""
    name = _TRAILING.sub("", name.strip(" \u3000，,、：:；;。—"))
    return name + "比" if name.endswith("占") else name


def _topic_of(spoken: str) -> str:
    """The noun phrase that opens the last clause of ``spoken``: what 增长5% without a subject speaks of."""
    for clause in reversed([c for c in _CLAUSE_END.split(spoken) if c.strip()]):
        lead = _lead(clause)
        noun, _ = _split_predicate(lead.rest, "")
        if len(noun) >= 2:
            return _tidy(noun)
    return ""


def _respectively(before: str, count: int) -> list[str] | None:
    """The names that 分别 deals out, where there are as many as figures."""
    names, word, _ = before.partition("分别")
    parts = re.split("、|以及|[和及与]", names)
    return parts if word and len(parts) == count > 1 else None


def extract_rows(document: PlanDocument) -> tuple[LedgerRow, ...]:
    """Every figure of the sentences whose year and kind are known."""
    rows = []
    for index, sentence in enumerate(document.sentences):
        if sentence.scope is None:
            continue
        paragraph = document.paragraphs[sentence.paragraph]
        section = document.heading_path(paragraph.section)
        for figure, name, start, end in _named(document.quote(sentence)):
            start, end = start + sentence.start, end + sentence.start
            rows.append(
                LedgerRow(
                    name, sentence.scope.kind, sentence.scope.year, figure.value, figure.value_min, figure.value_max,
                    figure.unit, figure.bound, figure.change, section, paragraph.topic, document.text[start:end],
                    start, end, index,
                )
            )  # fmt: skip
    return tuple(rows)


def _named(text: str) -> Iterator[tuple[Figure, str, int, int]]:
    """Figures of a sentence with their indicator and the span of their quote."""
    namer = _Namer()
    for start, end, figures in _clauses(text, find_figures(text)):
        dealt = _respectively(text[start : figures[0].start], len(figures))
        for i, segment in enumerate(_segments(text, start, end, figures)):
            name = namer.name(segment, text[:start])
            if dealt:
                name, segment = _tidy(_lead(dealt[i]).rest), _whole(segment, start, end)
            left = segment.start
            while text[left] in "—–- \u3000、，,":
                left += 1
            yield segment.figure, name or text[left : segment.end], left, len(text[: segment.end].rstrip())


def _whole(segment: _Segment, start: int, end: int) -> _Segment:
    return replace(segment, start=start, end=end)
