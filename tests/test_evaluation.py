"""The measure: what it says agrees with the published score, and what changed between two runs is named."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.answer import Assistant
from rag.evaluation import ABLATIONS, changes, evaluate, read_run
from rag.verdicts import BadQuestionSet, judge, normal, read_questions
from ui.cli import main
from ui.evaluate import write_report

QUESTIONS = Path(__file__).parent / "data" / "questions"


@pytest.fixture(scope="module")
def assistant(store) -> Assistant:  # type: ignore[no-untyped-def]
    return Assistant(store)


def test_the_own_questions_on_the_own_plan(assistant: Assistant) -> None:
    """A floor that a change must not fall through; the figures of the day stand in ARCHITECTURE.md."""
    run = evaluate(assistant, read_questions(QUESTIONS / "longhua.jsonl"))
    figures = run.figures()
    assert figures["score"] >= 0.8
    assert figures["figures_faithful"] == 1.0
    assert figures["refused_rightly"] >= 0.8
    assert figures["recall@10"] >= 0.9
    coverages = [coverage for _, coverage, _ in run.risk_coverage()]
    assert coverages == sorted(coverages)
    assert coverages[-1] <= 1.0
    assert all(0 <= confidence <= 1 and 0 <= right <= 1 for confidence, right, _ in run.reliability())
    assert 0 <= figures["calibration_error"] <= 0.25


def test_the_published_score_says_the_same(assistant: Assistant, shared: Callable[[str], Path], tmp_path: Path) -> None:
    questions = read_questions(QUESTIONS / "longhua.jsonl")
    answers = {gold.id: assistant.ask(gold.question, gold.history) for gold in questions}
    out = tmp_path / "answers.jsonl"
    out.write_text("\n".join(json.dumps({"id": i, **a.to_dict()}, ensure_ascii=False) for i, a in answers.items()))
    command = [sys.executable, str(shared("tools/score.py")), str(QUESTIONS / "longhua.jsonl"), str(out), "--json"]
    published = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    verdicts = [judge(gold, answers[gold.id]) for gold in questions]
    for name in (
        "right",
        "cited",
        "exact",
        "refused_rightly",
        "refused_wrongly",
        "wrong_figure",
        "useful",
        "figures_faithful",
    ):
        values = [v[name] for v in verdicts if name in v]
        assert sum(values) / len(values) == pytest.approx(published[name], abs=1e-4), name


def test_each_part_can_be_taken_out(assistant: Assistant) -> None:
    questions = read_questions(QUESTIONS / "longhua.jsonl")[:12]
    scores = {
        name: evaluate(Assistant(assistant.store, parts), questions).figures() for name, parts in ABLATIONS.items()
    }
    assert scores["all parts"]["score"] >= scores["no reader"]["score"]
    assert len(scores) == 6


def test_runs_are_saved_compared_and_reported(assistant: Assistant, tmp_path: Path) -> None:
    questions = read_questions(QUESTIONS / "longhua.jsonl")[:8]
    run = evaluate(assistant, questions)
    run.save(tmp_path / "run.json")
    again = read_run(tmp_path / "run.json")
    assert changes(again, run) == []
    rows = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    first = next(row for row in rows["rows"] if row["verdicts"].get("exact"))
    first["verdicts"]["exact"] = 0.0
    (tmp_path / "worse.json").write_text(json.dumps(rows), encoding="utf-8")
    (won,) = changes(read_run(tmp_path / "worse.json"), run)
    assert (won.id, won.was_good) == (first["id"], False)
    write_report(tmp_path / "report.html", run, {}, [won])
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert first["id"] in page
    assert "http://www.w3.org" not in page.split("<svg")[0]


def test_a_broken_set_is_told_by_its_line(tmp_path: Path, index_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"id": "1", "question": "?", "kind": "fact", "answerable": true}\nnot json\n', encoding="utf-8")
    with pytest.raises(BadQuestionSet, match="第 2 行"):
        read_questions(broken)
    assert main(["eval", str(broken), "--index", str(index_dir)]) == 1
    error = capsys.readouterr().err
    assert "第 2 行" in error
    assert "Traceback" not in error


def test_the_command_prints_figures_by_kind_and_language(
    index_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tmp_path / "few.jsonl"
    lines = (QUESTIONS / "longhua.jsonl").read_text(encoding="utf-8").splitlines()
    few.write_text("\n".join(lines[:6]), encoding="utf-8")
    assert main(["eval", str(few), "--index", str(index_dir), "--out", str(tmp_path / "run.json")]) == 0
    printed = capsys.readouterr().out
    for word in ("recall@5", "mrr", "refused_wrongly", "wrong_figure", "calibration_error", "p95_ms", "target", "zh"):
        assert word in printed
    again = ["--compare", str(tmp_path / "run.json"), "--report", str(tmp_path / "report.html")]
    assert main(["eval", str(few), "--index", str(index_dir), *again]) == 0
    assert "as answered" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "no question changed" in capsys.readouterr().out


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.jsonl")), ids=lambda p: p.stem)
def test_every_set_keeps_its_form(path: Path, shared: Callable[[str], Path]) -> None:
    """Ids unique; evidence verbatim in the plan; what cannot be answered asks for nothing."""
    questions = read_questions(path)
    assert len({q.id for q in questions}) == len(questions)
    if path.stem == "longhua":
        text = next((Path(__file__).parent.parent / "docs_raw").glob("*.txt")).read_text(encoding="utf-8")
    elif path.stem == "offtopic":
        text = ""
        assert not any(question.answerable for question in questions)
    else:
        text = shared(f"plans/{path.stem[7:11]}年国务院政府工作报告.txt").read_text(encoding="utf-8")
    text = normal(text)
    for question in questions:
        assert question.answerable or not (question.evidence or question.must_include)
        assert all(normal(piece) in text for piece in question.evidence), question.id
