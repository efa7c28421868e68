"""Drafts whose figures all stand in the plan, but for something else; and true sentences beside wrong ones."""

from __future__ import annotations

import pytest

from index.build import build_index
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from tests.conftest import write_plan
from tests.hashed import Hashed

PLAN = (
    "云泽市2032年政府工作报告",
    "一、2031年工作回顾",
    "生产安全事故起数、死亡人数分别下降18.6%和11.1%。新增充电场站436座、充电桩4600个。农民合作社、家庭农场总量达到500家。",
    "每千人医疗床位数7.75张。新能源产业产值7600亿元，新能源汽车及零部件产业产值4700亿元。驻南京办事处完工，驻杭州办事处接待群众3000人。",
    "招引项目605个、总投资1594亿元，落地项目投资380亿元。新增学位1200个，新增床位300张。“云泽标准”新增12项、累计64项。",
    "二、2032年重点工作",
    "新增学位1500个，新增公园8座。开行班列868列、净增100列，建成基站18万个。净增企业1994户、总数8406户。城乡居民收入分别增长5%、6%。",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("apart")
    write_plan(folder / "docs", "a.txt", *PLAN)
    build_index(folder / "docs", folder / "index", Hashed())
    return Assistant(PassageStore(current_version(folder / "index"), Hashed()))


def verdicts(assistant: Assistant, draft: str) -> list[str]:
    return [item.verdict for item in assistant.check(draft) if item.verdict != "no_claim"]


@pytest.mark.parametrize(
    "wrong",
    [
        "2031年，生产安全事故死亡人数下降18.6%。",
        "2031年，新增充电桩436座。",
        "2031年，家庭农场总量达到500家。",
        "2031年，每万人医疗床位数7.75张。",
        "2031年，新能源产业产值4700亿元。",
        "2031年，驻南京办事处接待群众3000人。",
        "2032年，农村居民收入增长5%。",
        "2032年，开行班列100列。",
        "2032年，武汉市建成基站18万个。",
    ],
)
def test_a_figure_of_something_else_differs(assistant: Assistant, wrong: str) -> None:
    found = verdicts(assistant, wrong)
    assert found
    assert set(found) <= {"differs", "not_found"}


@pytest.mark.parametrize(
    "true",
    [
        "2031年，生产安全事故死亡人数下降11.1%。",
        "2031年，新增充电桩4600个。",
        "2031年，农民合作社、家庭农场总量达到500家。",
        "2031年，新能源汽车及零部件产业产值4700亿元。",
        "2031年，驻杭州办事处接待群众3000人。",
        "2031年，招引项目605个，总投资1594亿元。",
        "2032年，城镇居民收入增长5%，农村居民增长6%。",
        "2032年，净增企业1994户，总数8406户。",
    ],
)
def test_the_thing_itself_agrees(assistant: Assistant, true: str) -> None:
    assert set(verdicts(assistant, true)) == {"agrees"}


def test_a_sentence_of_a_wrong_year_tells_nothing_of_the_next(assistant: Assistant) -> None:
    assert verdicts(assistant, "2030年，云泽市新增学位1200个。新增床位300张。")[-1] == "agrees"
    assert verdicts(assistant, "2031年，云泽市新增学位1500个。新增公园8座。")[-1] == "agrees"
    assert verdicts(assistant, "到2035年，云泽市新增学位1500个。新增公园8座。")[-1] == "agrees"
    assert verdicts(assistant, "2031年，云泽市新增学位1200个。新增公园8座。")[-1] == "differs"


def test_a_title_holds_until_the_text_comes_to_another_year(assistant: Assistant) -> None:
    draft = "云泽市2031年发展情况\n\n新增学位1200个。\n2032年，新增学位1500个。\n新增公园8座。\n"
    assert verdicts(assistant, draft) == ["agrees"] * 3


def test_a_title_that_names_a_document_sets_no_year(assistant: Assistant) -> None:
    draft = "云泽市2032年政府工作报告要点\n\n2031年，新增学位1200个。\n新增床位300张。\n"
    assert verdicts(assistant, draft) == ["agrees", "agrees"]
