"""What later clauses leave unsaid: the noun phrase that a clause before speaks of, and a name without what hangs on at either side."""

from __future__ import annotations

import re

from index.clauses import CLAUSE_END
from index.deeds import DONE, opened, tags_of
from index.predicates import BARE_NOUN, opens_predicate, split_predicate
from index.reading.headings import heading_mark

TRAILING = re.compile(
    r"(?:[各至的]|(?<=..)了|(?<=..)(?:(?<![初高])中)?(?:已|共|约|只|就|仍|还|尚|合计|总计|现|已经)*(?<![国所私享持拥特专公具含稀占])有|(?<!公)共|(?<![节合签预])约|(?<![统设审会预累合])计|(?<![行作])为|(?<![存潜内所])在"
    r"|(?<=.)(?:目标|累计|总计|合计|完成|共计|分别|同比|预期|实现|年均|有望|可望|力争|确保|预计|将?迈[上过]|跨越|跨过|连跨|(?<!人)平?均|都|持续|保持|[与同][^，,与同]{2,12}相比|全部|一直|统一|年内|首次|去年|今年|上年|[上下]半年|"
    r"第?[一二三四]季度|前三季度|连续[一二三四五六七八九两\d]+年|"
    r"(?:比|较)[^，,比较]{0,8}(?:[年初末底期]|以[往前]|“[^”]*”)|在[^，,在]{2,16}(?:基础上|情况下|形势下)(?:又|再)?|(?<![一二三四五六七八九十〇])[五三十]年|(?:将|拟|新)?安排|要|再|又|将|拟?按|拟|已|(?<![许认])可|继续|(?:平均)?每年|年平均|比去年|比上年|比?(?:\d{4}|[一二三四五六七八九〇○零]{4})年))+$"
)


def tidy(name: str) -> str:
    """A name without what hangs on at either side, and without marks of notes."""
    name = without_notes(name)
    name = name.strip(" \u3000，,、：:；;。—")
    bare = TRAILING.sub("", _BEFORE_TIME.sub("", name))
    name = bare if len(bare) > 1 else name  # 主要目标 is more than 主
    return "" if name in ("累计", "总计", "合计", "共计") else name + "比" if name.endswith("占") else name


def without_notes(text: str) -> str:
    """A text without marks of notes."""
    return _NOTE.sub("", text)


_BEFORE_TIME = re.compile(r"^.*(?<!比)(?<!较)(?:19|20)\d\d年[底末]?(?=[\u4e00-\u9fff]{3})(?![度代版级期底末])")
"""What stands in front of a time is no part of a name (国际竞争力增强2005年|服务业比重)."""
_NOTE = re.compile(r"\^?[\[［〔【]\d{1,2}[\]］〕】]|[①-⑳㉑-㉟㊱-㊿]")


def topic_of(spoken: str) -> str:
    """The noun phrase that opens the last clause of ``spoken``: what 增长5% without a subject speaks of."""
    for clause in reversed([c for c in CLAUSE_END.split(spoken) if c.strip()]):
        lead = opened(clause)
        noun, _ = split_predicate(lead.rest, "")
        if len(noun) >= BARE_NOUN - 1 and not _NO_TOPIC.search(clause) and tags_of(noun)[0][1] != "v":
            return tidy(lead.rest if _is_noun(lead.rest) else noun)
    return ""


def thing_headed(heading: str) -> str:
    """What a run-in heading that tells a deed (改造农村危房。 燃气软管更换。) says that something is done to; empty for any other."""
    line = heading.strip(" \u3000。：:*#")
    mark = heading_mark(line)
    lead = opened(line[mark.end :] if mark else line)
    thing = DONE.sub("", lead.rest)
    told = (lead.deed or thing != lead.rest) and 1 < len(thing) < LONG_NAME
    return thing if told and not re.search(r"\d|[,，、]|的$", thing) else ""


def _is_noun(clause: str) -> bool:
    """Whether a clause is a noun, whatever verbs stand in it (国有控股工业企业)."""
    words = tags_of(clause)
    told = opens_predicate(clause) or any(flag == "d" for _, flag in words)
    return words[-1][1][:1] == "n" and len(clause) < LONG_NAME and not told


def sector_of(spoken: str) -> str:
    """The branch of the economy that was named last as the subject of a clause, or as what is to be built up: what a bare 产值 is that of."""
    for clause in reversed([c for c in CLAUSE_END.split(spoken) if c.strip()]):
        lead = opened(_BUILT_UP.sub("", clause.strip("—－ \u3000")))
        rest = lead.rest.rsplit("的", 1)[-1] if lead.deed else lead.rest  # 打造具有影响力的新能源产业集群
        match = _SECTOR.match(_BUILT_UP.sub("", rest))
        words = tags_of(match.group()) if match else []
        if match and words[0][1] != "v" and not any(flag[:1] in "pdcr" for _, flag in words):
            return match.group()
    return ""


_AWARDED = re.compile("(?:入选|获评|获批|被?认定为)(?:为)?(?P<title>[^,，、]{4,16})$")
_BUILT_UP = re.compile("^(?:加快|大力)*(?:发展|壮大|做[大强优]|培育|建成|打造|推动|提升)+")
_SECTOR = re.compile(
    "[^,，;；。、]{0,10}(?:(?<=..)产业集群|(?<=..)产业|制造业|建筑业|旅游业|物流业|加工业|养殖业|种植业|(?:数字|低空|海洋|银发|冰雪|林下)经济)(?!园|链|基地|工人|[化政投带区结社总体运])"
)
LONG_NAME = 18
_NO_TOPIC = re.compile(r"\d|^[在为把对按]|^(?:通过|按照|根据)")


def last_clause(spoken: str) -> str:
    """The clause in front, where it has no figure."""
    last = next((clause for clause in reversed(CLAUSE_END.split(spoken)) if clause.strip()), "")
    return "" if re.search(r"\d", last) else last


def subject_between(passed: str) -> str:
    """The noun phrase that opens the last of the clauses without figures between two with; empty where it opens with anything else."""
    opening = [clause for clause in CLAUSE_END.split(passed) if clause.strip()][-1:]
    if not opening or _NO_TOPIC.search(opening[0]) or not re.match("[nab]|vn", tags_of(opening[0])[0][1]):
        return ""
    if award := _AWARDED.search(opening[0]):  # 甲、乙、丙入选国家级产业集群,总数达到9个
        return tidy(award["title"])
    if _is_noun(opening[0]) and "、" not in opening[0] and tags_of(opening[0])[0][1] != "vn":
        return tidy(opening[0])
    noun, predicate = split_predicate(opening[0], "")
    return tidy(noun) if predicate and len(noun) >= BARE_NOUN else ""
