"""Reads plans with random damage: ``python -m bench.fuzz [SECONDS] [FIRST]``; no damage may end in anything but a document or an UnreadableFile.

Each case is made from its number alone, so that ``FIRST`` and a second show a failure again. Cases are read in a process of their own, which tells
crashes of the parsers' C code and what takes longer than :data:`MOST_SECONDS`.
"""

from __future__ import annotations

import io
import multiprocessing
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from index.ledger import extract_actions, extract_rows
from index.parsing import parse_source
from index.reading import UnreadableFile, read_bytes
from tests.formats import as_docx, as_html, as_pdf
from tests.test_formats import numbered_docx, ruled_pdf

ROOT = Path(__file__).parent.parent
MOST_SECONDS = 120.0
"""For one case, on a busy machine too; a plan of 100 pages takes some three on an idle one."""
LONGEST_PLAN = 6000
"""Characters of the plan that seeds are made of: enough for every reader's ways, and quickly read."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A file that can be read."""

    name: str
    suffix: str
    data: bytes


def seeds() -> list[Seed]:
    """Small plans in every format: published ones, and ones made here."""
    plans = sorted((ROOT / "tests/data/plans").iterdir())
    found = [Seed(path.name, path.suffix.lower(), path.read_bytes()) for path in plans]
    path = next((ROOT / "docs_raw").glob("*.txt"))
    text = path.read_text(encoding="utf-8")[:LONGEST_PLAN]
    source = read_bytes(text.encode(), ".txt")
    plan = parse_source(source, path.name)
    return [
        *found,
        Seed("plan.txt", ".txt", text.encode()), Seed("plan-gbk.txt", ".txt", text.encode("gb18030")), Seed("plan-16.txt", ".txt", text.encode("utf-16")),
        Seed("plan.md", ".md", _markdown(text).encode()), Seed("plan.html", ".html", as_html(plan, "utf-8")),
        Seed("plan-gbk.html", ".html", as_html(plan, "gb18030")), Seed("plan.docx", ".docx", as_docx(plan)), Seed("numbered.docx", ".docx", numbered_docx()),
        Seed("plan.pdf", ".pdf", as_pdf(plan)), Seed("table.pdf", ".pdf", ruled_pdf()),
    ]  # fmt: skip


def _markdown(text: str) -> str:
    table = "| 指标 | 2022年 | 2023年目标(%) |\n|---|---|---|\n| 增长 | 5.1 | 6<br>7 |\n\n<table><tr><td>学位<td>3万</table>\n"
    return "\n\n".join(f"## {line}" if i % 7 == 0 else line for i, line in enumerate(text.split("\n"))) + table


# --- damage ---------------------------------------------------------------------------------------------------------

Damage = Callable[[bytes, random.Random], bytes]
TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe4\xb8", b"<", b">", b"</table>", b"<td rowspan=999 colspan=999>", b"<sup>", b"<!--", b"&#x110000;",
    b"|", b"~~", b"**", b"\n\n", b"\x0c", "２０２３".encode(), "年".encode(), "、".encode() * 50, b"1" * 400, b"9" * 40 + "亿元".encode(), b"%%EOF", b"endobj",
    b"/Length 99999999", b"stream\n", b'w:val="999999999999"', b"<w:tbl>", b"<w:p>", b'w:gridSpan w:val="-1"', "单位:亿元".encode(), "指标;2023年:".encode(),
)  # fmt: skip


def flip(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 3, 30, 300))):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def cut(data: bytes, rng: random.Random) -> bytes:
    a, b = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return rng.choice((data[:a], data[a:], data[:a] + data[b:]))


def repeat(data: bytes, rng: random.Random) -> bytes:
    a = rng.randrange(len(data))
    piece = data[a : a + rng.choice((3, 60, 900))]
    return data[:a] + piece * rng.choice((2, 20, 200)) + data[a:]


def insert(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.choice((1, 4, 20))):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(TOKENS) + data[at:]
    return data


def swap(data: bytes, rng: random.Random) -> bytes:
    a, b, c = sorted(rng.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


DAMAGE: tuple[Damage, ...] = (flip, cut, repeat, insert, swap)


def damaged(seed: Seed, rng: random.Random) -> bytes:
    """The seed with one to three damages; of an archive half the time inside one of its members."""
    data = seed.data
    if seed.suffix == ".docx" and rng.random() < 0.7:
        return _damaged_member(data, rng)
    for _ in range(rng.choice((1, 1, 2, 3))):
        data = rng.choice(DAMAGE)(data, rng) if data else data
    return data


def _damaged_member(data: bytes, rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = "word/document.xml" if rng.random() < 0.7 else rng.choice(names)
        for name in names:
            content = old.read(name)
            if name == chosen and content:
                content = rng.choice((*DAMAGE, _elements))(content, rng)
            new.writestr(name, content)
    return out.getvalue()


def _elements(data: bytes, rng: random.Random) -> bytes:
    """Well-formed still: one element's name in another's place, or one left empty."""
    names = [b"w:p", b"w:r", b"w:t", b"w:tbl", b"w:tr", b"w:tc", b"w:pPr", b"w:sectPr", b"w:body"]
    a, b = rng.sample(names, 2)
    return data.replace(b"<" + a + b">", b"<" + b + b">").replace(b"</" + a + b">", b"</" + b + b">")


# --- reading --------------------------------------------------------------------------------------------------------


def case(number: int, files: Sequence[Seed]) -> tuple[Seed, bytes]:
    """The case of a number."""
    rng = random.Random(number)
    seed = rng.choice(files)
    return seed, damaged(seed, rng)


def outcome(seed: Seed, data: bytes) -> str:
    """``read``, ``unreadable``, or what went wrong."""
    try:
        document = parse_source(read_bytes(data, seed.suffix), seed.name)
        for row in (*extract_rows(document), *extract_actions(document)):
            assert row.quote == document.text[row.start : row.end]
        return "read"
    except UnreadableFile:
        return "unreadable"
    except Exception:
        return traceback.format_exc(limit=-4)


def _work(connection: Connection, files: Sequence[Seed]) -> None:
    while True:
        number = connection.recv()
        connection.send(outcome(*case(number, files)))


def main() -> int:
    """Cases until the time is over; exit status 1 where one failed."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    files = seeds()
    counts: Counter[str] = Counter()
    worker: tuple[multiprocessing.Process, Connection] | None = None
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if worker is None:
            here, there = multiprocessing.Pipe()
            process = multiprocessing.Process(target=_work, args=(there, files), daemon=True)
            process.start()
            there.close()
            worker = process, here
        process, here = worker
        here.send(number)
        try:
            told = here.recv() if here.poll(MOST_SECONDS) else f"no end after {MOST_SECONDS:g} s"
        except EOFError:
            told = f"crashed: exit {process.exitcode}"
        if told not in ("read", "unreadable"):
            print(f"case {number} ({case(number, files)[0].name}): {told}", flush=True)
            told = "failed"
            process.kill()
            process.join()
            worker = None
        counts[told] += 1
        number += 1
    print(f"{sum(counts.values())} cases, next {number}: {dict(counts)}")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
