"""The systemd unit and the container file of the docs: what they set exists, and neither runs as root."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from tests.conftest import ROOT
from ui.settings import Settings
from ui.web.routes import route_of

DEPLOY = ROOT / "docs" / "deploy"
UNIT, CONTAINER = ((DEPLOY / name).read_text(encoding="utf-8") for name in ("planqa.service", "Containerfile"))
SYSTEMD = shutil.which("systemd-analyze")


@pytest.mark.parametrize("text", [UNIT, CONTAINER], ids=["unit", "container"])
def test_every_setting_exists(text: str) -> None:
    named = set(re.findall(r"PLANQA_(\w+)=", text))
    assert {"DOCS", "INDEX", "FEEDBACK", "STATUS"} <= named
    assert named <= {f.name.upper() for f in fields(Settings)}


def test_the_container_is_nobody_in_particular_and_tells_its_health() -> None:
    *_, final = CONTAINER.split("FROM ")
    assert re.search(r"^USER [1-9]\d*$", final, re.M)
    assert "--read-only --cap-drop all" in CONTAINER
    assert "STOPSIGNAL SIGTERM" in final
    (path,) = re.findall(r"HEALTHCHECK.*?127\.0\.0\.1:7860(/\w+)", final, re.S)
    assert route_of("GET", path)
    sources = [word for line in re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINER, re.M) for word in line.split()]
    assert len(sources) >= 7
    assert all((ROOT / source).exists() for source in sources)


@pytest.mark.skipif(SYSTEMD is None, reason="no systemd on this machine")
def test_systemd_takes_the_unit_and_finds_it_shut_in(tmp_path: Path) -> None:
    unit = tmp_path / "planqa.service"
    unit.write_text(UNIT.replace("/opt/planqa/bin/planqa", "/bin/true"), encoding="utf-8")

    def analyze(*words: str) -> str:
        done = subprocess.run([str(SYSTEMD), *words, str(unit)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    assert "planqa.service:" not in analyze("verify"), "nothing in it is unknown"
    (exposure,) = re.findall(r"exposure level for \S+ (\d+\.\d)", analyze("security", "--offline=true", "--no-pager"))
    assert float(exposure) < 2.5
