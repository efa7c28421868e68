"""The ``planqa`` command: ``parser`` says what it takes, the other rooms do it.

A command's room is imported when it is called, so that help and bad usage are instant.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pkgutil import resolve_name

from index.errors import PlanqaError
from ui.asked import one_line
from ui.cli.parser import make_parser
from ui.settings import load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 success, 1 failure with one line on standard error, 2 bad usage (from the parser)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what no encoding can hold ends no command
    options = make_parser().parse_args(arguments)
    try:
        status: int = resolve_name(f"ui.cli.{options.run}")(options, load_settings(vars(options)))
        return status
    except BrokenPipeError:
        sys.stderr.close()
    except KeyboardInterrupt:
        print("planqa: 已中断 (interrupted)", file=sys.stderr)
    except Exception as error:
        if os.environ.get("PLANQA_TRACEBACK"):
            raise
        print(f"planqa: {_told(error)}", file=sys.stderr)
    return 1


def _told(error: Exception) -> str:
    """An error in one line, with what to do about it."""
    import sqlite3

    if isinstance(error, PlanqaError):
        return " ".join(str(error).split())
    if isinstance(error, OSError):
        return f"{error.strerror or error}：{error.filename or ''}（请检查路径、权限和磁盘空间） (check path, permissions and disk space)"
    if isinstance(error, sqlite3.Error):
        return f"索引文件已损坏，请运行 planqa build 重建，或用 planqa doctor 检查 (damaged index: {error})"
    return one_line(
        f"程序内部错误，请附上 PLANQA_TRACEBACK=1 再运行的输出报告 (internal error) {type(error).__name__}: {error}"
    )
