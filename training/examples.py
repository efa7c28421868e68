"""Question files and plans to examples: each question with its candidates, what answers it among them, and where."""

from __future__ import annotations

import json
import math
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from index.document import PlanDocument
from index.e5 import bundled
from index.embedding import BUNDLED
from index.parsing import parse_file
from index.words import simplify, words
from rag.query_adapter import adapted
from rag.reading.context import question_text, reading_context
from rag.reading.tokens import Pair, Pieces
from rag.verdicts import normal
from training.encoder import Encoder, batch_of, encoder_of, number_type, word_table

Embed = Callable[[Sequence[str]], np.ndarray]
CANDIDATES = 24
_RANK_CONSTANT, _RANKED = 20, 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What the reader sees of a plan. ``scopes`` are first and last year of each sentence, None where it has no time."""

    name: str
    region: str
    sentences: tuple[str, ...]
    contexts: tuple[str, ...]
    scopes: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One question. Sentences are numbers into ``Plan.sentences``.

    ``answers`` answer it; ``partly`` and ``doubtful`` are no wrong answers; ``near`` are likely to be mistaken for one. ``marks`` are
    the characters of an answering sentence that answer. ``judged`` tells whether a reader went through the whole plan for it.
    """

    id: str
    plan: str
    question: str
    kind: str
    language: str
    answerable: bool
    answers: tuple[int, ...]
    partly: tuple[int, ...]
    doubtful: tuple[int, ...]
    near: tuple[int, ...]
    candidates: tuple[int, ...]
    marks: dict[int, tuple[tuple[int, int], ...]]
    judged: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """One plan with its questions of one part; ``vectors`` are its sentences', ``digest`` that of the rows it was made from."""

    part: str
    plan: Plan
    examples: tuple[Example, ...]
    vectors: np.ndarray
    digest: str


def load(cache: Path, part: str) -> list[Prepared]:
    """All plans of a part, in the order of their names."""
    return [pickle.loads(path.read_bytes()) for path in sorted((cache / part).glob("*.pkl"))]


class Finder:
    """Candidates as the program finds them, by words and by meaning, without an index."""

    def __init__(self, plan: Plan, embed: Embed, vectors: np.ndarray | None = None) -> None:
        self._embed = embed
        below = [f"{c}:{s}" for c, s in zip(plan.contexts, plan.sentences, strict=True)]
        self._counts = [_WordCounts(plan.sentences), _WordCounts(below)]
        self.vectors = embed([f"passage: {text}" for text in below]) if vectors is None else vectors

    def candidates(self, questions: Sequence[str]) -> list[tuple[int, ...]]:
        """The best :data:`CANDIDATES` sentences for each question, by reciprocal rank."""
        vectors = self._embed([f"query: {q}" for q in questions])
        return [self._fused(q, adapted(v, BUNDLED)) for q, v in zip(questions, vectors, strict=True)]

    def _fused(self, question: str, vector: np.ndarray) -> tuple[int, ...]:
        likeness = self.vectors @ vector
        fused = np.zeros(len(likeness))
        for scores in (*(c.scores(question) for c in self._counts), likeness, likeness):
            for rank, at in enumerate(np.argsort(-scores, kind="stable")[:_RANKED]):
                fused[at] += 1 / (_RANK_CONSTANT + rank)
        return tuple(int(i) for i in np.argsort(-fused, kind="stable")[:CANDIDATES])


class _WordCounts:
    """BM25 over few texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(words(text)) for text in texts]
        lengths = np.array([sum(c.values()) for c in counts], dtype=float)
        self._norm = 1.2 * (0.25 + 0.75 * lengths / max(lengths.mean(), 1))
        self._where: dict[str, list[tuple[int, int]]] = {}
        for at, count in enumerate(counts):
            for word, n in count.items():
                self._where.setdefault(word, []).append((at, n))

    def scores(self, question: str) -> np.ndarray:
        total = np.zeros(len(self._norm))
        for word in set(words(question)):
            found = self._where.get(word, [])
            weight = math.log(1 + (len(total) - len(found) + 0.5) / (len(found) + 0.5))
            for at, n in found:
                total[at] += weight * n * 2.2 / (n + self._norm[at])
        return total


def read_plan(path: Path) -> tuple[Plan, PlanDocument]:
    """One document, its sentences in simplified characters. Raises what :func:`index.parsing.parse_file` raises."""
    document = parse_file(path, path.parent)
    scopes = [s.scope for s in document.sentences]
    plan = Plan(
        path.stem,
        document.metadata.region,
        tuple(simplify(document.quote(s)) for s in document.sentences),
        tuple(reading_context(document, i) for i in range(len(document.sentences))),
        tuple((s.first_year or s.year, s.year) if s else None for s in scopes),
    )
    return plan, document


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The rows of one question file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def examples(plan: Plan, rows: Sequence[dict[str, Any]], finder: Finder) -> Iterator[Example]:
    """One example a row; questions about the document itself are not the reader's."""
    rows = [row for row in rows if row["kind"] != "meta"]
    questions = [question_text(row["question"], row.get("history", [])) for row in rows]
    said = [normal(sentence) for sentence in plan.sentences]
    for row, question, found in zip(rows, questions, finder.candidates(questions), strict=True):
        yield _example(plan, row, question, found, said)


def _example(plan: Plan, row: dict[str, Any], question: str, found: tuple[int, ...], said: list[str]) -> Example:
    def holding(pieces: Sequence[str]) -> set[int]:
        wanted = [w for p in pieces if (w := normal(simplify(p)))]
        return {i for i, sentence in enumerate(said) if any(w in sentence for w in wanted)}

    judged = "answers" in row
    evidence = holding(row["evidence"])
    answers = evidence | holding(row.get("answers", []))
    answerable = bool(row["answerable"] or answers)
    partly = holding([*row.get("partly", []), *row.get("also", [])]) - answers
    must = [[normal(simplify(option)) for option in group] for group in row["must_include"]]
    doubtful = set()
    if answerable and must and not judged:
        says = {i for i, s in enumerate(said) if all(any(option in s for option in group) for group in must)}
        doubtful = says - answers - partly
    near = holding(row.get("near", [])) - answers - partly
    marks = {i: spans for i in answers if (spans := _spans(plan.sentences[i], row["evidence"], must))}
    return Example(
        row["id"], plan.name, question, row["kind"], row["lang"], answerable,
        tuple(sorted(answers)), tuple(sorted(partly)), tuple(sorted(doubtful)), tuple(sorted(near)), found, marks, judged,
    )  # fmt: skip


_CLAUSE_ENDS = "，,；;。！!？?：:"
_NEARLY_ALL = 0.85


def _spans(sentence: str, evidence: Sequence[str], must: list[list[str]]) -> tuple[tuple[int, int], ...]:
    """The evidence inside a sentence; where that is nearly all of it, the clauses that say what must be said."""
    spans = [(at, at + len(piece)) for p in evidence if (piece := simplify(p)) and (at := sentence.find(piece)) >= 0]
    if spans and sum(b - a for a, b in spans) < _NEARLY_ALL * len(sentence):
        return tuple(spans)
    clauses, start = [], 0
    for at, character in enumerate(sentence):
        if character in _CLAUSE_ENDS or at == len(sentence) - 1:
            clauses.append((start, at + 1))
            start = at + 1
    wanted = [option for group in must for option in group if option]
    telling = [(a, b) for a, b in clauses if any(option in normal(sentence[a:b]) for option in wanted)]
    return tuple(telling or spans)


def bundled_embed() -> Embed:
    """:func:`embed` with the bundled model."""
    e5, kind = bundled(), number_type()
    return partial(embed, encoder=encoder_of(e5).to(kind), table=word_table(e5).to(kind), pieces=Pieces(e5))


def embed(texts: Sequence[str], encoder: Encoder, table: torch.Tensor, pieces: Pieces, limit: int = 200) -> np.ndarray:
    """Unit vectors, one a text; the e5 prefix belongs to the text."""
    ids = [pieces.text(text, limit) for text in texts]
    out = np.zeros((len(ids), table.shape[1]), np.float32)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    for at in range(0, len(order), 12):
        part = order[at : at + 12]
        with torch.no_grad():
            states = encoder(batch_of([Pair(ids[i], 0, ((0, 0),) * len(ids[i])) for i in part], table)).float()
        lengths = [len(ids[i]) for i in part]
        for i, own in zip(part, torch.split(states, lengths), strict=True):
            out[i] = F.normalize(own.mean(0), dim=0).numpy(force=True)
    return out
