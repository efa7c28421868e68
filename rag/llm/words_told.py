"""Whether a claim's words stand in its source: time, tense, names, direction, negation, and nothing that is no plain text."""

from __future__ import annotations

import re

from index.document import Scope
from index.units import listed
from index.words import tagged

# --- plain text ----------------------------------------------------------------------------------------------------

_MARKUP = re.compile(
    r"https?:|www\.|[a-z0-9-]+\.(?:com|cn|org|net|gov|io|html?)\b|[<>`{}|\\]|\]\s*\(|!\[|\*\*|^#|javascript:|data:|@|[\x00-\x08\x0b-\x1f\x7f]"
    r"|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]",
    re.I,
)
LONGEST = 240
"""Characters of one claim; a longer one is no sentence."""


def markup_problem(text: str) -> str | None:
    """A link, image, tag, code, control character or direction mark; or a text too long to be a sentence."""
    found = _MARKUP.search(text)
    return found.group() if found else ("too long" if len(text) > LONGEST else None)


# --- time ----------------------------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOW, _BEFORE = re.compile("今年|本年度?|当年"), re.compile("去年|上年|上一年")
_OTHER_TIME = re.compile(
    "明年|后年|前年|上半年|下半年|年底|年末|年初|年内|[一二三四]季度|“?十[一二三四五]五”?|近[一二两三四五]年|过去[一二两三四五]年|[一二两三四五]年来|每年|每月|月底|春节|国庆"
)
_AGAINST = re.compile("[比较于]$")


def time_problem(claim: str, said: str, scope: Scope | None) -> str | None:
    """A year or a word of time that is neither the source's scope nor in its words."""
    own = _years(scope)
    for match in _YEAR.finditer(claim):
        year = match.group()
        compared = bool(_AGAINST.search(claim[: match.start()]))
        if year in own and not compared:
            continue
        if not _stands_alike(claim, match, said):
            return year
    for pattern, kind in ((_NOW, "target"), (_BEFORE, "actual")):
        if said_of := pattern.search(claim):
            told = scope is not None and scope.kind == kind and scope.first_year in (None, scope.year)
            if not told and said_of.group() not in said:
                return said_of.group()
    known = said + _period(scope)
    return next((m.group() for m in _OTHER_TIME.finditer(claim) if m.group().strip("“”") not in known), None)


def _period(scope: Scope | None) -> str:
    """Names of a span of years: 五年来 for any five, 十四五 too for 2021 to 2025; empty where the scope is one year."""
    first, last = (scope.first_year or scope.year, scope.year) if scope else (0, 0)
    number = (first - 1951) // 5
    years = "一两三四五六七八九十"[last - first : last - first + 1] if last > first else ""
    named = f"{years}年来 近{years}年 过去{years}年 " if years else ""
    fits = last - first == 4 and first % 5 == 1 and 11 <= number <= 19
    return named + (f"十{'一二三四五六七八九'[number - 11]}五" if fits else "")


def _years(scope: Scope | None) -> frozenset[str]:
    """The years a claim may give as its time; of a span, its first and last."""
    return frozenset() if scope is None else frozenset({str(scope.year), str(scope.first_year or scope.year)})


def _stands_alike(claim: str, match: re.Match[str], said: str) -> bool:
    """Whether the source has the year with the same character before it (比2020年, 到2025年), or opens with it."""
    before = claim[match.start() - 1 : match.start()]
    return any(
        said[max(0, m.start() - 1) : m.start()] == before or m.start() == 0
        for m in _YEAR.finditer(said)
        if m.group() == match.group()
    )


# --- tense ---------------------------------------------------------------------------------------------------------

_DONE = re.compile(
    "已经?|[\u4e00-\u9fff]了(?![解望如])|如期|顺利|圆满|超额|实际(?:完成|达到|增长|为)|完成情况|提前完成|同比(?=增长|下降)|(?:全年|累计)(?:完成|实现)"
)
_TO_DO = re.compile(
    "计划|目标|预期|力争|争取|(?<![即必])将(?![军领])|拟|打算|安排|确保|预计|规划|有望|(?<![主需重必首纪摘提只还简概])要(?![求素点闻塞是件])|准备|希望|努力|任务"
)


def tense_problem(claim: str, said: str, scope: Scope | None) -> str | None:
    """A promise told as done or a result told as promised; a promise must be told as one."""
    done = next((m.group() for m in _DONE.finditer(claim) if not _in_place(claim, m, said)), None)
    to_do = list(_TO_DO.finditer(claim))
    if scope is not None and scope.kind == "target":
        return done or (None if to_do else "no word of plan")
    promised = next((m.group() for m in to_do if not _in_place(claim, m, said)), None)
    return promised if scope is not None else done or promised


def _in_place(claim: str, match: re.Match[str], said: str) -> bool:
    """Whether the source has the word with the same character before or behind it (行动计划, but not 计划出台)."""
    start, end = match.span()
    return claim[max(0, start - 1) : end] in said or (end < len(claim) and claim[start : end + 1] in said)


# --- direction and negation ----------------------------------------------------------------------------------------

_OPPOSITES = (
    ("增长|增加|提高|提升|上升|上涨|扩大|上调|加快|增强|加大|攀升|新增|增幅|增速|涨", "下降|降低|减少|回落|下滑|下跌|缩小|下调|放缓|减弱|压减|压缩|缩减|收窄|降幅|降"),
    ("新建|建设|建成|开工|设立|新增|开通|启用|投用", "拆除|关闭|关停|停建|撤销|停工|停用|取消"),
    ("支持|鼓励|促进|推动|推进|加强|强化", "限制|禁止|反对|阻止|削弱|停止|放弃|叫停|暂缓"),
    ("高于|快于|多于|优于|超过|超", "低于|慢于|少于|劣于|不足|不及"),
    ("放宽|放开|扩围", "收紧|从严"),
    ("上线|引进|吸引", "下线|退出|流失"),
)  # fmt: skip
_PAIRS = tuple((re.compile(a), re.compile(b)) for a, b in _OPPOSITES)


def direction_problem(claim: str, said: str) -> str | None:
    """A word of one direction where the source has only words of the other, or none of its kind."""
    for up, down in _PAIRS:
        for one, other in ((up, down), (down, up)):
            told = one.search(claim)
            if told and not one.search(said) and other.search(said):
                return told.group()
            if told and one is down and not one.search(said):
                return told.group()
            if told and _swapped(claim, said, one, other):
                return told.group()
    return None


def _swapped(claim: str, said: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether a word stands beside this direction here and beside the opposite there (降低成本 told as 提高成本)."""
    for match in one.finditer(claim):
        before = re.escape(claim[max(0, match.start() - 2) : match.start()])
        if len(before) > 1 and not re.search(f"{before}(?:{one.pattern})", said):
            if re.search(f"{before}(?:{other.pattern})", said):
                return True
        neighbour = re.match("[了到至约近超]*([\u4e00-\u9fff]{2})", claim[match.end() :])
        if neighbour is None:
            continue
        word = neighbour.group(1)
        here = re.search(f"(?:{one.pattern})[了到至约近超]*{word}", said)
        if not here and re.search(f"(?:{other.pattern})[了到至约近超]*{word}", said):
            return True
    return False


_NOT = re.compile(
    "不再|不得|不能|不会|没有|并未|并非|尚未|从未|未能|未|没|禁止|严禁|无需|无法|拒绝|不(?![断仅但同少低高超足到及忘])|无(?![人线偿障缝锡])|非(?![遗常洲公])"
)
_KNOWN_NOT = re.compile("不再|不得|不能|不会|没有|并未|并非|尚未|从未|未能|未|没|禁止|严禁|无需|无法|拒绝|不|无|非")


def negation_problem(claim: str, said: str) -> str | None:
    """A negation the source does not have, or one of the source's that the claim leaves out."""
    for match in _NOT.finditer(claim):
        behind = claim[match.end() : match.end() + 2]
        if match.group() + behind[:1] not in said:
            return match.group() + behind
    for match in _NOT.finditer(said):
        denied = said[match.end() : match.end() + 2]
        at = claim.find(denied) if len(denied) == 2 and re.fullmatch("[\u4e00-\u9fff]{2}", denied) else -1
        if at >= 0 and said.count(denied) == 1 and not _KNOWN_NOT.search(claim[max(0, at - 3) : at]):
            return f"{match.group()}{denied}"
    return None


# --- names and words of content ------------------------------------------------------------------------------------

_GENERIC = frozenset(
    listed(
        "目标 计划 情况 方面 数量 总数 总量 指标 全区 全年 文件 内容 工作 任务 规模 水平 比例 数字 数据 其中 同时 个数 名称 措施 举措 "
        "要求 重点 预期 增速 增幅 涨幅 降幅 增长率 比重 占比 金额 总额 面积 长度 时间 期间 年度 结果 成效 政府 报告 完成 实现 年份 方式 领域 "
        "本区 本市 我区 我市 当地 地区 该区 该市 区里 市里 数 量 个 项 年 月 日 人 工程 项目 事项 具体 主要 方向 原文 资料 句子 实际 之一"
    )
)
"""Nouns that name nothing by themselves."""
_SAME = (
    ("gdp", "地区生产总值", "国内生产总值", "生产总值"),
    ("保障性住房", "公共住房", "保障房"),
    ("社零", "社会消费品零售总额"),
    ("病床", "床位"),
    ("幼儿园", "幼儿园学校"),
    ("百分点", "%"),
)  # fmt: skip
_DEGREE = re.compile(
    "[\u4e00-\u9fff]?(?:第一|首位)|[国省市区县州圳球界湾]?首[个支条次家批创座张]|最[大高多好快优早强]|唯一|全部|所有|仅|只有|大幅|超额|提前|率先|领先|全覆盖|突飞猛进|史上|空前|免费|强制|必须|永久|至少|最多"
)
"""Words that raise a claim: they must be the source's own."""
_UNSUPPORTED = 0.34
"""Largest share of a claim's content characters, names aside, that the source need not have."""
_JOINING = "ucpyerfqd"
"""First letters of the tags of words that say nothing of their own."""
_CLAUSES = re.compile("[^,;:、。]+")
_LATIN = "[a-z][a-z0-9_]*"
_NAMING = (
    "n",
    "nr",
    "ns",
    "nt",
    "nz",
    "nrt",
    "nrfg",
    "eng",
    "x",
    "i",
    "l",
    "j",
    "vn",
    "s",
    "b",
    "an",
    "ng",
    "t",
    "tg",
    "m",
)


def name_problem(claim: str, said: str, context: str) -> str | None:
    """A name or noun that neither the source nor what stands above it has, a word of degree of the claim's own, or too much else."""
    known = f"{said}\n{context}".lower()
    if match := next((m for m in _DEGREE.finditer(claim) if m.group() not in known), None):
        return match.group()
    for quoted in re.findall('[“《「"]([^”》」"]{2,})[”》」"]', claim):
        if quoted.lower() not in known:
            return quoted  # type: ignore[no-any-return]
    latin = {*re.findall(_LATIN, known), *("gdp" for name in _SAME[0] if name in known)}
    if strange := next((word for word in re.findall(_LATIN, claim.lower()) if word not in latin), None):
        return strange  # type: ignore[no-any-return]
    if idle := next((clause for clause in _CLAUSES.findall(claim.lower()) if _says_nothing(clause, known)), None):
        return idle  # type: ignore[no-any-return]
    total = foreign = 0
    for word, flag in tagged(claim.lower()):
        if not re.search("[\u4e00-\u9fff]", word) or flag[0] in _JOINING or len(word) < 2:
            continue
        total += len(word)
        if _supported(word, known):
            continue
        if flag in _NAMING and word not in _GENERIC and not re.search(r"\d", word):
            return word
        foreign += len(word) if word not in _GENERIC else 0
    if not total:
        return "nothing said"
    return f"{foreign}/{total}" if foreign / total > _UNSUPPORTED else None


def _says_nothing(clause: str, known: str) -> bool:
    """Whether no character of a clause stands in the source, nor is a word that joins or names nothing by itself."""
    characters = re.findall("[\u4e00-\u9fff]", clause)
    if not characters or any(character in known for character in characters):
        return False
    return not any(word in _GENERIC or flag[0] in _JOINING for word, flag in tagged(clause))


def _supported(word: str, known: str) -> bool:
    """Whether the word stands in the source, in one piece, in pieces of two characters and more, or under another name."""
    if word in known or any(word in same and any(other in known for other in same) for same in _SAME):
        return True
    return any(word[:i] in known and word[i:] in known for i in range(2, len(word) - 1))
