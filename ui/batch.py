"""A file of questions answered with one loaded model."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import PlanqaError
from rag.types import Filters

if TYPE_CHECKING:
    from rag.answer import Assistant


def answer_file(
    questions: Path, out: Path, open_assistant: Callable[[], Assistant], filters: Filters = Filters()
) -> int:
    """Answer every line of ``questions`` into ``out``, in order; 1 when any line could not be answered."""
    lines = list(_read(questions))
    assistant = open_assistant()
    failed = 0
    with out.open("w", encoding="utf-8") as answers:
        for number, line in lines:
            answer = _answer(assistant, line, number, filters)
            failed += "error" in answer
            answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
            answers.flush()  # an LLM takes its time, and what it wrote should outlive a run broken off
    if failed:
        print(f"planqa: {failed} 行未能回答,见 {out} 中的 error (some lines failed)", file=sys.stderr)
    return 1 if failed else 0


def _read(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered non-blank lines; bytes that are not UTF-8 become replacement characters, so that only their line fails."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, line


def _answer(assistant: Assistant, line: str, number: int, filters: Filters) -> dict[str, Any]:
    fields: Any = None
    try:
        fields = json.loads(line)
        if "\ufffd" in line:
            raise ValueError("not UTF-8")
        history = fields.get("history") or []
        if not isinstance(fields["question"], str) or not all(isinstance(h, str) for h in history):
            raise TypeError("question and history must be text")
        return {"id": fields.get("id"), **assistant.ask(fields["question"], history, filters).to_dict()}
    except (ValueError, KeyError, TypeError, AttributeError, PlanqaError) as error:
        known = fields.get("id") if isinstance(fields, dict) else None
        reason = f"缺少字段 {error}" if isinstance(error, KeyError) else str(error)
        return {"id": known, "line": number, "error": reason}
