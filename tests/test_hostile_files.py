"""Sixty files that are no plans: each is skipped with one clear line or read, and the plan beside them is in the index."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from index.build import BuildSummary, build_index
from index.catalog import Catalog
from index.versions import current_version
from tests.conftest import write_plan
from tests.quick import LINES, Hashed

SUFFIXES = (".txt", ".md", ".html", ".docx", ".pdf", ".exe")


def archive(names: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in names.items():
            out.writestr(name, content)
    return data.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY a{n} "{"&a" + str(n - 1 or "") + ";" * 1}&a{n - 1 or ""};">' for n in range(1, 12)
)
CONTENTS: dict[str, bytes] = {
    "empty": b"", "nul": b"\x00" * 5000, "noise": bytes(range(256)) * 40, "bom only": b"\xef\xbb\xbf", "half utf16": b"\xff\xfe\x00",
    "surrogates": "学位".encode("utf-16-le") + b"\x00\xd8" * 300, "deep": b"<div>" * 20_000, "zip": archive({"word/document.xml": ENTITIES.encode() + b"]><x>&a11;</x>"}),
    "bomb": archive({"word/document.xml": b" " * 30_000_000, "[Content_Types].xml": b"<Types/>"}), "pdf head": b"%PDF-1.7\n1 0 obj\n<< /Length 999999999999 >>\nstream\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildSummary, set[str]]:
    folder = tmp_path_factory.mktemp("files")
    docs = folder / "docs"
    write_plan(docs, "plan.txt", *LINES)
    names = set()
    for suffix in SUFFIXES:
        for name, content in CONTENTS.items():
            (docs / f"{name}{suffix}").write_bytes(
                content + suffix.encode()
            )  # each its own, as equal ones are skipped unread
            names.add(f"{name}{suffix}")
    (docs / "loop").symlink_to(docs, target_is_directory=True)
    (docs / "gone.txt").symlink_to(docs / "nothing")
    return folder / "index", build_index(docs, folder / "index", Hashed()), names


def test_each_is_told_in_one_line(built: tuple[Path, BuildSummary, set[str]]) -> None:
    _, summary, names = built
    assert len(names) >= 60
    told = {skipped.file: skipped.reason for skipped in summary.skipped}
    read = summary.documents - 1
    assert len(names & set(told)) + read >= len(names)
    assert read <= 3
    for file, reason in told.items():
        assert len(reason.splitlines()) == 1, file
        assert 5 < len(reason) < 300, file
        assert "Traceback" not in reason
    json.dumps(told, ensure_ascii=False).encode()


def test_the_plan_beside_them_is_there(built: tuple[Path, BuildSummary, set[str]]) -> None:
    index, _, _ = built
    assert "plan.txt" in {d.file for d in Catalog(current_version(index) / "plans.sqlite").documents()}
