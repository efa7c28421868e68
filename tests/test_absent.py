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


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("neighbours")
    (folder / "docs").mkdir()
    title = "云溪县2024年国民经济和社会发展计划执行情况与2025年计划"
    write_plan(
        folder / "docs", "a.txt", title, "一、2024年计划执行情况", "新建小学3所,改造县道22公里。", "二、2025年计划安排",
        "新建幼儿园4所,改造乡道35公里,新增公租房260套。", "推广水稻良种1.6万亩,培训养老护理员180人。", "更换老旧路灯410盏,限额以上批发业销售额增长8%。",
    )  # fmt: skip
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


@pytest.mark.parametrize(
    "question",
    [
        "2025年新建小学多少所?",  # stands in the other year alone
        "2025年改造国道多少公里?",
        "2025年推广玉米良种多少万亩?",
        "2025年培训育婴护理员多少人?",
        "2025年检修老旧路灯多少盏?",
        "2025年限额以上零售业销售额增长多少?",
    ],
)
def test_the_figure_of_a_neighbour_is_no_answer(neighbours: Assistant, question: str) -> None:
    answer = neighbours.ask(question)
    assert answer.refused, answer.answer


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("2025年新建幼儿园多少所?", "4"),
        ("2025年改造乡道多少公里?", "35"),
        ("2025年推广水稻良种多少万亩?", "1.6"),
        ("2025年要换多少盏路灯?", "410"),
        ("今年新添多少套公租房", "260"),
        ("2025年更新老旧路灯多少盏?", "410"),
    ],
)
def test_the_thing_itself_is_told_in_whatever_words(neighbours: Assistant, question: str, figure: str) -> None:
    assert figure in neighbours.ask(question).answer
