"""An index that something has damaged: told in one line by every command, named by ``planqa doctor``, made whole again by ``planqa build``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_index
from index.checksums import changed_files, check
from index.store import PassageStore
from index.versions import MissingIndex, current_version, open_current
from rag.llm.model import LLMSettings
from tests.llm_server import running
from tests.quick import Hashed, quick_index
from ui import doctor
from ui.cli import main
from ui.doctor import Finding, examine, language_model, report
from ui.feedback import FeedbackStore
from ui.opening import open_catalog
from ui.settings import Settings


def changed_digit(version: Path) -> None:
    file = version / "plans.sqlite"
    data = file.read_bytes()
    assert "新增学位1500个".encode() in data
    file.write_bytes(data.replace("新增学位1500个".encode(), "新增学位1600个".encode()))


def torn_page(version: Path) -> None:
    file = version / "plans.sqlite"
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xa5" * 8192 + data[12288:])


def flipped_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def folder_for_a_file(file: Path) -> None:
    file.unlink()
    file.mkdir()


def pointer(content: bytes) -> Callable[[Path], object]:
    return lambda version: (version.parent.parent / "CURRENT").write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "changed digit": changed_digit,
    "torn page": torn_page,
    "catalog cut off": lambda v: (v / "plans.sqlite").write_bytes((v / "plans.sqlite").read_bytes()[:5000]),
    "catalog no sqlite": lambda v: (v / "plans.sqlite").write_bytes(b"damaged" * 999),
    "catalog empty": lambda v: (v / "plans.sqlite").write_bytes(b""),
    "catalog gone": lambda v: (v / "plans.sqlite").unlink(),
    "catalog a folder": lambda v: folder_for_a_file(v / "plans.sqlite"),
    "journal beside": lambda v: (v / "plans.sqlite-journal").write_bytes(b"x" * 512),
    "vectors gone": lambda v: (v / "context.faiss").unlink(),
    "vectors cut off": lambda v: (v / "sentence.faiss").write_bytes(b"IxFI"),
    "vectors changed": lambda v: flipped_bit(v / "sentence.faiss"),
    "manifest gone": lambda v: (v / "manifest.json").unlink(),
    "manifest a list": lambda v: (v / "manifest.json").write_text("[]"),
    "manifest no json": lambda v: (v / "manifest.json").write_bytes(b"\xff\xfe{"),
    "checksums gone": lambda v: (v / "checksums.json").unlink(),
    "checksums a list": lambda v: (v / "checksums.json").write_text("[1]"),
    "checksums deep": lambda v: (v / "checksums.json").write_text("[" * 100_000),
    "incomplete": lambda v: (v / "COMPLETE").unlink(),
    "version gone": lambda v: shutil.rmtree(v),
    "pointer no text": pointer(b"\xff\xfe\x00\x81" * 4),
    "pointer empty": pointer(b""),
    "pointer elsewhere": pointer(b"../../../etc"),
    "pointer long": pointer(b"0" * 100_000),
}
SEARCHED = frozenset({"vectors gone", "vectors cut off", "vectors changed"})
"""Damage that commands which search nothing do not look at."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents and their index, to be copied and damaged."""
    return quick_index(tmp_path_factory.mktemp("whole")).parent


@pytest.fixture
def index(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy" / "index"


@pytest.mark.parametrize("kind", DAMAGE)
def test_doctor_names_it_and_a_build_makes_it_whole(index: Path, kind: str) -> None:
    DAMAGE[kind](current_version(index))
    found = examine(Settings(docs=str(index.parent / "docs"), index=str(index)), lambda: None)
    wrong = [finding for finding in found if not finding.ok and finding.check != "model"]
    assert {finding.check for finding in wrong} == {"index"}
    blamed = [finding for finding in found if not finding.ok and finding.check == "model"]
    assert all("维" in finding.finding for finding in blamed), (
        "the bundled model, whose vectors are longer, is told where these open"
    )
    for finding in wrong:
        assert "planqa build" in finding.do
        assert len(finding.finding.splitlines()) == 1
    build_index(index.parent / "docs", index, Hashed())
    assert changed_files(current_version(index)) == []
    assert all(finding.ok for finding in doctor.index(index))
    store = PassageStore(current_version(index), Hashed())
    (summary,) = store.catalog.documents()
    assert "新增学位1500个" in store.catalog.document(summary.document_id).text
    assert [row.value for _, row in store.catalog.ledger()] == ["1500", "300", "91"]
    assert len(store.similarity_search("学位", k=2)) == 2
    store.close()


@pytest.mark.parametrize("kind", DAMAGE)
def test_nothing_of_it_is_shown(index: Path, kind: str) -> None:
    DAMAGE[kind](current_version(index))
    if kind in SEARCHED:
        assert open_catalog(Settings(index=str(index))).documents(), "vectors decide what is found, never what is said"
        with pytest.raises(MissingIndex, match="planqa build"):
            check(current_version(index))
    else:
        with pytest.raises(MissingIndex, match="planqa build"):
            open_catalog(Settings(index=str(index)))
    if kind != "vectors changed":
        with pytest.raises(MissingIndex, match="planqa build"):
            open_current(index, lambda version: PassageStore(version, Hashed()))


COMMANDS = {
    "documents": ["documents"],
    "show": ["show", "x"],
    "ask": ["ask", "新增学位多少个?"],
    "ask of one": ["ask", "新增学位多少个?", "--document", "x"],
    "batch": ["batch", "q.jsonl", "--out", "out.jsonl"],
    "commitments": ["commitments"],
    "eval": ["eval", "q.jsonl"],
    "mcp": ["mcp"],
    "serve": ["serve", "--port", "1"],
}


@pytest.mark.parametrize("kind", ["changed digit", "torn page"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_it_in_one_line(
    index: Path, kind: str, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    DAMAGE[kind](current_version(index))
    monkeypatch.chdir(index.parent)
    question = {"id": "a", "question": "新增学位多少个?", "answerable": True, "kind": "target", "history": []}
    asked = question | {"must_include": [["1500个"]], "evidence": [], "lang": "zh"}
    Path("q.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    status = main([*COMMANDS[command], "--index", str(index)])
    told = capsys.readouterr()
    assert status == 1
    assert "planqa build" in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert "16" not in told.out
    assert not Path("out.jsonl").exists() or "16" not in Path("out.jsonl").read_text(encoding="utf-8")


def test_doctor_of_a_whole_index(index_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["doctor", "--index", str(index_dir), "--no-llm"]
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [finding["check"] for finding in found if not finding["ok"]] == []
    assert {"installation", "documents", "index", "model", "llm", "feedback", "disk"} == {f["check"] for f in found}
    assert all(set(finding) == {"check", "ok", "finding", "do"} for finding in found)
    assert main([*arguments, "--docs", str(tmp_path / "none")]) == 1
    told = capsys.readouterr().out
    assert "✗ documents" in told
    assert "→" in told


def test_doctor_tells_an_index_of_another_model(index: Path) -> None:
    found = examine(Settings(docs=str(index.parent / "docs"), index=str(index)), lambda: None)
    (wrong,) = [finding for finding in found if not finding.ok]
    assert wrong.check == "model", "the quick index has vectors of other dimensions than the bundled model's"
    assert "planqa build" in wrong.finding


def test_an_index_that_another_version_of_the_program_built_is_not_called_damaged(index: Path) -> None:
    manifest = current_version(index) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 1}), encoding="utf-8")
    with pytest.raises(MissingIndex, match="planqa build") as raised:
        PassageStore(current_version(index), Hashed())
    assert "损坏" not in str(raised.value)
    assert "damaged" not in str(raised.value)


def test_doctor_tells_a_model_that_does_not_load(index: Path) -> None:
    settings = Settings(docs=str(index.parent / "docs"), index=str(index), model=str(index.parent / "no-model"))
    wrong = [finding for finding in examine(settings, lambda: None) if not finding.ok]
    assert [finding.check for finding in wrong] == ["model"]
    assert "PLANQA_MODEL" in wrong[0].do


def test_doctor_counts_what_a_build_would_read(tmp_path: Path) -> None:
    for name in ("manifest.toml", "README.md", "~$plan.docx", ".hidden.txt"):
        (tmp_path / name).write_text("x")
    (nothing,) = doctor.documents(tmp_path)
    assert (nothing.ok, nothing.do != "") == (False, True)
    (tmp_path / "plan.txt").write_text("x")
    (one,) = doctor.documents(tmp_path)
    assert one.ok
    assert "1 个文件" in one.finding


def test_doctor_asks_the_llms_server_and_shows_no_key() -> None:
    with running() as server:
        (well,) = language_model(lambda: LLMSettings("some-model", server.url, "secret-key", 5.0))
        assert "secret-key" not in report([well])
        url = server.url
    found = examine(Settings(index="none"), lambda: LLMSettings("some-model", url, "secret-key", 5.0))
    (gone,) = [finding for finding in found if finding.check == "llm"]
    assert not gone.ok
    assert "PLANQA_LLM" in gone.do
    assert "secret-key" not in report(found)


def test_doctor_looks_at_the_file_of_feedback(tmp_path: Path) -> None:
    file = tmp_path / "feedback.sqlite"
    assert [finding.ok for finding in doctor.feedback(file)] == [True]
    FeedbackStore(file)
    assert [finding.ok for finding in doctor.feedback(file)] == [True]
    file.write_bytes(b"damaged" * 999)
    found = examine(Settings(docs="none", index="none", feedback=str(file)), lambda: None)
    (wrong,) = [finding for finding in found if finding.check == "feedback"]
    assert not wrong.ok
    assert wrong.do
    assert file.read_bytes() == b"damaged" * 999, "nothing is removed"


def test_a_report_counts_what_is_to_be_done() -> None:
    assert report([Finding("index", True, "x")]).endswith("一切正常 (all is well)")
    assert "2" in report([Finding("index", False, "x", "y"), Finding("disk", False, "x")]).splitlines()[-1]
