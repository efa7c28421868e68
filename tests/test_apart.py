"""Of the figures of a sentence the one leads that the question's words set apart; the figure of a rival is no answer."""

from __future__ import annotations

import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from tests.conftest import write_plan


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("apart")
    write_plan(
        folder / "docs",
        "plan.txt",
        "檀溪县2033年国民经济和社会发展计划执行情况与2034年计划",
        "檀溪县发展和改革局",
        "2034年1月22日",
        "一、2033年计划执行情况",
        "全县有公立养老院26家、民营养老院41家。",
        "城镇、农村居民人均消费支出分别为28640元、17350元,分别增长5.2%、7.4%。",
        "外资企业缴纳税款3.6亿元。",
        "全县有文化场馆64座,其中国有馆38座、民办馆26座。",
        "社会消费品零售总额增长5.1%,剔除汽车类增长9.3%。",
        "会议培训支出由年初的31亿元压缩至27.6亿元,减少3.4亿元。",
        "战略性新兴产业增加值增长16.4%、占比达到12.7%。",
        "全县服务业企业920家,其中规模以上服务业企业147家。",
        "国家3A级旅游景区达到6家。",
        "每百名老人拥有护理床位4.8张,人均体育场地面积2.9平方米。",
        "二、2034年计划安排",
        "新建公立养老院3家,新增公立养老院床位450张。",
        "甲、乙、丙类仓库分别扩建12座、27座、35座。",
        "白鹿镇、青沙镇、云台乡分别新修渠道14公里、22公里、31公里。",
        "人工造林确保21万亩、力争26万亩。",
        "东滩乡种植药材1800亩,白鹿镇新建烘干房7座。",
        "开学前维修校舍16栋,全年维修29栋。",
        "签约亿元以上项目80个,确保投产30个、力争投产45个。",
        "博物馆扩建总投资5.4亿元,2034年计划完成投资1.7亿元。",
        "其中,省级课题11项,经费240万元;市级课题26项,经费310万元。",
    )
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("2033年有多少家民营养老院?", "41家"),
        ("2033年公立养老院有多少家?", "26家"),
        ("2033年农村居民人均消费支出多少元?", "17350元"),
        ("2033年农村居民人均消费支出增长多少?", "7.4%"),
        ("2033年城镇居民人均消费支出多少元?", "28640元"),
        ("2034年云台乡新修渠道多少公里?", "31公里"),
        ("2034年青沙镇新修渠道多少公里?", "22公里"),
        ("2034年全年维修校舍多少栋?", "29栋"),
        ("2034年开学前维修校舍多少栋?", "16栋"),
        ("2034年亿元以上项目确保投产多少个?", "30个"),
        ("2034年签约亿元以上项目多少个?", "80个"),
        ("博物馆扩建2034年计划投资多少?", "1.7亿元"),
        ("2034年市级课题多少项?", "26项"),
        ("2034年市级课题经费多少万元?", "310万元"),
        ("2033年国有文化场馆有多少座?", "38座"),
        ("2033年文化场馆有多少座?", "64座"),
        ("2033年扣除汽车类后社会消费品零售总额增长多少?", "9.3%"),
        ("2033年社会消费品零售总额增长多少?", "5.1%"),
        ("2033年会议培训支出减少了多少亿元?", "3.4亿元"),
        ("2033年战略性新兴产业增加值占多大比重?", "12.7%"),
        ("2033年战略性新兴产业增加值增长多少?", "16.4%"),
        ("2033年规上服务业企业多少家?", "147家"),
        ("2034年人工造林力争多少万亩?", "26万亩"),
        ("2034年人工造林确保多少万亩?", "21万亩"),
    ],
)
def test_the_figure_that_the_words_set_apart_leads(county: Assistant, question: str, figure: str) -> None:
    answer = county.ask(question)
    assert [line.lead for line in answer.lines if line.lead] == [figure]


@pytest.mark.parametrize(
    "question",
    [
        "2034年新建民营养老院多少家?",
        "2034年民营养老院新增床位多少张?",
        "2033年内资企业缴纳税款多少亿元?",
        "2034年白鹿镇种植药材多少亩?",
        "2033年护理床位总数多少张?",
        "2033年有几家5A级旅游景区?",
    ],
)
def test_the_figure_of_a_rival_is_no_answer(county: Assistant, question: str) -> None:
    answer = county.ask(question)
    assert answer.refused, answer.answer


def test_a_follow_up_that_is_a_place_the_document_never_names_is_refused(county: Assistant) -> None:
    answer = county.ask("泉陵县呢?", ["檀溪县2034年新建公立养老院多少家?"])
    assert answer.refused, answer.answer
