"""A real server with a real model, far too small for the task: what it makes up is not said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.llm import local_server
from rag.answer import Assistant
from rag.llm.model import LLM, LLMSettings
from rag.llm.writer import Writer
from tests.test_cli import planqa
from tests.test_llm_attacks import ATTACKS, ask
from tests.test_llm_attacks import check as attacked
from tests.writing import QUESTION, check


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    with local_server() as url:
        yield url


def test_a_real_model_says_no_unsupported_figure(assistant: Assistant, real: str) -> None:
    """llama.cpp with a model far too small for the task, which makes up figures freely. ``make bench-llm`` has 300 such runs."""
    llm = LLM(LLMSettings("small", real, timeout=120.0, extra_body={"stop": ["<|im_end|>"]}, temperature=1.0))
    asked = Writer(assistant.store, llm)
    questions = (
        "2023年要新增多少学位?",
        "2022年新增碧道多少公里?",
    )
    uses = []
    for question in questions:
        answer = asked.ask(question)
        check(answer)
        assert answer.llm
        uses.append(answer.llm)
    assert any(use.completion_tokens for use in uses), "the server counts tokens"


def test_attacks_on_a_real_model(assistant: Assistant, real: str) -> None:
    llm = LLM(LLMSettings("small", real, timeout=40.0, extra_body={"stop": ["<|im_end|>"]}))
    for attack in ATTACKS[:10:2]:
        attacked(ask(Writer(assistant.store, llm), attack), attack)


def test_a_call_to_a_real_server_is_given_up(assistant: Assistant, real: str) -> None:
    answer = Writer(assistant.store, LLM(LLMSettings("small", real, timeout=0.05))).ask(QUESTION)
    check(answer)
    assert "0.05 秒内没有写完" in answer.notices[-1]


def test_the_local_server_says_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "no.gguf").write_bytes(b"no model")
    done = planqa("local-llm", str(tmp_path / "no.gguf"), index=tmp_path)
    assert done.returncode == 1
    assert "不是 GGUF" in done.stderr
