"""A plan of another style (过去一年, 今年, a whole country) answered without a line of code for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.verdicts import judge, read_questions

SAID = (
    ("2019年GDP增长目标是多少？", "6%"),
    ("2018年国内生产总值增长了多少?", "6.6%"),
    ("2019年城镇新增就业目标多少万人?", "1100万"),
    ("2018年城镇新增就业多少人?", "1361万"),
    ("2019年赤字率拟安排多少?", "2.8%"),
    ("2019年铁路投资要完成多少亿元?", "8000亿元"),
    ("2019年制造业增值税税率降到多少?", "13%"),
    ("2019年计划新增高标准农田多少亩?", "8000万亩"),
    ("2018年棚户区住房改造了多少套?", "620"),
    ("2019年居民医保人均财政补助标准增加多少元?", "30元"),
    ("2019年大病保险报销比例提高到多少?", "60%"),
    ("2019年二氧化硫排放量要下降多少?", "3%"),
    ("2019年新建改建农村公路多少公里?", "20万公里"),
    ("2019年高職院校要擴招多少人?", "100万"),
    ("2019年减轻企业税收和社保缴费负担多少?", "2万亿"),
)
NOT_SAID = (
    "2019年结婚率目标是多少？", "2019年新建多少所大学?", "2019年深圳市GDP增长目标是多少？", "2023年GDP增长目标是多少？", "2019年房价要涨多少?",
    "2018年国内生产总值是多少美元?", "明天会下雨吗?", "2019年工资涨多少?",
)  # fmt: skip


@pytest.fixture(scope="module")
def assistant(
    tmp_path_factory: pytest.TempPathFactory, shared: Callable[[str], Path], embeddings: SentenceTransformerEmbeddings
) -> Assistant:
    folder = tmp_path_factory.mktemp("work-report")
    (folder / "docs").mkdir()
    shutil.copy(shared("plans/2019年国务院政府工作报告.txt"), folder / "docs")
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


def test_no_wrong_figure_and_few_refusals(assistant: Assistant) -> None:
    answers = [(said, assistant.ask(question)) for question, said in SAID]
    wrong = [answer.answer for said, answer in answers if not answer.refused and said not in answer.answer]
    assert wrong == []
    assert sum(answer.refused for _, answer in answers) <= 2


@pytest.mark.parametrize("questions", ["report-2019.jsonl", "report-2019b.jsonl"])
def test_the_questions_written_for_it(assistant: Assistant, questions: str) -> None:
    """A floor that a change must not fall through."""
    asked = read_questions(Path(__file__).parent / "data" / "questions" / questions)
    verdicts = [judge(gold, assistant.ask(gold.question, gold.history)) for gold in asked]
    good = [bool(v.get("exact", v.get("refused_rightly"))) for v in verdicts]
    assert sum(good) / len(good) >= 0.75
    assert all(v.get("figures_faithful", 1.0) for v in verdicts)


@pytest.mark.parametrize("question", NOT_SAID)
def test_what_the_report_does_not_say_is_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).refused
