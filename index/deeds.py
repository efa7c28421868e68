"""How a clause opens: adverbials and empty verbs that add nothing to a name, and the deed that belongs to it (新增, 供应)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.times import DEADLINE
from index.words import tagged

ADVERBIAL = re.compile(
    rf"{DEADLINE}|"
    r"[—–\-\s、]+|但|分别|全[区市省县国](?=实现|完成)|(?:扣除|剔除)[^，,]{1,12}(?:后|因素)|基本(?=建成|完成)|每年|"
    r"(?:这)?[一二两三四五十]年(?:来|内)?(?!级|期|行动)|比前[一二两三四五十]年|[一二三四五六七八九十]+是|"
    r"[(（]?\d[)）]|其中[,，]?|有望|可望|力争|计划(?=完成|新增|实施|新建|开工)|争取(?!到)|确保|预计|全年|[今去明]年[末底初]?|近[一二三四五六七八九十\d]+年|年内|"
    r"年[末初]|[上下]半年|第?[一二三四]季度|前[二两三]季度|是在?|[到至—–~-]?\d{4}年[底末]?|到?“?十[一二三四五]五”?(?:末|期间|时期)|[在居]全[市省国区县](?:率先|首创)?|"
    r"同比(?![增下降上])|环比(?![增下降上])|率先|继续|认真|(?:中央|国务院|国家)?(?:决定|明确)(?=将|把|对)|累计|总共|共计|一共|共|大力|深入|全面|加快|积极|持续|"
    r"集中(?=开工|签约|竣工|开竣工)|多渠道|高标准|高质量|高水平|高起点|高效率|高效|进一步|有序|"
    r"稳步|扎实|努力|全力(?:以赴)?|切实|着力|力促|首次(?=$|突破)|历史性(?:地)?(?=$|突破)|成功|先后|顺利|同时|并|还|再|又|已(?!建在)|将|拟|要|我们|创新(?=推出|开展)|稳妥|深化(?=推进|落实)|有效|统筹|"
    r"\d{1,2}月份?当月|本年度?|当年(?!价|的)|目前|[仅只](?=完成|建成|覆盖|实现|新)|截至|(?:比|较)(?:上年|去年|上一年|年初|期初|同期|改革前|\d{4}年|[一二三四五六七八九〇○零]{4}年|[一二两三四五六七八九十]+年前|“?十?[一二三四五六七八九十]五”?)(?:末|底|同期|时期)?(?:预算|计划|执行数|决算)?|平均每[天年月日]|年均|届时|总体|严格|以及|(?:面?向社会(?:公布|公开|发布)?(?!资本|投资|力量)|对外(?:公布|公开|发布))(?=.)|至少|和(?![美谐平睦解县田])|[及与]"
)
LIGHT = (
    "完成|实现|发行|推出|举办|开展|实施|推进|落实|发布|发放|执行|安排|达成|出台|制定|承办|组织|加速|强化|编制|做好|"
    "获得|荣获|遴选|提供|用好|达到|拟安排|下达|印发|争取到|用于|提出|抓好|抓实"
)
"""Verbs that say something is done and add nothing to its name: 完成工业投资358亿元 is 工业投资."""
CAUSATIVE = (
    "推动|支持|帮助|促进|促使|引导|鼓励|助力|带动|使|让|把|对(?!口|外|上|下|内|[^，,、]{1,6}(?:出口|进口|贸易))|将"
)
"""Verbs with a clause of its own behind them: 推动超2600家企业享受政策."""
DEED = (
    "净增|新(?:增|建(?![成立设])|开工改造|签约|投产|纳入|设|拓|晋|修|上(?![市任线]))|新?(?:(?<=新)[、（(])?(?:(?:[改扩续迁][、）)]?)+建|建成|建设|建立|"
    "筹建|组建|成立|设立|创建|创成|争创|引进|制定(?:[或和、])?修订|引育|培育|打造|投放|投入|投用|投运|启用|供应|供给|筹集|改造|提升|修复|"
    "修缮|整治|拆除|打通|贯通|开通|开工|竣工|完工|增加|创办|覆盖|惠及|减免|减轻|降低|取消|下放|清理|解决|处置|化解|"
    "淘汰|退出|压减|修订|上线|招引|办理|招聘|招募|集聚|增设|布设|铺设|敷设|架设|[加安]装|更换|种植|营造|救助|接待|吸引|吸纳|"
    "出让|盘活|放宽|查处|查办|受理|办结|签订|签署|扩招|招收|配备|配置|配建|购置|储备|获批|获评|输送|选派|创作|认定|"
    "关停|削减|裁减|提质)"
)
"""Verbs that tell what happens to the things counted and belong to the name: 新增学位, 供应公共住房."""
NEWCOMERS = frozenset({"新增", "招引", "引进", "新引进", "净增"})
"""Deeds whose objects are not yet what a measure behind them is that of, where a sector is (新增规上企业15个,实现营收600亿元)."""
_NOUN_TAIL = (
    "[率量额数值费业的者性物区级力]|面积|能力|水平|强度|规模|里程"
    "|用地|资金|收入|支出|产值|产出|时间|期间|任务|项目|工程|方案|投资"
)
NOT_NOUN = f"(?!{_NOUN_TAIL})"
"""建设用地 and 供应量 are nouns; 建设学校 is a deed."""
LEAD_DEED = re.compile(f"(?:{DEED})(?:[、和及或]?(?:{DEED}))*(?:了|起)?{NOT_NOUN}")
_LEAD_LIGHT = re.compile(f"(?:{LIGHT})(?:好|了)?(?![率量额数度类])")
_LEAD_CAUSATIVE = re.compile(CAUSATIVE)
_MEANT = "(?:谋划|规划|筹划|策划|储备)"
"""What follows is not done yet."""
LAST_VERB = re.compile(f"(?:(?P<deed>{_MEANT}(?:{LIGHT})|(?:{_MEANT})?(?:{DEED})+)|{LIGHT}|共?有)(?:了)?$")
_ATOM = re.compile("([“‘《(（][^”’》)）]*[”’》)）])")


def tags_of(phrase: str) -> list[tuple[str, str]]:
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


def opened(text: str) -> _Lead:
    """Take off adverbials and empty verbs; set the deed apart."""
    acts = False
    while text:
        match = ADVERBIAL.match(text)
        if match and _goes_on(text, match.end()):
            match = None
        if not match:
            light = _LEAD_LIGHT.match(text)
            deed = None if acts and len(text) > 6 else LEAD_DEED.match(text)
            if deed and deed.end() > (light.end() if light else 0):
                return _Lead(deed.group().removesuffix("了"), text[deed.end() :], True)
            match = light or _LEAD_CAUSATIVE.match(text)
            if not match or _goes_on(text, match.end()):
                break
            acts = bool(light)
        text = text[match.end() :]
    return _Lead("", text, acts)


def _goes_on(text: str, end: int) -> bool:
    """Whether what opens a text up to ``end`` is part of its first word (共|建“一带一路”国家, 让|利群众) or describes the noun behind it (高效|农业)."""
    at = 0
    for word, flag in tags_of(text[: end + _NEXT_WORDS]):
        if at >= end:
            return flag[:1] == "n" and bool(_OF_QUALITY.fullmatch(text, 0, end)) and not LEAD_DEED.match(text, end)
        at += len(word)
        if at > end:
            return at - len(word) < end and len(word) <= _LONGEST_WORD
    return False


_LONGEST_WORD = 3
"""Characters: a longer one (积极争取) is two."""
_NEXT_WORDS = 6
"""Characters behind an adverbial that are looked at."""
_OF_QUALITY = re.compile("高.{1,2}|有效|集中|总体")


def joined(deed: str, noun: str) -> str:
    """新增 and 新登记企业 are 新登记企业."""
    return noun if deed == "新增" and _NEWLY.match(noun) else deed + noun


_NEWLY = re.compile("新(?!能源|材料|型|兴|一代|区|城|产品|技术)")
DONE = re.compile(f"(?:基本|已)?(?:{DEED})+$")
"""住房基本建成: the object is 住房."""


def split_deed(name: str) -> tuple[str, str]:
    """``新增学位`` as 新增 and 学位; an indicator without a deed has an empty first part."""
    deed = LEAD_DEED.match(name)
    return (deed.group(), name[deed.end() :]) if deed and deed.end() < len(name) else ("", name)
