"""Drafts whose figures all stand in the plan, but for something else; and true sentences beside wrong ones."""

from __future__ import annotations

from pathlib import Path

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
    "公路里程由2026年的120公里增加到2031年的180公里。第一、二、三产业增加值占比分别为10%、40%和50%。",
    "绿化奖励占比不低于补助总额的60%。运动员夺得3金2银1铜。进出口总额5.9亿元。主要污染物排放总量持续下降。",
    "二、2032年重点工作",
    "新增学位1500个，新增公园8座。开行班列868列、净增100列，建成基站18万个。净增企业1994户、总数8406户。城乡居民收入分别增长5%、6%。",
    "完成河岸质量提升工程40公里。盘活闲置资产30亿元以上。居民消费价格涨幅2%左右。推行农机购置补贴年限延长3年的政策。",
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
        "2031年，每万人医疗床位数7.75张。",
        "2031年，新能源产业产值4700亿元。",
        "2031年，驻南京办事处接待群众3000人。",
        "2032年，农村居民收入增长5%。",
        "2032年，开行班列100列。",
        "2032年，武汉市建成基站18万个。",
        "2031年，公路里程五年增加180公里。",
        "2031年，第三产业增加值占40%。",
        "2031年，绿化奖励占补助总额不高于60%。",
        "2031年，主要污染物排放总量持续上升。",
        "2032年，农机购置补贴年限延长3年的政策已落实。",
        "2032年，盘活闲置资产30亿元以下。",
    ],
)
def test_a_figure_of_something_else_differs(assistant: Assistant, wrong: str) -> None:
    found = verdicts(assistant, wrong)
    assert found
    assert set(found) <= {"differs", "not_found"}


@pytest.mark.parametrize(
    "true",
    [
        "2031年，公路里程五年增加60公里。",
        "2032年，河岸质量提升40公里。",
        "2032年，盘活闲置资产30多亿元。",
        "2032年，物价涨幅2%左右。",
        "2032年，农机购置补贴年限延长3年的政策要落实。",
        "2031年，公路里程五年增长一半。",
        "2031年，第二产业增加值占40%。",
        "2031年，绿化奖励占补助总额不低于60%。",
        "2031年，运动员拿下3枚金牌。",
        "2031年，进出口总额近6亿元。",
        "2031年，生产安全事故死亡人数下降11.1%。",
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


@pytest.mark.parametrize(
    "wrong",
    [
        "2031年，学位总数达到1200个。",
        "2032年，公园总数达到8座。",
        "2031年，充电桩总数为4600个。",
        "2031年，每千人医疗床位数增加7.75张。",
        "2031年，新能源产业产值增加了7600亿元。",
        "2031年，落地项目投资380亿元，居全省第一。",
        "2031年，全省率先新增床位300张。",
    ],
)
def test_a_level_is_no_growth_a_new_thing_no_total_and_no_rank_is_made_up(assistant: Assistant, wrong: str) -> None:
    assert set(verdicts(assistant, wrong)) & {"differs", "not_found"}


@pytest.mark.parametrize(
    "true",
    [
        "新增学位1500个安排在2030年，新增公园8座。",
        "新增学位在2035年要达到1500个，建成基站18万个，新增公园8座。",
        "2030年新增学位1500个，城镇居民收入增长5%。",
    ],
)
def test_the_wrong_year_of_one_clause_is_not_that_of_those_behind_it(assistant: Assistant, true: str) -> None:
    first, *behind = verdicts(assistant, true)
    assert first == "differs"
    assert set(behind) == {"agrees"}


@pytest.mark.parametrize(
    "true",
    [
        "2031年，城里新增学位1200个。",
        "2031年，新增的充电场站有436座。",
        "2031年，显著新增床位300张。",
        "2032年，云泽市新添公园8座。",
    ],
)
def test_words_that_but_add_or_colour_part_nothing(assistant: Assistant, true: str) -> None:
    assert set(verdicts(assistant, true)) == {"agrees"}


@pytest.mark.parametrize(
    "wrong", ["2032年，驻南京办事处完工。", "驻南京办事处于2030年完工。", "到2032年，驻杭州办事处还要接待群众。"]
)
def test_a_clause_without_a_figure_may_be_of_another_time(assistant: Assistant, wrong: str) -> None:
    assert "differs" in verdicts(assistant, wrong)
    assert verdicts(assistant, "2031年，云泽市的夜色真美。") == []


def test_a_draft_without_a_place_is_held_to_the_plan_its_figures_stand_in(tmp_path: Path) -> None:
    write_plan(tmp_path / "docs", "a.txt", *PLAN)
    others = "新增学位2800个。新增公园31座。建成基站7万个。开行班列20列。城乡居民收入分别增长9%、10%。"
    write_plan(tmp_path / "docs", "b.txt", "2032年国务院政府工作报告", "一、2032年重点工作", others)
    build_index(tmp_path / "docs", tmp_path / "index", Hashed())
    assistant = Assistant(PassageStore(current_version(tmp_path / "index"), Hashed()))
    draft = "今年工作走在全国前面。新增学位1500个。新增公园8座。建成基站18万个。开行班列900列。"
    assert verdicts(assistant, draft)[-4:] == ["agrees", "agrees", "agrees", "differs"]


@pytest.mark.parametrize(
    ("wrong", "true"),
    [
        ("2031年，新增床位310张", "新增学位1200个"),
        ("2030年新增床位300张", "新增学位1200个"),
        ("2031年，充电桩今后将新增4600个", "新增充电场站436座"),
        ("2031年，招引项目下降605个", "落地项目投资380亿元"),
    ],
)
def test_a_wrong_clause_lends_nothing_to_the_next(assistant: Assistant, wrong: str, true: str) -> None:
    checked = assistant.check(f"{wrong}，{true}。")
    assert [true in item.text for item in checked if item.verdict in ("differs", "not_found")] == [False]
    assert checked[-1].verdict == "agrees"
