"""A file of questions answered with one loaded model."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import PlanqaError
from rag.types import Filters
from ui.asked import one_line, read_question

if TYPE_CHECKING:
    from rag.answer import Assistant


log = logging.getLogger(__name__)


def answer_file(
    questions: Path, out: Path, open_assistant: Callable[[], Assistant], filters: Filters = Filters()
) -> int:
    """Answer every line of ``questions`` into ``out``, in order; 1 when any line could not be answered."""
    lines = list(_read(questions))
    assistant = open_assistant()
    failed = 0
    with out.open("w", encoding="utf-8", errors="backslashreplace") as answers:
        for number, line in lines:
            answer = _answer(assistant, line, number, filters)
            failed += "error" in answer
            answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
            answers.flush()  # an LLM takes its time, and what it wrote should outlive a run broken off
    if failed:
        print(f"planqa: {failed} 行未能回答，见 {out} 中的 error (some lines failed)", file=sys.stderr)
    return 1 if failed else 0


def _read(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered non-blank lines; bytes that are not UTF-8 become replacement characters, so that only their line fails."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, line


def _answer(assistant: Assistant, line: str, number: int, filters: Filters) -> dict[str, Any]:
    """The answer to one line, or why there is none: whatever a line holds, the next one is answered."""
    known: object = None
    try:
        fields = json.loads(line, parse_constant=_no_constant)
        known = fields.get("id")
        if "\ufffd" in line:
            raise ValueError("not UTF-8")
        asked = read_question(fields["question"], fields.get("history"))
        return {"id": known, **assistant.ask(asked.question, asked.history, filters).to_dict()}
    except RecursionError:
        reason = "嵌套过深 (nested too deeply)"
    except KeyError as error:
        reason = f"缺少字段 {error} (a field is missing)"
    except AttributeError:
        reason = "不是 JSON 对象 (not a JSON object)"
    except (ValueError, PlanqaError) as error:
        reason = str(error)
    except Exception as error:  # one question must not end the others
        log.warning("line %d", number, exc_info=error)
        reason = f"未能回答：{type(error).__name__}: {error} (internal error)"
    return {"id": known, "line": number, "error": one_line(reason)}


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} 不是 JSON (not JSON)")
