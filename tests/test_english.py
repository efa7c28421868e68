"""Questions in English: of the thing that they name, whatever plans call it, and about who gave a report, and when."""

from __future__ import annotations

import pytest

from index.embedding import SentenceTransformerEmbeddings
from rag.answer import Assistant
from rag.places import in_pinyin, places_named, same_place
from tests.conftest import answering, write_plan


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("named")
    docs, index = folder / "docs", folder / "index"
    write_plan(
        docs,
        "plan.txt",
        "云泽市2032年政府工作报告",
        "——2032年1月14日在云泽市第九届人民代表大会第三次会议上",
        "云泽市市长 周明远",
        "来源：云泽日报　　2032-01-22",
        "各位代表：现在，我代表市人民政府向大会报告工作，请予审议。",
        "一、2031年工作回顾",
        "云泽港货物、集装箱吞吐量分别达到1.2亿吨、515.6万标准箱。新能源汽车产量增长94.5%、达16.4万辆。离岛免税经营主体销售额47.3亿元。地铁1号线全线贯通。国际友城增至18个。",
        "二、2032年工作安排",
        "地区生产总值增长7.5%左右，居民消费价格涨幅3.5%左右，细颗粒物年均浓度控制在29微克/立方米左右。加快6条高铁建设，推动云烟铁路建成通车。开通地铁6号线一期。",
    )
    return answering(docs, index, embeddings)


@pytest.mark.parametrize(
    ("question", "lead", "gloss"),
    [
        ("What was Yunze port's container throughput in 2031?", "515.6万标准箱", "5.156 million TEU"),
        ("How many new energy vehicles were made in 2031?", "16.4万辆", "164,000 vehicles"),
        ("How much were duty-free sales in 2031?", "47.3亿元", "4.73 billion yuan"),
        ("How many sister cities are there?", "18个", ""),
        ("What is the CPI target for 2032?", "3.5%左右", "about 3.5%"),
        ("What is the PM2.5 target for 2032?", "29微克/立方米左右", "about 29 µg per cubic metre"),
    ],
)
def test_a_thing_is_found_by_the_name_that_plans_have_for_it(
    port: Assistant, question: str, lead: str, gloss: str
) -> None:
    line = next(line for line in port.ask(question).lines if line.lead)
    assert (line.lead, line.gloss) == (lead, gloss)


def test_the_figure_of_another_thing_is_no_answer(port: Assistant) -> None:
    assert "6条" not in port.ask("How many charging stations will be built in 2032?").answer


def test_the_metro_is_no_railway(port: Assistant) -> None:
    answer = port.ask("Which metro lines will open in 2032?").answer
    assert "6号线" in answer
    assert "云烟铁路" not in answer


def test_what_a_report_says_of_a_thing_is_every_sentence_that_names_it(port: Assistant) -> None:
    answer = port.ask("What does the 2032 report say about the metro?").answer
    assert "1号线" in answer
    assert "6号线" in answer
    assert "云烟铁路" not in answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When was the report delivered?", ["2032年1月14日"]),
        ("Who delivered the 2032 government work report, and when?", ["周明远", "2032年1月14日"]),
        ("Who is the mayor of Yunze?", ["周明远"]),
        ("云泽市长是谁？", ["周明远"]),
    ],
)
def test_who_gave_a_report_and_when_is_told_by_its_head(port: Assistant, question: str, said: list[str]) -> None:
    answer = port.ask(question).answer
    assert all(words in answer for words in said)
    assert "2032-01-22" not in answer
    assert "“Given by" not in answer


@pytest.mark.parametrize(
    ("region", "english"),
    [("内蒙古自治区", "Inner Mongolia"), ("陕西省", "Shaanxi"), ("山西省", "Shanxi"), ("深圳市龙华区", "Longhua")],
)
def test_places_have_their_english_names(region: str, english: str) -> None:
    assert in_pinyin(region) == english
    assert english in places_named(f"How many schools will {english} build?")
    assert same_place(english, region)


def test_shanxi_is_not_shaanxi() -> None:
    assert not same_place("Shanxi", "陕西省")
    assert not same_place("Shaanxi", "山西省")
