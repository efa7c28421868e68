"""How far a build is, and how long it will still take: a bar on a terminal, a line now and then elsewhere.

A build has steps whose paces have nothing to do with one another. The time left is therefore that of the step, and is called so (本步) in
all but the last one, where it is that of the build.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from tqdm import tqdm

from index.build import STEPS

_BAR = "{desc} {percentage:3.0f}% |{bar}| 已用 {elapsed}，{left}"
_EVERY_SECONDS = 10.0
_TENTH = 0.1
"""Of the work; before it is done, nothing can be said about the rest."""


class _Bar(tqdm):  # type: ignore[misc]
    @property
    def format_dict(self) -> dict[str, Any]:
        known = super().format_dict
        return {**known, "left": _left(self.desc, known["n"], known["total"], known["elapsed"])}


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
            bar = self._bars[what] = _Bar(total=total, desc=_named(what), file=sys.stderr, bar_format=_BAR)
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    def _say(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        started = self._started.setdefault(what, now)
        if now - self._spoke < _EVERY_SECONDS or not 0 < done < total:
            return
        self._spoke = now
        left = _left(what, done, total, now - started)
        print(f"{_named(what)} {done * 100 // total}%，{left}", file=sys.stderr, flush=True)


def _named(what: str) -> str:
    """The step with its number."""
    return f"{what}（{STEPS.index(what) + 1}/{len(STEPS)}）" if what in STEPS else what


def _left(what: str, done: float, total: float, seconds: float) -> str:
    return f"{'约剩' if what.startswith(STEPS[-1]) else '本步约剩'} {time_left(done, total, seconds)}"


def time_left(done: float, total: float, seconds: float) -> str:
    """The time that the rest will take at the pace so far, as 01:30; ``?`` while less than a tenth is done."""
    return tqdm.format_interval(seconds / done * (total - done)) if done >= total * _TENTH else "?"
