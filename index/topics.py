"""Run-in topics: the names that stand at the head of their text.

Plans print a topic's name in bold at the head of its text. Where the format keeps bold, the marks say so. In plain text the bold is lost;
what is left is a short sentence ("市场活力显著增强。") or, where even the full stop was bold and lost, nothing at all
("经济指标回稳向好地区生产总值达…"). Both are recovered here from the way officials write: see :func:`_is_topic` and :func:`_unmarked_topic`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.reading.source import Span
from index.words import tagged

LIST_ITEM = re.compile(r"[—－-]{2,}")
_TOPIC_MIN, _TOPIC_MAX = 6, 20
PACKED = 300
"""Characters: the only block below its heading, and longer than this, holds several topics one after the other."""
_NOT_IN_TOPIC = re.compile(r"[\d,，、;；:：%％]")
_EVENT = re.compile(
    "揭牌|启用|成立|开工|入选|获评|获批|荣获|落地$|完工|投用|投运|开业|上线|印发|出台|挂牌|签约|通车|竣工|会议|谢谢|代表|请予|审议"
)
"""A short sentence with one of these tells an event: it is text, not the name of a topic."""
_OPENS_TEXT = re.compile("我们|今年|去年|同时|这|在|完成|新增|建成|新建|做好|对|以|把|要|各")
"""A sentence that opens so goes on with the text above it."""
_PREDICATE = re.compile(
    "(?:回稳|稳中|持续|不断|稳步|有序|扎实|全速|纵深|深入|加快|加速|显著|日益|全面|明显|逐步|进一步|成效|活力|成色|精准|繁荣|协同)"
    "(?:向好|推进|深化|提升|增强|完善|发展|显现|凸显|改善|优化|拓展|壮大|夯实|见效|扩大|释放|迸发|有力|高效|显著|更足|提速|加快|向优)"
)
"""The four-character predicate that closes a topic in a report of work done: 显著增强, 回稳向好, 纵深推进."""
_LEAD = re.compile(
    "(?:提速提效|全力|积极|持续|全面|不断|加快|加速|大力|深入|深化|着力|高标准|高水平|高质量|高效率|高起点|优化|提升|塑造|织密|推进|推动|"
    "发展|打造|完善|加强|强化|夯实|健全|筑牢|做强|做优|激发|培育|扩大|坚持|构建|创新|聚力|聚焦|统筹|巩固|扎实|稳步)"
)
"""What opens a topic in a list of work to do: 提升医疗卫生实力, 全面提升城区建设品质."""
_PIVOT = re.compile("^(?:推动|确保|力争|促进|支持|鼓励|引导|帮助|推进|争取|加快推动|积极推动)")
"""These take a clause as object (推动…中心完成…), so a second verb after them opens no new sentence."""
_BODY_VERB = re.compile(
    "(?:深入推进|推进落实|新增|建成|完成|发布|新改扩建|实施|启动|推动|开展|推进|落实|引进|新建|国家|全市|全国|全省)"
)


_SERIES_ITEM = re.compile("[一二三四五六七八九十]是")
_ITEM_TOPIC = re.compile(r"[一二三四五六七八九十]是([^\d。；;]{6,40})。")
"""一是大力发展粮食生产，保障农产品供给。 with text behind it."""


def _is_topic(sentence: str) -> bool:
    """Whether a whole sentence is a run-in heading: short, closed by a full stop, no figure, no list, no event."""
    body = sentence.rstrip("。")
    return (
        sentence.endswith("。")
        and _TOPIC_MIN <= len(body) <= _TOPIC_MAX
        and not _NOT_IN_TOPIC.search(body)
        and not _EVENT.search(body)
        and "等" not in body
        and not _OPENS_TEXT.match(body)
    )


def known_topics(text: str, spans: Iterable[Span]) -> frozenset[str]:
    """Noun phrases that open a marked topic somewhere in the document (重点片区开发, 医疗卫生体系)."""
    found = set()
    for a, b in spans:
        match = _PREDICATE.search(text, a, min(b, a + _TOPIC_MAX))
        if match and match.start() - a >= 4:
            found.add(text[a : match.start()])
    return frozenset(found)


def _unmarked_topic(sentence: str, known: frozenset[str]) -> int | None:
    """Length of a topic that runs into its text with no mark between, or None.

    Three signs, each within the first clause: a closing predicate with more text behind it (经济指标回稳向好|地区生产总值…); an opening
    verb phrase followed by a second verb (提升…品质|新增…); a noun phrase that is a topic's subject elsewhere (…重点片区开发|北站…).
    """
    clause = re.split("[,，、;；:：。“]", sentence, maxsplit=1)[0]
    match = _PREDICATE.search(clause)
    if match and 8 <= match.end() <= 14:
        rest = clause[match.end() :]
        if len(rest) >= 4 and not rest.startswith(("的", "和", "与", "及", "到", "至", "达", "了", "为")):
            return match.end()
    if _LEAD.match(clause) and not _PIVOT.match(clause):
        match = _BODY_VERB.search(clause, 7)
        if match and match.start() <= 13 and _ends_in_noun(clause[: match.start()]):
            return match.start()
        for phrase in known:
            at = clause.find(phrase)
            if 0 < at <= 6 and at + len(phrase) + 4 <= len(clause):
                return at + len(phrase)
    return None


def _ends_in_noun(phrase: str) -> bool:
    """Whether jieba tags the last word as a noun (or a verb used as one); a topic's object ends so."""
    words = tagged(phrase)
    return len(words) >= 2 and words[-1][1].startswith(("n", "vn", "l")) and len(words[-1][0]) >= 2


def marked_topics(text: str, spans: Iterable[Span], heads: Iterable[Span]) -> list[tuple[str, list[Span]]]:
    """Group a block's sentences by the run-in headings (``heads``) its format marks."""
    names = {a: text[a:b].lstrip("—－- ").rstrip("。:： ") for a, b in heads}
    groups: list[tuple[str, list[Span]]] = [("", [])]
    for a, b in spans:
        name = next((name for start, name in names.items() if a <= start < b and not text[a:start].strip("—－- ")), "")
        if name:
            groups.append((name, []))
        groups[-1][1].append((a, b))
    return [(topic, members) for topic, members in groups if members]


def topics(text: str, spans: list[Span], known: frozenset[str], *, packed: bool) -> list[tuple[str, list[Span]]]:
    """Group a block's sentences by the run-in heading above them: [(topic, spans)], the heading's own span included.

    Only a ``packed`` block (one that holds all of its section's topics) has topics past its first sentence.
    """
    groups: list[tuple[str, list[Span]]] = [("", [])]
    dash = bool(spans) and bool(LIST_ITEM.match(text, spans[0][0]))
    for i, (a, b) in enumerate(spans):
        sentence = text[a:b]
        body = LIST_ITEM.sub("", sentence, count=1) if dash and i == 0 else sentence
        cut = _unmarked_topic(sentence, known) if packed else None
        item = _ITEM_TOPIC.fullmatch(sentence)
        if item and i + 1 < len(spans) and not _SERIES_ITEM.match(text, spans[i + 1][0]):
            groups.append((item.group(1), [(a, b)]))
            continue
        has_body = i + 1 < len(spans) and not _is_topic(text[slice(*spans[i + 1])])
        if _is_topic(body) and has_body and not cut and (packed or i == 0):
            groups.append((body.rstrip("。"), [(a, b)]))
            continue
        follows_topic = groups[-1][0] and len(groups[-1][1]) == 1
        if cut and not follows_topic:
            groups.append((sentence[:cut], [(a, a + cut), (a + cut, b)]))
            continue
        groups[-1][1].append((a, b))
    return [(topic, members) for topic, members in groups if members]
