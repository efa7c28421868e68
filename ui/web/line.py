"""Who is answered next: a bounded number of questions at a time for the whole program, the addresses taking turns.

Everything here happens in the server's event loop; only the answering itself is done by threads.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

from index.errors import PlanqaError

Given = ParamSpec("Given")
Made = TypeVar("Made")
LOOK_EVERY = 1.0
"""Seconds between two looks at one's place while waiting."""


class Busy(PlanqaError):
    """There is no place left to wait in."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"现在提问的人太多，请约 {seconds} 秒后再试 (busy: try again in about {seconds} s)")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Budget:
    """How many questions may be in work and in waiting."""

    at_once: int
    """Questions in work, of everybody together."""
    waiting: int = 256
    """Questions that wait, of everybody together."""
    waiting_each: int = 64
    """Questions that wait, of one address: an office may share one."""

    @property
    def at_once_each(self) -> int:
        """Questions in work of one address: it leaves room for another."""
        return max(1, self.at_once - 1)


class Ticket:
    """A place in the line. Made by :meth:`Line.join`, given back by :meth:`leave`, whatever happened."""

    def __init__(self, line: Line, address: str) -> None:
        self.address = address
        self._line = line
        self._called = asyncio.Event()

    async def places(self) -> AsyncIterator[int]:
        """One's place, 1 the next, each time that it changes; ends when it is one's turn."""
        told = 0
        while not self._called.is_set():
            place = self._line.place(self)
            if place != told:
                told = place
                yield place
            try:
                await asyncio.wait_for(self._called.wait(), LOOK_EVERY)
            except TimeoutError:
                continue

    async def work(self, function: Callable[Given, Made], *given: Given.args, **named: Given.kwargs) -> Made:
        """Do something in a thread, once it is one's turn; it ends before this does, even where nobody waits for it any more."""
        return await anyio.to_thread.run_sync(partial(function, *given, **named), limiter=self._line.threads)

    def call(self) -> None:
        """It is its turn."""
        self._called.set()

    def leave(self) -> None:
        """Give the place back."""
        self._line.leave(self)


class Line:
    """The line of one server."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.threads = anyio.CapacityLimiter(budget.at_once)
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()
        """By address, the one that was answered longest ago first."""
        self._running: Counter[str] = Counter()
        self._in_work: set[Ticket] = set()

    @property
    def running(self) -> int:
        """Questions in work."""
        return len(self._in_work)

    @property
    def waiting(self) -> int:
        """Questions that wait."""
        return sum(map(len, self._waiting.values()))

    def join(self, address: str) -> Ticket:
        """A place for a question of an address.

        Raises:
            Busy: too many wait already, of this address or of all.
        """
        mine = len(self._waiting.get(address, ()))
        if mine >= self.budget.waiting_each or self.waiting >= self.budget.waiting:
            raise Busy(max(1, (mine or self.waiting) // self.budget.at_once))
        ticket = Ticket(self, address)
        self._waiting.setdefault(address, deque()).append(ticket)
        self._call_next()
        return ticket

    def place(self, ticket: Ticket) -> int:
        """How many turns away a waiting ticket is, the addresses taking turns; 0 when it waits no more."""
        queue = self._waiting.get(ticket.address)
        if queue is None or ticket not in queue:
            return 0
        ahead, before = queue.index(ticket), True
        place = ahead + 1
        for address, others in self._waiting.items():
            if address == ticket.address:
                before = False
            else:
                place += min(len(others), ahead + before)
        return place

    def leave(self, ticket: Ticket) -> None:
        """A question is answered, or its asker is gone."""
        if ticket in self._in_work:
            self._in_work.remove(ticket)
            self._running[ticket.address] -= 1
            if not self._running[ticket.address]:
                del self._running[ticket.address]
        elif ticket in (queue := self._waiting.get(ticket.address, deque())):
            queue.remove(ticket)
            if not queue:
                del self._waiting[ticket.address]
        self._call_next()

    def _call_next(self) -> None:
        while self.running < self.budget.at_once:
            address = next((a for a in self._waiting if self._running[a] < self.budget.at_once_each), None)
            if address is None:
                return
            queue = self._waiting.pop(address)
            ticket = queue.popleft()
            if queue:
                self._waiting[address] = queue  # at the end: the others first
            self._in_work.add(ticket)
            self._running[address] += 1
            ticket.call()

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[Ticket]:
        """Wait for one's turn and hold it.

        Raises:
            Busy: see :meth:`join`.
        """
        ticket = self.join(address)
        try:
            async for _ in ticket.places():
                pass
            yield ticket
        finally:
            ticket.leave()
