"""The time left that a build tells is right within a factor of 1.5 from its first tenth on, and nothing is told before."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from index.build import STEPS, build_index
from index.embedding import ModelIdentity, SentenceTransformerEmbeddings, Vectors
from tests.conftest import DOCS, write_plan
from ui.progress import Progress, time_left


@pytest.mark.parametrize(
    ("done", "total", "seconds", "told"),
    [
        (0, 100, 0.0, "?"),
        (9, 100, 5.0, "?"),
        (10, 100, 6.0, "00:54"),
        (50, 100, 90.0, "01:30"),
        (100, 100, 9.0, "00:00"),
    ],
)
def test_the_rest_takes_as_long_as_the_pace_so_far_says(done: int, total: int, seconds: float, told: str) -> None:
    assert time_left(done, total, seconds) == told


class Slow(SentenceTransformerEmbeddings):
    """Takes as long as pieces cost; ``clock`` stands for the time that has passed."""

    clock = 0.0

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity("slow", 2)

    def passages(self, texts: list[str]) -> Vectors:
        from index.e5 import bundled

        self.clock += sum(len(bundled().tokenizer.ids(f"passage: {text}")) + 2 for text in texts)
        return np.ones((len(texts), 2), np.float32)


def test_what_is_done_grows_evenly_with_time(tmp_path: Path) -> None:
    model = Slow()
    told: list[tuple[str, int, int, float]] = []
    build_index(DOCS, tmp_path, model, lambda *state: told.append((*state, model.clock)))
    assert {(what, done) for what, done, *_ in told} >= {(step, 0) for step in STEPS}
    steps = [(done / total, clock / model.clock) for what, done, total, clock in told if what == "计算向量"]
    assert steps[-1] == (1, 1)
    for done, passed in steps:
        if 0.1 <= done < 1:
            left, truth = passed / done * (1 - done), 1 - passed
            assert 1 / 1.5 < left / truth < 1.5


def test_the_time_left_that_a_build_tells_comes_true(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Slow()
    monkeypatch.setattr(time, "monotonic", lambda: model.clock)
    progress = Progress()
    told: list[tuple[float, str]] = []

    def heard(what: str, done: int, total: int) -> None:
        progress(what, done, total)
        told.extend((model.clock, line) for line in capsys.readouterr().err.splitlines())

    build_index(DOCS, tmp_path, model, heard)
    promised = [(at, line.split("约剩 ")[1]) for at, line in told if line.startswith("计算向量")]
    times = [(at, left) for at, left in promised if left != "?"]
    assert len(times) > 5
    assert len(promised) - len(times) <= len(promised) / 5  # nothing is told of the first tenth only
    for at, left in times:
        seconds = sum(int(part) * 60**i for i, part in enumerate(reversed(left.split(":"))))
        assert 1 / 1.5 < (seconds + 1) / (model.clock - at + 1) < 1.5


def test_every_document_is_heard_of_while_the_catalogue_is_written(tmp_path: Path) -> None:
    """It takes a minute for some dozens of plans, which was silence."""
    for year in range(2031, 2036):
        write_plan(
            tmp_path / "docs", f"{year}.txt", f"云泽市{year}年政府工作报告", "一、工作安排", f"新增学位{year}个。"
        )
    told: list[tuple[str, int, int]] = []
    build_index(tmp_path / "docs", tmp_path / "index", Slow(), lambda *state: told.append(state))
    done = [done for what, done, _ in told if what == STEPS[1]]
    assert len(done) == 6
    assert done == sorted(set(done))
    steps = list(dict.fromkeys(what for what, *_ in told))
    assert tuple(steps) == STEPS


def test_off_a_terminal_a_line_is_told_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    progress = Progress()
    for done in range(0, 101, 4):
        progress("计算向量", done, 100)
        now += 4
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "计算向量（3/3） 12%，约剩 01:28"
    assert 5 < len(lines) < 10
