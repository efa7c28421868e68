"""Feedback: stored with its answer, without a trace of who gave it, and exported as questions."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Answer, Citation, Line
from rag.verdicts import read_questions
from tests.test_cli import planqa
from ui.feedback import BadFeedback, Feedback, FeedbackStore, masked

CITATION = Citation(
    1, "d", "标题", "单位", "2023-07-03", ("一",), "教育", "2023 target", "新增基础教育学位3万座。", 0, 12
)
LINE = Line("新增学位3万座", (1,), scope="2023 target", lead="3万座")
ANSWER = Answer(
    "新增多少学位?", "2023年新增多少学位?", "answer", "answered", (LINE,), confidence=0.9, citations=(CITATION,)
)
REFUSAL = Answer("有多少外星人?", "有多少外星人?", "refuse", "not_said", reason="文件没有说", confidence=0.1)


def test_lines_are_a_question_set_that_the_measure_reads(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "deep" / "feedback.sqlite")
    store.add(Feedback("useful", ANSWER, history=("2022年新增多少?",)))
    store.add(Feedback("wrong", ANSWER, "figure", "应为4万"))
    store.add(Feedback("useful", REFUSAL))
    store.add(Feedback("wrong", REFUSAL, "missing"))
    out = tmp_path / "questions.jsonl"
    settings = {"PLANQA_FEEDBACK": str(tmp_path / "deep" / "feedback.sqlite")}
    assert planqa("feedback", "--out", str(out), index=tmp_path, **settings).returncode == 0
    useful, wrong, rightly_refused, missing = read_questions(out)
    assert (useful.kind, useful.must_include, useful.evidence) == ("followup", (("3万座",),), (CITATION.quote,))
    assert (wrong.must_include, wrong.must_not_include, wrong.answerable) == ((), ("3万座",), True)
    assert (rightly_refused.kind, rightly_refused.answerable) == ("unanswerable", False)
    assert missing.answerable
    only_wrong = planqa("feedback", "--verdict", "wrong", index=tmp_path, **settings).stdout.splitlines()
    assert len(only_wrong) == 2


def test_many_write_at_once(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "f.sqlite")
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda _: store.add(Feedback("useful", ANSWER)), range(40)))
    assert sum(1 for _ in store.question_lines()) == 40


def test_nonsense_is_refused_and_a_broken_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadFeedback):
        FeedbackStore(tmp_path / "f.sqlite").add(Feedback("great", ANSWER))  # type: ignore[arg-type]
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database" * 100)
    done = planqa("feedback", index=tmp_path, PLANQA_FEEDBACK=str(broken))
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert planqa("feedback", index=tmp_path, PLANQA_FEEDBACK=str(tmp_path / "none")).stdout == ""


@given(
    st.from_regex(
        r"(1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9X]|[a-z]{3,8}@[a-z]{2,8}\.(com|cn)|0755-[0-9]{8})", fullmatch=True
    )
)
def test_what_names_a_person_is_masked(private: str) -> None:
    assert private not in masked(f"请回复{private},谢谢")


@pytest.mark.parametrize(
    "kept", ["2023年GDP达到2952亿元", "14.3亿人、1.43亿吨", "2016—2020年", "占比12.5%", "编号2023-07-03"]
)
def test_figures_of_a_plan_are_not_masked(kept: str) -> None:
    assert masked(kept) == kept


def test_nothing_is_stored_beyond_the_day_and_what_was_said(tmp_path: Path) -> None:
    path = tmp_path / "f.sqlite"
    FeedbackStore(path).add(Feedback("useful", ANSWER))
    (row,) = sqlite3.connect(path).execute("SELECT * FROM feedback").fetchall()
    columns = [c[1] for c in sqlite3.connect(path).execute("PRAGMA table_info(feedback)")]
    assert columns == ["id", "day", "verdict", "reason", "note", "question", "history", "answer"]
    assert len(row[1]) == len("2026-01-01")
