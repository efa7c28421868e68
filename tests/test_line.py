"""Who is answered next, counted in turns and not in seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.web.line import Budget, Busy, Line, Ticket


def run(made: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: the browser tests leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, made).result()


def called(ticket: Ticket) -> bool:
    return ticket._called.is_set()


def test_one_address_of_two_hundred_questions_leaves_the_others_their_turn() -> None:
    async def crowd() -> None:
        line = Line(Budget(2, waiting=256, waiting_each=256))
        hog = [line.join("hog") for _ in range(200)]
        assert sum(map(called, hog)) == 1, "it may not fill the house"
        other = line.join("other")
        assert called(other), "a place was left"
        more = line.join("third")
        assert line.place(more) <= 2
        other.leave()
        assert called(more), "before the 199 that came earlier"

    run(crowd())


def test_a_full_line_says_when_to_come_again() -> None:
    async def full() -> None:
        line = Line(Budget(2, waiting=5, waiting_each=3))
        for _ in range(4):
            line.join("a")
        with pytest.raises(Busy) as busy:
            line.join("a")
        assert busy.value.seconds >= 1
        for address in "bcd":
            line.join(address)
        with pytest.raises(Busy):
            line.join("e")

    run(full())


def test_places_count_down_to_ones_turn() -> None:
    async def wait() -> None:
        line = Line(Budget(1))
        first, second, third = line.join("a"), line.join("b"), line.join("c")
        told: list[int] = []

        async def watch() -> None:
            async for place in third.places():
                told.append(place)

        watching = asyncio.create_task(watch())
        await asyncio.sleep(0.01)
        assert told == [2]
        first.leave()
        assert called(second)
        second.leave()
        await watching
        assert called(third)

    run(wait())


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.booleans()), max_size=80), st.integers(1, 4))
def test_nobody_is_forgotten_and_the_budget_holds(moves: list[tuple[str, bool]], at_once: int) -> None:
    async def play() -> None:
        line = Line(Budget(at_once, waiting=1000, waiting_each=1000))
        tickets: list[Ticket] = []
        for address, leave in moves:
            if leave and tickets:
                tickets.pop(len(tickets) // 2).leave()
            else:
                tickets.append(line.join(address))
            assert line.running <= at_once
            waiting = [t for t in tickets if not called(t)]
            assert len(waiting) == line.waiting
            places = sorted(line.place(t) for t in waiting)
            assert places == sorted(set(places)), "no place twice"
        while tickets:
            ready = [t for t in tickets if called(t)]
            assert ready, "somebody is always answered"
            for ticket in ready:
                ticket.leave()
                tickets.remove(ticket)
        assert (line.running, line.waiting) == (0, 0)

    run(play())


def test_one_who_gives_up_gives_the_place_back() -> None:
    async def give_up() -> None:
        line = Line(Budget(1))
        first = line.join("a")

        async def wait() -> None:
            async with line.turn("b"):
                raise AssertionError("not reached")

        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.01)
        assert line.waiting == 1
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert line.waiting == 0
        first.leave()
        assert line.running == 0

    run(give_up())
