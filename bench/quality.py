"""``make quality``: measures the answers on questions that nobody tuned with, and writes the file whose figures the tab 关于 shows.

The questions are those of ``training/questions/test``, each put to its own plan in an index of all of them, and the development set's, which were tuned with
and are shown as such.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.evaluation import Judged, Run, evaluate
from rag.types import Filters
from rag.verdicts import read_questions
from ui.web.about_tab import QUALITY

ROOT = Path(__file__).parent.parent
FIELDS = ("score", "useful", "right", "wrong_figure", "refused_wrongly", "refused_rightly", "figures_faithful")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "corpus", type=Path, help="folder of the plans asked about; a question file has its plan's name"
    )
    parser.add_argument(
        "--tuned", type=Path, nargs="*", default=[], help="question sets on docs_raw/ that were tuned with"
    )
    parser.add_argument("--out", type=Path, default=QUALITY)
    options = parser.parse_args()
    embeddings = SentenceTransformerEmbeddings()
    unread = sorted((ROOT / "training" / "questions" / "test").glob("*.jsonl"))
    sets = [figures("unread", list(_asked(unread, options.corpus, embeddings)), len(unread))]
    if options.tuned:
        sets.append(figures("tuned", list(_asked(options.tuned, ROOT / "docs_raw", embeddings, one=True)), 1))
    content = {"date": date.today().isoformat(), "model": embeddings.name, "sets": sets}
    options.out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content, ensure_ascii=False, indent=1))
    return 0


def figures(name: str, rows: Sequence[Judged], plans: int) -> dict[str, Any]:
    """One row of the table: the shares over all questions, and by kind and language."""
    run = Run(tuple(rows))
    measured = run.figures()
    by = {field: {key: each["score"] for key, each in run.by(field).items()} for field in ("kind", "lang")}
    recall = statistics.fmean(r.verdicts["recall@5"] for r in rows if "recall@5" in r.verdicts)
    return {
        "name": name, "plans": plans, "questions": len(rows), **{field: measured.get(field) for field in FIELDS}, "recall@5": round(recall, 4),
        "calibration_error": measured["calibration_error"], "p50_ms": measured["p50_ms"], "p95_ms": measured["p95_ms"], **by,
    }  # fmt: skip


def _asked(
    sets: Sequence[Path], corpus: Path, embeddings: SentenceTransformerEmbeddings, *, one: bool = False
) -> Iterator[Judged]:
    """Every question of some sets, put to the plan of the set's name (or to the ``one`` there is)."""
    files = {path.stem: path for path in corpus.iterdir()}
    with tempfile.TemporaryDirectory() as folder:
        docs, index = Path(folder) / "docs", Path(folder) / "index"
        docs.mkdir()
        for path in [p for p in corpus.glob("*.txt") if p.stem != "README"] if one else [files[p.stem] for p in sets]:
            shutil.copy(path, docs)
        build_index(docs, index, embeddings)
        assistant = Assistant(PassageStore(current_version(index), embeddings))
        assistant.warm_up()
        ids = {Path(d.file).stem: d.document_id for d in assistant.store.catalog.documents()}
        for path in sets:
            filters = Filters() if one else Filters(document_id=ids[path.stem])
            yield from evaluate(assistant, read_questions(path), filters=filters).rows


if __name__ == "__main__":
    sys.exit(main())
