"""A leading figure for a reader of English: size, unit and bound in English beside the plan's own."""

from __future__ import annotations

import pytest

from index.embedding import SentenceTransformerEmbeddings
from rag.answer import Assistant
from tests.conftest import answering, write_plan


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("english")
    docs, index = folder / "docs", folder / "index"
    write_plan(
        docs,
        "plan.txt",
        "云泽市2032年政府工作报告",
        "一、2031年工作回顾",
        "全市地区生产总值达5776.1亿元。新增学位3.05万个。建成污水处理厂9座。",
        "二、2032年工作安排",
        "地区生产总值增长7%左右。新建住房超12万平方米。发放消费券不少于2500万元。",
    )
    return answering(docs, index, embeddings)


@pytest.mark.parametrize(
    ("question", "lead", "gloss"),
    [
        ("What is the target for GDP growth in 2032?", "7%左右", "about 7%"),
        ("How many new school places were added in 2031?", "3.05万个", "30,500"),
        ("How many square metres of housing will be built in 2032?", "超12万平方米", "over 120,000 sq m"),
        ("How many sewage treatment plants were completed in 2031?", "9座", ""),
    ],
)
def test_the_figure_stands_in_english_beside_it(city: Assistant, question: str, lead: str, gloss: str) -> None:
    answer = city.ask(question)
    line = next(line for line in answer.lines if line.lead)
    assert (line.lead, line.gloss) == (lead, gloss)
    assert gloss in answer.answer
    worked_out = {d.value for d in answer.derived}
    assert ("万" in lead) == bool(worked_out), "digits that are not the plan's are declared"


def test_a_chinese_answer_has_no_gloss(city: Assistant) -> None:
    assert all(not line.gloss for line in city.ask("2031年新增学位多少个?").lines)
