"""Scanned PDFs, read by RapidOCR where the extra ``planqa[ocr]`` is installed. Its models come with its package: nothing is downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from statistics import median
from typing import Any

import pypdfium2

from index.reading.pdf import paragraphs
from index.reading.printed import PlacedLine
from index.reading.source import Run, Source, assemble

SECONDS_A_PAGE = 20
"""Some 3 on two slow cores; the rest is for slower machines."""
MEMORY_BYTES = 6 * 1024 * 1024 * 1024
MOST_PAGES = 500

_DPI = 200
"""Measured: at 150 a line now and then is read as nonsense; above 200 nothing is gained."""
_SURE = 0.75
UNREAD = "〔此行未能识别〕"
"""Stands for a line read without confidence: a gap is honest, a wrong word would be quoted."""


def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read(data: bytes) -> Source:
    """The text on the pictures of a scanned PDF's pages.

    Raises:
        UnreadableFile: no text on any of them.
    """
    from rapidocr import RapidOCR

    engine = RapidOCR()
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [list(_page_lines(engine, document[i], i + 1)) for i in range(len(document))]
    finally:
        document.close()
    return assemble(paragraphs(pages), recognised=True)


def _page_lines(engine: Any, page: Any, number: int) -> Iterator[PlacedLine]:
    found = engine(page.render(scale=_DPI / 72, rev_byteorder=False).to_numpy()[:, :, :3])
    if found.boxes is None:
        return
    pieces = []
    for corners, text, score in zip(found.boxes * (72 / _DPI), found.txts, found.scores, strict=True):
        (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        run = Run(text if score >= _SURE else UNREAD, page=number)
        pieces.append(PlacedLine((run,), left, right, top, bottom, number))
    usual = median(piece.size for piece in pieces)
    pieces.sort(key=lambda piece: piece.top + piece.bottom)
    start = 0
    for i in range(1, len(pieces) + 1):
        middle = pieces[start].top + pieces[start].bottom
        if i == len(pieces) or (pieces[i].top + pieces[i].bottom - middle) / 2 > 0.5 * usual:
            yield _joined(sorted(pieces[start:i], key=lambda piece: piece.left), usual)
            start = i


def _joined(pieces: Sequence[PlacedLine], usual: float) -> PlacedLine:
    """Pieces at one height as one line. Boxes fit their letters loosely, so sizes near the usual are the usual."""
    size = median(piece.size for piece in pieces)
    size = usual if abs(size - usual) < 0.25 * usual else size
    top = sum(piece.top + piece.bottom for piece in pieces) / len(pieces) / 2 - size / 2
    text = " ".join(piece.text for piece in pieces)
    page = pieces[0].page
    return PlacedLine((Run(text, page=page),), pieces[0].left, max(p.right for p in pieces), top, top + size, page)
