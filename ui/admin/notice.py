"""Answers turned off: the notice that visitors see in their place, in a file that outlives the process."""

from __future__ import annotations

import contextlib
from pathlib import Path

from index.errors import PlanqaError
from index.wholefile import write_whole

MOST_NOTICE = 500
"""Characters."""
PLAIN = "回答暂停，请稍后再来 (answers are paused, please come back later)"


class Notice:
    """While the file is there, nothing is answered. An operator with a shell may write or remove it by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def text(self) -> str:
        """What visitors are told; empty while questions are answered."""
        try:
            with self.path.open("rb") as file:
                words = file.read(4 * MOST_NOTICE).decode("utf-8", "replace")
        except OSError:
            return ""
        return " ".join(words.split())[:MOST_NOTICE] or PLAIN

    def put_up(self, words: str) -> None:
        """Turn answers off.

        Raises:
            PlanqaError: the file cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, (" ".join(words.split())[:MOST_NOTICE] or PLAIN).encode("utf-8", "replace"))
        except OSError as error:
            raise PlanqaError(f"{self.path} 无法写入 (cannot be written): {error.strerror}") from error

    def take_down(self) -> None:
        """Turn answers on."""
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
