"""Of several figures of one thing in a sentence, the one whose place, stage, goal or time is asked for leads the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.types import Answer
from tests.conftest import write_plan


def _assistant(folder: Path, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("meant")
    write_plan(
        folder / "docs",
        "plan.txt",
        "柳溪区2031年国民经济和社会发展计划执行情况与2032年计划",
        "柳溪区发展和改革局",
        "2032年1月18日",
        "一、2031年计划执行情况",
        "全国粮食产量增长1.2%,全省增长2.6%,全区增长4.3%,增速居全市前列。",
        "城镇老旧小区改造启动64个,完工47个,另有12个正在招标。",
        "全年实现服务业投资17.6亿元,比19亿元的年度目标少1.4亿元。",
        "开展技能培训8200人次,未达到9000人次的年度目标。",
        "培育专精特新企业33家,比年度任务多8家。",
        "全年接收安置退役军人120人,超出计划15人。",
        "年初计划修缮水渠55公里,实际修缮61公里。",
        "二、2032年计划安排",
        "柳岸街道新建社区食堂4家,石桥镇新建3家,全区共新建15家。",
        "产业项目拟签约70个、落地44个、投产26个。",
        "9月底前完成老旧管网更新23公里,年底前完成41公里。",
    )
    return _assistant(folder, embeddings)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("柳溪区2031年粮食产量增长多少?", "4.3%"),
        ("2031年全省粮食产量增长多少?", "2.6%"),
        ("2032年全区新建社区食堂多少家?", "15家"),
        ("2032年石桥镇新建社区食堂多少家?", "3家"),
        ("2031年城镇老旧小区改造完工多少个?", "47个"),
        ("2031年城镇老旧小区改造启动多少个?", "64个"),
        ("2032年产业项目落地多少个?", "44个"),
        ("2032年产业项目签约多少个?", "70个"),
        ("2032年产业项目投产多少个?", "26个"),
        ("2031年技能培训的年度任务是多少?", "9000人次"),
        ("2031年技能培训完成多少人次?", "8200人次"),
        ("2031年实现服务业投资多少亿元?", "17.6亿元"),
        ("2031年计划修缮水渠多少公里?", "55公里"),
        ("2031年修缮水渠多少公里?", "61公里"),
        ("2032年完成老旧管网更新多少公里?", "41公里"),
        ("2032年9月底前完成老旧管网更新多少公里?", "23公里"),
    ],
)
def test_the_figure_asked_for_leads(district: Assistant, question: str, figure: str) -> None:
    answer = district.ask(question)
    assert _leading(answer) == [figure]


@pytest.mark.parametrize(
    ("question", "results"),
    [
        ("2031年培育专精特新企业的目标是多少家?", {"33家", "8家"}),
        ("2031年服务业投资的年度目标是多少?", {"17.6亿元", "1.4亿元"}),
        ("2031年接收安置退役军人的计划是多少人?", {"120人", "15人"}),
    ],
)
def test_a_result_told_by_its_distance_is_not_the_goal(district: Assistant, question: str, results: set[str]) -> None:
    assert not results & set(_leading(district.ask(question)))


def _leading(answer: Answer) -> list[str]:
    return [line.lead for line in answer.lines if line.lead]


@pytest.fixture(scope="module")
def namesakes(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("namesakes")
    for name, region, promised in (
        ("city.txt", "霖川市", "全市培训技能人才2.4万人,新建口袋公园88座。"),
        ("county.txt", "霖川市霖川县", "全县培训技能人才0.3万人,新建村级水站17座。"),
    ):
        title = f"{region}2031年国民经济和社会发展计划执行情况与2032年计划"
        write_plan(folder / "docs", name, title, "一、2031年计划执行情况", "成效明显。", "二、2032年计划安排", promised)
    return _assistant(folder, embeddings)


@pytest.mark.parametrize(("place", "figure", "other"), [("霖川市", "2.4万人", "0.3万"), ("霖川县", "0.3万人", "2.4万")])
def test_a_place_named_in_full_is_no_namesake(namesakes: Assistant, place: str, figure: str, other: str) -> None:
    answer = namesakes.ask(f"{place}2032年培训技能人才多少人?")
    assert figure in answer.answer
    assert other not in answer.answer


def test_what_the_county_leaves_out_the_city_does_not_say_for_it(namesakes: Assistant) -> None:
    assert "88座" not in namesakes.ask("霖川县2032年新建口袋公园多少座?").answer
