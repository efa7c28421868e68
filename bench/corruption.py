"""Sentences made false by rule, to measure the verifier: what share of them it catches, and what share of the true ones it drops.

True sentences are the plans' own and re-wordings of them (a clause alone, 30000 for 3万, a lead-in), and paraphrases from a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.falsehoods import CORRUPTIONS, Told, corrupted
from index.document import PlanDocument
from index.figures import find_figures
from index.units import normalized
from rag.llm.checks.text import plain
from rag.llm.claims import Claim
from rag.llm.sources import source_of
from rag.llm.verify import Rejector, framed, verify


def true_claims(document: PlanDocument, rng: Random, most: int) -> list[Told]:
    """Up to ``most`` sentences of a plan and their re-wordings, as the writer would tell them."""
    usable = [s for s in document.sentences if s.scope and 8 <= s.end - s.start <= 160]
    found = []
    for sentence in rng.sample(usable, min(most, len(usable))):
        source = source_of(1, document, sentence)
        for kind, text in _rewordings(plain(source.text), rng):
            found.append(Told(kind, Claim(framed(text, source), (1,)), source))
    return found


def _rewordings(said: str, rng: Random) -> Iterator[tuple[str, str]]:
    yield "quote", said
    clauses = [c for c in re.split("[,;。]", said) if len(c) >= 6]
    if len(clauses) > 1:
        yield "clause", rng.choice(clauses) + "。"
    figures = [f for f in find_figures(said) if re.fullmatch(r"[\d.]+", f.value) and re.match("[万亿]", f.unit)]
    if figures:
        figure = rng.choice(figures)
        whole, base = normalized(figure.value_min, figure.unit)
        unit = figure.unit.lstrip("十百千万亿")
        if whole == int(whole) and base == unit:
            yield "number written out", said.replace(figure.value + figure.unit, f"{int(whole)}{unit}", 1)
    yield "lead-in", rng.choice(("文件提出,", "根据文件,", "据报告,")) + said


TRUE_KINDS = ("quote", "clause", "number written out", "lead-in", "paraphrase")


@dataclass(frozen=True, slots=True)
class Measured:
    """How many claims of a kind there were, how many the verifier turned down, and those it judged wrongly."""

    claims: int
    rejected: int
    misjudged: tuple[Told, ...]

    @property
    def share(self) -> float:
        return self.rejected / self.claims if self.claims else 0.0


def paraphrases(file: Path, document: PlanDocument) -> list[Told]:
    """The paraphrases of a JSON lines file (``plan``: part of the file's name, ``source``: a piece of the sentence, ``claim``)."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["plan"] in document.file:
            sentence = next(s for s in document.sentences if row["source"] in document.quote(s))
            source = source_of(1, document, sentence)
            found.append(Told("paraphrase", Claim(framed(row["claim"], source), (1,)), source))
    return found


def measure(trues: Sequence[Sequence[Told]], reject: Rejector | None, rng: Random) -> dict[str, Measured]:
    """Every true claim and every corruption of it verified; ``trues`` has one list a document. By kind, the true kinds first."""
    seen: dict[str, list[tuple[Told, bool]]] = {kind: [] for kind in (*TRUE_KINDS, *CORRUPTIONS, "citation swapped")}
    for claims in trues:
        for told in claims:
            for each in (told, *corrupted(told, claims, rng)):
                rejected = bool(verify(each.claim.text, [each.source], reject))
                seen[each.kind].append((each, rejected))
    return {
        kind: Measured(len(found), sum(r for _, r in found), tuple(t for t, r in found if r == (kind in TRUE_KINDS)))
        for kind, found in seen.items()
    }


def overall(measured: Mapping[str, Measured]) -> tuple[float, float]:
    """Share of true claims dropped, share of corruptions caught."""
    true = [m for kind, m in measured.items() if kind in TRUE_KINDS]
    false = [m for kind, m in measured.items() if kind not in TRUE_KINDS]
    return tuple(sum(m.rejected for m in ms) / max(1, sum(m.claims for m in ms)) for ms in (true, false))  # type: ignore[return-value]
