"""Part of ``make bench``: many people asking at the same moment, beside one person alone on the same server.

Each person is a session of their own and talks to the page as a browser does: a question into Gradio's queue, the answer from its stream.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
import uuid
from dataclasses import dataclass

import httpx

from ui.bench_server import Server, running_server

QUESTIONS = (
    "2023年要新增多少学位?", "2022年空气质量优良率达到多少?", "2023年计划建设筹集多少套保障性住房?", "2023年新增床位多少张?",
    "2023年新改扩建幼儿园多少所?", "2022年固定资产投资完成了多少?", "三大总部经济集聚区是哪三个?", "How many hospital beds will be added in 2023?",
    "2023年新增绿道多少公里?", "今天天气怎么样?",
)  # fmt: skip
TIMEOUT = 120.0
ALONE = 10
"""Questions of the one person, one after the other."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question's way: seconds to the whole answer, or None where it was lost."""

    question: str
    seconds: float | None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3, help="how often they all ask at once")
    options = parser.parse_args()
    with running_server() as server:
        alone, crowds = asyncio.run(_measure(server, options.people, options.rounds))
    one = statistics.median(outcome.seconds or TIMEOUT for outcome in alone)
    print(f"crowd ({options.people} people at once, {options.rounds} times), s\n  one person alone  p50 {one:.3f}")
    lost = 0
    for outcomes in crowds:
        times = sorted(outcome.seconds for outcome in outcomes if outcome.seconds is not None)
        lost += len(outcomes) - len(times)
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
        print(
            f"  all at once       p50 {statistics.median(times):.3f}   p95 {p95:.3f}   lost {len(outcomes) - len(times)}   p95 / one {p95 / one:.1f}"
        )
    return 1 if lost else 0


async def _measure(server: Server, people: int, rounds: int) -> tuple[list[Outcome], list[list[Outcome]]]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=server.url, timeout=TIMEOUT, limits=limits) as client:
        config = (await client.get("/config")).json()
        event = next(d["id"] for d in config["dependencies"] if any(t[1] == "submit" for t in d["targets"]))
        await _ask(client, event, QUESTIONS[0])  # waits for the model
        alone = [await _ask(client, event, QUESTIONS[i % len(QUESTIONS)]) for i in range(ALONE)]
        crowds = []
        for _ in range(rounds):
            crowds.append(
                await asyncio.gather(*(_ask(client, event, QUESTIONS[i % len(QUESTIONS)]) for i in range(people)))
            )
        return alone, crowds


async def _ask(client: httpx.AsyncClient, event: int, question: str) -> Outcome:
    """One question by a new session; lost unless its own answer comes back whole."""
    session = uuid.uuid4().hex
    asked = {
        "id": session,
        "question": question,
        "history": [],
        "filters": {"document_id": "", "region": "", "year": None},
    }
    body = {"data": [], "event_data": asked, "fn_index": event, "trigger_id": None, "session_hash": session}
    started = time.perf_counter()
    try:
        (await client.post("/gradio_api/queue/join", json=body)).raise_for_status()
        async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] == "process_completed":
                    (reply,) = message["output"]["data"]
                    whole = (
                        message["success"]
                        and reply["state"] == "done"
                        and reply["kept"]["answer"]["question"] == question
                    )
                    return Outcome(question, time.perf_counter() - started if whole else None)
    except httpx.HTTPError:
        pass
    return Outcome(question, None)


if __name__ == "__main__":
    sys.exit(main())
