"""How far a build is, and how long it will still take: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any

from tqdm import tqdm

_BAR = "{desc} {percentage:3.0f}% |{bar}| 已用 {elapsed},约剩 {left}"
_EVERY_SECONDS = 10.0
_TENTH = 0.1
"""Of the work; before it is done, nothing can be said about the rest."""


class _Bar(tqdm):  # type: ignore[misc]
    @property
    def format_dict(self) -> dict[str, Any]:
        known = super().format_dict
        return {**known, "left": time_left(known["n"], known["total"], known["elapsed"])}


class Progress:
    """Called as ``progress(what, done, total)``, first with nothing done; see :data:`index.build.Progress`."""

    def __init__(self) -> None:
        self._bars: dict[str, _Bar] = {}
        self._started: dict[str, float] = {}
        self._spoke = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            self._say(what, done, total)
            return
        bar = self._bars.get(what)
        if bar is None:
            bar = self._bars[what] = _Bar(total=total, desc=what, file=sys.stderr, bar_format=_BAR)
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    def _say(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        started = self._started.setdefault(what, now)
        if now - self._spoke < _EVERY_SECONDS or not 0 < done < total:
            return
        self._spoke = now
        left = time_left(done, total, now - started)
        print(f"{what} {done * 100 // total}%，约剩 {left}", file=sys.stderr, flush=True)


def time_left(done: float, total: float, seconds: float) -> str:
    """The time that the rest will take at the pace so far, as 01:30; ``?`` while less than a tenth is done."""
    return tqdm.format_interval(seconds / done * (total - done)) if done >= total * _TENTH else "?"
