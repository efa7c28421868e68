"""The ledger: each figure of a plan as a row that names its indicator, and the rows that belong together.

Officials name an indicator in a few ways, and each has its rule here: 新增学位3万座 (the name stands in front), 成立3个教育集团
(behind), 5所学校实行集团化办学 (behind, told by what they do), 供应6000套 (the object stands in the clause before), 同比增长3.1%
(the whole subject does), 新增百亿级企业1家、十亿级企业12家 (the verb is shared).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.document import PlanDocument
from index.figures import CHANGE, EXCEEDS, LEVEL, SHARES, Figure, find_figures, normalized, without_bounds


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
    words = _tagged(phrase)
    head = ""
    for i, (word, flag) in enumerate(words):
        is_verb = flag in ("v", "p", "d", "zg", "vd") or word in _PREDICATE_OPENS
        if head and is_verb and not _NOUN_AFTER_VERB(words[i + 1 :], word):
            return head, phrase[len(head) :]
        head += word
        if len(head) >= 2 and examples.endswith(head) and i + 1 < len(words):
            return head, phrase[len(head) :]
    return phrase, ""


def _NOUN_AFTER_VERB(behind: list[tuple[str, str]], verb: str) -> bool:
    return False
