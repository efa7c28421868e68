"""Fifty people ask at the same moment: each gets the answer to their own question."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from bench.crowd import measure
from bench.server import Server

PEOPLE = 50


def test_nobody_of_fifty_is_lost(server: Server) -> None:
    with ThreadPoolExecutor(1) as apart:
        alone, (crowd,) = apart.submit(asyncio.run, measure(server, PEOPLE, 1)).result()
    assert None not in alone
    assert len(crowd) == PEOPLE
    assert None not in crowd
