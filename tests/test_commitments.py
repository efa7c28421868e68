"""Every figure on a topic at once, as staff ask for them: all that the ledger has, each with its sentence, and nothing else."""

from __future__ import annotations

import pytest

from index.store import PassageStore
from rag.answer import Assistant
from rag.commitments import MOST
from rag.types import Answer


@pytest.fixture(scope="module")
def assistant(store: PassageStore) -> Assistant:
    return Assistant(store)


def figures(answer: Answer) -> list[str]:
    return [row.value for row in answer.rows]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("列出2023年所有住房方面的承诺", ["500", "3.05", "6000"]),
        ("list every 2023 commitment on housing, with the figure and where it stands", ["500", "3.05", "6000"]),
        ("列出2023年所有住房方面的承諾,並註明數字和出處", ["500", "3.05", "6000"]),
        ("所有2023年医疗卫生指标", ["9", "6000", "1", "11", "85", "4.2", "20"]),
    ],
)
def test_every_figure_on_a_topic(assistant: Assistant, question: str, values: list[str]) -> None:
    answer = assistant.ask(question)
    assert figures(answer) == values
    for row, line in zip(answer.rows, answer.answer.splitlines(), strict=True):
        n = int(line.rsplit("[", 1)[1].split("]")[0])
        assert row.value in line
        assert row.quote in answer.citations[n - 1].quote
        assert (row.year, row.kind) == (2023, "target")


def test_results_are_not_promises(assistant: Assistant) -> None:
    answer = assistant.ask("请列出2022年教育方面的全部完成情况")
    assert {(row.year, row.kind) for row in answer.rows} == {(2022, "actual")}
    assert "11760" in figures(answer)


def test_a_long_list_says_where_the_rest_stands(assistant: Assistant) -> None:
    answer = assistant.ask("列出2023年所有目标")
    assert len(answer.rows) == MOST
    assert any(notice.startswith("另有") for notice in answer.notices)


def test_a_topic_the_plan_does_not_have(assistant: Assistant) -> None:
    assert assistant.ask("列出2023年所有航天方面的承诺").refused
