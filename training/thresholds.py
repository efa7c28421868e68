"""``python -m training.thresholds CORPUS``: the chance a score means, and from which chance what is done. Writes rag/calibration.json.

Asks the calibration plans' questions up to the reader once, then tries thresholds on what it found. The objective is the published score and
``useful`` together, a wrong figure counting four times, a citation beside the point 0.3.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.context import Context, Tools
from rag.decide import Thresholds, thresholds
from rag.pipeline import STEPS, decide
from rag.types import Filters
from rag.verdicts import Gold, judge, normal, read_questions
from training.calibrate import fit

ROOT = Path(__file__).parent
OUT = ROOT.parent / "rag" / "calibration.json"
RELATED = (0.01, 0.02, 0.03, 0.05, 0.08, 0.12)
ANSWER = np.arange(0.3, 0.85, 0.03)
MORE, MOST = (
    np.arange(0.15, 0.96, 0.08),
    {
        "single": (1, 2),
        "list": (6, 8, 10),
        "several": (3, 4, 5),
        "compare": (3, 4),
        "overview": (6, 8, 10),
        "about": (1, 2, 3),
    },
)


@dataclass(frozen=True, slots=True)
class Read:
    """A question with its context as the reader left it, or as the step that ended the way did."""

    gold: Gold
    context: Context


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--index", type=Path, help="an index of the plans, where one is built already")
    parser.add_argument("--part", default="calibrate")
    parser.add_argument("--only-measure", action="store_true")
    options = parser.parse_args()
    tools, asked = _asked(options.corpus, options.index, options.part)
    print(f"{len(asked)} questions")
    found = thresholds()
    print("before", _shown(tools, asked, found))
    if not options.only_measure:
        found = tuned(tools, asked, replace(found, **_chance(asked)))
        OUT.write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")
        print("after", _shown(tools, asked, found), "\n", asdict(found))


def tuned(tools: Tools, asked: Sequence[Read], found: Thresholds) -> Thresholds:
    """Each threshold in turn at its best, twice."""
    for _ in range(2):
        found = max((replace(found, related=v) for v in RELATED), key=lambda t: objective(tools, asked, t))
        for form in found.more:
            of_form = [r for r in asked if r.context.form == form]
            if not of_form:
                continue
            sure = (replace(found, answer={**found.answer, form: round(float(v), 3)}) for v in ANSWER)
            found = max(sure, key=lambda t: objective(tools, of_form, t))
            each = (
                replace(found, more={**found.more, form: round(float(v), 3)}, most={**found.most, form: most})
                for v in MORE
                for most in MOST[form]
            )
            found = max(each, key=lambda t: objective(tools, of_form, t))
    return found


def objective(tools: Tools, asked: Sequence[Read], by: Thresholds) -> float:
    verdicts = [judge(r.gold, answered(tools, r, by)) for r in asked]
    good = statistics.fmean(v.get("exact", v.get("refused_rightly", 0.0)) for v in verdicts)
    precise = [v["citation_precise"] for v in verdicts if "citation_precise" in v]
    return (
        good
        + statistics.fmean(v["useful"] for v in verdicts)
        - 4 * statistics.fmean(v["wrong_figure"] for v in verdicts)
        + 0.3 * statistics.fmean(precise or [0.0])
    )


def answered(tools: Tools, read: Read, by: Thresholds):  # type: ignore[no-untyped-def]
    """The answer that some thresholds give."""
    context, tools = read.context, replace(tools, thresholds=by)
    for step in STEPS[STEPS.index(decide) :]:
        if context.answer is None:
            context = step(tools, context)
    assert context.answer
    return context.answer


def _shown(tools: Tools, asked: Sequence[Read], by: Thresholds) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for read in asked:
        verdicts = judge(read.gold, answered(tools, read, by))
        verdicts["score"] = verdicts.get("exact", verdicts.get("refused_rightly", 0.0))
        verdicts[f"score {read.gold.kind}"] = verdicts["score"]
        for name, value in verdicts.items():
            values.setdefault(name, []).append(value)
    return {name: round(statistics.fmean(v), 3) for name, v in sorted(values.items())}


def _chance(asked: Sequence[Read]) -> dict[str, float]:
    """Of the best sentence's score: logistic regression on whether it holds evidence."""
    pairs = [
        (r.context.open[0].score, any(normal(p) in normal(r.context.open[0].text) for p in r.gold.evidence))
        for r in asked
        if r.context.answer is None and r.context.open
    ]
    a, b = fit(np.array([[score] for score, _ in pairs]), np.array([float(right) for _, right in pairs]))
    return {"a": round(float(a), 4), "b": round(float(b), 4)}


def _asked(corpus: Path, index: Path | None, part: str) -> tuple[Tools, list[Read]]:
    sets = sorted((ROOT / "questions" / part).glob("*.jsonl"))
    with tempfile.TemporaryDirectory() as folder:
        embeddings = SentenceTransformerEmbeddings()
        if index is None:
            docs, index = Path(folder) / "docs", Path(folder) / "index"
            docs.mkdir()
            files = {path.stem: path for path in corpus.iterdir()}
            for path in sets:
                shutil.copy(files[path.stem], docs)
            build_index(docs, index, embeddings)
        assistant = Assistant(PassageStore(current_version(index), embeddings))
        return assistant.tools, list(_read(assistant, sets))


def _read(assistant: Assistant, sets: Sequence[Path]) -> Iterator[Read]:
    ids = {Path(d.file).stem: d.document_id for d in assistant.tools.library.documents}
    for path in sets:
        if path.stem not in ids:
            continue
        for gold in read_questions(path):
            context = Context(gold.question, gold.history, Filters(document_id=ids[path.stem]))
            for step in STEPS[: STEPS.index(decide)]:
                if context.answer is None:
                    context = step(assistant.tools, context)
            yield Read(gold, context)
        print(path.stem, flush=True)


if __name__ == "__main__":
    main()
