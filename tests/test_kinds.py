"""One kind, one of several, one place is asked for, and the plan tells another's figure."""

from __future__ import annotations

import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.kinds import excluded, other_one
from tests.conftest import write_plan


@pytest.mark.parametrize(
    ("asked", "told", "other"),
    [
        ("民办幼儿园新开几家", "新开办公办幼儿园", True),
        ("公办和民办幼儿园各几家", "新开办公办幼儿园", False),
        ("新能源汽车卖出去多少辆", "新能源汽车产量达到", True),
        ("进口多少", "出口额", True),
        ("地铁总里程多少公里", "新增里程", True),
        ("地铁总里程多少公里", "运营总里程达到", False),
        ("一共新增多少学位", "新增学位", False),
    ],
)
def test_kinds_that_exclude_each_other(asked: str, told: str, other: bool) -> None:
    assert excluded(asked, told) == other


@pytest.mark.parametrize(
    ("asked", "told", "other"),
    [
        ("产业园三期建多少厂房", "产业园二期建设厂房20万平方米", True),
        ("产业园三期建多少厂房", "产业园二期建成，三期开工", False),
        ("产业园三期建多少厂房", "产业园一至三期建设厂房", False),
        ("第三小学多少学位", "第二小学新校区提供学位1620个", True),
        ("第3小学多少学位", "第三小学新校区提供学位1620个", False),
        ("5号变电站何时投运", "2号变电站8月投运", True),
        ("“十四五”期末达到多少", "二期建设厂房", False),
    ],
)
def test_one_of_several_by_its_number(asked: str, told: str, other: bool) -> None:
    assert other_one(asked, told) == other


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("county")
    write_plan(
        folder / "docs", "plan.txt", "沐川县2031年国民经济和社会发展计划执行情况与2032年计划", "一、2031年计划执行情况",
        "与相邻的犍为县相比，该县拥有高新技术企业64家，我县仅有27家。", "全市新建口袋公园35个。", "二、2032年计划安排",
        "省政府工作报告提出，全省粮食产量增长1.5%、城镇新增就业80万人。", "我县粮食产量增长2.2%，改造县城老旧小区16个。",
    )  # fmt: skip
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("沐川县2032年粮食产量增长多少?", "2.2%"),
        ("2032年粮食产量增长多少?", "2.2%"),
        ("沐川县有多少家高新技术企业?", "27家"),
        ("全省2032年城镇新增就业多少人?", "80万人"),
    ],
)
def test_the_figure_of_the_place_asked_for_leads(county: Assistant, question: str, figure: str) -> None:
    answer = county.ask(question)
    assert answer.answer.startswith(f"**{figure}"), answer.answer


@pytest.mark.parametrize("question", ["沐川县2032年城镇新增就业多少人?", "我们县2031年建了多少个口袋公园?"])
def test_the_figure_of_a_place_above_is_no_answer(county: Assistant, question: str) -> None:
    answer = county.ask(question)
    assert answer.refused, answer.answer
