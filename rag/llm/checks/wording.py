"""Whether the words of a claim are its source's: nouns, names, places, degrees, directions and negations."""

from __future__ import annotations

import re
from functools import lru_cache

from index.words import tagged, usual_tag
from rag.llm.checks.families import (
    CAUSE,
    COMPARISONS,
    DEGREE,
    GLUE,
    LEVELS,
    OPPOSITES,
    SAME,
    SOFT,
    STAGES,
)
from rag.places import is_city

# --- words of weight -----------------------------------------------------------------------------------------------

_JOINING = "ucpyerfqdmt"
"""First letters of the tags of words that say nothing of their own."""
_NAMING = frozenset("n nr ns nt nz nrt nrfg eng x l j vn s b an ng".split())
_BEFORE, _BEHIND = (
    "要将已均还再各该本所在新向由给把被从对与跟又",
    "要将已均还再出到成好完入者化率型类性区市县省年度级数量额业上中下内等的地得了着过较比又",
)
_TAILS = "要将均都也已"
"""What segmentation leaves on the word before."""
_NEGATING = "非未无没"


_EMPTY = re.compile("[是从在的为将把让由对与和及等至到了也均各有并被还再又已所可会要能共达约近超上作]+")


_SPACED = re.compile(
    "这[个一](?:数字|比例|比重|占比|指标)|[#0-9.%]+年?|[年月][底末]前?|(?<=[率额数量值])为|[约近超逾达满足]+(?=#)|(?<=中)共(?=[获取实完投建])|计划|目标|预计|力争|准备(?!金)|打算|拟(?![定合人态])"
    "|(?<![占同环对相评])[较比](?:上一?年|去年|前年|以前|年初|同期|此前|之前|$)(?:同期)?|已经?|超过|突破|如期|按期|按时|[中里内]?(?:排[到在名]|位列|名列|位居)"
)
"""What segmentation would join with its neighbours: words of time, bound and rank, which other checks hold."""


@lru_cache(maxsize=8192)
def weighty(text: str) -> tuple[tuple[str, bool], ...]:
    """The words of a text that say something by themselves, in order, and whether each is a noun or name."""
    found: list[tuple[str, bool]] = []
    last = ""
    for word, flag in tagged(re.sub(_SPACED, " ", text.lower())):
        before, last = last, word
        chinese = re.search("[\u4e00-\u9fff]", word)
        if len(word) == 1 and flag in ("n", "zg") and word not in _BEHIND and found and found[-1] == (before, True):
            found[-1] = (before + word, True)
            continue
        if (
            not chinese
            or flag[0] in _JOINING
            or flag == "ad"
            or len(word) < 2
            or word in GLUE
            or (len(word) == 4 and word[:2] in GLUE and word[2:] in GLUE)
            or LEVELS.fullmatch(word)
            or _EMPTY.fullmatch(word)
        ):
            continue
        found.append(
            (
                before + word if before in tuple(_NEGATING) else word,
                (flag in _NAMING and word not in SOFT) or is_city(word),
            )
        )
    return tuple(found)


def nouns(text: str) -> list[str]:
    """The nouns and names among the :func:`weighty` words of a text."""
    return [word for word, naming in weighty(text) if naming]


def stands(word: str, known: str) -> bool:
    """Whether a word stands in a text other than behind 非 or 未."""
    at = known.find(word)
    while at >= 0:
        if known[at - 1 : at] not in _NEGATING or at == 0:
            return True
        at = known.find(word, at + 1)
    return False


def backed(word: str, known: str) -> bool:
    """Whether a word stands in a text, in one piece or in pieces, under another name, or but for an affix (使用者, 使用)."""
    if stands(word, known):
        return True
    for same in SAME:
        for name in same:
            if name in word and any(stands(word.replace(name, other, 1), known) for other in same):
                return True
    if any(re.fullmatch(family.pattern, word) and re.search(family.pattern, known) for family in STAGES):
        return True
    lines = known.splitlines()
    if any(_in_pieces(word[:i], word[i:], line) for line in lines for i in range(2, len(word) - 1)):
        return True
    if len(word) >= 3 and any(
        stands(part, known)
        for part in (word[1:] if word[0] in _BEFORE else "", word[:-1] if word[-1] in _BEHIND else "")
        if part
    ):
        return True
    if len(word) == 2 and word[1] in _TAILS and word[0] in known:
        return True
    if len(word) > 3 and word[-2:] in GLUE and backed(word[:-2], known):
        return True  # 参保人数, 播种面积
    if len(word) == 4 and any(
        stands(other, known) for other in (word[0] + word[2], word[0] + word[3], word[2:] + word[:2])
    ):
        return True  # 减轻负担, 减负; 建设项目, 项目建设
    return shortens(word, known)


@lru_cache(maxsize=512)
def _cut(known: str) -> tuple[str, ...]:
    return tuple(word for word, _ in tagged(known[:2000]))


_APART = 3
"""Words from the first that an abbreviation takes a character of to the next."""


def shortens(word: str, known: str) -> bool:
    """Whether a word of two characters has those that two words near each other begin or end with (供地, 供应土地; 研发, 研究与试验发展)."""
    if len(word) != 2 or word[0] not in known or word[1] not in known:
        return False
    words = _cut(known)
    return any(len(w) > 3 and w[0] == word[0] and word[1] in w[2:] for w in words) or any(
        first[0] == word[0]
        and len(first) > 1
        and any(len(w) > 1 and word[1] in (*w[::2], w[-1]) for w in words[i + 1 : i + 1 + _APART])
        for i, first in enumerate(words)
    )


_NEAR = 12
"""Characters between the two pieces of a word at most."""


def _in_pieces(first: str, last: str, line: str) -> bool:
    """Whether a line has the pieces of a word in their order and near each other (医疗中心 in 医疗救治中心)."""
    at = line.find(first)
    while at >= 0:
        if stands(last, line[at + len(first) : at + len(first) + _NEAR + len(last)]):
            return True
        at = line.find(first, at + 1)
    return False


def strange_words(text: str, known: str) -> list[tuple[str, bool]]:
    """The weighty words of a text that another does not back."""
    return [(word, naming) for word, naming in weighty(text) if not backed(word, known)]


def another_word(word: str, text: str, known: str) -> bool:
    """Whether a word of the claim's own is a common noun that does not stand where the source has another between the same words (推进小学建设
    for 推进幼儿园建设)."""
    if usual_tag(word) not in _COMMON or is_city(word):
        return False
    at = text.find(word)
    before, behind = text[max(0, at - 2) : at], text[at + len(word) :][:2]
    return at >= 0 and not re.search(f"{re.escape(before)}[\u4e00-\u9fff]{{1,6}}{re.escape(behind)}", known)


_COMMON = frozenset("n vn an l i b d v a t s f".split())


# --- markup --------------------------------------------------------------------------------------------------------

_MARKUP = re.compile(
    r"https?:|www\.|[a-z0-9-]+\.(?:com|cn|org|net|gov|io|html?)\b|[<>`{}|\\]|\]\s*\(|!\[|\*\*|^#|javascript:|data:|@|[\x00-\x08\x0b-\x1f\x7f]"
    r"|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\u20e3\ud800-\udfff]",
    re.I,
)
LONGEST = 400
"""Characters of one claim; a longer one is no sentence."""


def markup_problem(text: str) -> str | None:
    """A link, image, tag, code, control character, half a character or direction mark; or a text too long to be a sentence."""
    if len(text) > LONGEST:
        return "too long"
    found = _MARKUP.search(text)
    return ascii(found.group()) if found else None


# --- names ---------------------------------------------------------------------------------------------------------

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.\d+)?")


def latin_problem(text: str, known: str) -> str | None:
    """A word in Latin letters that the source does not have as a whole (II is not III)."""
    have = {word.lower() for word in _LATIN.findall(known)}
    strange = (word for word in _LATIN.findall(text) if word.lower() not in have)
    return next((word for word in strange if not _by_another_name(word.lower(), known)), None)


def _by_another_name(word: str, known: str) -> bool:
    """Whether a text names what a word does (生产总值 for gdp)."""
    return any(word in same and any(other in known for other in same) for same in SAME)


# --- degree, direction, negation -----------------------------------------------------------------------------------


def degree_problem(text: str, known: str) -> str | None:
    """A word of degree of the claim's own."""
    for match in DEGREE.finditer(text):
        word = match.group()
        if (word[0] == "最" and _UTMOST.search(known)) or (word == "只有" and "唯一" in known):
            continue
        if word[-2:-1] == "首" and _FIRST.search(known):
            continue
        if (_WHOLLY.fullmatch(word.lstrip("的")) and _WHOLLY.search(known)) or (word == "全部" and "全面完" in known):
            continue
        if word not in known and not (len(word) > 2 and word[1:] in known and word[0] not in "国省市区县"):
            return word
    return None


_UTMOST = re.compile("第1(?!\\d)|新高|最[高多快大]|领跑|居首")
_FIRST = re.compile("零的突破|零”?的?突破|历史性")


_WHOLLY = re.compile("全部|所有|全覆盖|悉数|全数|[均皆]|100%|清零")
"""One way of saying that nothing is left out for another."""


def cause_problem(text: str, known: str) -> str | None:
    """A word of cause where the source joins nothing so."""
    cause = CAUSE.search(text)
    return cause.group() if cause and not CAUSE.search(known) else None


_PAIRS = tuple(tuple(re.compile("|".join(side.split())) for side in pair) for pair in OPPOSITES)


_COMPARED = (
    ("高于", "多于", "高出", "快于", "优于", "超过", "超", "大于"),
    ("低于", "少于", "慢于"),
    ("持平",),
    ("相差",),
)
"""Words that compare in one way."""
_BOUNDING = re.compile("(?:高于|低于|多于|少于|大于|小于|超过|超|不足|不到)(?=\\d)(?!(?:19|20)\\d\\d年)")
"""In front of a figure these are its bounds, which are held with it."""


def direction_problem(text: str, known: str) -> str | None:
    """A word of one direction where the source has only words of the other, or that of a fall where it has none."""
    text, known = _BOUNDING.sub("", text), known.replace("城乡", "城镇,农村,城乡")
    found = COMPARISONS.search(text)
    if found and not any(found.group() in alike and any(word in known for word in alike) for alike in _COMPARED):
        return found.group()
    for up, down in _PAIRS:
        for one, other in ((up, down), (down, up)):
            told = one.search(text)
            near = bool(told and any(c in known for c in told.group()))
            if told and not one.search(known) and (other.search(known) or (one is down and not near)):
                return told.group()
    return _swapped(text, known)


_TURNS = (*_PAIRS, (re.compile("[由从]"), re.compile("[为至到成]")))
"""What may be told the other way round: directions, and from what to what."""
_LINKS = "了到至约近超"
_BESIDE = re.compile("[A-Z]+.|[\u4e00-\u9fff]{2}")


def _swapped(text: str, known: str) -> str | None:
    """A direction told of what stands in the source beside the opposite alone (提高成本 for 降低成本, 由III类变为IV类 for 由IV类变为III类)."""
    for one, other in (sides for pair in _TURNS for sides in (pair, pair[::-1])):
        for match in one.finditer(text):
            if text[match.end() : match.end() + 1].isdigit():  # which its figure is held to
                continue
            before, behind = text[: match.start()][-2:], _BESIDE.match(text[match.end() :].lstrip(_LINKS))
            beside = [(re.escape(before), "")] if len(before) == 2 else []
            beside += [("", f"[{_LINKS}]*{re.escape(behind.group())}")] if behind else []
            for first, last in beside:
                same = f"{first}(?:{one.pattern})(?:[和与、](?:{other.pattern}))?{last}"  # 城镇和农村居民
                turned = f"{first}(?:{other.pattern}){last}"
                if not re.search(same, known) and re.search(turned, known):
                    return match.group()
    return None


_NOT = re.compile(
    "不再|不得|不能|不会|没有|并未|并非|尚未|从未|未能|(?<!所)未(?!来)|没|禁止|严禁|无需|无法|拒绝|(?<!差)不(?![断仅但同少低高超足到及忘止等错]|落后)|无(?![人线偿障缝锡一到])|非(?![遗常洲公])"
)
_KNOWN_NOT = re.compile("不再|不得|不能|不会|没有|并未|并非|尚未|从未|未能|未|没|禁止|严禁|无需|无法|拒绝|不|无|非")


def negation_problem(text: str, known: str) -> str | None:
    """A negation the source does not have, or one of the source's that the claim leaves out."""
    for match in _NOT.finditer(text):
        denied = text[match.end() :].lstrip("能有")[:2]
        alike = len(denied) == 2 and re.search(f"(?:{_KNOWN_NOT.pattern})[能有]?{re.escape(denied)}", known)
        if not alike and match.group() + text[match.end() : match.end() + 1] not in known:
            return match.group() + text[match.end() : match.end() + 2]
    for match in _NOT.finditer(known):
        denied = known[match.end() : match.end() + 2]
        at = text.find(denied) if len(denied) == 2 and re.fullmatch("[\u4e00-\u9fff]{2}", denied) else -1
        if at >= 0 and known.count(denied) == 1 and not _KNOWN_NOT.search(text[max(0, at - 3) : at]):
            return f"{match.group()}{denied}"
    return None
