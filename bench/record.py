"""``python -m bench.record INDEX QUESTIONS.jsonl OUT.jsonl``: what the LLM would be given for each question, without what a right answer holds.

What is kept is what went over the wire to a server that answers nothing; a strong LLM's answers to it are replayed by :mod:`bench.replay`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.llm.model import LLM, LLMSettings
from rag.llm.writer import Writer
from rag.types import Filters
from tests.llm_server import LLMServer, offered, running


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path, help="an index of the plans asked about")
    parser.add_argument("questions", type=Path, help="JSON lines with id, question, history and document (a file's name without its ending)")  # fmt: skip
    parser.add_argument("out", type=Path)
    parser.add_argument("--whole-plan", action="store_true", help="offer a plan that fits as a whole")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    with running() as server, options.out.open("w", encoding="utf-8") as out:
        server.reply = lambda request: json.dumps({"none": "?"})
        writer = open_writer(options.index, server, whole_plan=options.whole_plan)
        ids = documents(writer)
        for row in rows:
            filters = Filters(document_id=ids[row["document"]]) if row.get("document") else Filters()
            out.write(json.dumps(recorded(writer, server, row, filters), ensure_ascii=False) + "\n")
    return 0


def open_writer(index: Path, server: LLMServer, *, whole_plan: bool = False) -> Writer:
    """A writer over the index in use below ``index`` whose LLM is ``server``."""
    store = PassageStore(current_version(index), SentenceTransformerEmbeddings())
    return Writer(store, LLM(LLMSettings("recorded", server.url, timeout=60.0, whole_plan=whole_plan)))


def documents(writer: Writer) -> dict[str, str]:
    """Document identifiers by the file's name without its ending."""
    return {Path(d.file).stem: d.document_id for d in writer.store.catalog.documents()}


def recorded(writer: Writer, server: LLMServer, row: dict[str, Any], filters: Filters) -> dict[str, Any]:
    """One question with the numbered lines; no lines where no LLM is asked."""
    before = len(server.requests)
    writer.ask(row["question"], row.get("history") or (), filters)
    lines = offered(server.requests[before]) if len(server.requests) > before else []
    return {name: row.get(name) for name in ("id", "document", "question", "history")} | {"lines": lines}


if __name__ == "__main__":
    sys.exit(main())
