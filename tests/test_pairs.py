"""Targets beside what was told of them: which rows are of one thing, in two plans and in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.ledger import extract_rows
from index.pairs import Entry, certain, follow_up, pair_rows
from index.parsing import parse_file
from tests.conftest import write_plan


def _pairs(tmp_path: Path, promised: str, told: str) -> list[tuple[str, str, bool]]:
    """Target, result and whether the gap between them means something, of a promise and the report a year later."""
    entries = []
    for year, done, goals in ((2031, "去年新增床位9张。", promised), (2032, told, "推进各项工作。")):
        lines = (f"云泽市{year}年政府工作报告", f"一、{year - 1}年工作回顾", done, f"二、{year}年主要任务", goals)
        plan = parse_file(write_plan(tmp_path, f"{year}.txt", *lines), tmp_path)
        entries += [Entry(plan.document_id, row) for row in extract_rows(plan)]
    found = follow_up(entries)
    return [(target.row.value, result.row.value, certain(result.row, target.row)) for result, target in found]


@pytest.mark.parametrize(
    ("promised", "told"),
    [
        ("保护性耕作面积新增200万亩。", "保护性耕作面积达到4179万亩。"),  # what there is, for what is added
        ("新增高新技术企业100家。", "高新技术企业达到1306家。"),
        ("新增贷款余额5亿元。", "贷款余额达47.8亿元。"),
        ("绿色食品基地面积稳定在1亿亩。", "新增绿色食品基地面积536万亩。"),
        ("社会消费品零售总额增长5%。", "社会消费品零售总额年均增长3.7%。"),  # five years, for one
        ("粮食单产提升2%。", "粮食单产年均提升1.9%。"),
        ("新建数字化车间100个。", "累计建成数字化车间1096个。"),
        ("出口增长3%。", "进出口增长5%。"),  # the whole, for a part
        ("工业设备投资增长10%。", "工业投资增长13.3%。"),
        ("人均生产总值达到9400元。", "生产总值达到18.23万亿元。"),
        ("建设全省重点实验室30家。", "建设全国重点实验室25家。"),
        ("新增无界公园20个。", "新增公园65个。"),
        ("建设燃气管网717公里。", "建设地下管网800公里。"),  # each has a word of its own
        ("新增国家级优势特色产业集群1个。", "新增国家级中小企业特色产业集群1个。"),
        ("综合治理工程完工率达到85%。", "综合治理工程开工率达到91.3%。"),
        ("新建东风路、青年路等4条道路。", "改造文化路、学府路等6条道路。"),  # examples of other things
    ],
)
def test_what_is_told_of_another_thing_is_no_result(tmp_path: Path, promised: str, told: str) -> None:
    assert _pairs(tmp_path, promised, told) == []


@pytest.mark.parametrize(
    ("promised", "told", "expected"),
    [
        ("改造农村危房40户。", "完成农村危房改造51户。", ("40", "51", True)),
        ("产业投资占比超过50%。", "产业投资比重达到55.7%。", ("50", "55.7", True)),
        ("数字经济核心产业营收增长7%。", "数字经济核心产业营业收入增长10.9%。", ("7", "10.9", True)),
        ("农民人均纯收入增长12%。", "农村居民人均纯收入增长17%。", ("12", "17", True)),
        ("实际利用外资增长5%。", "实际利用外资增长91.6%。", ("5", "91.6", True)),
        ("科技型中小企业25家。", "新增科技型中小企业30家。", ("25", "30", False)),  # it is not said that they are new
        ("启动城中村改造项目25个。", "启动改造项目26个。", ("25", "26", False)),  # one name says more
        ("水土保持率达到66.2%。", "过去五年,成就举世瞩目。水土保持率达到66.26%。", ("66.2", "66.26", True)),
        ("粮食播种面积稳定在7140万亩。", "过去五年,成就举世瞩目。粮食播种面积稳定在7100万亩。", ("7140", "7100", True)),
    ],
)  # fmt: skip
def test_one_thing_in_other_words_is_a_result(
    tmp_path: Path, promised: str, told: str, expected: tuple[str, str, bool]
) -> None:
    assert _pairs(tmp_path, promised, told) == [expected]


def test_what_five_years_add_up_to_is_no_level(tmp_path: Path) -> None:
    assert _pairs(tmp_path, "新增学位2万座。", "过去五年,成就举世瞩目。新增学位6万座。") == []


def test_within_one_plan_the_same_holds(tmp_path: Path) -> None:
    lines = (
        "云泽市2031年政府工作报告",
        "一、2030年工作回顾",
        "新增国家先进制造业集群3个,城镇居民收入增长5%,新增公园3个。",
    )
    promised = ("二、2031年主要任务", "新增省级先进制造业集群4个,居民收入增长6%,新增公园4个。")
    plan = parse_file(write_plan(tmp_path, "a.txt", *lines, *promised), tmp_path)
    assert [(a.value, t.value) for a, t in pair_rows(extract_rows(plan)) if a.unit == t.unit] == [("3", "4")]
