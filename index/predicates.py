"""Things that are the subject of their clause: where their noun ends and what they do begins (学校|实行集团化办学)."""

from __future__ import annotations

import itertools
import re

from index.deeds import ADVERBIAL, tags_of
from index.units import listed

_GENERIC = frozenset({"单位", "企业", "项目", "机构", "个人", "集体", "社区", "街道", "案例", "产品", "村", "区"})
_AWARDED = re.compile("(?:[荣]?获评为?|获批为?|被评为|被认定为|被确认为|认定为|获选为?)(?P<title>.+)|荣?获")
STANDING = re.compile(
    "[，,、]?(?:数量|总数|总量)?(?:位?居|处于|保持|跻身|走在|排名|规模)?(?:全国|全省|全市|全区|国内|国际|世界|全球|行业)"
    "(?:领先|前列|首位|第[一二三四五六七八九十\\d]+(?:位|名)?|先进(?![\u4e00-\u9fff]))|落地见效|就(?:能够?|可以?)(?=实现|达到|完成)"
)
"""A ranking behind the noun says nothing of what is counted, nor does what it is good for (6.5%的增速就能够实现…)."""
_PREDICATE_OPENS = frozenset(
    listed(
        "全部 均 已 首次 全面 都 率先 顺利 成功 正式 相继 陆续 建成 投用 落地 落户 申报 荣获 获 领先 投入使用 "
        "挂牌 入选 上线 开业 投产 完工 开工 竣工 脱贫 签约 达 顺利完成 全面完成"
    )
)
_IN_NOUNS = frozenset(listed("共建 共享 共同 协同 联合 联动 组织 示范 试点 举措 创新 改革 合作 服务 提案"))
"""Tagged as verbs, and part of a noun where a noun follows (川渝共建重点实验室)."""
_PREDICATE_TAGS = frozenset({"v", "p", "d", "zg", "vd"})
_DESCRIBES = re.compile("面向|针对|关于|涉及|用于")
CLOSING_DEEDS = frozenset(
    listed(
        "建成投产 建成投用 建成通车 建成运营 竣工投产 落地 投用 投入使用 落户 投产 开工 完工 竣工 上线 开业 挂牌 脱贫 运营"
    )
)
"""A phrase that ends in one of these has its predicate there, whatever verbs stand inside its noun."""
_PERSONS = re.compile("人口|人员|劳动力|儿童|家庭|群众|学生|群体|老人|患者|青年")
"""A verb right in front of these describes them: 农业转移人口."""
_DESCRIBED_PERSONS = re.compile(
    f"(?:未|无|返|离|失|脱|易|已)[^，,的]{{0,8}}?(?:{_PERSONS.pattern}|毕业生|学生)(?=[一-鿿]{{2}})"
)
"""离校未就业高校毕业生|就业."""


def split_predicate(phrase: str, examples: str) -> tuple[str, str]:
    """``学校实行集团化办学`` as 学校 and 实行集团化办学.

    The last of the ``examples`` in front ends in the noun that is counted (市第二儿童医院等4家医院|主体结构全部完成).
    """
    if not phrase:
        return "", ""
    described = phrase.rfind("的") + 1
    describes = _DESCRIBES.match(phrase) or (described and tags_of(phrase)[0][1][0] in "vpa")
    if describes and 0 < described < len(phrase):  # 面向真实用户的|配送航线落地
        head, predicate = split_predicate(phrase[described:], examples)
        return phrase[:described] + head, predicate
    if size := _AT_LEAST.match(phrase):  # 超亿元工业项目|建成投运
        head, predicate = split_predicate(phrase[size.end() :], examples)
        return size.group() + head, predicate
    head = ""
    words = [*tags_of(phrase), ("", "")]
    if words[0][1] in ("v", "p") or phrase.startswith("在"):
        return phrase, ""
    if words[-2][0] in CLOSING_DEEDS and not any(word[0] == "在" or flag == "p" for word, flag in words[:-1]):
        last = len(words) - 2
        while last > 1 and (
            words[last - 1][0] in _PREDICATE_OPENS or words[last - 1][1] in "dtx" or words[last - 1][0] == "基本"
        ):
            last -= 1
        head = "".join(word for word, _ in words[:last])
        return head, phrase[len(head) :]
    sure = opens_predicate(phrase)
    if sure and not _PREDICATE_BEFORE.search(phrase[: sure.start()]):
        head = _BEFORE_A_VERB.sub("", phrase[: sure.start()])
        return head, phrase[len(head) :]
    for (word, flag), (after, _) in itertools.pairwise(words):
        opens = (
            (flag in _PREDICATE_TAGS and word not in _IN_NOUNS)
            or word in _PREDICATE_OPENS
            or (word[0] == "在" and len(word) > 1)
        ) and not _THING.fullmatch(word)
        of_persons = (
            _PERSONS.match(after) or _DESCRIBED_PERSONS.match(phrase, len(head)) or after.startswith(("类", "型"))
        )
        if head and opens and not head.endswith("的") and not of_persons:
            break
        head += word
        if len(head) >= 2 and examples.endswith(head):
            break
    while (
        len(tags := tags_of(head)) > 1
        and (tags[-1][1] in ("ad", "an", "a") or tags[-1][0] in ("基本", "零", "多次"))
        and head != phrase
    ):  # 矿山企业|安全复工复产
        head = head.removesuffix(tags[-1][0])
    if _OF_DEEDS.search(phrase) and not _THING.search(head):  # 灾后|恢复重建项目 is one noun
        return phrase, ""
    return head, phrase[len(head) :]


_OF_DEEDS = re.compile("[^了的在]{2}(?:项目|工程|任务|行动|试点|措施|事项|业务|手续|政策|案例)$")
_THING = re.compile("[目业区点院校村镇县户家人司社心站会区所台厂店市队室园馆员师生]$")
_AT_LEAST = re.compile("(?:超|过|达)?[\\d.十百千万亿]+(?:美?元(?:以上)?|[\u4e00-\u9fff]{1,3}?(?:及?以[上下]))(?=.)")


def opens_predicate(phrase: str) -> re.Match[str] | None:
    return _SURE_VERBS.search(phrase, 2) or _HOW_IT_GOES.search(phrase, 2)


_SURE_VERBS = re.compile(
    "(?:成为|获得|获评|获批|获国家|获省|入选|列入|纳入|跻身|进入|被评为|被认定为|通过)(?![率量额数度])"
)
"""Verbs that are no part of a noun: what stands before the first of them is the subject, though words in it may be verbs (改革创新成果获得推广)."""
_HOW_IT_GOES = re.compile(
    "(?:稳定|平稳|快速|较快|明显|大幅|扎实|稳步|加快|加速|有序|全面|顺利|深入|持续|逆势|普遍|整体|稳妥|积极|高效|如期|按期|有力|强力|大力|加力|梯次)[\u4e00-\u9fff]{2,4}$"
)
_BEFORE_A_VERB = re.compile("(?:集中|相继|陆续|首次|再次|双双|先后|批量|新|正式|一并|一次性)+$")
_PREDICATE_BEFORE = re.compile("[在被把将使让]|实现|完成|全部|顺利|成功|率先|已经?|均")


def told_by_deeds(phrase: str, examples: str) -> str:
    """The name of things that are the subject of their clause: 实行集团化办学的学校."""
    phrase = STANDING.split(phrase, maxsplit=1)[0] or phrase
    noun, predicate = split_predicate(phrase, examples)
    if not predicate or ADVERBIAL.fullmatch(predicate):
        return noun
    if (
        len(noun) < 2 or noun in PLACES or not any(flag[:1] in "nlijxsr" or flag == "vn" for _, flag in tags_of(noun))
    ):  # 稳定|脱贫 names nobody
        return phrase
    award = _AWARDED.match(predicate)
    if award and noun in _GENERIC and award["title"]:
        return award["title"]
    if any(flag[:1] in ("d", "c", "p") and word not in _JOINS for word, flag in tags_of(noun)):
        # 体育场馆免费或低收费|向市民开放 stays as it is written
        return phrase
    return f"{predicate}的{noun}"


PLACES = frozenset({"全球", "全国", "全省", "全市", "全县", "全区", "世界", "国际", "国内"})
_JOINS = frozenset("和与及、")
BARE_NOUN = 3
"""Characters: a noun no longer than this needs its predicate to say what is counted."""
