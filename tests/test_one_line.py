"""Whatever is broken outside the program is told in one line, and costs no more than itself."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.catalog import Catalog
from index.embedding import SentenceTransformerEmbeddings
from index.nearest import write_vectors
from index.versions import MissingIndex, current_version
from rag.types import Answer, Line
from tests.conftest import write_plan
from ui.batch import answer_file
from ui.cli import main
from ui.feedback import PRIVATE, BadFeedback, Feedback, FeedbackStore, masked
from ui.ledger import FIELDS
from ui.sheets import encode

LINES = ("云泽市2031年计划执行情况与2032年计划", "一、2032年主要任务", "新增学位1500个,新增床位300张。")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command in this process and gives the one line it ends with."""

    def run(*arguments: str, index: Path) -> str:
        monkeypatch.setenv("PLANQA_INDEX", str(index))
        assert main(arguments) == 1
        (line,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("planqa: ")]
        return line

    return run


@pytest.fixture(scope="module")
def small_index(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Path:
    """An index of one small plan."""
    folder = tmp_path_factory.mktemp("small")
    write_plan(folder / "docs", "a.txt", *LINES)
    build_index(folder / "docs", folder / "index", embeddings)
    return folder / "index"


@pytest.fixture
def damaged(small_index: Path, tmp_path: Path) -> Path:
    """An index of one's own to spoil."""
    return Path(shutil.copytree(small_index, tmp_path / "index"))


@pytest.mark.parametrize("pointer", [b"\xff\xfe\x80", b"", b"../../elsewhere", b"\x00", b"18" * 5000])
def test_a_pointer_that_is_none(damaged: Path, pointer: bytes, told: Callable[..., str]) -> None:
    (damaged / "CURRENT").write_bytes(pointer)
    with pytest.raises(MissingIndex):
        current_version(damaged)
    assert "planqa build" in told("documents", index=damaged)


COMMANDS = (
    ["documents"], ["documents", "--json"], ["show", "x"], ["commitments"], ["ask", "2023年新增学位多少座?"],
    ["ask", "学位?", "--document", "x"], ["batch", "IN", "--out", "OUT"], ["eval", "IN"], ["serve", "--port", "0"], ["mcp"],
)  # fmt: skip


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("harm", ["noise", "cut"])
def test_a_damaged_index_is_told_by_every_command(
    damaged: Path, tmp_path: Path, arguments: list[str], harm: str, told: Callable[..., str]
) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"id": "a", "question": "学位?", "kind": "fact", "lang": "zh", "must_include": [], "answerable": true}\n'
    )
    file = current_version(damaged) / "plans.sqlite"
    data = file.read_bytes()
    if harm == "cut":
        file.write_bytes(data[: len(data) // 2])
    else:  # the head stays whole, so that it opens
        file.write_bytes(data[:8192] + os.urandom(len(data) - 8192))
    named = {"IN": str(tmp_path / "in.jsonl"), "OUT": str(tmp_path / "out.jsonl")}
    assert "planqa build" in told(*[named.get(a, a) for a in arguments], index=damaged)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("rows", [3, 100_000])
def test_a_full_disk_while_vectors_are_written(tmp_path: Path, rows: int) -> None:
    (tmp_path / "sentence.faiss").symlink_to("/dev/full")
    with pytest.raises(OSError) as error:  # noqa: PT011
        write_vectors(tmp_path, "sentence", np.zeros((rows, 8), dtype=np.float32))
    assert error.value.errno == errno.ENOSPC


def test_a_full_disk_leaves_the_old_version(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    write_plan(docs, "a.txt", *LINES)
    build_index(docs, index, embeddings)
    before = current_version(index)
    write_plan(docs, "b.txt", *LINES, "新增公园3个。")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("index.build.write_vectors", full)
    with pytest.raises(OSError, match="No space"):
        build_index(docs, index, embeddings)
    assert current_version(index) == before
    assert [folder.name for folder in (index / "versions").iterdir()] == [before.name]


def test_file_names_that_are_no_utf8_are_skipped(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> None:
    docs = tmp_path / "docs"
    write_plan(docs, "a.txt", *LINES)
    text = "\n\n".join((*LINES, "新增道路5公里。")).encode()
    for name in ("规划".encode("gb18030") + b".txt", b"\xff\xfe.pdf"):
        Path(os.fsdecode(os.fsencode(docs) + b"/" + name)).write_bytes(text)
    inner = Path(os.fsdecode(os.fsencode(docs) + b"/\xe5\xff"))
    inner.mkdir()
    (inner / "b.txt").write_bytes(text)
    summary = build_index(docs, tmp_path / "index", embeddings)
    assert summary.documents == 1
    assert len(summary.skipped) == 3
    for skipped in summary.skipped:
        skipped.file.encode()
        assert "UTF-8" in skipped.reason


class _Odd:
    """An assistant that a question can upset in any way."""

    def ask(self, question: str, history: object, filters: object, **_: object) -> Answer:
        if question == "!":
            raise ZeroDivisionError("not foreseen")
        return Answer(question, question, "refuse", "not_said", reason="\udcff")


def test_a_batch_goes_on_after_any_line(tmp_path: Path) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    deep = "[" * 100_000 + "]" * 100_000
    lines = [
        deep, '{"question": ' + deep + "}", '{"id": "x", "question": "!"}', '{"id": {"a": [1]}, "question": "a\\ud800b"}',
        '{"question": "a", "history": ' + deep + "}", '{"question": "a", "history": 5}', '{"question": "a", "history": "abc"}',
        "1e999", '{"id": NaN, "question": 7}', "null", '"x"', '{"id": "last", "question": "well"}',
    ]  # fmt: skip
    questions.write_text("\n".join(lines))
    assert answer_file(questions, out, lambda: _Odd()) == 1  # type: ignore[arg-type,return-value]
    answers = [json.loads(line, parse_constant=_no) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(answers) == len(lines)
    assert [a.get("line") for a in answers] == [1, 2, 3, None, 5, 6, 7, 8, 9, 10, 11, None]
    assert answers[3]["question"] == "a\ufffdb"
    assert "not foreseen" in answers[2]["error"]
    assert all(len(a["error"]) < 300 and "\n" not in a["error"] for a in answers if "error" in a)


def _no(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def test_a_lone_surrogate_on_the_command_line(
    damaged: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANQA_INDEX", str(damaged))
    monkeypatch.setattr("ui.cli.answers.open_assistant", lambda *_: _Odd())
    assert main(["ask", os.fsdecode("学位?".encode() + b"\xff"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["question"].endswith("\ufffd")


# --- what a person types into feedback ----------------------------------------------------------------------------


def test_masking_takes_steps_in_proportion_to_the_text() -> None:
    """A pattern of bounded width looks at a bounded number of characters from each place it is tried at."""
    parser = re._parser  # type: ignore[attr-defined]
    for pattern in PRIVATE:
        _, widest = parser.parse(pattern.pattern).getwidth()
        assert widest < 1000, pattern.pattern
    long = "a" * 200_000 + " 13800138000"
    assert masked(long).endswith("〔略〕")


def test_feedback_is_bounded_in_bytes(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "f.sqlite", most_bytes=200_000)
    answer = Answer("问", "问", "answer", "answered", (Line("答" * 4000),))
    stored = 0
    feedback = Feedback("useful", answer, history=("h" * 1000,) * 5)
    while (tmp_path / "f.sqlite").stat().st_size < 180_000 if stored else True:
        store.add(feedback)
        stored += 1
    with pytest.raises(BadFeedback, match="full"):
        [store.add(feedback) for _ in range(10)]
    assert 5 < stored < 100
    assert (tmp_path / "f.sqlite").stat().st_size < 400_000


# --- exports ------------------------------------------------------------------------------------------------------

FORMULAS = (
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "  =1",
    "\u3000=1",
    "\xa0@x",
    "\n-1",
    "＝1+1",
    "\ufeff=1",
    "\x00=1",
    "\u200b=1",
)


@pytest.fixture(params=FORMULAS, ids=ascii)
def row(request: pytest.FixtureRequest) -> dict[str, object]:
    return dict.fromkeys(FIELDS, request.param) | {"section": [request.param, "b"]}


def test_cells_that_begin_as_formulas_are_text(row: dict[str, object], tmp_path: Path) -> None:
    import csv
    import io

    import openpyxl

    cells = next(csv.reader(io.StringIO(encode([row], "csv").decode("utf-8-sig").split("\r\n", 1)[1])))
    assert all(cell.startswith("'") for cell in cells)
    book = openpyxl.load_workbook(io.BytesIO(encode([row], "xlsx")))
    values = list(book.active)[1]  # type: ignore[arg-type]
    assert {cell.data_type for cell in values} == {"s"}


def test_figures_stay_figures() -> None:
    row: dict[str, object] = dict.fromkeys(FIELDS, "x") | {"value_min": -3.5, "year": 2023, "section": []}
    line = encode([row], "csv").decode("utf-8-sig").splitlines()[1]
    assert ",-3.5," in line
    assert ",2023," in line


def test_the_catalog_refuses_a_text_that_changed(damaged: Path) -> None:
    import sqlite3

    version = current_version(damaged)
    with sqlite3.connect(version / "plans.sqlite") as connection:
        connection.execute("UPDATE document SET text = replace(text, '1500个', '9500个')")
    catalog = Catalog(version / "plans.sqlite")
    with pytest.raises(MissingIndex, match="planqa build"):
        catalog.document(catalog.documents()[0].document_id)
