"""Drafts held against the plan: seeded errors found, true statements left alone, through command line, JSON, Word and API."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import docx
import pytest

from index.catalog import Catalog
from index.reading.source import Source
from index.store import PassageStore
from rag.answer import Assistant
from rag.check import Checked
from rag.types import Filters, Language
from ui.api import Api
from ui.asked import BadRequest
from ui.check import MAX_BYTES, MAX_DRAFT, BadDraft, as_docx, read_bytes, summary
from ui.cli import main
from ui.web.service import Service

DRAFTS = Path(__file__).parent / "data" / "check"
_MARK = re.compile(r"\{([a-z=]+)\}")


@dataclass(frozen=True)
class Seeded:
    """A stretch of a draft and ``=`` or the kind of its error."""

    start: int
    end: int
    kind: str


def seeded(name: str) -> tuple[str, list[Seeded]]:
    """A draft without its marks, and what they say."""
    raw = (DRAFTS / name).read_text(encoding="utf-8")
    text, at, last, found = "", 0, 0, []
    for match in _MARK.finditer(raw):
        text, at = text + raw[at : match.start()], match.end()
        stops = [i + 1 for i, c in enumerate(text[last : len(text) - 1]) if c in "。！？\n"]
        found.append(Seeded(last + max(stops, default=0), len(text), match[1]))
        last = len(text)
    return text + raw[at:], found


@pytest.fixture(scope="module")
def assistant(store: PassageStore) -> Assistant:
    return Assistant(store)


@pytest.fixture(scope="module")
def api(assistant: Assistant) -> Api:
    catalog: Catalog = assistant.store.catalog
    return Api(Service(lambda: catalog, lambda: assistant))


def verdicts(checked: tuple[Checked, ...], place: Seeded) -> set[str]:
    return {item.verdict for item in checked if item.start < place.end - 1 and item.end > place.start + 1}


@pytest.mark.parametrize("name", ["speech.txt", "news.txt", "in-other-words.txt"])
def test_seeded_errors_are_found_and_true_statements_left_alone(assistant: Assistant, name: str) -> None:
    text, places = seeded(name)
    checked = assistant.check(text)
    found, seen, told = Counter[str](), Counter[str](), []
    for place in places:
        true = place.kind == "="
        got = verdicts(checked, place)
        good = not got & {"differs", "not_found"} and "agrees" in got if true else bool(got & {"differs", "not_found"})
        seen[str(true)] += 1
        found[str(true)] += good
        if not good:
            told.append((place.kind, text[place.start : place.end], got))
    assert found["False"] >= 0.95 * seen["False"], told
    assert found["True"] >= 0.97 * seen["True"], told


def test_stretches_are_verbatim_in_order_and_cite_the_plan(assistant: Assistant, store: PassageStore) -> None:
    text, _ = seeded("speech.txt")
    checked = assistant.check(text)
    assert all(text[item.start : item.end] == item.text for item in checked)
    assert all(a.end <= b.start for a, b in pairwise(checked))
    covered = "".join(item.text for item in checked)
    assert covered.replace("\n", "") == text.replace("\n", "")
    cited = [citation for item in checked for citation in item.citations]
    assert cited
    for citation in cited:
        assert store.catalog.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    assert all(item.citations for item in checked if item.verdict in ("agrees", "differs"))
    assert all(item.reason for item in checked if item.verdict in ("differs", "not_found"))


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        ("2022年龙华区完成固定资产投资904.8亿元。", "数字不同：文件为940.8亿元"),
        ("2022年龙华区拆除违法建筑418万亩。", "单位不同：文件为418万平方米"),
        ("2022年龙华区建成多功能智能杆600根。", "限定词不同：文件为近600根"),
        ("2022年龙华法院受理案件量同比上升9.4%。", "升降不同：文件为“龙华法院受理案件量同比下降9.4%”"),
        ("2022年龙华区中医院项目建成投用。", "进展不同：文件为“区中医院项目开工建设”"),
        ("2022年龙华区拆除违法建筑418万平方米，居全市第一。", "位次或程度不同：文件为“位居全市第"),
        ("2023年龙华区已新增床位6000张。", "文件中这是2023年目标，稿中说成已经完成"),
        ("2022年龙华区计划新改扩建幼儿园14所。", "文件中这是2022年完成情况，稿中说成计划"),
        ("2023年龙华区全社会研发投入107.7亿元。", "年份不同：文件说的是2022年完成情况"),
        ("2022年罗湖区新增国家高新技术企业116家。", "地区不同：文件说的是深圳市龙华区"),
        ("2022年龙华区改造提升公厕、垃圾转运站共40座。", "合计不对：23座+7座=30座"),
    ],
)
def test_what_differs_is_told_in_one_line(assistant: Assistant, draft: str, reason: str) -> None:
    told = [item.reason for item in assistant.check(draft) if item.verdict == "differs"]
    assert len(told) == 1
    assert told[0].startswith(reason)


def test_each_clause_has_its_own_mark_and_names_every_figure_that_differs(assistant: Assistant) -> None:
    draft = "2022年，龙华区完成固定资产投资904.8亿元，建成多功能智能杆600根，拆除违法建筑418万平方米。"
    marked = [(i.text, i.reason) for i in assistant.check(draft) if i.verdict == "differs"]
    assert [reason for _, reason in marked] == ["数字不同：文件为940.8亿元", "限定词不同：文件为近600根"]
    assert all(text in draft and text.count("，") == 1 for text, _ in marked)


def test_a_year_holds_where_the_figure_it_stands_by_is_wrong(assistant: Assistant) -> None:
    for draft in (
        "2023年，龙华区规模以上工业增加值增长9%左右，新改扩建幼儿园14所。",
        "2023年，龙华区规模以上工业增加值增长9%左右。新改扩建幼儿园14所。",
    ):
        marked = [i for i in assistant.check(draft) if i.verdict in ("differs", "not_found")]
        assert len(marked) == 2, draft
        assert "15所" in marked[1].reason


def test_reasons_come_in_the_readers_language(assistant: Assistant) -> None:
    draft = "2022年龍華區完成固定資產投資904.8億元。"
    (hant,) = (i for i in assistant.check(draft) if i.verdict == "differs")
    assert hant.reason == "數字不同：文件為940.8億元" or "940.8" in hant.reason
    (english,) = (i for i in assistant.check(draft, language="en") if i.verdict == "differs")
    assert english.reason == "Another figure: the document has 940.8亿元"


def test_this_year_is_the_year_asked_for(assistant: Assistant) -> None:
    draft = "今年，龙华区新增床位6000张。"
    assert [i.verdict for i in assistant.check(draft, Filters(year=2023))] == ["agrees"]
    assert [i.verdict for i in assistant.check(draft, Filters(year=2022))] == ["no_claim", "differs"]


def test_sums_over_two_years_and_in_one_sentence_are_worked_out(assistant: Assistant) -> None:
    for draft in ("2022年和2023年，龙华区新改扩建幼儿园合计29所。", "2022年龙华区新增绿道和碧道共40公里。"):
        assert {i.verdict for i in assistant.check(draft)} == {"agrees"}
    for draft in ("2022年和2023年，龙华区新改扩建幼儿园合计28所。", "2022年龙华区新增绿道和碧道共41公里。"):
        assert "differs" in {i.verdict for i in assistant.check(draft)}


def test_greetings_headings_and_opinions_claim_nothing(assistant: Assistant) -> None:
    draft = "在全区大会上的讲话\n\n同志们：\n大家好！今天的会议很重要，主要是统一思想、鼓舞干劲。\n谢谢大家！"
    assert {item.verdict for item in assistant.check(draft)} == {"no_claim"}


def test_a_draft_that_the_plan_does_not_speak_of_is_not_found(assistant: Assistant) -> None:
    (item,) = assistant.check("2022年龙华区举办马拉松比赛37场。")
    assert item.verdict in ("not_found", "differs")
    (item,) = assistant.check("2022年龙华区火星基地接待游客8.5万人次。")
    assert item.verdict == "not_found"
    assert not item.citations


@pytest.mark.parametrize("draft", ["。" * 50, "x" * 5000, "第" * 300, "1" * 400, "“" * 80 + "5亿元", "%s\n\n#\n* 5个"])
def test_odd_drafts_are_checked_without_an_exception(assistant: Assistant, draft: str) -> None:
    assert all(draft[i.start : i.end] == i.text for i in assistant.check(draft))


# --- files, command line, Word -------------------------------------------------------------------------------------


def test_the_command_line_prints_the_contract(
    tmp_path: Path, index_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(
        "# 龙华区2022年成绩\r\n\r\n- 完成固定资产投资**904.8亿元**。\r\n- 新增上市企业2家。\r\n", encoding="utf-8"
    )
    word = tmp_path / "out.docx"
    assert main(["check", str(draft), "--index", str(index_dir), "--json", "--word", str(word)]) == 0
    items = json.loads(capsys.readouterr().out)
    assert [set(item) for item in items] == [{"text", "start", "end", "verdict", "reason", "citations"}] * len(items)
    text = draft.read_text(encoding="utf-8")
    assert all(text[item["start"] : item["end"]] == item["text"] for item in items)
    assert [i["verdict"] for i in items] == ["no_claim", "differs", "agrees"]
    assert {"n", "document_id", "title", "section", "topic", "scope", "quote", "start", "end"} <= set(
        items[1]["citations"][0]
    )
    assert len(list(docx.Document(str(word)).comments)) == 1
    assert main(["check", str(draft), "--index", str(index_dir)]) == 0
    assert "相符 1 处，不符 1 处，未找到 0 处" in capsys.readouterr().out


def test_a_file_that_is_no_draft_is_told_in_one_line(
    tmp_path: Path, index_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "b.docx").write_bytes(b"PK no zip")
    (tmp_path / "c.txt").write_text("  \n", encoding="utf-8")
    for name in ("a.pdf", "b.docx", "c.txt", "none.txt"):
        assert main(["check", str(tmp_path / name), "--index", str(index_dir)]) == 1
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
    with pytest.raises(BadDraft):
        read_bytes(b"x" * (MAX_BYTES + 1), "a.txt")


def test_a_word_draft_comes_back_with_a_comment_at_each_error(assistant: Assistant) -> None:
    text, _ = seeded("speech.txt")
    plain = assistant.check(text)
    written = as_docx(text, plain)
    document = docx.Document(io.BytesIO(written))
    assert "\n".join(p.text for p in document.paragraphs) == text
    comments = list(document.comments)
    assert len(comments) == sum(item.verdict in ("differs", "not_found") for item in plain)
    assert any("文件为940.8亿元" in comment.text for comment in comments)
    again = read_bytes(written, "draft.docx")
    reread = assistant.check(again)
    assert Counter(i.verdict for i in reread) == Counter(i.verdict for i in plain)
    assert all(again.text[i.start : i.end] == i.text for i in reread)


@pytest.mark.parametrize(("language", "said"), [("zh", "没有核对"), ("zh-Hant", "沒有核對"), ("en", "not checked")])
def test_what_was_not_checked_gets_no_all_clear(assistant: Assistant, language: Language, said: str) -> None:
    english = "Longhua will add 30,000 school places in 2023. Longhua will add 5,000 hospital beds in 2023."
    checked = assistant.check(english, language=language)
    told = summary(checked, language)
    assert said in told
    assert "0" not in told
    assert all(said in item.reason.lower() for item in checked)
    assert len(list(docx.Document(io.BytesIO(as_docx(english, checked, language))).comments)) == len(checked)
    assert "0" not in summary(assistant.check("谢谢大家！"), language)
    mixed = summary(assistant.check("2022年，龙华区新增上市企业2家。\n" + english, language=language), language)
    assert said in mixed
    assert "1" in mixed


def test_rows_of_a_table_are_checked_as_what_they_say_and_stay_a_table(assistant: Assistant) -> None:
    document = docx.Document()
    document.add_paragraph("龙华区2022年主要指标如下。")
    table = document.add_table(rows=3, cols=2)
    told = ("指标", "2022年完成", "固定资产投资（亿元）", "904.8", "新增上市企业（家）", "2")
    for cell, text in zip((cell for row in table.rows for cell in row.cells), told, strict=True):
        cell.text = text
    data = io.BytesIO()
    document.save(data)
    draft = read_bytes(data.getvalue(), "a.docx")
    checked = [item for item in assistant.check(draft) if item.verdict != "no_claim"]
    assert [item.verdict for item in checked] == ["differs", "agrees"]
    written = docx.Document(io.BytesIO(as_docx(draft.text, checked)))
    assert [cell.text for row in written.tables[0].rows for cell in row.cells] == list(told)
    assert len(list(written.comments)) == 1


# --- programs ------------------------------------------------------------------------------------------------------


def test_the_api_gives_the_same_and_bounds_what_it_takes(api: Api, assistant: Assistant) -> None:
    draft = "2022年龙华区完成固定资产投资904.8亿元。"
    (item,) = api.check(draft)
    (same,) = assistant.check(Source(draft))
    assert (item["verdict"], item["reason"]) == (same.verdict, same.reason)
    assert item["citations"][0]["quote"] == same.citations[0].quote
    with pytest.raises(BadDraft):
        api.check("好" * (MAX_DRAFT + 1))
    with pytest.raises(BadDraft):
        api.check(" ")
    with pytest.raises(BadRequest):
        api.check(7)
    assert json.dumps(api.check("\ud83d新增床位6000张。"), ensure_ascii=False).encode()
    assert api.check(draft, region="没有这个区")[0]["verdict"] == "not_found"
