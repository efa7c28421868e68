"""``make quality``: measures the answers on question sets and writes the file whose figures the tab 关于 shows."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.evaluation import evaluate, read_questions
from ui.web.about_tab import QUALITY

FIELDS = ("right", "cited", "refused_wrongly", "refused_rightly", "figures_faithful")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sets",
        nargs="+",
        metavar="QUESTIONS.jsonl[,MORE.jsonl]=DOCUMENT",
        help="question sets and the one document they ask about (or a built index of it)",
    )
    parser.add_argument("--out", type=Path, default=QUALITY)
    options = parser.parse_args()
    embeddings = SentenceTransformerEmbeddings()
    measured = []
    for pair in options.sets:
        questions, _, document = pair.partition("=")
        measured.append(measure([Path(name) for name in questions.split(",")], Path(document), embeddings))
        print(measured[-1], flush=True)
    content = {"date": date.today().isoformat(), "model": embeddings.name, "sets": measured}
    options.out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(questions: Sequence[Path], source: Path, embeddings: SentenceTransformerEmbeddings) -> dict[str, Any]:
    """The figures of all the questions on one document."""
    with tempfile.TemporaryDirectory() as folder:
        index = source
        if source.is_file():
            documents, index = Path(folder) / "docs", Path(folder) / "index"
            documents.mkdir()
            (documents / source.name).write_bytes(source.read_bytes())
            build_index(documents, index, embeddings)
        store = PassageStore(current_version(index), embeddings)
        run = evaluate(Assistant(store), [gold for path in questions for gold in read_questions(path)])
        title = "、".join(d.title for d in store.catalog.documents())
    answerable = sum("right" in row.verdicts for row in run.rows)
    counts = {
        "questions": len(run.rows),
        "answerable": answerable,
        "unanswerable": len(run.rows) - answerable,
        "answered": sum(not row.refused for row in run.rows),
    }
    figures = run.figures()
    return {"documents": title, **counts, **{name: figures[name] for name in FIELDS}}


if __name__ == "__main__":
    sys.exit(main())
