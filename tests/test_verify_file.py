"""``planqa verify``: the command that reads a file of claims."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.document import PlanDocument
from index.errors import PlanqaError
from tests.test_verify import CLAIMS
from ui.verify import Documents, verify_file


def run(tmp_path: Path, *lines: object, documents: Documents = lambda: iter(())) -> tuple[int, list[dict[str, object]]]:
    claims, out = tmp_path / "claims.jsonl", tmp_path / "out.jsonl"
    claims.write_text(
        "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines),
        encoding="utf-8",
    )
    status = verify_file(claims, out, documents)
    return status, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_a_file_of_claims(tmp_path: Path) -> None:
    cited = [{"quote": "拆除违法建筑418万平方米,位居全市第三。", "scope": "2022年完成情况"}]
    status, rows = run(
        tmp_path,
        {"id": "a", "claim": "2022年拆除违法建筑418万平方米。", "sources": cited},
        {"id": "b", "claim": "2022年拆除违法建筑四千平方米。", "sources": cited, "title": "计划", "region": "龙华区"},
    )
    assert status == 0
    assert rows[0] == {"id": "a", "supported": True, "reasons": []}
    assert (rows[1]["id"], rows[1]["supported"]) == ("b", False)
    assert rows[1]["reasons"]


def test_a_line_without_region_is_read_as_of_the_plan_that_holds_its_quote(tmp_path: Path, plan: PlanDocument) -> None:
    cited = [{"quote": "新增院士4名、各领域高层次人才300人、博士后人才25人。", "scope": "2022 actual"}]
    lines = [
        {"id": place, "claim": f"2022年{place}新增院士4名。", "sources": cited} for place in ("龙华", "深圳", "南山区")
    ]
    _, rows = run(tmp_path, *lines, documents=lambda: iter((plan,)))
    assert [row["supported"] for row in rows] == [True, False, False]

    def none() -> Iterator[PlanDocument]:
        raise PlanqaError("no index")

    status, rows = run(tmp_path, *lines, documents=none)
    assert status == 0
    assert not any(row["supported"] for row in rows)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        {"id": "x"},
        {"id": "x", "claim": 3, "sources": []},
        {"id": "x", "claim": "a", "sources": {}},
        {"id": "x", "claim": "a", "sources": ["q"]},
        {"id": "x", "claim": "a", "sources": [{"quote": 1}]},
        {"id": "x", "claim": "a", "sources": [{"quote": "q", "scope": "someday"}]},
        {"id": "x", "claim": "a", "sources": [{"quote": "q", "scope": 2022}]},
        {"id": "x", "claim": "a", "sources": [], "region": 1},
    ],
)
def test_a_bad_line_is_an_error_and_the_others_are_read(tmp_path: Path, line: object) -> None:
    status, rows = run(tmp_path, line, "", {"id": "b", "claim": "a", "sources": []})
    assert status == 1
    assert rows[0]["line"] == 1
    assert rows[0]["error"]
    assert rows[1] == {"id": "b", "supported": False, "reasons": ["citation: none"]}


def test_the_command_starts_without_torch_and_says_what_is_wrong(tmp_path: Path) -> None:
    code = "import sys, ui.cli; code = ui.cli.main(sys.argv[1:]); assert 'torch' not in sys.modules; sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", str(CLAIMS), "--out", str(tmp_path / "out.jsonl"), "--index", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    missing = subprocess.run(
        [sys.executable, "-m", "ui", "verify", str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "o")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert missing.returncode == 1
    assert len(missing.stderr.strip().splitlines()) == 1
