"""Sentences chosen become the groups of an answer: by side of a comparison, by document, by what is done and what is promised."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.document import ScopeKind
from index.figures import find_figures
from rag.candidates import Sentence
from rag.cells import marks_of, without_other_rows
from rag.decide import FEW, Thresholds, chosen
from rag.english import leaves_unnamed, says_of
from rag.forms import Form
from rag.ground import ground, of_time
from rag.library import Library
from rag.naming import Documents, of_place, planned
from rag.places import same_place
from rag.question import Question
from rag.several import Part
from rag.time import Span, of_kind, speaks_of

SHOWN = 5
"""Documents that answer side by side."""
WEAKER = 0.2
"""How much smaller a document's chance may be than the surest one's for it to be heard beside that."""


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences that stand together in an answer."""

    sentences: tuple[Sentence, ...]
    wanted: tuple[Span, ...] = ()
    """The time that this group was looked for; empty for any."""
    kind: ScopeKind | None = None
    """What its heading says, in a digest."""
    leading: int = 1
    """Figures that lead a sentence of it at most: one a thing asked for."""


@dataclass(frozen=True, slots=True)
class Combined:
    """Groups in the order they are told. ``missing``: things asked for and not found; ``silent``: times of which nothing was found, or not what
    was reached or promised then; ``more``: whether sentences or documents that may speak of it too are left out."""

    groups: tuple[Group, ...]
    compared: bool = False
    missing: tuple[str, ...] = ()
    silent: tuple[tuple[Span, ScopeKind | None], ...] = ()
    more_sentences: bool = False
    more_documents: bool = False


def combine(
    library: Library,
    asked: Question,
    form: Form,
    sentences: Sequence[Sentence],
    parts: Sequence[Part],
    documents: Documents,
    by: Thresholds,
) -> Combined:
    """The answer's groups; ``sentences`` are those that no veto took away, of ``documents``."""
    if parts and (told := _by_part(library, parts, form, by)).groups:
        return told
    sides = _sides(library, asked, form, sentences, documents)
    if len(sides) >= 2:
        found = [
            Group(tuple(chosen(s, "single", by)[:1]), wanted)
            for wanted, s in sides
            if s and by.chance(max(x.score for x in s)) >= by.more["compare"]
        ]
        if len(found) >= 2 or (found and form == "compare"):
            extra = [
                s for s in chosen(sentences, form, by) if not any(s.key == x.key for g in found for x in g.sentences)
            ]
            room = max(by.most[form] - len(found), 0)
            groups = [*found, *(Group((s,)) for s in extra[:room])]
            series = bool(_SERIES.search(asked.plain))
            silent = () if series else tuple((w[0], None) for w, x in sides if w and not x)
            return Combined(tuple(groups), compared=not series, silent=silent)
    several = {s.document.document_id for s in sentences}
    if len(several) > 1:
        return _by_document(library, form, sentences, documents, by)
    if form == "overview":
        return _digest(library, asked, sentences, by)
    kept = chosen(sentences, form, by)
    if form == "single":
        kept = without_other_rows(asked, kept)
    ordered = sorted(kept, key=lambda s: s.start) if form in ("list", "several", "compare") else kept
    return Combined((Group(tuple(ordered)),))


def _by_part(library: Library, parts: Sequence[Part], form: Form, by: Thresholds) -> Combined:
    """The best sentence of each part; two parts told by one sentence stand together."""
    best = {n: part.sentences[0] for n, part in enumerate(parts) if part.sentences}
    of_times = len(parts) == 2 and parts[0].asked.plain == parts[1].asked.plain
    if of_times and best:
        best |= _counterpart(library, parts, best, by)
    sure = {s.key for s in best.values() if by.chance(s.score) >= by.more[form]}
    surest = {
        n: s for n, s in sorted(best.items()) if s.key in sure
    }  # what one part is told by tells others more easily
    told: dict[tuple[str, int], list[int]] = {}
    for n, sentence in surest.items():
        told.setdefault(sentence.key, []).append(n)
    groups = []
    for key, same in told.items():
        wanted = dict.fromkeys(w for n in same for w in parts[n].asked.time.wanted(library.time(key[0])))
        groups.append(Group((_marked([surest[n] for n in same]),), tuple(wanted), leading=len(same)))
    lacking = [part.asked for n, part in enumerate(parts) if n not in surest]
    times = [asked.time for asked in lacking if asked.time.years]
    return Combined(
        tuple(groups),
        compared=len(groups) == len(parts) == 2,
        missing=() if of_times else tuple(asked.plain for asked in lacking),
        silent=tuple(((t.years[0], t.years[0]), t.kind if t.kind_only else None) for t in times) if of_times else (),
    )


def _counterpart(
    library: Library, parts: Sequence[Part], best: Mapping[int, Sentence], by: Thresholds
) -> dict[int, Sentence]:
    """One thing at two times: where the reader is sure of one side only, the other is the ledger's row of the same indicator."""
    sure, other = sorted((0, 1), key=lambda n: -best[n].score if n in best else math.inf)
    told = best[sure]
    home = told.document.document_id
    time = library.time(home)
    rows = ground(told, parts[sure].asked.time.wanted(time), 1).rows
    there = best[other].document.document_id if other in best else home
    if there == home and other in best and by.chance(best[other].score) >= by.answer["single"]:
        return {}
    pairs = library.pairs(home)
    found = (home, pairs[rows[0]]) if rows and rows[0] in pairs else None
    found = library.kept(home, there).get((home, rows[0])) if rows and there != home else found
    asked = parts[other].asked.time
    if found is None or not of_time([found[1]], asked.wanted(time)) or not of_kind(asked, (found[1].scope,)):
        return {}
    sentence = library.sentence(found[0], found[1].sentence)
    return {other: replace(sentence, score=told.score, marks=marks_of(sentence, found[1]))}


def _marked(same: Sequence[Sentence]) -> Sentence:
    """One sentence read for several things, with the marks of all."""
    marks = (
        tuple(max(each) for each in zip(*(s.marks for s in same), strict=True)) if all(s.marks for s in same) else ()
    )
    return replace(max(same, key=lambda s: s.score), marks=marks)


def _sides(
    library: Library, asked: Question, form: Form, sentences: Sequence[Sentence], documents: Documents
) -> list[tuple[tuple[Span, ...], list[Sentence]]]:
    """The sentences of each place or of each time that a question puts side by side, the earlier time first."""
    if form not in ("compare", "single", "several") and not _SERIES.search(asked.plain):
        return []
    places = list({held: p for p in asked.places if (held := of_place(p, documents))}.values())
    if len(places) >= 2:
        return [((), [s for s in sentences if same_place(p, s.document.metadata.region)]) for p in places]
    if _SERIES.search(asked.plain) and len(documents) > 1:
        years = sorted({year for d in documents if (year := planned(d))})
        return [
            (((y, y),), [s for s in sentences if planned(library.summary[s.document.document_id]) == y]) for y in years
        ]
    wanted = {w for s in sentences for w in asked.time.wanted(library.time(s.document.document_id))}
    if len(wanted) < 2:
        return []
    return [((w,), [s for s in sentences if _of(library, s, w)]) for w in sorted(wanted)]


def _of(library: Library, sentence: Sentence, wanted: Span) -> bool:
    return bool(sentence.scopes) and speaks_of(
        (wanted,), sentence.scopes, sentence.text, library.time(sentence.document.document_id)
    )


_SERIES = re.compile("历年|逐年|历次|历届|各年度?|变化趋势|走势|趋势|year by year|over the years|each year|trend")


def _by_document(
    library: Library, form: Form, sentences: Sequence[Sentence], documents: Documents, by: Thresholds
) -> Combined:
    """What each document says, the surest's and what is near it, the newest document first; of many not all were opened."""
    each: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        each.setdefault(sentence.document.document_id, []).append(sentence)
    best = {i: max(by.chance(s.score) for s in found) for i, found in each.items()}
    enough = by.answer[form] if max(best.values()) >= by.answer[form] else 0.0
    in_force = [i for i in each if library.summary[i].in_force and best[i] >= enough - WEAKER]
    able = in_force or [i for i in each if best[i] >= enough]  # what was replaced speaks where nothing in force does
    surest = max(best[i] for i in able)
    heard = [i for i in able if best[i] >= surest - WEAKER]
    heard.sort(key=lambda i: (not library.summary[i].in_force, -(planned(library.summary[i]) or 0)))
    groups = tuple(Group(tuple(sorted(chosen(each[i], form, by), key=lambda s: s.start))) for i in heard[:SHOWN])
    return Combined(groups, more_documents=len(heard) > len(groups) or len(documents) > FEW)


def _digest(library: Library, asked: Question, sentences: Sequence[Sentence], by: Thresholds) -> Combined:
    """What tells most of a subject, done and promised apart, each in the order of the text; as much of each year as of the other where
    two are asked for."""
    worthy = _worthy([s for s in sentences if not leaves_unnamed(asked, s)] or sentences)
    if says_of(asked):
        by = replace(by, more={**by.more, "overview": 0.0})
    times = [w for s in sentences[:1] for w in asked.time.wanted(library.time(s.document.document_id))]
    each = [[s for s in worthy if _of(library, s, w)] for w in times] if len(times) > 1 else [worthy]
    most = replace(by, most={**by.most, "overview": by.most["overview"] // len(each)})
    kept = {s.key: s for able in each if able for s in chosen(able, "overview", most)}
    if len(kept) < AT_LEAST:  # of a subject that is told of in passing only
        fewer = replace(by, most={**by.most, "overview": AT_LEAST}, more={**by.more, "overview": IN_PASSING})
        kept = {s.key: s for s in chosen(worthy, "overview", fewer)}
    left_out = sum(by.chance(s.score) >= by.more["overview"] for s in worthy) > len(kept)
    ordered = sorted(kept.values(), key=lambda s: s.start)
    kinds: tuple[ScopeKind | None, ...] = ("actual", "target", None)
    groups = [(k, [s for s in ordered if (s.scope.kind if s.scope else None) == k]) for k in kinds]
    return Combined(tuple(Group(tuple(found), kind=kind) for kind, found in groups if found), more_sentences=left_out)


def _worthy(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences by how much they tell of a subject: figures, some length, and a paragraph that others of them stand in.

    The weights, in logits, are those of a logistic regression on 129 questions about 24 plans.
    """
    best = max((s.score for s in sentences), default=0.0)
    shares = [math.exp(s.score - best) for s in sentences]
    beside: defaultdict[tuple[str, int], float] = defaultdict(float)
    for sentence, share in zip(sentences, shares, strict=True):
        beside[_paragraph(sentence)] += share
    return [
        replace(
            s,
            score=s.score + 0.8 * min(len(find_figures(s.text)), 3) + 0.05 * min(len(s.text), 60)
            + 2.0 * (beside[_paragraph(s)] - share) - USUAL,
        )
        for s, share in zip(sentences, shares, strict=True)
    ]  # fmt: skip


AT_LEAST, IN_PASSING = 3, 0.2
"""Sentences that a digest has, if there are so many from this chance on."""
USUAL = 3.5
"""What a usual sentence of a digest has of all that."""


def _paragraph(sentence: Sentence) -> tuple[str, int]:
    return sentence.document.document_id, sentence.document.sentences[sentence.number].paragraph
