"""Several things in one message, or one at several times or places, in one document or in several: each becomes a question of its own, is
searched for and read by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.catalog import DocumentSummary
from index.document import ScopeKind
from index.times import DocumentTime
from rag.candidates import Sentence
from rag.forms import Form
from rag.naming import FIVE_YEARS, Documents, newest, of_place, planned
from rag.question import Question
from rag.subject import NO_SUBJECT, QUANTITY, names_something, subject
from rag.time import (
    Span,
    TimeAsked,
    asks_fulfilment,
    base_of,
    is_yearly,
    time_asked,
    without_time,
)

MOST = 4
"""Things of one message that are answered."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked for, with its own candidates, best first."""

    asked: Question
    sentences: tuple[Sentence, ...] = ()


def things(asked: Question, form: Form, document: DocumentTime | None) -> tuple[Question, ...]:
    """What a message asks for one by one: its clauses, or one thing at each of the times it is wanted for; empty where it asks for one thing.

    ``document`` is the time of the one document that is asked, None of several.
    """
    if form == "several":
        return clauses(asked)
    if document is None or not (form in ("single", "compare") or (form == "list" and asks_quantity(asked))):
        return ()
    times = asked.time.wanted(document)
    base = bool(base_of(asked.plain)) or (not times and bool(_BOTH_YEARS.search(asked.plain)))
    if form == "compare" and is_yearly(document) and base and len(times) < 2:
        times = tuple((y, y) for y in (document.last_year, document.planned) if y)
    return tuple(_at(asked, time, document) for time in sorted(times)[:MOST]) if len(times) > 1 else ()


def clauses(asked: Question) -> tuple[Question, ...]:
    """The clauses of a message that ask for something, each in the time that the message names, and behind the one before where it names
    no thing itself; empty where fewer than two do."""
    pieces = [piece for p in _BETWEEN.split(asked.plain) if (piece := p.strip()) and not _is_empty(piece)]
    topic, pieces = _topic(pieces)
    if len(pieces) == 2 and not _ASKS.search(pieces[0].lower()) and not names_something(pieces[1]):
        return ()  # 农村污水治理率,海南今年要做到百分之几
    timed = sum(bool(time_asked(piece)) for piece in pieces) > 1  # 2007年报告说免学杂费,多少学生受惠 asks one thing
    if len(pieces) < 2 or sum(map(_is_asked if timed else _asks, pieces)) < 2:
        return ()
    found: list[Question] = []
    earlier = asked.read.removesuffix(asked.plain).strip()
    time = _time_of_all(asked, topic, pieces)
    for piece in pieces[:MOST]:
        own = time_asked(piece)
        time = own or replace(time, kind=own.kind or time.kind)
        behind = "" if names_something(piece) else without_time(found[-1].read) if found else earlier
        before = topic or behind
        read = f"{before} {piece}" if before else f"{piece}?"
        found.append(replace(asked, plain=piece, read=read, resolved=read, time=time))
    return tuple(found)


def _time_of_all(asked: Question, topic: str, pieces: Sequence[str]) -> TimeAsked:
    """The time of the clauses that stand in front of the first that names one: the conversation's, or what the message says without
    asking by it; beside a clause about the past (去年建了几公里) what is asked without a time is asked of this year."""
    said = time_asked(asked.plain)
    if not said or asked.language == "en":  # which names its time at the end
        return asked.time
    framing = (time_asked(piece) for piece in (topic, *pieces) if not _asks(piece))
    present = TimeAsked(offsets=(0,)) if said.offsets and max(said.offsets) < 0 and not said.years else TimeAsked()
    return next((time for time in framing if time), present)


def _is_asked(piece: str) -> bool:
    """Whether a piece asks, or turns to another time, and does not only tell who asks (刚毕业在亳州找活干)."""
    return _asks(piece) or bool(time_asked(piece))


def _asks(piece: str) -> bool:
    return bool(_ASKS.search(piece.lower()) or QUANTITY.search(piece.lower()))


def _topic(pieces: list[str]) -> tuple[str, list[str]]:
    """The clause that a message opens with without asking anything (农村困难老人集中供养,去年新增多少,今年呢), and the clauses that ask."""
    if len(pieces) > 2 and not _ASKS.search(pieces[0].lower()):
        by_time = not time_asked(pieces[0]) and all(map(time_asked, pieces[1:]))
        if by_time or not QUANTITY.search(pieces[0].lower()):
            return pieces[0], pieces[1:]
    return "", pieces


def _is_empty(piece: str) -> bool:
    """Whether a piece only opens or closes a message (谢谢, 两件事, 一起说下)."""
    return not _is_asked(piece) and (len(subject(piece)) < NO_SUBJECT or not names_something(piece))


def quantities(asked: Question) -> tuple[Question, ...]:
    """Those of its :func:`clauses` that ask for a quantity each."""
    return tuple(part for part in clauses(asked) if asks_quantity(part) or part.plain.rstrip("?？。 ").endswith("呢"))


def asks_quantity(asked: Question) -> bool:
    """Whether a figure is asked for, which then leads the answer."""
    return bool(QUANTITY.search(asked.plain.lower()))


def _at(asked: Question, time: Span, document: DocumentTime) -> Question:
    """The question about one time alone: without its clauses of another time, behind what they are about."""
    pieces = [p.strip() for p in _BETWEEN.split(asked.read) if p.strip()]
    times = [time_asked(p).wanted(document) for p in pieces]
    kept = [p for p, named in zip(pieces, times, strict=True) if not named or time in named]
    if not any(time in named for named in times):
        kept = pieces
    elif not names_something("".join(kept)):
        kept = [_ASKED_OF.sub("", without_time(next(filter(names_something, pieces), pieces[0]))), *kept]
    first, last = time
    only = TimeAsked((last,), (), (), asked.time.period) if first == last else TimeAsked((), (time,))
    years = str(last) if first == last else f"{first}—{last}"
    bare = of_one_side(" ".join(kept))
    read = f"{bare.rstrip('?')} {years}?" if asked.language == "en" else f"{years}年{bare}"
    return replace(asked, read=read, time=only)


def of_one_side(text: str) -> str:
    """A question without its years and what puts two sides beside each other."""
    return _LEFT_OVER.sub("", _SIDE_BY_SIDE.sub("", without_time(_JOINED.sub("", text))).strip(" ?"))


_BETWEEN = re.compile(
    r"[,，;；?？。、/]|还有|以及|另外|顺便|(?<![总共年\d])[和跟](?=[^,，]*(?:多少|几|怎|啥|什么|分别|各))| and (?=how|what|which|the )"
)
"""Where one message goes on to another thing."""
_ASKED_OF = re.compile("(?:实际|计划|目标|[是有])*(?:多少|几)|[?？]")
_SIDE_BY_SIDE = re.compile(
    "(?:对比|相比|比较|比一?比|分别|各自?)(?:一下)?|比?是?(?:多了?|高了?|快|涨了?)还是(?:少了?|低了?|慢|跌了?|降了?)|差(?:多少|几)个?(?:百分)?点?|哪一?[年个][更最]?[多高快少低慢]|有[啥何什]么?(?:不同|不一样|差别|区别|变化)|(?:一样不)?一样[吗么]?|compared? (?:with|to)|versus|vs"
)
"""Asks for both sides; of one side alone it would say nothing."""
_BOTH_YEARS = re.compile(
    "[两俩二][个]?年|[多高快低少涨降升减]了?(?:没有?|还是)|变化|咋变|(?:实际|完成|已有?|实绩).*(?:目标|计划|预期)|(?:目标|计划|预期).*(?:实际|完成|实绩)"
    "|two years|change|actual.*(?:target|plan)|(?:target|plan).*actual"
)
"""Asks for this year beside the last one without naming either; any other comparison without years is of two things."""
_JOINED = re.compile("(?<=年)[和与及跟、](?=(?:19|20)?\\d\\d年|[今去前明上本])")
_LEFT_OVER = re.compile(r"^[和与跟、]|^compare\b|\b(?:in|for|from|of|between|\s)+(?:and|to)?[ ,]*$")
"""What stood between the times or in front of them."""
_ASKS = re.compile("[什甚]么|哪|怎|啥|咋|谁|吗|呢|多少|多[大高长快]|好多|几|how|what|which|who|when|where")


# --- sides that several documents tell -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Side:
    """What is asked of one year: what was to be, or what came of it."""

    year: int
    kind: ScopeKind

    def told_by(self, document: DocumentSummary) -> bool:
        """Whether a document plans that year, or reports on it."""
        ahead = self.kind == "actual"
        return document.kind != FIVE_YEARS and planned(document) == self.year + ahead


def sides(asked: Question, documents: Sequence[DocumentSummary]) -> tuple[Side, ...]:
    """The two or more sides of a question that documents of one place tell; empty where it has but one, or no two documents are needed."""
    time, base = asked.time, base_of(asked.plain)
    if len(documents) < 2 or time.spans or time.period or len({d.region for d in documents}) > 1:
        return ()
    last = max((planned(d) or 0 for d in newest(documents) if d.kind != FIVE_YEARS), default=0)
    if not last:
        return ()
    named = (*time.years, *base.years) if time.kind == "target" else time.years
    offsets = (*time.offsets, *base.offsets) if time.kind == "target" else time.offsets
    if (named and not time.years) or (offsets and not time.offsets):  # 比去年, of this year
        offsets = (*offsets, 0)
    years = sorted({*named, *(last + offset for offset in offsets)})
    if asks_fulfilment(asked.plain) and len(years) < 2:
        year = years[0] if years else last - 1
        found = [Side(year, "target"), Side(year, "actual")]
    elif len(years) > 1 and (time.kind or not time.offsets):
        said, ahead = _kinds_said(asked.plain), _AHEAD.search(asked.plain)
        found = [
            Side(year, said.get(year, time.kind) or ("target" if ahead else _told(year, documents))) for year in years
        ]
    else:
        return ()
    homes = {d.document_id for side in found for d in documents if side.told_by(d)}
    return tuple(found) if len(homes) > 1 else ()


_AHEAD = re.compile("打算|准备|[各都还]?要(?=[新增建修改加装办开])|plans? to\\b|planned\\b")
"""Asks what was to be, of each year named."""


def _kinds_said(text: str) -> dict[int, ScopeKind | None]:
    """What each clause that names a year alone asks of it (2025年新增多少人,2026年目标多少); empty where they do not tell years apart."""
    times = [time for piece in re.split("[,，;；?？。]", text) if (time := time_asked(piece))]
    return {time.years[0]: time.kind for time in times if len(time.years) == 1} if len(times) > 1 else {}


def _told(year: int, documents: Sequence[DocumentSummary]) -> ScopeKind:
    """What is told of a year where neither is asked for: its result, if a document reports it."""
    return "actual" if any(Side(year, "actual").told_by(d) for d in documents) else "target"


def side_by_side(asked: Question, documents: Sequence[DocumentSummary]) -> tuple[Question, ...]:
    """The question about each of its :func:`sides` alone, or about each of several places."""
    return tuple(_about(asked, side) for side in sides(asked, documents)) or _of_places(asked, tuple(documents))


def _of_places(asked: Question, documents: Documents) -> tuple[Question, ...]:
    """The question about each of three or more places that it names in a row (湖北、河南、安徽), or of two of which it asks which has more;
    empty where it names fewer."""
    held = {own: place for place in asked.places if (own := of_place(place, documents))}
    more = len(asked.places) > 1 and _WHICH.search(asked.plain)
    places = asked.places if more else tuple(held.values())
    if not held or len(places) < (TWO if more else SEVERAL):
        return ()
    names = "|".join(map(re.escape, asked.places))
    row = re.compile(
        f"(?:(?:{names})(?:自治[区州县]|[省市州区县旗])?(?:[、,和与及跟同对以 ]|and |or )*){{{len(places)},}}"
    )
    texts = [(place, row.sub(f"{place} " if place.isascii() else place, asked.plain)) for place in places]
    time = asked.time
    if more and len(time.years) == 1 and not time.kind and not time.spans:  # no target beside another place's result
        told = {_told(time.years[0], reports) for reports in held}
        time = replace(time, kind="actual" if told == {"actual"} else "target", kind_only=True)
    return tuple(
        replace(asked, plain=one, read=one, resolved=one, places=(place,), time=time)
        for place, text in texts
        if (one := _how_much(text, place) if more else text) != asked.plain
    )


def _how_much(text: str, place: str) -> str:
    """How much it is at one of the places of which a question asks which has more (北京2025年哪个经济增长快)."""
    bare = _MORE.sub("", text).strip("?？。, ")
    if not text.isascii():
        return f"{bare}{'' if '多少' in bare else '是多少' if '目标' in bare else '多少'}"
    thing = re.sub(r"\bgrew\b", "GDP growth", re.sub(rf",? *\b{re.escape(place)}\b(?:'s)?", "", bare))
    return f"What was {thing.strip()} in {place}?"


_MORE = re.compile(
    "(?:是?(?:哪一?个?[个里边省市]?(?:城市|省份?|地方|地区)?|谁|边个)(?:的|[设制]?定的)?)(?=.*[高快多大低少慢强])|[更最]?(?:高|快|多(?!少)|大|低|(?<!多)少|慢|强)(?:[一些点啲]*)(?=[?？。]|$)"
    r"|\bwhich (?:(?:city|province|place|one|of (?:them|the two)) )?(?:sets? |had |has |aim(?:s|ed) for |is |was |saw )?(?:an? |the )?|\b(?:higher|larger|bigger|greater|more|lower|smaller|less|highest|largest|faster|slower)\b ?",
    re.IGNORECASE,
)
"""What such a question says besides the thing."""
_WHICH = re.compile(
    r"(?:哪[^些]|谁|边个).*[高快多大低少慢强][一些点啲]*[?？。]?$|^which\b.*\b(?:higher|larger|bigger|greater|more|lower|smaller|less|faster|slower)\b",
    re.IGNORECASE,
)
"""Asks which of some places has more of what it names."""
TWO, SEVERAL = 2, 3
"""Places from which on each is asked about by itself: where it is asked which has more, and else."""


def _about(asked: Question, side: Side) -> Question:
    time = TimeAsked((side.year,), kind=side.kind, kind_only=True)
    bare = _FULFILLED.sub("", of_one_side(asked.plain))
    if asked.language == "en":
        return replace(asked, read=f"{bare} {side.year} {side.kind}?", time=time)
    bare = re.sub("(?:主要)?(?:目标|预期|计划)", "", bare)
    return replace(asked, read=f"{side.year}年{bare}{'多少' if side.kind == 'actual' else '预期目标'}", time=time)


_FULFILLED = re.compile(
    r"[,，、]?(?:和|与|跟|以及)?(?:实际|最后|到底|最终)?(?:完成|实现|达到|达成|兑现|达标|做到)了?(?:情况|没有?|吗|多少|增长|如何|怎么?样)*[吗呢]?|是?多少|[,，]"
    r"|[和与跟及、]?(?:最终|最后|实际)?(?:结果|实际|实绩)(?:如何|怎么?样)?[呢吗]?(?=[?？。,，]|$)|是什么|有哪些"
)
