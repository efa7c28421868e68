"""How an answer came about, for those who ask why."""

from __future__ import annotations

from typing import Any

from rag.candidates import Sentence
from rag.context import Context, Tools


def trail(tools: Tools, context: Context) -> dict[str, Any]:
    """The way of a question in plain values: what was understood, which documents, each candidate with its scores or its veto."""
    asked = context.asked
    return {
        "readings": [{"read": r.read, "years": r.time.years, "spans": r.time.spans, "offsets": r.time.offsets, "places": r.places} for r in context.readings],
        "language": asked.language,
        "form": context.form,
        "forms": {form: round(chance, 3) for form, chance in context.forms.items()},
        "documents": [d.document_id for d in context.documents],
        "chosen_by": context.choice.why,
        "candidates": [_traced(tools, s) for s in context.sentences],
        "thresholds": {"answer": tools.thresholds.answers(context.form, len(context.documents)), "related": tools.thresholds.related},
        "timings_ms": dict(context.timings_ms),
    }  # fmt: skip


def _traced(tools: Tools, s: Sentence) -> dict[str, Any]:
    score = (
        {"chance": round(tools.thresholds.chance(s.score), 4), "score": round(s.score, 3)} if s.score == s.score else {}
    )
    return {
        "document_id": s.document.document_id, "start": s.start, "end": s.end, "text": s.text,
        "scope": s.scope.label if s.scope else None, "fused": round(s.fused, 4), "belief": round(s.belief, 2), "veto": s.veto, **score,
    }  # fmt: skip
