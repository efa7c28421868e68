"""Answers of several documents put side by side: each with its document and year, what is said twice said once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.catalog import DocumentSummary
from index.ledger import dimension
from index.units import normalized
from rag.naming import planned, short_name
from rag.phrases import Phrases
from rag.types import Answer, Citation

SHOWN = 5
"""Documents that answer side by side; a sixth is only counted."""
WEAKER = 0.35
"""How much less sure a document may be than the surest and still be heard."""
_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Found:
    """What one document answered."""

    document: DocumentSummary
    answer: Answer


def side_by_side(found: Sequence[Found], words: Phrases, *, pinned: bool, alone: bool = False) -> Answer:
    """One answer of one or more documents' answers; of the surest only if ``alone``.

    Only answers that the surest one does not put in doubt are shown, in force before others, the newest first; they name their document,
    unless there is one alone and ``pinned``. A refusal is that of the document that came nearest.
    """
    answered = [f for f in found if not f.answer.refused]
    if not answered:
        return max(found, key=lambda f: f.answer.confidence).answer
    # A comparison holds both of its sides by itself.
    kept = [max(answered, key=lambda f: f.answer.confidence)] if alone else comparable(answered)
    if len(kept) == 1:
        return kept[0].answer if pinned else replace(kept[0].answer, answer=_headed(kept[0], kept[0].answer.answer))
    kept.sort(key=lambda f: (not f.document.in_force, -(planned(f.document) or 0)))
    groups = _said_once(kept)
    shown = groups[:SHOWN]
    notices = dict.fromkeys(notice for group in shown for f in group for notice in f.answer.notices)
    if len(groups) > SHOWN:
        notices[words.more_documents(len(groups) - SHOWN)] = None
    return joined([f for group in shown for f in group], _lines(shown, words), tuple(notices))


def refusal(
    question: str, reason: str, related: tuple[Citation, ...] = (), timings_ms: Mapping[str, float] | None = None
) -> Answer:
    """What is said where the documents held tell without a search that none can answer."""
    return Answer(question, question, reason, True, reason, "extractive", 0.0, related=related, timings_ms=timings_ms)


def joined(found: Sequence[Found], text: str, notices: tuple[str, ...]) -> Answer:
    """An answer of ``text``, whose markers count through the citations of all of ``found``."""
    citations = [citation for f in found for citation in f.answer.citations]
    return replace(
        found[0].answer,
        answer=text,
        confidence=max(f.answer.confidence for f in found),
        notices=notices,
        citations=tuple(replace(c, n=n) for n, c in enumerate(citations, 1)),
        derived=tuple(d for f in found for d in f.answer.derived),
        rows=tuple(row for f in found for row in f.answer.rows),
    )


def renumbered(answer: Answer, before: int) -> str:
    """The answer's text with markers that count on from ``before`` citations."""
    return _MARKER.sub(lambda m: f"[{int(m.group(1)) + before}]", answer.answer)


def _lines(groups: Sequence[Sequence[Found]], words: Phrases) -> str:
    lines, before = [], 0
    for group in groups:
        first, *others = group
        text = _headed(first, renumbered(first.answer, before))
        before += len(first.answer.citations)
        if others:
            same = []
            for other in others:
                same.append((short_name(other.document), before + 1))
                before += len(other.answer.citations)
            text += words.said_too(same)
        lines.append(text)
    return "\n".join(lines)


def heading(document: DocumentSummary) -> str:
    """What opens an answer to say which document it is of."""
    return f"{short_name(document)}:"


def _headed(found: Found, text: str) -> str:
    return f"{heading(found.document)}{text}"


def comparable(answered: Sequence[Found], weaker: float = WEAKER) -> list[Found]:
    """Without answers less sure than the surest by more than ``weaker``; where that is a figure, without those of another unit or of none."""
    best = max(answered, key=lambda f: f.answer.confidence)
    measured = _measured(best.answer)
    return [
        f
        for f in answered
        if f.answer.confidence >= best.answer.confidence - weaker and (not measured or _measured(f.answer) == measured)
    ]


def _measured(answer: Answer) -> str:
    """What the answer's first figure measures; empty where it gives none. People and things are never counted as one (人, 张)."""
    unit = answer.rows[0].unit if answer.rows else ""
    return "people" if unit.lstrip("十百千万亿") in _PEOPLE else dimension(unit) if unit else ""


_PEOPLE = frozenset({"人", "名", "位", "人次"})


def _said_once(found: Sequence[Found]) -> list[list[Found]]:
    """Answers that give the same figures for the same time, together."""
    groups: dict[object, list[Found]] = {}
    for f in found:
        key = tuple((normalized(r.value_min, r.unit), r.value_max, r.bound, r.years, r.kind) for r in f.answer.rows)
        same_place = f.document.region
        groups.setdefault((key, same_place) if key else id(f), []).append(f)
    return list(groups.values())
