"""Index versions on disk: built beside the one in use, published by switching one pointer.

``DIR/versions/NAME/`` holds a whole version, ``DIR/CURRENT`` names the one in use. The pointer is replaced by rename after fsync, so
a build killed at any moment leaves the old version serving. A reader holds a shared lock on the version it opened, and a version is
removed only by who gets its exclusive lock: the kernel lets go of the locks of a reader that was killed.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from filelock import FileLock, Timeout

from index.errors import PlanqaError

Opened = TypeVar("Opened")
_NAME = re.compile("[0-9a-f]{8,20}")
_LONGEST_NAME = 64
"""Bytes of the pointer that are looked at."""


class MissingIndex(PlanqaError):
    """There is no usable index; the message says what to do."""


class BuildRunning(PlanqaError):
    """Another process is building this index."""


def current_version(directory: Path) -> Path:
    """The version in use.

    Raises:
        MissingIndex: nothing was built here, or what the pointer names is gone or incomplete.
    """
    try:
        name = (directory / "CURRENT").read_bytes()[:_LONGEST_NAME].decode("ascii").strip()
    except OSError as error:
        raise MissingIndex(
            f"{directory} 中没有索引，请先运行 planqa build (no index here: run planqa build)"
        ) from error
    except UnicodeDecodeError:
        name = ""
    if not _NAME.fullmatch(name):
        raise MissingIndex(f"{directory / 'CURRENT'} 已损坏，请重新运行 planqa build (damaged: run planqa build again)")
    version = directory / "versions" / name
    if not (version / "COMPLETE").exists():
        raise MissingIndex(f"索引 {version} 不完整，请重新运行 planqa build (incomplete index: run planqa build again)")
    return version


def hold(version: Path) -> BinaryIO:
    """Keep a version on disk until the returned file is closed or this process ends.

    Raises:
        MissingIndex: it was removed.
    """
    try:
        claim = (version / "COMPLETE").open("rb")
    except OSError as error:
        raise MissingIndex(f"索引 {version} 已被新的索引取代，请重试 (replaced by a newer index: try again)") from error
    fcntl.flock(claim, fcntl.LOCK_SH)
    if os.fstat(claim.fileno()).st_nlink == 0:  # it was being removed while the lock was waited for
        claim.close()
        raise MissingIndex(f"索引 {version} 已被新的索引取代，请重试 (replaced by a newer index: try again)")
    return claim


def open_current(directory: Path, opener: Callable[[Path], Opened]) -> Opened:
    """What ``opener`` makes of the version in use; made again where a build has put another in its place meanwhile.

    Raises:
        MissingIndex: see :func:`current_version`, or the version cannot be opened.
    """
    while True:
        version = current_version(directory)
        try:
            return opener(version)
        except (MissingIndex, OSError, sqlite3.Error) as error:
            if current_version(directory) == version:
                if isinstance(error, MissingIndex):
                    raise
                raise MissingIndex(
                    f"索引 {version} 已损坏，请重新运行 planqa build (damaged index: {error})"
                ) from error


def remove_unused(directory: Path) -> None:
    """Remove finished versions older than the one in use that nobody holds. Safe beside a running build."""
    current = current_version(directory)
    for version in (directory / "versions").iterdir():
        if version.name < current.name and (version / "COMPLETE").exists():
            _remove(version)


def _remove(version: Path) -> None:
    """Remove a version unless somebody holds it."""
    try:
        with (version / "COMPLETE").open("rb") as claim:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (version / "COMPLETE").unlink()
            shutil.rmtree(version, ignore_errors=True)
    except OSError:
        return


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
        raise BuildRunning(f"另一个进程正在构建 {directory}，请稍后再试 (another build is running)") from error


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
    for other in versions.iterdir():
        if not (other / "COMPLETE").exists():  # what killed builds left
            shutil.rmtree(other, ignore_errors=True)
    remove_unused(directory)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
