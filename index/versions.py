"""Index versions on disk: built beside the one in use, published by switching one pointer.

``DIR/versions/NAME/`` holds a whole version, ``DIR/CURRENT`` names the one in use. The pointer is replaced by rename after fsync, so
a build killed at any moment leaves the old version serving. A reader that opened a version keeps it: files are unlinked only
two versions later.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import PlanqaError

KEEP = 2


class MissingIndex(PlanqaError):
    """There is no usable index; the message says what to do."""


class BuildRunning(PlanqaError):
    """Another process is building this index."""


def current_version(directory: Path) -> Path:
    """The version in use.

    Raises:
        MissingIndex: nothing was built here, or what the pointer names is gone or incomplete.
    """
    pointer = directory / "CURRENT"
    try:
        version = directory / "versions" / pointer.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise MissingIndex(f"{directory} 中没有索引,请先运行 planqa build (no index here: run planqa build)") from error
    if not (version / "COMPLETE").exists():
        raise MissingIndex(f"索引 {version} 不完整,请重新运行 planqa build (incomplete index: run planqa build again)")
    return version


@contextmanager
def build_lock(directory: Path) -> Iterator[None]:
    """Hold the only right to build.

    Raises:
        BuildRunning: another process holds it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(directory / "build.lock", timeout=0):
            yield
    except Timeout as error:
        raise BuildRunning(f"另一个进程正在构建 {directory},请稍后再试 (another build is running)") from error


@contextmanager
def new_version(directory: Path) -> Iterator[Path]:
    """A fresh folder to build in; published when the block ends, removed when it fails."""
    versions = directory / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():x}"
    folder = versions / name
    folder.mkdir()
    try:
        yield folder
        (folder / "COMPLETE").touch()
        for file in folder.iterdir():
            _fsync(file)
        _fsync(folder)
        pointer = directory / "CURRENT.new"
        pointer.write_text(name, encoding="utf-8")
        _fsync(pointer)
        os.replace(pointer, directory / "CURRENT")
        _fsync(directory)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _sweep(versions, name)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(versions: Path, current: str) -> None:
    """Remove versions past the newest ``KEEP``, and what killed builds left."""
    others = sorted((v for v in versions.iterdir() if v.name != current), key=lambda v: v.name, reverse=True)
    complete = [v for v in others if (v / "COMPLETE").exists()]
    for version in others:
        if version not in complete[: KEEP - 1]:
            shutil.rmtree(version, ignore_errors=True)
