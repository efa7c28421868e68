"""Part of ``make bench``: many people asking at the same moment, beside one person alone on the same server; and one address that asks
far more than its share at once, beside what others then wait.

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
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx

from bench.server import Server, running_server

QUESTIONS = (
    "2023年要新增多少学位?", "2022年空气质量优良率达到多少?", "2023年计划建设筹集多少套保障性住房?", "2023年新增床位多少张?",
    "2023年新改扩建幼儿园多少所?", "2022年固定资产投资完成了多少?", "三大总部经济集聚区是哪三个?", "How many hospital beds will be added in 2023?",
    "2023年新增绿道多少公里?", "今天天气怎么样?",
)  # fmt: skip
TIMEOUT = 120.0
ALONE = 10
"""Questions of the one person, one after the other."""
OTHERS, EACH = 5, 8
"""People at other addresses, and how many questions each asks, one after the other."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question's way: seconds until its answer is shown, and until suggestions and all are there."""

    answered: float
    whole: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3, help="how often they all ask at once")
    parser.add_argument("--flood", type=int, default=0, help="questions kept open at once from one address")
    options = parser.parse_args()
    with running_server() as server:
        if options.flood:
            asyncio.run(measure_flood(server, options.flood))
        alone, crowds = asyncio.run(measure(server, options.people, options.rounds))
    one = statistics.median(outcome.answered for outcome in alone if outcome)
    print(f"crowd ({options.people} people at once, {options.rounds} times), s to the answer; to the last suggestion")
    print(f"  one person alone  p50 {one:.3f}; {statistics.median(outcome.whole for outcome in alone if outcome):.3f}")
    lost = 0
    for outcomes in crowds:
        found = [outcome for outcome in outcomes if outcome]
        lost += len(outcomes) - len(found)
        answered, whole = sorted(o.answered for o in found), sorted(o.whole for o in found)
        print(
            f"  all at once       p50 {statistics.median(answered):.3f}; {statistics.median(whole):.3f}   p95 {_p95(answered):.3f}; {_p95(whole):.3f}"
            f"   p95 / one {_p95(answered) / one:.1f}   lost {len(outcomes) - len(found)}"
        )
    return 1 if lost else 0


def _p95(times: list[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.95))]


async def measure(server: Server, people: int, rounds: int) -> tuple[list[Outcome | None], list[list[Outcome | None]]]:
    """One person's questions one after the other, then all people's at once, ``rounds`` times; None for a question that was lost."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=server.url, timeout=TIMEOUT, limits=limits) as client:
        event = await submit_event(client)
        await ask_as_page(client, event, QUESTIONS[0])  # waits for the model
        alone = [await ask_as_page(client, event, QUESTIONS[i % len(QUESTIONS)]) for i in range(ALONE)]
        crowds = []
        for _ in range(rounds):
            asking = (ask_as_page(client, event, QUESTIONS[i % len(QUESTIONS)]) for i in range(people))
            crowds.append(await asyncio.gather(*asking))
        return alone, crowds


async def measure_flood(server: Server, flood: int) -> None:
    """What people at other addresses wait on a quiet server, and while one address keeps ``flood`` questions open at once."""
    async with AsyncExitStack() as stack:
        client, *others = [await stack.enter_async_context(_at(server, n)) for n in range(1, OTHERS + 2)]
        event = await submit_event(client)
        await ask_as_page(client, event, QUESTIONS[0])  # waits for the model

        async def one(other: httpx.AsyncClient) -> list[Outcome | None]:
            return [await ask_as_page(other, event, QUESTIONS[i % len(QUESTIONS)]) for i in range(EACH)]

        async def again() -> None:
            while True:
                answered = await ask_as_page(client, event, QUESTIONS[0])
                took[answered is not None] += 1
                await asyncio.sleep(0 if answered else 0.5)

        took: Counter[bool] = Counter()
        quiet = [o for found in await asyncio.gather(*map(one, others)) for o in found]
        flooding = [asyncio.create_task(again()) for _ in range(flood)]
        flooded = [o for found in await asyncio.gather(*map(one, others)) for o in found]
        for task in flooding:
            task.cancel()
        await asyncio.gather(*flooding, return_exceptions=True)
    times = [sorted(o.answered for o in outcomes if o) for outcomes in (quiet, flooded)]
    before, after = map(_p95, times)
    print(f"flood ({flood} questions open from one address), s to the answer of {OTHERS} people elsewhere")
    print(
        f"  quiet server      p50 {statistics.median(times[0]):.3f}   p95 {before:.3f}   lost {len(quiet) - len(times[0])}"
    )
    print(
        f"  beside the flood  p50 {statistics.median(times[1]):.3f}   p95 {after:.3f}   lost {len(flooded) - len(times[1])}   p95 / quiet {after / before:.1f}"
    )
    print(f"  the flood itself  {took[True]} answered, {took[False]} told to come again")


def _at(server: Server, address: int) -> httpx.AsyncClient:
    """A client at a loopback address of its own, which the server takes for another visitor's."""
    transport = httpx.AsyncHTTPTransport(
        local_address=f"127.0.0.{10 + address}",
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
    )
    return httpx.AsyncClient(base_url=server.url, timeout=TIMEOUT, transport=transport)


async def submit_event(client: httpx.AsyncClient) -> int:
    """The number of the event by which the page asks."""
    config = (await client.get("/config")).json()
    return next(int(d["id"]) for d in config["dependencies"] if any(t[1] == "submit" for t in d["targets"]))


async def ask_as_page(
    client: httpx.AsyncClient, event: int, question: str, history: Sequence[str] = ()
) -> Outcome | None:
    """One question by a new session; None, lost, unless its own answer comes back whole."""
    session = uuid.uuid4().hex
    filters = {"document_id": "", "region": "", "year": None}
    asked = {"id": session, "question": question, "history": list(history), "filters": filters}
    body = {"data": [], "event_data": asked, "fn_index": event, "trigger_id": None, "session_hash": session}
    started = time.perf_counter()
    answered = 0.0
    try:
        (await client.post("/gradio_api/queue/join", json=body)).raise_for_status()
        async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            async for line in stream.aiter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("msg") == "process_generating" and not answered:
                    answered = time.perf_counter() - started
                if message.get("msg") == "process_completed":
                    (reply,) = message["output"]["data"]
                    right = reply["state"] == "done" and reply["kept"]["answer"]["question"] == question
                    return Outcome(answered, time.perf_counter() - started) if message["success"] and right else None
    except httpx.HTTPError:
        pass
    return None


if __name__ == "__main__":
    sys.exit(main())
