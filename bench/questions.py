"""Real questions, by stage of the way to an answer: with one plan and with many in one index, one at a time and eight at once.

    python -m bench.questions --docs CORPUS --plans 40 --index var/bench-40

The questions are those the reader is trained with (``training/questions/train``), a file a plan, named as the plan's file is; those kept for
measuring quality are not touched. Questions of one plan are asked where that plan is alone, then in the index of many with the plan chosen,
then there with none chosen; at last questions of all plans, none chosen. Each run opens its index anew, so no answer is remembered.
The bare model is timed beside them: embedding the same questions, and nothing else. ``--without-reader`` leaves the reader out, by far the
slowest step, so that on a busy machine the others can be told apart; every question then goes the whole way.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.server import ROOT
from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.pipeline import STEPS
from rag.types import Filters, Parts

T = TypeVar("T")
TRAIN = ROOT / "training/questions/train"
AT_ONCE = (1, 8)
QUANTILES = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with what was asked before it."""

    question: str
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """One question's way."""

    outcome: str
    documents: int
    """Whose sentences were looked at."""
    ms: dict[str, float]
    """By stage, and ``total``."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=Path, required=True, help="plans; those that have questions are taken")
    parser.add_argument("--questions", type=Path, default=TRAIN)
    parser.add_argument("--plans", type=int, default=40)
    parser.add_argument("--count", type=int, default=60, help="questions of a run")
    parser.add_argument("--index", type=Path, help="keep the index of many plans here, or use the one that is here")
    parser.add_argument("--without-reader", action="store_true")
    options = parser.parse_args()
    parts = Parts(reader=not options.without_reader)
    sets = {path.stem: path for path in sorted(options.questions.glob("*.jsonl"))}
    plans = [p for p in sorted(options.docs.iterdir()) if p.stem in sets and p.suffix != ".pdf"][: options.plans]
    embeddings = SentenceTransformerEmbeddings()
    embeddings.queries(["预热"])
    with tempfile.TemporaryDirectory() as folder:
        many = options.index or Path(folder, "many")
        # The plan with the most questions, so that its alone are enough for a run.
        one = max(plans, key=lambda p: len(read_questions(sets[p.stem])))
        alone = _built([one], Path(folder, "alone"), embeddings)
        if not (many / "CURRENT").exists():
            _built(plans, many, embeddings)
        own = sample(read_questions(sets[one.stem]), options.count)
        every = sample([q for p in plans for q in read_questions(sets[p.stem])], options.count)
        with_plan = Filters(document_id=_document(many, one, embeddings))
        bare = timed_bare(embeddings, [*own, *every])
        print(
            f"the bare model: embedding a question p50 {bare[0]:.2f} ms, p95 {bare[1]:.2f} ms; {len(own)} questions a run"
        )
        for at_once in AT_ONCE:
            print(f"{at_once} at once")
            base = run(alone, embeddings, own, Filters(), at_once, parts)
            table(f"one plan ({one.stem})", base)
            for what, asked, filters in (
                (f"{len(plans)} plans, that one chosen, same questions", own, with_plan),
                (f"{len(plans)} plans, none chosen, same questions", own, Filters()),
                (f"{len(plans)} plans, none chosen, questions of all", every, Filters()),
            ):
                table(what, run(many, embeddings, asked, filters, at_once, parts), base)
    return 0


def read_questions(path: Path) -> list[Asked]:
    """A question set's questions."""
    rows = map(json.loads, filter(str.strip, path.read_text(encoding="utf-8").splitlines()))
    return [Asked(row["question"], tuple(row.get("history") or ())) for row in rows]


def sample(asked: Sequence[T], count: int) -> list[T]:
    """The same ones every time."""
    return random.Random(0).sample(list(asked), min(count, len(asked)))


def run(
    index: Path,
    embeddings: SentenceTransformerEmbeddings,
    asked: Sequence[Asked],
    filters: Filters | Sequence[Filters],
    at_once: int,
    parts: Parts = Parts(),
) -> list[Timing]:
    """Ask them of a freshly opened index, ``at_once`` at the same time; ``filters`` are those of all or of each."""
    assistant = Assistant(PassageStore(current_version(index), embeddings), parts)
    assistant.warm_up()

    each = [filters] * len(asked) if isinstance(filters, Filters) else filters

    def one(question: Asked, filters: Filters) -> Timing:
        context = assistant.follow(question.question, question.history, filters)
        assert context.answer
        found = {s.document.document_id for s in context.sentences}
        return Timing(context.answer.outcome, len(found), dict(context.timings_ms))

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(one, asked, each))


def table(what: str, timings: Sequence[Timing], beside: Sequence[Timing] = ()) -> None:
    """A line a stage; ``beside`` is the run that the last column compares with."""
    several = sum(t.documents > 1 for t in timings)
    answered = sum(t.outcome == "answer" for t in timings)
    print(f"  {what}: {len(timings)} asked, {answered} answered, {several} looked into several documents")
    for stage in (*(step.__name__ for step in STEPS), "total"):
        times = [t.ms[stage] for t in timings if stage in t.ms]
        if not times:
            continue
        shown = "  ".join(f"p{q * 100:.0f} {quantile(times, q):8.2f}" for q in QUANTILES)
        ratio = ""
        if beside and (others := [t.ms[stage] for t in beside if stage in t.ms]) and quantile(others, 0.5):
            ratio = f"  p50 ×{quantile(times, 0.5) / quantile(others, 0.5):.2f}"
        print(f"    {stage:<18} {shown} ms{ratio}", flush=True)


def timed_bare(embeddings: SentenceTransformerEmbeddings, asked: Sequence[Asked]) -> tuple[float, float]:
    """Milliseconds, p50 and p95, that the model takes for a question."""
    times = []
    for each in asked:
        started = time.perf_counter()
        embeddings.queries([each.question])
        times.append((time.perf_counter() - started) * 1000)
    return quantile(times, 0.5), quantile(times, 0.95)


def quantile(times: Sequence[float], q: float) -> float:
    """The time that a share ``q`` of all stay within."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * q))]


def megabytes(folder: Path) -> float:
    """What the files below a folder take on disk."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def _built(plans: Sequence[Path], index: Path, embeddings: SentenceTransformerEmbeddings) -> Path:
    with tempfile.TemporaryDirectory() as docs:
        for plan in plans:
            shutil.copy(plan, docs)
        started = time.perf_counter()
        summary = build_index(Path(docs), index, embeddings)
    seconds = time.perf_counter() - started
    print(f"built {summary.documents} plans, {summary.sentences} sentences in {seconds:.1f} s", flush=True)
    return index


def _document(index: Path, plan: Path, embeddings: SentenceTransformerEmbeddings) -> str:
    store = PassageStore(current_version(index), embeddings)
    return next(d.document_id for d in store.catalog.documents() if d.file == plan.name)


if __name__ == "__main__":
    sys.exit(main())
