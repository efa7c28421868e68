"""Files from elsewhere are read in a child process under limits, so that a hostile one takes down itself and not the build.

One child serves a whole build, and is started anew after a file it did not survive. Parent and child speak JSON, a line a file; nothing
that the child says is executed or unpickled.
"""

from __future__ import annotations

import json
import os
import resource
import selectors
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from index.reading import READERS, ocr, read_bytes
from index.reading.source import ScannedFile, Source, UnreadableFile

MAX_FILE_BYTES = 100 * 1024 * 1024
SECONDS = 60.0
MEMORY_BYTES = 2 * 1024 * 1024 * 1024
MAX_REPLY_BYTES = 100 * 1024 * 1024
_PLAIN = frozenset({".txt"})
"""Read without a parser that could be attacked, hence in this process."""


class Sandbox:
    """Reads files; use as a context manager. The child starts when the first file comes that needs it."""

    def __init__(self, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES, *, recognise: bool = False) -> None:
        """``recognise``: files are scanned PDFs, to be read by OCR."""
        self._seconds = seconds
        self._memory = memory_bytes
        self._recognise = recognise
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, path: Path) -> Source:
        """Text and marks of a file.

        Raises:
            UnreadableFile: too large, too slow, too hungry, crashed its parser, or the reader's own reasons.
            OSError: the file cannot be opened.
        """
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableFile(f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB，请拆分后再放入 (file too large)")
        suffix = path.suffix.lower()
        if suffix in _PLAIN or suffix not in READERS:
            return read_bytes(path.read_bytes(), suffix)
        with path.open("rb"):  # the parent's own error for a file that cannot be opened
            pass
        try:
            reply: dict[str, Any] = json.loads(self._ask(path))
            if reply.get("spent"):  # what is left of its memory may be too little for the next file
                self._stop()
            pages = int(reply.get("scanned_pages", 0))
            if 0 < pages <= ocr.MOST_PAGES and ocr.available():
                with Sandbox(SECONDS + pages * ocr.SECONDS_A_PAGE, ocr.MEMORY_BYTES, recognise=True) as slower:
                    return slower.read(path)
            return _source(reply)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableFile("解析程序的结果无法使用 (parser gave no usable result)") from error

    def _ask(self, path: Path) -> bytes:
        child = self._child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(json.dumps(str(path.absolute())).encode() + b"\n")
            child.stdin.flush()
            reply = _line(child.stdout, self._seconds)
        except TimeoutError as error:
            self._stop()
            raise UnreadableFile(f"解析超过 {self._seconds:g} 秒，已中止 (parsing took too long)") from error
        except BrokenPipeError:
            reply = b""
        if not reply.endswith(b"\n"):
            self._stop()
            raise UnreadableFile(
                f"解析程序中止：文件已损坏，或解析所需内存超过 {self._memory >> 20} MB (parser crashed)"
            )
        return reply

    def _start(self) -> subprocess.Popen[bytes]:
        package_root = str(Path(__file__).resolve().parents[2])
        paths = [package_root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "index.reading.sandbox", str(self._seconds), str(self._memory), str(int(self._recognise))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )  # fmt: skip
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.communicate()


def _line(stream: IO[bytes], seconds: float) -> bytes:
    """The child's next line, or what there is of it when the child ends.

    Raises:
        TimeoutError: no whole line within ``seconds``.
    """
    deadline = time.monotonic() + seconds
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            part = os.read(stream.fileno(), 1 << 20)
            parts.append(part)
            size += len(part)
            if not part or part.endswith(b"\n") or size > MAX_REPLY_BYTES:
                return b"".join(parts) if size <= MAX_REPLY_BYTES else b""


def _source(reply: dict[str, Any]) -> Source:
    if "error" in reply:
        raise UnreadableFile(str(reply["error"]))
    return Source(
        str(reply["text"]),
        tuple((int(a), int(b)) for a, b in reply["bold"]),
        tuple((int(a), int(b)) for a, b in reply["rows"]),
        tuple(int(a) for a in reply["pages"]),
        bool(reply["recognised"]),
    )


# --- the child ------------------------------------------------------------------------------------------------------


def main() -> None:
    """Read the files named on standard input, one JSON line each way, until it closes."""
    seconds, memory, recognise = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1"
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not speak in our place
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        used = resource.getrusage(resource.RUSAGE_SELF)
        # Ends a child whose parent was killed and can no longer end it.
        limit = int(used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        reply = json.dumps(_reply(Path(json.loads(line)), recognise)).encode()
        out.write(reply + b"\n")
        out.flush()


def _reply(path: Path, recognise: bool) -> dict[str, object]:
    try:
        data = path.read_bytes()
        return asdict(ocr.read(data) if recognise else read_bytes(data, path.suffix))
    except ScannedFile as error:
        return {"error": str(error), "scanned_pages": error.pages}
    except UnreadableFile as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "解析所需内存过大，不是正常的文件 (out of memory)", "spent": True}
    except RecursionError:
        return {"error": "文件结构嵌套过深，不是正常的文件 (nested too deeply)"}
    except Exception as error:  # a parser's bug on a damaged file must cost that file only
        return {"error": f"无法解析，文件可能已损坏 ({type(error).__name__}: {error})"}


if __name__ == "__main__":
    main()
