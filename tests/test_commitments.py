"""The ledger as people follow it: by subject, in their words, with what became of a target and what staff filled in."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from index.build import build_index
from index.catalog import Catalog
from index.versions import current_version
from tests.conftest import write_plan
from tests.quick import Hashed, Site, quick_site
from tests.test_cli import planqa
from tests.test_limits import PLENTY, call
from ui.ledger import Ledger, Listed, Wanted, as_rows
from ui.sheets import COLUMNS, encode, told_rows
from ui.status import MAX_NOTE, BadStatus, StatusStore, Tracking, key_of, marked_rows
from ui.subjects import find_subject, subjects_of
from ui.web.ledger_html import View
from ui.web.ledger_pairs import kept
from ui.web.options import Options
from ui.web.sources import Reader
from ui.web.texts import TEXTS

TOKEN = "of-the-office-0123456789"
FIRST = (
    "云泽市2031年政府工作报告", "一、2030年工作回顾", "城镇新增就业4.1万人。", "二、2031年主要任务", "（一）办好人民满意的教育",
    "新增学位1500个，新改扩建幼儿园6所。", "（二）建设美丽云泽", "单位生产总值能耗下降3%。", "新建绿道30公里。", "（三）稳定就业", "城镇新增就业4万人以上。",
    "（四）优化营商环境", "新增政务服务自助终端20台。", "开展助企纾困行动。",
)  # fmt: skip
SECOND = (
    "云泽市2032年政府工作报告", "一、2031年工作回顾", "新增学位1620个。", "单位生产总值能耗下降2.5%。", "全年城镇新增就业4.2万人，其中新建绿道28公里。",
    "二、2032年主要任务", "新增学位1800个。",
)  # fmt: skip
OTHER_CITY = ("宁川市2032年政府工作报告", "一、2031年工作回顾", "新增学位900个。")


def built(folder: Path, *more: str) -> Path:
    write_plan(folder / "docs", "2031.txt", *FIRST, *more)
    write_plan(folder / "docs", "2032.txt", *SECOND)
    write_plan(folder / "docs", "other.txt", *OTHER_CITY)
    build_index(folder / "docs", folder / "index", Hashed())
    return folder / "index"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("years"))


@pytest.fixture(scope="module")
def catalog(index: Path) -> Catalog:
    return Catalog(current_version(index) / "plans.sqlite")


@pytest.fixture(scope="module")
def ledger(catalog: Catalog) -> Ledger:
    return Ledger(catalog, actions=True)


def one(ledger: Ledger, search: str, year: int = 2031, kind: str = "target") -> Listed:
    (found,) = ledger.select(Wanted(search=search, year=year, kind=kind))
    return found


# --- subjects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("学位", ("education",)), ("幼儿园", ("education",)), ("绿道", ("environment",)), ("助企纾困", ("government",)),
        ("自助终端", ("government",)), ("就业", ("employment",)),
    ],
)  # fmt: skip
def test_a_row_is_about_what_its_words_say_else_its_heading(
    ledger: Ledger, search: str, expected: tuple[str, ...]
) -> None:
    assert subjects_of(one(ledger, search).row) == expected


def test_a_word_inside_a_longer_one_says_nothing(ledger: Ledger) -> None:
    row = replace(one(ledger, "学位").row, section=(), topic="", indicator="营商环境")
    assert subjects_of(replace(row, quote="优化营商环境")) == ("government",)
    assert subjects_of(replace(row, indicator="经济", quote="经济平稳健康发展")) == ("other",)
    assert subjects_of(replace(row, indicator="增收", quote="增收2亿元", section=("（一）发展医疗卫生事业",))) == (
        "health",
    )


@pytest.mark.parametrize("name", ["education", "教育", "Education", " 教育 "])
def test_subjects_have_names_in_both_languages(name: str) -> None:
    subject = find_subject(name)
    assert subject is not None
    assert subject.key == "education"
    assert find_subject("医疗") is not None
    assert find_subject("体") is find_subject("") is None


def test_the_command_line_filters_by_subject(index: Path) -> None:
    rows = json.loads(planqa("commitments", "--subject", "教育", "--format", "json", index=index).stdout)
    assert {"新增学位", "新改扩建幼儿园"} == {row["indicator"] for row in rows}
    assert all(row["subjects"] == ["education"] for row in rows)
    actions = json.loads(planqa("commitments", "--type", "action", "--format", "json", index=index).stdout)
    assert [row["indicator"] for row in actions] == ["开展助企纾困行动"]
    unknown = planqa("commitments", "--subject", "占星", index=index)
    assert unknown.returncode == 1
    assert "医疗卫生" in unknown.stderr


# --- what became of a target -----------------------------------------------------------------------------------------


def test_a_target_stands_beside_what_the_next_years_report_tells(ledger: Ledger) -> None:
    (kept,) = ledger.kept(ledger.rows)
    assert kept.document.years == (2030, 2031)
    pairs = {t.row.indicator: (t.row.value, r.row.value, r.document.years) for r, t in kept.told}
    later = (2031, 2032)
    assert pairs == {
        "新增学位": ("1500", "1620", later), "单位生产总值能耗": ("3", "2.5", later), "新建绿道": ("30", "28", later),
        "城镇新增就业": ("4", "4.2", later),
    }  # fmt: skip
    assert {r.row.indicator for r in kept.untold} == {"新改扩建幼儿园", "新增政务服务自助终端"}


def test_a_part_is_no_result_of_the_whole(tmp_path: Path) -> None:
    write_plan(
        tmp_path / "docs", "a.txt", "云泽市2031年政府工作报告", "一、2031年主要任务", "居民人均可支配收入增长8%。"
    )
    write_plan(
        tmp_path / "docs", "b.txt", "云泽市2032年政府工作报告", "一、2031年工作回顾", "农村居民人均可支配收入增长9%。"
    )
    build_index(tmp_path / "docs", tmp_path / "index", Hashed())
    ledger = Ledger(Catalog(current_version(tmp_path / "index") / "plans.sqlite"))
    (kept,) = ledger.kept(ledger.rows)
    assert kept.told == ()
    assert [r.row.value for r in kept.untold] == ["8"]


def test_the_gap_is_told_only_where_both_are_surely_of_one_thing(tmp_path: Path) -> None:
    goals = "新增公园10座,启动城中村改造项目25个,新增总部机构100家。"
    told = "新增公园8座,启动改造项目26个,新增总部机构超过100家。"
    write_plan(tmp_path / "docs", "a.txt", "云泽市2031年政府工作报告", "一、2031年主要任务", goals)
    write_plan(tmp_path / "docs", "b.txt", "云泽市2032年政府工作报告", "一、2031年工作回顾", told)
    build_index(tmp_path / "docs", tmp_path / "index", Hashed())
    catalog = Catalog(current_version(tmp_path / "index") / "plans.sqlite")
    ledger = Ledger(catalog)
    html = kept(Reader(TEXTS["zh"], catalog, ""), ledger.kept(ledger.rows), View())
    assert html.count('class="measure"') == 6
    assert re.findall('class="gap">([^<]*)', html) == ["结果比目标低 2座（推算）"]


@pytest.mark.parametrize(
    ("search", "indicators"),
    [
        ("学位 宁川", ["新增学位"]), ("school places Ningchuan", ["新增学位"]), ("kindergartens", ["新改扩建幼儿园"]), ("學位 寧川", ["新增学位"]),
        ("school places nowhere", []),
    ],
)  # fmt: skip
def test_the_ledger_is_searched_by_thing_and_place_in_each_language(
    ledger: Ledger, search: str, indicators: list[str]
) -> None:
    assert [r.row.indicator for r in ledger.select(Wanted(search=search))] == indicators


# --- spreadsheets ----------------------------------------------------------------------------------------------------


def test_a_bound_leaves_its_limit_open_for_people_and_stays_for_programs(ledger: Ledger) -> None:
    rows = as_rows(ledger.select(Wanted(search="城镇新增就业", year=2031, kind="target")))
    (people,) = csv.DictReader(io.StringIO(encode(rows, "csv", "zh").decode("utf-8-sig")))
    assert (people["数值下限"], people["数值上限"], people["限定词"]) == ("4.0", "", "以上")
    (programs,) = csv.DictReader(io.StringIO(encode(rows, "csv").decode("utf-8-sig")))
    assert programs["value_max"]


def test_spreadsheets_for_people_have_their_words(ledger: Ledger, catalog: Catalog) -> None:
    chosen = ledger.select(Wanted(search="学位", kind="target", year=2031))
    rows = told_rows(as_rows(chosen), chosen, ledger, catalog)
    (chinese,) = csv.DictReader(io.StringIO(encode(rows, "csv", "zh").decode("utf-8-sig")))
    assert (chinese["性质"], chinese["领域"], chinese["指标或事项"], chinese["数值"]) == (
        "目标",
        "教育",
        "新增学位",
        "1500",
    )
    assert (chinese["后来报告的结果"], chinese["后来报告的原文"]) == ("1620个", "新增学位1620个。")
    (english,) = csv.DictReader(io.StringIO(encode(rows, "csv", "en").decode("utf-8-sig")))
    assert (english["Kind"], english["Subject"], english["Indicator or action"]) == ("target", "Education", "新增学位")
    (hant,) = csv.DictReader(io.StringIO(encode(rows, "csv", "zh-Hant").decode("utf-8-sig")))
    assert (hant["性質"], hant["領域"], hant["指標或事項"]) == ("目標", "教育", "新增学位")
    sheet: Any = openpyxl.load_workbook(io.BytesIO(encode(rows, "xlsx", "zh"))).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    heads = [cell.value for cell in sheet[1]]
    assert heads == [c.chinese for c in COLUMNS if c.field in rows[0]]
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(heads.index("原文") + 1)].width == 60
    assert sheet.cell(2, heads.index("数值") + 1).value == 1500


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_cell_for_people_is_a_formula(ledger: Ledger, language: Any) -> None:
    row = {
        **as_rows(ledger.rows[:1])[0],
        "indicator": "=1+1",
        "quote": "＝HYPERLINK()",
        "note": "@SUM(A1)",
        "value": "+1",
    }
    (_, cells) = csv.reader(io.StringIO(encode([row], "csv", language).decode("utf-8-sig")))
    assert {"'=1+1", "'＝HYPERLINK()", "'@SUM(A1)"} <= set(cells)
    sheet: Any = openpyxl.load_workbook(io.BytesIO(encode([row], "xlsx", language))).active
    assert "f" not in {cell.data_type for cell in sheet[2]}


def test_fields_for_programs_stay_what_they_were(index: Path, tmp_path: Path) -> None:
    said = planqa("commitments", "--format", "csv", index=index).stdout.lstrip("\ufeff").splitlines()[0].split(",")
    assert said[:22] == [
        "document_id", "title", "region", "year", "kind", "indicator", "value", "value_min", "value_max", "unit", "bound", "change",
        "section", "topic", "quote", "start", "end", "first_year", "type", "period", "deadline", "responsible",
    ]  # fmt: skip
    out = tmp_path / "台账.xlsx"
    assert planqa("commitments", "--format", "xlsx", "--lang", "zh", "--out", str(out), index=index).returncode == 0
    sheet: Any = openpyxl.load_workbook(out).active
    assert {"文件", "性质", "进展", "备注", "后来报告的原文"} <= {cell.value for cell in sheet[1]}


def test_rows_of_several_documents_tell_place_and_document(index: Path) -> None:
    said = planqa("commitments", "--search", "新增学位", index=index).stdout
    (line,) = (line for line in said.splitlines() if "900" in line)
    assert line.startswith("宁川市\t2031年完成")
    assert line.endswith("宁川市2032年政府工作报告")


def test_the_ledger_is_found_in_either_language(ledger: Ledger) -> None:
    for words in ("school places Ningchuan", "学位 Ningchuan", "school places 宁川", "学位 宁川"):
        assert [r.row.value for r in ledger.select(Wanted(search=words))] == ["900"], words


# --- what staff fill in ----------------------------------------------------------------------------------------------


def test_a_status_outlives_a_rebuild_and_a_new_name_of_the_indicator(
    index: Path, catalog: Catalog, ledger: Ledger, tmp_path: Path
) -> None:
    store = StatusStore(tmp_path / "status.sqlite")
    schools, parks = one(ledger, "学位"), one(ledger, "绿道")
    store.put(key_of(catalog, schools), "done", "已验收")
    store.put(replace(key_of(catalog, parks), indicator="绿道的旧名"), "under_way", "")
    renewed = Catalog(current_version(built(tmp_path, "（五）加强养老服务", "新增养老床位300张。")) / "plans.sqlite")
    after = Ledger(renewed, actions=True)
    marks = marked_rows(store, renewed, after)
    assert {after.rows[number].row.indicator: (m.state, m.note) for number, m in marks.items()} == {
        "新增学位": ("done", "已验收"), "新建绿道": ("under_way", ""),
    }  # fmt: skip
    rows = json.loads(
        planqa("commitments", "--format", "json", index=index, PLANQA_STATUS=str(tmp_path / "status.sqlite")).stdout
    )
    assert [(r["value"], r["status"], r["note"]) for r in rows if r["note"]] == [("1500", "done", "已验收")]
    store.put(key_of(catalog, schools), "", "")
    assert len(store.marks()) == 1


def test_what_is_no_status_is_not_stored(catalog: Catalog, ledger: Ledger, tmp_path: Path) -> None:
    store, key = StatusStore(tmp_path / "s.sqlite"), key_of(catalog, one(ledger, "学位"))
    with pytest.raises(BadStatus):
        store.put(key, "great", "")  # type: ignore[arg-type]
    with pytest.raises(BadStatus):
        store.put(key, "done", "长" * (MAX_NOTE + 1))
    with pytest.raises(BadStatus):
        StatusStore(tmp_path / "t.sqlite", most_bytes=100).put(key, "done", "")
    (tmp_path / "broken.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(BadStatus):
        StatusStore(tmp_path / "broken.sqlite").marks()


@pytest.fixture
def sites(index: Path, tmp_path: Path) -> Iterator[Any]:
    """Makes sites over one file of statuses."""
    open_ones = []

    def serve(**tracked: Any) -> Site:
        folder = tmp_path / str(len(open_ones))
        folder.mkdir()
        tracking = Tracking(StatusStore(tmp_path / "status.sqlite"), **tracked)
        running = quick_site(index, folder, Options(limits=PLENTY, tracking=tracking))
        open_ones.append(running)
        return running.__enter__()

    yield serve
    for running in open_ones:
        running.__exit__(None, None, None)


def asked(site: Site, name: str, **data: Any) -> Any:
    return call(site, name, data, component="ledger-tab").json()


def test_only_staff_fill_in_and_visitors_see_no_note(sites: Any, ledger: Ledger) -> None:
    key = one(ledger, "学位").key
    closed = sites()
    assert asked(closed, "fill", key=key, token="", state="done")["why"]
    assert asked(closed, "fill", key=key, token=TOKEN, state="done")["why"]
    site = sites(token=TOKEN)
    assert asked(site, "fill", key=key, token="wrong", state="done", note="x")["why"]
    assert "进展" not in asked(site, "rows")["shown"]
    assert "status-form" not in asked(site, "row", key=key, token="wrong")
    assert "status-form" in asked(site, "row", key=key, token=TOKEN)
    assert asked(site, "fill", key=key, token=TOKEN, state="under_way", note="<b>内部</b>") == {"why": ""}
    assert "detail" in asked(site, "fill", key=key, token=TOKEN, state="great")
    seen = asked(site, "rows", token=TOKEN, state="under_way")
    assert seen["staff"] is True
    assert "&lt;b&gt;内部&lt;/b&gt;" in seen["shown"]
    assert "内部" not in asked(site, "rows")["shown"] + asked(site, "row", key=key)
    public = sites(token=TOKEN, public=True)
    shown = asked(public, "rows", state="under_way")["shown"]
    assert "进行中" in shown
    assert "内部" not in shown + asked(public, "row", key=key)
    file = asked(public, "file", form="csv")["content"]
    assert "内部" not in _decoded(file)
    assert "<b>内部</b>" in _decoded(asked(public, "file", form="csv", token=TOKEN)["content"])


def _decoded(content: str) -> str:
    import base64

    return base64.b64decode(content).decode("utf-8-sig")
