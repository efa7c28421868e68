"""Long life, measured: moderate load on a real server whose index is built anew again and again. Not a test; run it by hand.

    python -m bench.soak --minutes 120 --out soak.csv

The plan of docs_raw/ and a small one that says something new each time, so that every build publishes a version. Visitors ask the real questions of
``tests/data/questions``, in turn through Gradio's API and as the page does, each over a connection and in a session of their own; now and then one
opens the page, a document or the ledger. Writes a line every half minute and ends with what is flat and what is not; status 1 where a request failed.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path

import httpx

from bench.crowd import ask_as_page, submit_event
from bench.server import ROOT, running_server
from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings

TIMEOUT = 600.0
AT_ONCE = 3
"""Visitors at most; where a slow machine still answers these, the next one does not come."""
WARM_UP = 0.15
"""Of the whole time."""
PAGES = ("/", "/document", "/en/", "/widget.js")
NEWS = (
    "云泽市2031年国民经济和社会发展计划执行情况与2032年计划", "一、2031年计划执行情况", "新增学位1200个,空气质量优良率91%。", "二、2032年主要任务",
    "新增学位{n}个,新增床位300张。",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """What the process holds, and what its visitors have seen so far."""

    seconds: int
    memory_mb: float
    own_memory_mb: float
    """Without what is mapped from files."""
    files: int
    threads: int
    answered: int
    failed: int
    slowest_s: float
    """Since the sample before."""
    swaps: int
    versions: int
    """On disk."""


@dataclass
class Visits:
    """What visitors saw."""

    url: str
    submit: int
    questions: list[tuple[str, list[str]]]
    count: int = 0
    answered: int = 0
    slowest: float = 0.0
    failed: Counter[str] = field(default_factory=Counter)

    async def one(self) -> None:
        """One visitor: a question, and every tenth a page and the ledger beside it."""
        number, self.count = self.count, self.count + 1
        question, history = self.questions[number % len(self.questions)]
        started = time.monotonic()
        try:
            async with httpx.AsyncClient(base_url=self.url, timeout=TIMEOUT) as client:
                if number % 2:
                    await _call(client, "ask", question, history, "", "", None)
                elif not await ask_as_page(client, self.submit, question, history):
                    raise ValueError("no whole answer on the page")
                if number % 10 == 0:
                    (await client.get(PAGES[number // 10 % len(PAGES)], follow_redirects=True)).raise_for_status()
                    await _call(client, "commitments", "学位", "", None, "", "", 20)
            self.answered += 1
        except (httpx.HTTPError, ValueError, KeyError) as error:
            self.failed[f"{type(error).__name__}: {error}"[:200]] += 1
        self.slowest = max(self.slowest, time.monotonic() - started)


async def _call(client: httpx.AsyncClient, name: str, *data: object) -> None:
    joined = await client.post(f"/gradio_api/call/{name}", json={"data": data})
    joined.raise_for_status()
    told = (await client.get(f"/gradio_api/call/{name}/{joined.json()['event_id']}")).text
    if "event: complete" not in told:
        raise ValueError(told[:150])


def questions() -> list[tuple[str, list[str]]]:
    """The real ones, with what was asked before each."""
    lines = (ROOT / "tests/data/questions/longhua.jsonl").read_text(encoding="utf-8").splitlines()
    return [(asked["question"], asked["history"]) for asked in map(json.loads, lines)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument(
        "--ask", type=float, default=2, help="seconds between two questions, where the machine answers in time"
    )
    parser.add_argument("--swap", type=float, default=20, help="seconds between two builds")
    parser.add_argument("--sample", type=float, default=30, help="seconds between two samples")
    parser.add_argument("--index", type=Path, help="begin with a copy of this index, whose vectors are carried over")
    parser.add_argument("--out", type=Path, default=Path("soak.csv"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        docs, index = Path(folder, "docs"), Path(folder, "index")
        shutil.copytree(ROOT / "docs_raw", docs)
        if options.index:
            shutil.copytree(options.index, index)
        builds = Builds(docs, index)
        builds.again()
        with running_server(index) as server:
            samples, visits = asyncio.run(_measured(options, server.url, server.pid, builds))
    print(summary(samples))
    for problem, count in visits.failed.most_common(5):
        print(f"{count} × {problem}")
    return 1 if visits.failed else 0


class Builds:
    """Versions of the index, one after the other."""

    def __init__(self, docs: Path, index: Path) -> None:
        self.index, self.count = index, -1
        self._docs, self._embeddings = docs, SentenceTransformerEmbeddings()

    def again(self) -> None:
        """Publish a version that says something new."""
        self.count += 1
        (self._docs / "news.txt").write_text("\n\n".join(NEWS).format(n=1500 + self.count), encoding="utf-8")
        build_index(self._docs, self.index, self._embeddings)


async def _measured(options: argparse.Namespace, url: str, pid: int, builds: Builds) -> tuple[list[Sample], Visits]:
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT) as client:
        while (await client.get("/readyz")).status_code != 200:
            await asyncio.sleep(0.25)
        visits = Visits(url, await submit_event(client), questions())
    begun = time.monotonic()
    end = begun + options.minutes * 60

    async def every(seconds: float, what: object) -> None:
        due = begun
        while (due := max(due + seconds, time.monotonic())) < end:
            await asyncio.sleep(due - time.monotonic())
            await what()  # type: ignore[operator]

    samples: list[Sample] = []
    with options.out.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(f.name for f in fields(Sample))
        asked: set[asyncio.Task[None]] = set()

        async def visit() -> None:
            if len(asked) < AT_ONCE:
                asked.add(task := asyncio.create_task(visits.one()))
                task.add_done_callback(asked.discard)

        async def sample() -> None:
            samples.append(_sample(round(time.monotonic() - begun), pid, visits, builds))
            visits.slowest = 0.0
            out.writerow(astuple(samples[-1]))
            file.flush()

        async def swap() -> None:
            await asyncio.to_thread(builds.again)

        await asyncio.gather(every(options.ask, visit), every(options.swap, swap), every(options.sample, sample))
        await asyncio.gather(*asked)
        await sample()
    return samples, visits


def _sample(seconds: int, pid: int, visits: Visits, builds: Builds) -> Sample:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    memory, own = (round(int(status[name].split()[0]) / 1024, 1) for name in ("VmRSS", "RssAnon"))
    return Sample(
        seconds, memory, own, len(os.listdir(f"/proc/{pid}/fd")), int(status["Threads"]), visits.answered, visits.failed.total(),
        round(visits.slowest, 2), builds.count, len(list((builds.index / "versions").iterdir())),
    )  # fmt: skip


def summary(samples: list[Sample]) -> str:
    """After the warm-up: the slope of memory by least squares, the least and most of what is counted."""
    after = samples[int(len(samples) * WARM_UP) :]
    hours = [sample.seconds / 3600 for sample in after]
    told = [f"{after[-1].seconds / 60:.0f} min, the first {after[0].seconds / 60:.0f} of them warm-up"]
    for name in ("memory_mb", "own_memory_mb", "files", "threads", "versions", "slowest_s"):
        values = [float(getattr(sample, name)) for sample in after]
        slope = statistics.linear_regression(hours, values).slope if len(after) > 1 else 0.0
        told.append(
            f"{name:14} min {min(values):g}  median {statistics.median(values):g}  max {max(values):g}  slope {slope:+.1f} an hour"
        )
    last = after[-1]
    return "\n".join([*told, f"answered {last.answered}, failed {last.failed}, index swapped {last.swaps} times"])


if __name__ == "__main__":
    sys.exit(main())
