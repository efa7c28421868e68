"""Part of ``make bench``: many people asking at the same moment, beside one person alone on the same server. With ``--flood`` instead: one
address that asks far more than its share at once, beside what others then wait; quiet and flooded in turns, as a machine's other work changes.

Each person is a session of their own and talks to the page as a browser does: a question into Gradio's queue, the answer from its stream.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx

from bench.server import NO_RATE, Server, running_server
from ui.web.limits import Limits

QUESTIONS = (
    "2023年要新增多少学位?", "2022年空气质量优良率达到多少?", "2023年计划建设筹集多少套保障性住房?", "2023年新增床位多少张?",
    "2023年新改扩建幼儿园多少所?", "2022年固定资产投资完成了多少?", "三大总部经济集聚区是哪三个?", "How many hospital beds will be added in 2023?",
    "2023年新增绿道多少公里?", "今天天气怎么样?",
)  # fmt: skip
TIMEOUT = 300.0
"""Seconds for one answer; a busy machine takes long for the last of fifty."""
ALONE = 10
"""Questions of the one person, one after the other."""
OTHERS, EACH, TURNS = 5, 3, 4
"""People at other addresses, how many questions each asks one after the other, and how often quiet and flooded."""
AGAIN = 1.0
"""Seconds after which the flood comes again where it was refused; it does not heed what it is told."""
SETTLED = 3.0
"""Seconds before each turn: for the flood to rise, and to go."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question's way: seconds until its answer is shown, and until suggestions and all are there."""

    answered: float
    whole: float


class Refused(Exception):
    """Too many questions: 429, or no place left to wait in."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3, help="how often they all ask at once")
    parser.add_argument("--flood", type=int, default=0, help="questions kept open at once from one address")
    parser.add_argument("--no-rates", action="store_true", help="the flood is not held back by the questions a minute")
    options = parser.parse_args()
    if options.flood:
        shipped = Limits()
        questions, requests = (NO_RATE,) * 2 if options.no_rates else (shipped.questions, shipped.requests)
        with running_server(PLANQA_QUESTIONS_PER_ADDRESS=questions, PLANQA_REQUESTS_PER_ADDRESS=requests) as server:
            return asyncio.run(measure_flood(server, options.flood))
    with running_server() as server:
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


class Flood:
    """One address that keeps a number of questions open, and people elsewhere, who ask one question after the other."""

    def __init__(self, client: httpx.AsyncClient, others: Sequence[httpx.AsyncClient], event: int) -> None:
        self._client, self._others, self._event = client, others, event
        self.took: Counter[str] = Counter()
        """What became of the flood's questions."""
        self.times: dict[bool, list[float]] = {False: [], True: []}
        """Seconds to the others' answers, without and beside the flood."""
        self.lost: Counter[str] = Counter()
        """Why others got none."""

    async def turn(self, number: int, size: int) -> None:
        """Each of the others asks some questions, beside a flood of ``size`` questions."""
        flooding = [asyncio.create_task(self._again()) for _ in range(size)]
        await asyncio.sleep(SETTLED)
        await asyncio.gather(*(self._one(i, i + number * EACH, size > 0) for i in range(len(self._others))))
        for task in flooding:
            task.cancel()
        await asyncio.gather(*flooding, return_exceptions=True)

    async def _one(self, person: int, first: int, flooded: bool) -> None:
        for i in range(first, first + EACH):
            try:
                outcome = await _ask(self._others[person], self._event, QUESTIONS[i % len(QUESTIONS)])
                self.times[flooded].append(outcome.answered)
            except (Refused, httpx.HTTPError) as error:
                self.lost[repr(error)] += 1

    async def _again(self) -> None:
        while True:
            try:
                await _ask(self._client, self._event, QUESTIONS[0])
                self.took["answered"] += 1
            except (Refused, httpx.HTTPError) as error:
                self.took["refused" if isinstance(error, Refused) else "lost"] += 1
                await asyncio.sleep(AGAIN)


async def measure_flood(server: Server, size: int) -> int:
    """What people at other addresses wait on a quiet server, and while one address keeps ``size`` questions open at once; 1 where one was lost."""
    load = os.getloadavg()[0]
    async with AsyncExitStack() as stack:
        client, *others = [await stack.enter_async_context(_at(server, n)) for n in range(1, OTHERS + 2)]
        event = await submit_event(client)
        for question in QUESTIONS:  # waits for the model, and for what is read once
            await ask_as_page(others[0], event, question)
        flood = Flood(client, others, event)
        for number in range(TURNS):
            await flood.turn(number, 0)
            await flood.turn(number, size)
    quiet, flooded = sorted(flood.times[False]), sorted(flood.times[True])
    print(
        f"flood ({size} questions open from one address), s to the answer of {OTHERS} people elsewhere; "
        f"load {load:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} processors"
    )
    for name, found in (("quiet server", quiet), ("beside the flood", flooded)):
        print(f"  {name:18}p50 {statistics.median(found):.3f}   p95 {_p95(found):.3f}   n {len(found)}")
    print(f"  p95 / quiet       {_p95(flooded) / _p95(quiet):.1f}   lost {flood.lost.total()} {dict(flood.lost) or ''}")
    print(f"  the flood itself  {', '.join(f'{n} {what}' for what, n in sorted(flood.took.items()))}")
    return 1 if flood.lost else 0


def _at(server: Server, address: int) -> httpx.AsyncClient:
    """A client at a loopback address of its own, which the server takes for another visitor's."""
    transport = httpx.AsyncHTTPTransport(
        local_address=f"127.0.0.{10 + address}",
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
    )
    return httpx.AsyncClient(base_url=server.url, timeout=TIMEOUT, transport=transport)


async def submit_event(client: httpx.AsyncClient) -> int:
    """The number of the event by which the page asks."""
    config = (await client.get("/config")).json()
    return next(int(d["id"]) for d in config["dependencies"] if any(t[1] == "submit" for t in d["targets"]))


async def ask_as_page(
    client: httpx.AsyncClient, event: int, question: str, history: Sequence[str] = ()
) -> Outcome | None:
    """One question by a new session; None, lost, unless its own answer comes back whole and in time."""
    try:
        return await _ask(client, event, question, history)
    except (Refused, httpx.HTTPError):
        return None


async def _ask(client: httpx.AsyncClient, event: int, question: str, history: Sequence[str] = ()) -> Outcome:
    """See :func:`ask_as_page`.

    Raises:
        Refused: by the server's limits, or its line.
        httpx.HTTPError: its answer did not come.
    """
    session = uuid.uuid4().hex
    filters = {"document_id": "", "region": "", "year": None}
    asked = {"id": session, "question": question, "history": list(history), "filters": filters}
    body = {"data": [], "event_data": asked, "fn_index": event, "trigger_id": None, "session_hash": session}
    started = time.perf_counter()
    answered = 0.0
    try:
        async with asyncio.timeout(TIMEOUT):  # a stream's heartbeats are no answer
            joined = await client.post("/gradio_api/queue/join", json=body)
            if joined.status_code == 429:
                raise Refused
            joined.raise_for_status()
            async for message in _messages(client, session):
                if not answered and '"partial"' in json.dumps(
                    message
                ):  # whole, or what has changed since the message before
                    answered = time.perf_counter() - started
                if message.get("msg") == "process_completed":
                    return _outcome(message, question, answered, time.perf_counter() - started)
    except TimeoutError as error:
        raise httpx.ReadTimeout("no answer in time") from error
    raise httpx.RemoteProtocolError("no whole answer")


def _outcome(message: dict[str, Any], question: str, answered: float, whole: float) -> Outcome:
    """Of the last message."""
    reply = (message["output"].get("data") or [None])[0] or {"state": "none"}
    if reply["state"] == "failed":
        raise Refused
    if reply["state"] != "done" or reply["kept"]["answer"]["question"] != question:
        raise httpx.RemoteProtocolError("another answer")
    return Outcome(answered, whole)


async def _messages(client: httpx.AsyncClient, session: str) -> AsyncIterator[dict[str, Any]]:
    """What Gradio's stream tells a session."""
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        if stream.status_code == 429:
            raise Refused
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                yield json.loads(line[5:])


if __name__ == "__main__":
    sys.exit(main())
