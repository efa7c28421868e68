"""The command line as other people's scripts call it."""

from __future__ import annotations

import csv
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT, write_plan


def planqa(*arguments: str, index: Path, cwd: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PLANQA_INDEX": str(index), "PYTHONPATH": str(ROOT), **settings}
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments], capture_output=True, text=True, env=environment, cwd=cwd, timeout=120
    )


def test_ask_prints_an_answer_with_the_fields_promised(index_dir: Path) -> None:
    answer = json.loads(planqa("ask", "2023年要新增多少学位?", "--json", index=index_dir).stdout)
    assert set(answer) >= {
        "question", "resolved_question", "answer", "refused", "reason", "mode", "confidence", "notices", "citations", "timings_ms",
    }  # fmt: skip
    assert answer["mode"] == "extractive"
    citation = answer["citations"][0]
    assert set(citation) >= {
        "n", "document_id", "title", "issuer", "published", "section", "topic", "scope", "quote", "start", "end",
    }  # fmt: skip
    assert citation["topic"] == "发展优质均衡教育"
    shown = json.loads(planqa("show", citation["document_id"], "--json", index=index_dir).stdout)
    assert shown["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert shown["sections"]
    assert shown["paragraphs"]


def test_documents_lists_what_is_there(index_dir: Path) -> None:
    (document,) = json.loads(planqa("documents", "--json", index=index_dir).stdout)
    assert set(document) >= {
        "document_id", "title", "issuer", "published", "status", "region", "years", "paragraphs", "file",
    }  # fmt: skip
    assert (document["region"], document["years"]) == ("深圳市龙华区", [2022, 2023])


def test_batch_keeps_order_and_reports_bad_lines(index_dir: Path, tmp_path: Path) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    lines = [
        json.dumps({"id": "a", "question": "2023年新增床位多少张?"}, ensure_ascii=False).encode(),
        b"{broken",
        b"",
        json.dumps({"id": "c", "question": ""}).encode(),
        json.dumps(
            {"id": "d", "question": "那2022年呢?", "history": ["2023年新改扩建幼儿园多少所?"], "extra": 1}
        ).encode(),
        '{"id": "e", "question": "新增床位多少张"}'.encode("gb18030"),
        b"[1]",
    ]
    questions.write_bytes(b"\n".join(lines))
    done = planqa("batch", str(questions), "--out", str(out), index=index_dir)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [a.get("id") for a in answers] == ["a", None, "c", "d", "e", None]
    assert [a.get("line") for a in answers] == [None, 2, 4, None, 6, 7]
    assert "6000张" in answers[0]["answer"]
    assert "14所" in answers[3]["answer"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["show", "no-such-document"], 1),
        (["ask", ""], 1),
        (["ask", "why" * 33_400], 1),
        (["build", "--docs", "no-such-folder"], 1),
        (["batch", "no-such-file.jsonl", "--out", "/dev/null"], 1),
        (["ask", "学位", "--document", "no-such-document"], 1),
        (["ask", "学位", "--year", "今年"], 2),
        (["ask"], 2),
        (["nonsense"], 2),
    ],
)
def test_errors_are_one_clear_line(index_dir: Path, arguments: list[str], status: int) -> None:
    done = planqa(*arguments, index=index_dir)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert len(done.stderr.strip().splitlines()) == 1
    if status == 2:
        assert "--help" in done.stderr


def test_filters_hold_for_every_question_asked(tmp_path: Path) -> None:
    for district, degrees in (("安平区", 1500), ("临溪区", 2400)):
        write_plan(
            tmp_path / "docs",
            f"{district}.txt",
            f"云泽市{district}2031年国民经济和社会发展计划执行情况与2032年计划",
            "二、2032年主要任务",
            f"新增学位{degrees}个。",
        )
    index = tmp_path / "index"
    assert planqa("build", "--docs", str(tmp_path / "docs"), index=index).returncode == 0
    documents = json.loads(planqa("documents", "--json", index=index).stdout)
    identifier = next(d["document_id"] for d in documents if d["file"] == "安平区.txt")
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text('{"id": "a", "question": "新增学位多少个?"}\n', encoding="utf-8")
    for filters, said in (
        (["--document", identifier], "1500个"),
        (["--region", "临溪"], "2400个"),
        (["--year", "2033"], ""),
    ):
        answer = json.loads(planqa("ask", "新增学位多少个?", *filters, "--json", index=index).stdout)
        assert planqa("batch", str(questions), "--out", str(out), *filters, index=index).returncode == 0
        assert json.loads(out.read_text(encoding="utf-8"))["answer"] == answer["answer"]
        assert answer["refused"] is not bool(said)
        assert said in answer["answer"]
    out.unlink()
    unknown = planqa("batch", str(questions), "--out", str(out), "--document", "none", index=index)
    assert unknown.returncode == 1
    assert "none" in unknown.stderr
    assert not out.exists(), "nothing is written for a document that is not there"


def test_without_an_index_every_command_says_what_to_do(tmp_path: Path) -> None:
    for arguments in (["documents"], ["show", "x"], ["ask", "学位"]):
        done = planqa(*arguments, index=tmp_path / "none")
        assert done.returncode == 1
        assert "planqa build" in done.stderr


def test_light_commands_do_not_import_the_model(index_dir: Path) -> None:
    script = (
        "import sys; from ui.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print([m for m in ('sentence_transformers', 'torch', 'faiss', 'gradio') if m in sys.modules], file=sys.stderr)"
    )
    document_id = json.loads(planqa("documents", "--json", index=index_dir).stdout)[0]["document_id"]
    for arguments in (["--help"], ["documents"], ["show", document_id]):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], capture_output=True, text=True, cwd=ROOT,
            env={**os.environ, "PLANQA_INDEX": str(index_dir)},
        )  # fmt: skip
        assert done.stderr.strip().endswith("[]"), done.stderr


def test_settings_come_from_flags_then_environment_then_file(index_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "planqa.toml").write_text(f'index = "{index_dir}"\n', encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if k != "PLANQA_INDEX"} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ui", "documents"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert "龙华区" in done.stdout
    done = subprocess.run(
        [*command, "--index", "elsewhere"], capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert done.returncode == 1
    (tmp_path / "planqa.toml").write_text("nonsense = 1\n", encoding="utf-8")
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert "nonsense" in done.stderr


def test_commitments_are_rows_whose_quote_stands_in_the_text(index_dir: Path, tmp_path: Path) -> None:
    rows = json.loads(
        planqa("commitments", "--kind", "target", "--search", "住房", "--format", "json", index=index_dir).stdout
    )
    assert {"建设筹集保障性住房", "供应保障性住房"} <= {row["indicator"] for row in rows}
    text = json.loads(planqa("show", rows[0]["document_id"], "--json", index=index_dir).stdout)["text"]
    for row in rows:
        assert row["quote"] == text[row["start"] : row["end"]]
        assert (row["kind"], row["year"]) == ("target", 2023)
    out = tmp_path / "ledger.csv"
    assert planqa("commitments", "--format", "csv", "--out", str(out), index=index_dir).returncode == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.DictReader(lines))) > 200
    book = tmp_path / "ledger.xlsx"
    assert planqa("commitments", "--format", "xlsx", "--out", str(book), index=index_dir).returncode == 0
    sheet = openpyxl.load_workbook(book).active
    assert sheet is not None
    assert sheet.max_row > 200
    assert planqa("commitments", "--format", "xlsx", index=index_dir).returncode == 1
    assert planqa("commitments", "--document", "none", index=index_dir).returncode == 1


def test_kinds_have_chinese_and_english_names(index_dir: Path) -> None:
    for chinese, english in (("目标", "target"), ("完成", "actual")):
        named = planqa("commitments", "--kind", chinese, "--format", "json", index=index_dir).stdout
        assert named == planqa("commitments", "--kind", english, "--format", "json", index=index_dir).stdout
        assert {row["kind"] for row in json.loads(named)} == {english}
    unknown = planqa("commitments", "--kind", "完成了", index=index_dir)
    assert unknown.returncode == 2
    assert all(name in unknown.stderr for name in ("目标", "完成", "target", "actual"))


def completed(*words: str) -> set[str]:
    """What bash offers for the last of the words."""
    script = planqa("completion", "bash", index=Path("none")).stdout
    line = f"COMP_WORDS=({' '.join(map(shlex.quote, words))}); COMP_CWORD={len(words) - 1}; _shtab_planqa"
    done = subprocess.run(
        ["bash", "-c", f'{script}\n{line}; printf "%s\\n" "${{COMPREPLY[@]}}"'],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_bash_completes_commands_options_values_and_files() -> None:
    assert completed("planqa", "com") == {"commitments", "completion"}
    assert completed("planqa", "commitments", "--se") == {"--search", "--series"}
    assert {"目标", "完成"} <= completed("planqa", "commitments", "--kind", "")
    assert "README.md" in completed("planqa", "verify", "READ")
    assert "docs_raw" in completed("planqa", "build", "--docs", "docs_")


def test_commitments_of_a_region(index_dir: Path) -> None:
    for region, found in (("龙华区", True), ("深圳", True), ("Longhua", True), ("南山区", False)):
        rows = json.loads(planqa("commitments", "--region", region, "--format", "json", index=index_dir).stdout)
        assert bool(rows) is found, region


def test_commitments_in_series_name_the_other_year(index_dir: Path) -> None:
    rows = json.loads(
        planqa("commitments", "--series", "--search", "基础教育学位", "--format", "json", index=index_dir).stdout
    )
    assert [(row["year"], row["kind"], row["value"]) for row in rows] == [
        (2022, "actual", "11760"),
        (2023, "target", "3"),
    ]
    assert {row["series"] for row in rows} == {"新增基础教育学位"}
    lines = planqa("commitments", "--series", "--search", "基础教育学位", index=index_dir).stdout.splitlines()
    assert lines[0] == "[新增基础教育学位]"
    assert lines[1].startswith("2022年完成\t新增学位\t11760个")


def test_a_commitment_without_a_figure_has_no_number(index_dir: Path) -> None:
    rows = json.loads(planqa("commitments", "--format", "json", index=index_dir).stdout)
    actions = [row for row in rows if row["type"] == "action"]
    assert actions
    assert all((row["value"], row["value_min"], row["value_max"]) == ("", None, None) for row in actions)
    assert all(isinstance(row["value_min"], float) for row in rows if row["type"] == "figure")
