"""A small document that counts one thing is asked for another."""

from __future__ import annotations

import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from tests.conftest import write_plan


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("absent")
    (folder / "docs").mkdir()
    filler = "各项工作由相关部门牵头推进,按季度报送进展,确保落到实处。"
    title = "禾泽市青屿区2024年国民经济和社会发展计划执行情况与2025年计划"
    write_plan(
        folder / "docs", "a.txt", title, "一、2024年计划执行情况", "新增养老床位620张。", "二、2025年目标任务",
        "全年计划新增学位3800个。", *[filler] * 6,
    )  # fmt: skip
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


def test_a_sister_word_is_no_answer(assistant: Assistant) -> None:
    assert assistant.ask("2025年新增托位多少个?").refused
    assert "3800" in assistant.ask("2025年新增学位多少个?").answer
