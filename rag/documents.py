"""Which of many documents a question is put to: those it names, else those of its place, kind and time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.catalog import DocumentSummary
from index.times import in_characters
from index.words import tagged
from rag.language import in_language, plain
from rag.library import Library
from rag.messages import listed, runs, say
from rag.misspelled import meant_places
from rag.naming import (
    FIVE_YEARS,
    Documents,
    kinds_in,
    named_in,
    named_in_full,
    newest,
    of_place,
    planned,
    short_name,
)
from rag.places import NATION, OWN_PLACE, bare, in_pinyin, innermost, inside, is_city, names, same_place
from rag.question import Question, readings
from rag.several import sides
from rag.time import Span, is_yearly, time_asked
from rag.types import Filters, within


@dataclass(frozen=True, slots=True)
class Choice:
    """The documents a question is put to, or why to none (``status`` and ``reason``)."""

    documents: Documents
    named: bool = False
    """Whether the reader said which, so that the answer need not."""
    why: str = ""
    """What chose them, for the trail."""
    status: str = ""
    reason: str = ""
    rest: str = ""
    """The question without the document's name, where it names one."""


def choose(library: Library, asked: Question, history: Sequence[str], filters: Filters) -> Choice:
    """The documents for a question; those of the conversation's last question where it leans on that one."""
    held = within(library.documents, filters)
    if not held:
        return Choice((), status="no_document", reason=say("no_document", asked.language))
    if len(held) == 1:
        refusal = _outside(library, asked, held)
        return refusal or Choice(held, named=True, why="only one")
    named = named_in(asked.plain, held)
    if (
        named is None and asked.read != asked.plain and not time_asked(asked.plain).years
    ):  # it goes on about the document named before
        before = next((n for h in reversed(history) if (n := named_in(plain(h), held)) and n.documents), None)
        named = before and replace(before, rest="")
    if named and (named.rest or named.documents):
        if not named.documents:
            known = tuple(d for d in held if d.kind in kinds_in(asked.plain)) or held
            reason = say("no_such_document", asked.language, name=named.name, held=listed(known))
            return Choice((), status="no_such_document", reason=reason)
        return Choice(named.documents, named=True, why="named", rest=named.rest)
    if called := _called_in_english(library, asked, held):
        return Choice((called[0],), named=True, why="named", rest=called[1])
    asked = with_places(library, asked)
    return _unsaid_place(asked, held) or _outside(library, asked, held) or _general(library, asked, held)


def of_year(asked: Question, documents: Documents) -> Documents:
    """Those that plan a year named; all where none does."""
    return tuple(d for d in documents if planned(d) in asked.time.years) or documents


def meant(
    library: Library, asked: Question, history: Sequence[str], filters: Filters, choice: Choice, *, holder: bool
) -> Choice:
    """A choice with the document of the year that is named, the newest where it is asked who holds an office (``holder``), else the one talked of before."""
    able = of_year(asked, choice.documents)
    choice = replace(choice, documents=newest(able) if holder and not asked.time.years else able)
    return of_conversation(library, asked, history, filters, choice) if len(choice.documents) > 1 else choice


def of_conversation(
    library: Library, asked: Question, history: Sequence[str], filters: Filters, choice: Choice
) -> Choice:
    """The choice of the last question of the conversation that had fewer documents, where one about the document itself says nothing of
    which; else ``choice``."""
    for n in reversed(range(len(history))) if not (asked.places or asked.time) else ():
        before = readings(history[n], history[:n])[0] if plain(history[n]) else asked
        last = choose(library, before, history[:n], filters)
        if 0 < len(last.documents) < len(choice.documents):
            return replace(last, rest="", why=f"as before: {last.why}")
    return choice


def which(library: Library, question: str, documents: Documents) -> str:
    """The documents whose titles are nearest to a question, by their short names."""
    vector = library.vector(question)
    near = sorted(documents, key=lambda d: -float(vector @ library.title_vector(d.title)))
    return "、".join(list(dict.fromkeys(map(short_name, near)))[:NEAREST])


NEAREST = 4
"""Documents named at most where it is asked which is meant."""


def _called_in_english(library: Library, asked: Question, held: Documents) -> tuple[DocumentSummary, str] | None:
    """The plan whose title is nearest to how an English question calls it, and clearly nearer than any other's; and the question without
    that name."""
    match = _PLAN.search(asked.plain) if asked.language == "en" else None
    able = [d for d in held if d.kind in ("其他", FIVE_YEARS)]
    if match is None or len(able) < 2:
        return None
    vector = library.vector(match["name"])
    ranked = sorted(((float(vector @ library.title_vector(d.title)), n) for n, d in enumerate(able)), reverse=True)
    (best, first), (second, _) = ranked[:2]
    if best < LIKE_TITLE or best - second < NEARER:
        return None
    return able[first], asked.plain.replace(match["name"], "this plan")


_PLAN = re.compile(
    r"(?P<name>\bthe (?:[\w&'-]+ ){1,6}(?:plan|programme|program|scheme|strategy)\b(?: (?:for|on|of|to) [\w ,&'-]{3,60})?(?: ?\(\d{4}-\d{4}\))?)",
    re.IGNORECASE,
)
LIKE_TITLE, NEARER = 0.82, 0.012
"""Cosine of an English name and a title, and its lead on the next title's, from which a document is meant (the national AI plan: 0.851, 0.018
ahead; the housing plan, of which there is none: 0.809, 0.002)."""


def _unsaid_place(asked: Question, held: Documents) -> Choice | None:
    """A refusal where a question speaks of the asker's own county or city, and documents of many are held."""
    match = OWN_PLACE.search(asked.plain)
    if match is None or asked.places:
        return None
    regions = tuple(dict.fromkeys(d.region for d in held if d.region))
    if len(regions) < 2:
        return None
    level = match["level"] or {"city": "市", "county": "县", "district": "区", "province": "省"}[match["english"]]
    able = [r for r in regions if re.search(f"(?<!自治){level}$", innermost(r))]
    if len(able) == 1:
        return None
    here = (able or regions)[0]
    example = asked.plain.replace(
        match.group(), here if match["level"] else f"{here}'s" if match.group().endswith("'s") else here
    )
    reason = say("which_place", asked.language, said=match.group(), example=example, count=len(regions))
    return Choice((), status="which_place", reason=reason)


def without_document(asked: Question, held: Documents) -> str:
    """The first province or city asked about of which no document is held, where documents of several places are; else empty."""
    if len({d.region for d in held}) < 2:
        return ""
    place = next((p for p in asked.places if is_city(p) and not of_place(p, held)), "")
    return in_language(place, place, asked.language)


def with_places(library: Library, asked: Question) -> Question:
    """With the places of the documents held, and those inside them, that are named without suffix (龙华, 天长) or are misspelled."""
    inner = library.inner_names & {word for word, _ in tagged(asked.read)}
    known = library.short_names | inner
    fresh = [n for n in known if n in asked.read and not any(n in place for place in asked.places)]
    places = (*asked.places, *sorted(fresh, key=asked.read.index))
    if not places and _NATIONS.search(asked.plain) and any(d.region == NATION for d in library.documents):
        places = (NATION,)
    for slip, place in meant_places(asked.read, library.spelled).items() if not places else ():
        places = (*places, place)
        asked = replace(asked, read=asked.read.replace(slip, place), resolved=asked.resolved.replace(slip, place))
    return replace(asked, places=places)


_NATIONS = re.compile(r"国务院|\bChina(?:'s)?\b(?!-)|\bState Council\b")


def _general(library: Library, asked: Question, held: Documents) -> Choice:
    """By place, kind of document, then time: the nearest in time that there are."""
    found, why = _of_places(asked, held), "place" if asked.places else "all"
    if kinds := kinds_in(asked.plain):
        found = tuple(d for d in found if d.kind in kinds) or found
    if told := sides(asked, found):
        return Choice(tuple(d for d in found if any(side.told_by(d) for side in told)), why=f"{why}, years")
    ranked = {d.document_id: _distance(library, asked, d) for d in found}
    if asked.time:
        nearest = min(ranked.values(), default=0)
        found, why = tuple(d for d in found if ranked[d.document_id] == nearest), why + ", time"
    if asked.time.offsets:
        found, why = newest(found), why + ", newest"
    return Choice(_once(found), why=why)


def _once(documents: Documents) -> Documents:
    """Without those held twice, in two formats."""
    return tuple({(d.title, d.region, d.years, d.in_force, d.issuer): d for d in reversed(documents)}.values())[::-1]


def _distance(library: Library, asked: Question, document: DocumentSummary) -> int:
    """0 where the document reports on or plans all the years asked for, 1 for some, 2 where it speaks of them, 3 where it does not."""
    wanted: list[Span] = [(year, year) for year in asked.time.years] + list(asked.time.spans)
    if not wanted:
        return 0 if is_yearly(library.time(document.document_id)) else 1
    turning = set(document.years)
    covered = [w for w in wanted if _covers(turning, document, w)]
    if covered:
        return 0 if len(covered) == len(wanted) else 1
    return 2 if any(_spoken(library, document, w) for w in wanted) else 3


def _covers(turning: set[int], document: DocumentSummary, wanted: Span) -> bool:
    if wanted[0] == wanted[1]:
        return wanted[0] in turning
    return document.kind == FIVE_YEARS and bool(turning) and max(turning) == wanted[1]


def _spoken(library: Library, document: DocumentSummary, wanted: Span) -> bool:
    spans = ((s.first_year or s.year, s.year) for s in library.scopes(document.document_id))
    return any(first <= wanted[1] and wanted[0] <= last for first, last in spans) or (
        wanted[0] == wanted[1] and document.covers(wanted[0])
    )


def _of_places(asked: Question, documents: Documents) -> Documents:
    """Documents of every one of the places asked for, else of any; all where none is held, or none named."""
    found = [{d.document_id for d in of_place(place, documents)} for place in asked.places]
    able = (set.intersection(*found) or set.union(*found)) if found else {d.document_id for d in documents}
    return named_in_full(asked.plain, tuple(d for d in documents if d.document_id in able)) or documents


def _outside(library: Library, asked: Question, held: Documents) -> Choice | None:
    """A refusal where place or year tell that no document held can answer."""
    regions = tuple(dict.fromkeys(d.region for d in held if d.region))
    about_one = any(
        same_place(p, innermost(region)) or bare(p) in inside(region) for p in asked.places for region in regions
    ) and not any(_is_namesake(p, held) for p in asked.places)
    strange = () if about_one else asked.places  # of a plan's own place another may be asked for in it
    foreign = [p for p in strange if regions and not of_place(p, held) and not _mentioned(library, p, held)]
    if foreign:
        return _not_held(asked, foreign[0], regions)
    found = _of_places(asked, held)
    wanted = [(year, year) for year in asked.time.years] + list(asked.time.spans)
    known = [d for d in found if library.scopes(d.document_id) or d.years]
    if wanted and len(known) == len(found) and not any(_told(library, found, w) for w in wanted):
        years = sorted({y for d in found for y in d.years})
        shown = runs([y for w in wanted[:1] for y in w])
        return Choice((), status="other_year", reason=say("other_year", asked.language, held=runs(years), year=shown))
    return None


def _is_namesake(place: str, held: Documents) -> bool:
    """Whether a city is asked about of which no document is held, but of a district called alike."""
    return is_city(place) and not of_place(place, held) and any(bare(innermost(d.region)) == bare(place) for d in held)


def _not_held(asked: Question, place: str, regions: Sequence[str]) -> Choice:
    """A refusal that says of which places there are documents."""
    regions = [r for r in regions if r != NATION] or list(regions)
    alike = [r for r in regions if bare(innermost(r)) == bare(place)]
    name = "namesake" if alike else "other_place" if len(regions) <= NAMED else "other_place_many"
    shown = (alike or regions)[:NAMED]
    joined = ", ".join(in_pinyin(r) or r for r in shown) if asked.language == "en" else "、".join(shown)
    reason = say(name, asked.language, place=in_language(place, place, asked.language), held=joined, count=len(regions))
    return Choice((), status="other_place", reason=reason)


NAMED = 5
"""Places named at most where it is said which there are documents of."""


def _told(library: Library, documents: Documents, wanted: Span) -> bool:
    """Whether any document speaks of a time at all: in its structure, its figures (a table's columns) or its words."""
    if any(_spoken(library, d, wanted) for d in documents):
        return True
    first, last = wanted
    words = [f"{year}年" for year in in_characters(first)]
    return library.store.catalog.tells_year([d.document_id for d in documents], first, last, words)


MENTIONED_IN = 4
"""Documents up to which their texts are looked through for a place that none is about."""


def _mentioned(library: Library, place: str, held: Documents) -> bool:
    """Whether few documents' texts name a place that none of them is about (a partner city); of many that is not looked for."""
    return len(held) <= MENTIONED_IN and any(names(library.document(d.document_id).text, place) for d in held)
