"""What a stretch of text counts, and the words beside it that belong to what is counted."""

from __future__ import annotations

import itertools
import re

from index.clauses import CLAUSE_END, LIST
from index.deeds import DEED, LIGHT, NEWCOMERS, NOT_NOUN, opened, tags_of
from index.figures import find_figures
from index.namewords import TREATED
from index.predicates import BARE_NOUN, CLOSING_DEEDS, split_predicate

NEXT_DEED = re.compile(f"、(?=(?:{DEED}|{LIGHT}){NOT_NOUN}|超额|全[国省市区县](?:第|首|领先))|[、及和](?=一批|\\d)")
GAINED = re.compile("(?:获批|获得|享受|兑现)[^，,、\\d]{2,8}$")
"""69家重点企业获批贷款6.2亿元: which firms they are."""
EACH = re.compile(
    "(?:每个?(?:省|市|县|区|州|旗|乡镇|镇|乡|村|街道|社区|部门|单位|学校|县市区|县区|盟市|旗县|家庭|班|园区|企业)(?!场|[\u4e00-\u9fff]?级)"
    "|(?:[省市县区州乡镇村]、)+[省市县区州乡镇村]各级)"
)
"""每个市完成1个, 省、市、县各级100个: of each."""


def counted_by(text: str) -> str:
    """What the first figure of a text counts where a verb alone stands before it (完成87个贫困村电网改造)."""
    clause = CLAUSE_END.split(text, maxsplit=1)[0]
    for figure in find_figures(clause)[:1]:
        lead = opened(clause[: figure.start])
        behind = LIST.split(clause[figure.end :])[0]
        if not clause[: figure.start] and behind.startswith("的"):  # 投资6.4亿元7.4公里的北环路
            return split_predicate(behind[1:], "")[0]
        if lead.acts and not lead.rest and len(behind) >= BARE_NOUN and not re.search(r"\d", behind):
            return lead.deed + behind
    return ""


def is_body(text: str) -> bool:
    """Whether a text names somebody or something that a deed is told of (四川警察学院, 新型农村养老保险): the plan speaks of more than one."""
    named = len(text) > BARE_NOUN and text[0] not in "全我各其每"
    return named and all(flag[:1] in ("n", "j") for _, flag in tags_of(text))


def own_part(behind: str) -> str:
    """What stands behind a figure up to where another thing is said (重点工程、超额完成年度目标)."""
    return NEXT_DEED.split(behind, maxsplit=1)[0]


def verbs_ahead(things: str) -> str:
    """The deeds that open the name of things (签约落地|产业项目)."""
    words = tags_of(things)
    told = itertools.takewhile(lambda pair: _acts(*pair), itertools.pairwise(words))
    return "".join(word for (word, _), _ in told)


def _acts(one: tuple[str, str], behind: tuple[str, str]) -> bool:
    """Whether a word tells what is done to the thing behind it: 培训|新型 does, 培训|机构 does not; 主持|或|参与 goes on."""
    (word, flag), after = one, behind[1][:1]
    return flag == "v" or word in _DEEDS or (flag == "vn" and after in _DESCRIBING) or (flag == "c" and after == "v")


_DESCRIBING = frozenset("abrmz")
"""Tags of words that describe the noun behind them."""


_BARE = 2
_WHERE = re.compile("^(?:全[国省市区县州]|我[省市区县])")
_NO_DEED = ("限上", "规上", "节能")
"""Tagged as verbs."""
_DEEDS = CLOSING_DEEDS | {"新"}


def only_deeds(text: str) -> bool:
    """Whether a text tells what was done and not to what (落地开工)."""
    return bool(text) and all(flag[:1] in "vda" or word in CLOSING_DEEDS for word, flag in tags_of(text))


def done_of(done: str, things: str) -> str:
    """新签约项目126个,落地开工83个: the things told before, by what was done to these; empty where something else is said."""
    noun = things.removeprefix(verbs_ahead(things))
    told = _BARE < len(done) <= 2 * _BARE and only_deeds(done) and not done.endswith("率")
    return done + noun if told and noun and not only_deeds(noun) else ""


def shared_deed(deed: str, first: str, rest: str, counts: bool) -> str:
    """The ``deed`` of a list's first things with what of it goes for the next too (入选省级工匠1人、市级能手6人), or empty; whether it ``counts`` these."""
    verb = tags_of(first)[0][0] if first else ""
    own, flag = tags_of(rest)[0] if rest else ("", "v")
    if deed in NEWCOMERS and verb in TREATED and own not in TREATED:
        return deed + verb  # 新增治理水土流失面积18公顷、石漠化面积5公顷: it is treated land that was added
    told = verbs_ahead(_WHERE.sub("", first)) if counts and not deed and flag != "v" else ""
    light = opened(told).acts and not opened(told).deed
    return deed if light or len(told) < _BARE or told.startswith(_NO_DEED) or told.endswith("新") else told


def some_of(things: str, before: str, behind: str) -> str:
    """Those of the things told before that did what stands ``behind`` a figure (其中24户|实现两职分设); empty where it tells of others."""
    word, flag = tags_of(behind)[0] if behind else ("", "")
    told = things and things[-2:] not in behind and (flag in ("v", "i") or word in CLOSING_DEEDS)
    if not told or not before.endswith(("其中", "有")):
        return ""
    noun = things.removeprefix(verbs_ahead(things))
    return f"{behind}的{noun if len(noun) >= BARE_NOUN else things}"


def whole_of(behind: str, within: str, unit: str) -> str:
    """The things of which a part is told right behind in the same ``unit`` (80项|攻坚事项|完成60项); ``behind`` as it is where none is."""
    part = re.match(rf"\d[\d.]*{re.escape(unit)}", within[len(behind) :]) if within.startswith(behind) else None
    return _OF_WHICH.sub("", behind) or behind if part else behind


def part_of(things: str, before: str) -> str:
    """The part of the things that was done (80项攻坚事项|完成|60项), or empty."""
    deed = (
        re.sub("^中?(?:已经?|仍|共)*", "", before.removeprefix(things)) if things and before.startswith(things) else ""
    )
    return f"{deed}的{things}" if only_deeds(deed) and not deed.endswith("有") else ""


def only_things(text: str) -> bool:
    """Whether a text names things and does not tell what they do (特色园区, not 企业投产)."""
    words = tags_of(text)
    return words[0][1] != "v" and words[-1][1][:1] == "n" and not split_predicate(text, "")[1]


_OF_WHICH = re.compile(f"中?(?:(?:已经?|仍|共|有|{LIGHT}|{DEED}|整改)+)$")


def done_to(before: str, behind: str) -> str:
    """What is done to the things counted, or for them, where a preposition stands in front of a figure; empty where none does."""
    whose = _TO_WHOM.search(before)
    if whose and (done := _DONE_TO.fullmatch(behind)):  # 对全县|38处|矿山进行治理
        return whose[1] + done[1] + done[2]
    lead = opened(before).rest
    served = _DONE_FOR.fullmatch(lead + behind.rstrip("。 ")) if "为" in before else None  # 免费为|3万名|老人提供服务
    return served.group() if served and len(served.group()) <= _LONGEST else ""


_LONGEST = 30
_DONE_TO = re.compile("([^，,]{2,16}?)(?:进行|实施|开展)(?:了)?([^，,]{2,8})")
_TO_WHOM = re.compile("(?<![针应面])对([^，,对\\d]{0,8})$")
_DONE_FOR = re.compile(
    "[^，,、]{0,6}(?<![变作成称命改认])为[^，,]{2,30}?(?:提供|发放|开展|实施|办理|追回|解决|减免|购买|配备|安装|建设|送)(?!的)[^，,]{2,}"
)
