"""A plan's tree: headings, topics, sentences, scope; offsets that never lie."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import PlanDocument
from index.errors import PlanqaError
from index.parsing import parse_file, parse_text
from index.reading import read_text

DATA = Path(__file__).parent / "data"
GOLDEN = Path(__file__).parent / "golden"


def outline(document: PlanDocument) -> dict[str, object]:
    """What a reader would check by eye: metadata, headings with scope, topics, and every sentence's first words."""
    m = document.metadata
    return {
        "metadata": [m.title, m.issuer, m.published, m.status, m.region, list(m.years)],
        "sections": [["  " * s.level + s.title, s.scope.label if s.scope else None] for s in document.sections],
        "paragraphs": [
            [(document.heading_path(p.section) or ("",))[-1][:12], p.topic, len(document.quote(p))]
            for p in document.paragraphs
        ],
        "sentences": [[s.scope.label if s.scope else None, document.quote(s)[:16]] for s in document.sentences],
    }


def check_golden(document: PlanDocument, name: str) -> None:
    path = GOLDEN / f"{name}.json"
    found = json.dumps(outline(document), ensure_ascii=False, indent=1)
    assert path.exists(), f"write {path} from outline(document) after reading it through"
    assert json.loads(found) == json.loads(path.read_text(encoding="utf-8"))


def test_the_longhua_plan_has_the_outline_read_through_by_hand(plan: PlanDocument) -> None:
    check_golden(plan, "longhua-2023")


def headings(document: PlanDocument) -> str:
    """Metadata, then the tree of headings with what each speaks of: short enough to be read through."""
    m = document.metadata
    lines = ["|".join((m.title, m.issuer, m.published, m.region, "-".join(map(str, m.years)), m.kind)), ""]
    lines += [f"{'  ' * s.level}{s.title} [{s.scope.label if s.scope else ''}]" for s in document.sections]
    return "\n".join(lines) + "\n"


REPORTS = [f"{year}年国务院政府工作报告.txt" for year in (2008, 2012, 2015, 2016, 2018, 2019, 2021)]


@pytest.mark.parametrize("name", REPORTS)
def test_published_reports_have_the_headings_read_through_by_hand(shared: Callable[[str], Path], name: str) -> None:
    path = shared(f"plans/{name}")
    golden = GOLDEN / "headings" / f"{path.stem}.txt"
    assert headings(parse_file(path, path.parent)) == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((DATA / "plans").iterdir()), ids=lambda path: path.stem)
def test_other_styles_have_the_outline_read_through_by_hand(path: Path) -> None:
    """A five-year plan with chapters, contents and a table of indicators; a page laid out in tables; a plan with contents in dots."""
    document = parse_file(path, path.parent)
    assert_tiles(document)
    sentences = [f"{document.paragraphs[s.paragraph].topic or '-'}|{document.quote(s)}" for s in document.sentences]
    golden = GOLDEN / "headings" / f"{path.stem}.txt"
    assert headings(document) + "\n" + "\n".join(sentences) + "\n" == golden.read_text(encoding="utf-8")


def test_page_furniture_is_metadata_and_never_a_paragraph(plan: PlanDocument) -> None:
    body = "".join(plan.quote(p) for p in plan.paragraphs)
    for furniture in ("当前位置", "来源:", "【字体", "文件已失效", "首页"):
        assert furniture not in body
    assert plan.metadata.issuer == "龙华区发展和改革局"
    assert plan.metadata.published == "2023-07-03"
    assert not plan.metadata.in_force


def test_the_same_words_get_last_years_scope_in_part_one_and_this_years_in_part_three(plan: PlanDocument) -> None:
    scopes = {s.scope.label for s in plan.sentences if s.scope and "污水管网" in plan.quote(s)}
    assert scopes == {"2022 actual", "2023 target"}


@pytest.mark.parametrize(
    "topic",
    ["经济指标回稳向好", "高质量发展成色更足", "提速提效重点片区开发", "全面提升城区建设品质", "塑造文化体育品牌"],
)
def test_topics_whose_full_stop_was_lost_are_recovered(plan: PlanDocument, topic: str) -> None:
    assert topic in {p.topic for p in plan.paragraphs}


def assert_tiles(document: PlanDocument) -> None:
    """Sentences lie inside their paragraphs, in order, without overlap; paragraphs inside sections; no text is lost."""
    covered = 0
    for sentence in document.sentences:
        paragraph = document.paragraphs[sentence.paragraph]
        assert paragraph.start <= sentence.start < sentence.end <= paragraph.end
        assert sentence.start >= covered
        assert document.quote(sentence).strip() == document.quote(sentence)
        covered = sentence.end
    for paragraph in document.paragraphs:
        if paragraph.section is not None:
            section = document.sections[paragraph.section]
            assert section.start <= paragraph.start
            assert paragraph.end <= section.end
        assert document.quote(paragraph).startswith(paragraph.topic) or paragraph.topic in document.quote(paragraph)


def test_the_longhua_plan_tiles(plan: PlanDocument) -> None:
    assert_tiles(plan)


def test_published_work_reports_tile_and_know_their_years(shared: Callable[[str], Path]) -> None:
    plans = shared("plans")
    for path in sorted(plans.glob("*.txt")):
        document = parse_file(path, plans)
        assert_tiles(document)
        year = int(path.name[:4])
        assert (document.metadata.title, document.metadata.years) == (path.stem, (year - 1, year))
        assert document.metadata.region == "全国"
        scopes = {s.scope.label for s in document.sections if s.scope}
        assert f"{year} target" in scopes
        assert f"{year - 1} actual" in scopes or f"{year - 5}-{year - 1} actual" in scopes


LINE = st.text(alphabet="一二三四五(（）)、。，,；“”2023年目标完成新增学位万座0.5% \t——第章节1.", max_size=60)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=12))
def test_any_text_tiles_or_is_refused(lines: list[str]) -> None:
    try:
        document = parse_text(read_text("\n".join(lines).encode()), "x.txt")
    except PlanqaError:
        return
    assert_tiles(document)


def test_encodings_give_the_same_document(plan: PlanDocument) -> None:
    text = plan.text.replace("\xa0", " ")
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert read_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空"),
        (b"  \n\n", "空"),
        (b"\x89PNG\x00\x01" * 40, "二进制"),
        (bytes(range(128, 256)) * 50, "编码"),
        (b"x" * (21 << 20), "超过"),
    ],
)
def test_unreadable_files_say_why(data: bytes, word: str) -> None:
    with pytest.raises(PlanqaError, match=word):
        read_text(data)


def test_a_sentence_broken_by_the_converter_is_joined(plan: PlanDocument) -> None:
    text = read_text(
        "测试区2024年政府工作报告\n\n一、2023年工作回顾\n\n全年新增学位三千个,交出一份人\n\u200b\n民满意的答卷,新增床位二百张。\n".encode()
    )
    assert "交出一份人民满意的答卷" in text


def test_items_below_a_stage_of_a_plan_have_its_year() -> None:
    text = (
        "澄江市人工智能发展规划\n2017年7月8日\n一、战略目标\n分两步走：\n第一步，到2020年核心技术与先进水平同步。\n"
        "——产业初具规模。核心产业规模超过150亿元。\n第二步，到2025年核心技术领先。\n——产业规模超过400亿元。\n"
        "二、重点任务\n——加强人才培养。引进团队30个。\n"
    )
    document = parse_text(text, "plan.txt")
    years = {document.quote(s)[:6]: s.scope.year for s in document.sentences if s.scope}
    assert years["核心产业规模"] == 2020
    assert years["——产业规模"] == 2025
    assert years.get("引进团队30") != 2020, "another heading ends the stage"


def spans_of(text: str) -> dict[str, tuple[int | None, int] | None]:
    """The years of each sentence of a plan, by its words."""
    plan = parse_text(text, "a.txt")
    return {plan.quote(s): (s.scope.first_year, s.scope.year) if s.scope else None for s in plan.sentences}


def test_a_review_of_five_years_goes_back_to_the_year_where_a_paragraph_opens_with_it() -> None:
    text = (
        "云泽省2026年政府工作报告\n一、“十四五”时期和2025年工作回顾\n建成44家重点实验室。\n五年来，各项事业取得新成绩。\n"
        "各位代表，刚刚过去的2025年，地区生产总值增长5.3%。全省经济向新向优发展。\n——新的动能持续增强。新增学位3万个。\n"
        "二、2026年重点工作\n新增学位4万个。\n"
    )
    spans = spans_of(text)
    assert spans["建成44家重点实验室。"] == (2021, 2025)
    assert spans["新增学位3万个。"] == (None, 2025)
    assert spans["新增学位4万个。"] == (None, 2026)


def test_a_review_speaks_of_the_time_that_a_sentence_presents_until_another_is_named() -> None:
    text = (
        "云泽市2026年政府工作报告\n一、过去五年工作回顾\n过去的五年是硕果累累的五年。新增学位9万个。\n"
        "刚刚过去的2025年，是极不平凡的一年。新建公园5个。\n（一）坚持项目为先，稳住经济大盘。\n完成投资97亿元。\n"
        "五年来，各项改革不断深入。\n二、2026年重点工作\n新建公园6个。\n"
    )
    spans = spans_of(text)
    assert spans["新增学位9万个。"] == (2021, 2025)
    assert spans["新建公园5个。"] == spans["完成投资97亿元。"] == (None, 2025), "sections below it too"
    assert spans["五年来，各项改革不断深入。"] == (2021, 2025)
    assert spans["新建公园6个。"] == (None, 2026)


def test_a_review_of_a_year_turns_to_five_years_where_it_presents_them() -> None:
    text = (
        "云泽县2021年政府工作报告\n一、2020年工作回顾\n“十三五”时期是云泽发展史上具有里程碑意义的五年。\n——这是生态明显改善的五年。\n造林69万亩。\n"
        "刚刚过去的2020年，是极不平凡的一年。\n造林4万亩。\n二、2021年重点工作\n造林5万亩。\n"
    )
    spans = spans_of(text)
    assert spans["造林69万亩。"] == (2016, 2020)
    assert spans["造林4万亩。"] == (None, 2020)
