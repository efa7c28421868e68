"""Builds that an operator starts from the page: each a process of its own, one at a time, its progress and its result to be seen."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from pydantic import TypeAdapter, ValidationError

import ui
from index.wholefile import write_whole
from ui.asked import one_line

_MOST_LINE = 4096
_MOST_RESULT = 16 * 1024 * 1024
_SECRETS = ("PLANQA_ADMIN_TOKEN", "PLANQA_STAFF_TOKEN", "PLANQA_LLM_API_KEY")


@dataclass(frozen=True, slots=True)
class Skipped:
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """How the last build ended."""

    ended: str
    """Date and time."""
    ok: bool
    said: str
    """One line."""
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """``line`` is the last that the running build said."""

    running: bool = False
    seconds: int = 0
    line: str = ""
    last: Result | None = None


class Builder:
    """Runs ``command``, which tells its progress on standard error and its summary as JSON. The last result is kept in a file."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], kept: Path) -> None:
        self._command, self._environment, self._kept = list(command), dict(environment), kept
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._state = State(last=_read(kept))

    def state(self) -> State:
        """How it stands."""
        with self._lock:
            seconds = int(time.monotonic() - self._started) if self._state.running else 0
            return replace(self._state, seconds=seconds)

    def start(self) -> bool:
        """Start a build; False where one runs already."""
        with self._lock:
            if self._state.running:
                return False
            try:
                process = subprocess.Popen(
                    self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )  # fmt: skip
            except OSError as error:
                self._end(Result(_now(), False, one_line(f"无法启动构建 (cannot start): {error.strerror}")))
                return True
            with contextlib.suppress(OSError):  # visitors' questions go first
                os.setpriority(os.PRIO_PROCESS, process.pid, 10)
            self._process, self._started = process, time.monotonic()
            self._state = replace(self._state, running=True, line="")
        threading.Thread(target=self._follow, args=(process,), name="build", daemon=True).start()
        return True

    def stop(self) -> None:
        """End a build that runs; the next one goes on where it stopped."""
        with self._lock:
            process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout
        assert process.stderr
        told = threading.Thread(target=self._listen, args=(process.stderr,), daemon=True)
        told.start()
        summary = process.stdout.read(_MOST_RESULT)
        status = process.wait()
        told.join(5)
        with self._lock:
            self._end(_result(status, summary, self._state.line))
            self._process = None

    def _listen(self, stream: IO[bytes]) -> None:
        while line := stream.readline(_MOST_LINE):
            words = one_line(line.decode("utf-8", "replace"))
            if words:
                with self._lock:
                    self._state = replace(self._state, line=words)

    def _end(self, result: Result) -> None:
        self._state = State(last=result)
        with contextlib.suppress(OSError):  # it is still shown while this process lives
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._kept, json.dumps(asdict(result), ensure_ascii=False).encode())


def builder_of(docs: Path, index: Path, model: str, kept: Path) -> Builder:
    """One that runs ``planqa build`` of this very program."""
    root = str(Path(ui.__file__).parent.parent)
    command = [
        sys.executable, "-P", "-m", "ui", "build", "--docs", str(docs), "--index", str(index), "--json",
    ]  # fmt: skip
    kept_out = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    return Builder(command, {**kept_out, "PYTHONPATH": path, "PLANQA_MODEL": model, "PYTHONUTF8": "1"}, kept)


def _result(status: int, summary: bytes, last_line: str) -> Result:
    if status:
        return Result(_now(), False, last_line or f"构建中断 ({status}) (the build was cut off)")
    try:
        found: dict[str, Any] = json.loads(summary)
        skipped = TypeAdapter(tuple[Skipped, ...]).validate_python(found["skipped"])
        said = f"{found['documents']} 份文件，{found['paragraphs']} 段，{found['sentences']} 句，用时 {found['seconds']} 秒"
    except (ValueError, KeyError, TypeError):
        return Result(_now(), False, "构建没有给出结果 (the build gave no result)")
    return Result(_now(), True, said, skipped)


def _read(kept: Path) -> Result | None:
    try:
        return TypeAdapter(Result).validate_json(kept.read_bytes())
    except (OSError, ValidationError):
        return None


def _now() -> str:
    return datetime.now().isoformat(" ", "minutes")
