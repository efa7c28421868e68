"""What the tests of written answers share: a question, a true sentence for it, a writer, and what holds for every answer."""

from __future__ import annotations

import json

from bench.llm import unsupported_figures
from rag.answer import Assistant
from rag.llm.cache import AnswerCache
from rag.llm.model import LLM, LLMSettings
from rag.llm.writer import Writer
from rag.types import Answer
from tests.llm_server import LLMServer

QUESTION = "2023年要新增多少学位?"
PLACES = "新增基础教育学位3万座"
"""A piece of the sentence that answers."""
TRUE = ("2023年计划新增基础教育学位3万座", [PLACES])
KEY = "sk-secret-key-1234567890"


def writer(assistant: Assistant, server: LLMServer, timeout: float = 120.0, cache: AnswerCache | None = None) -> Writer:
    return Writer(assistant.store, LLM(LLMSettings("m", server.url, KEY, timeout)), cache)


def check(answer: Answer) -> None:
    """What holds for every answer, written or not."""
    assert unsupported_figures(answer) == []
    assert KEY not in json.dumps(answer.to_dict(), ensure_ascii=False)
    if not answer.refused:
        assert answer.citations
        assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
        for line in answer.lines:
            assert line.cites or line.level in ("heading", "note"), "each sentence carries its marker"
