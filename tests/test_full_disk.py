"""A disk that is really full, at different moments: nothing that was there is lost, one line says so, and with room again all goes on."""

from __future__ import annotations

import contextlib
import errno
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.build import build_index
from index.checksums import changed_files
from index.versions import current_version
from rag.llm.cache import AnswerCache
from rag.types import Answer, Line
from tests.conftest import write_plan
from tests.quick import LINES, Hashed, quick_index
from ui.feedback import BadFeedback, Feedback, FeedbackStore
from ui.web.kept import Seal

ANSWER = Answer("问", "问", "answer", "answered", (Line("答" * 1500),))
SIZE = 4 * 1024 * 1024


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small disk of one's own."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def fill(disk: Path) -> Iterator[Callable[[int], None]]:
    """Fills the disk but for some KB; with the test's end there is room again."""
    filler = disk / "filler"

    def full(left: int) -> None:
        with filler.open("wb", buffering=0) as file:
            with contextlib.suppress(OSError):
                while file.write(b"x" * 4096) == 4096:
                    pass
            file.truncate(max(0, file.tell() - left * 1024))

    yield full
    filler.unlink(missing_ok=True)


def test_feedback_that_finds_no_room_is_told_and_the_rest_stays(disk: Path, fill: Callable[[int], None]) -> None:
    store = FeedbackStore(disk / "feedback.sqlite")
    store.add(Feedback("useful", ANSWER))
    fill(8)
    with pytest.raises(BadFeedback) as told:
        [store.add(Feedback("wrong", ANSWER)) for _ in range(20)]
    assert len(str(told.value).splitlines()) == 1
    assert next(iter(store.question_lines()))["verdict"] == "useful"
    (disk / "filler").unlink()
    kept = len(list(store.question_lines()))
    store.add(Feedback("wrong", ANSWER))
    assert len(list(store.question_lines())) == kept + 1


def test_a_feedback_file_that_cannot_be_begun_is_told(disk: Path, fill: Callable[[int], None]) -> None:
    fill(0)
    with pytest.raises(BadFeedback):
        FeedbackStore(disk / "new.sqlite").add(Feedback("useful", ANSWER))


def test_the_cache_of_written_answers_does_without(disk: Path, fill: Callable[[int], None]) -> None:
    cache = AnswerCache(disk / "answers.sqlite")
    cache.put("a", "text")
    fill(0)
    for number in range(10):
        cache.put(str(number), "text" * 2000)
    assert cache.get("9") is None
    (disk / "filler").unlink()
    assert cache.get("a") == "text"
    cache.put("b", "more")
    assert cache.get("b") == "more"


def test_a_key_that_cannot_be_kept_lives_as_long_as_the_process(disk: Path, fill: Callable[[int], None]) -> None:
    fill(0)
    seal = Seal(disk / "feedback.key")
    kept = seal.sealed(ANSWER)
    assert seal.opened(Answer, kept) == ANSWER
    (disk / "filler").unlink()
    assert len((disk / "feedback.key").read_bytes()) == 0 or not (disk / "feedback.key").exists()
    assert Seal(disk / "feedback.key").sealed(ANSWER) == Seal(disk / "feedback.key").sealed(ANSWER)


@pytest.mark.parametrize("left", [0, 12, 48, 96, 160])
def test_a_build_without_room_leaves_the_old_version(disk: Path, fill: Callable[[int], None], left: int) -> None:
    folder = disk / f"plans{left}"
    index = quick_index(folder)
    before = current_version(index)
    write_plan(folder / "docs", "b.txt", *LINES, *(f"第{n}片区新增公园{n}个。" for n in range(200)))
    fill(left)
    with pytest.raises(OSError, match="No space") as told:
        build_index(folder / "docs", index, Hashed())
    assert told.value.errno == errno.ENOSPC
    assert current_version(index) == before
    assert changed_files(before) == []
    assert [version.name for version in (index / "versions").iterdir()] == [before.name]
    (disk / "filler").unlink()
    assert build_index(folder / "docs", index, Hashed()).documents == 2
    subprocess.run(["rm", "-rf", str(folder)], check=True)
