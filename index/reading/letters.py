"""The letters and ruled lines of a PDF's page, upright: pages turned on their side, raised note marks and watermarks are put right here."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from index.reading.markup import raised
from index.reading.rulings import MOST_RULINGS, Box, Letter
from index.reading.source import PLAIN_FORMS

_BOLD_FONT = re.compile("bold|black|heavy|hei|黑", re.I)
_MAY_BE_RAISED = re.compile(r"[\d①-⑳*＊\[\]［］〔〕()（）]")


def page_letters(page: Any) -> tuple[list[Letter], list[Box]]:
    """The letters of a page that run in its main direction, and its rulings, both turned so that they run from left to right."""
    textpage = page.get_textpage()
    codes = _codes(textpage)
    angles = {i: round(math.degrees(pdfium.FPDFText_GetCharAngle(textpage.raw, i))) % 360 for i, _ in codes}
    usual = Counter(angles.values()).most_common(1)[0][0] if angles else 0
    turn = _Turn(usual if usual % 90 == 0 else 0, page)
    kept = [(i, code) for i, code in codes if abs(angles[i] - usual) < 5]
    return _without_note_marks(list(_letters(textpage, kept, turn))), _rulings(page, turn)


class _Turn:
    """Turns boxes of the page, whose heights count upwards, so that text at ``angle`` (clockwise, a multiple of 90) runs to the right."""

    def __init__(self, angle: int, page: Any) -> None:
        self._cos, self._sin = round(math.cos(math.radians(angle))), -round(math.sin(math.radians(angle)))
        width, height = page.get_size() if not page.get_rotation() % 180 else reversed(page.get_size())
        corners = [self._turned(x, y) for x in (0.0, width) for y in (0.0, height)]
        self._left, self._top = min(x for x, _ in corners), max(y for _, y in corners)

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        return x * self._cos + y * self._sin, y * self._cos - x * self._sin

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Heights of the result count downwards."""
        a, b = self._turned(x, y)
        return a - self._left, self._top - b

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        (a, b), (c, d) = self.point(left, bottom), self.point(right, top)
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))


def _codes(textpage: Any) -> list[tuple[int, int]]:
    """Index and code point of each printed letter."""
    found = []
    for i in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage.raw, i)
        blank = code < 33 or 0xD800 <= code < 0xE000 or code > 0x10FFFF or chr(code).isspace()
        if not blank and pdfium.FPDFText_IsGenerated(textpage.raw, i) != 1:
            found.append((i, code))
    return found


def _letters(textpage: Any, codes: Sequence[tuple[int, int]], turn: _Turn) -> Iterator[Letter]:
    raw = textpage.raw
    fonts: dict[bytes, bool] = {}
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for i, code in codes:
        if not pdfium.FPDFText_GetLooseCharBox(raw, i, rect):
            continue
        name.value = b""
        pdfium.FPDFText_GetFontInfo(raw, i, name, 255, flags)
        font = name.value
        if font not in fonts:
            fonts[font] = bool(_BOLD_FONT.search(font.decode("utf-8", "replace")))
        box = turn.box(rect.left, rect.bottom, rect.right, rect.top)
        placed = pdfium.FPDFText_GetCharOrigin(raw, i, x, y)
        baseline = turn.point(x.value, y.value)[1] if placed else box.bottom
        yield Letter(chr(code).translate(PLAIN_FORMS), box.left, box.top, box.right, box.bottom, baseline, fonts[font])


def _rulings(page: Any, turn: _Turn) -> list[Box]:
    """The straight lines of the page's paths, edges of filled ones too; a form may hold paths, and one path a whole table."""
    found: list[Box] = []
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=5):
        place, form = item.get_matrix(), item.container
        while form is not None:
            place, form = place.multiply(form.get_matrix()), form.container
        found += (turn.box(*place.on_point(*a), *place.on_point(*b)) for a, b in _strokes(item))
        if len(found) > MOST_RULINGS:
            break
    return found


def _strokes(path: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Both ends of each straight line of a path, in its own coordinates."""
    x, y = ctypes.c_float(), ctypes.c_float()
    first = at = (0.0, 0.0)
    for i in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        before, at = at, (x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = at
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield before, at
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield at, first


def _without_note_marks(letters: list[Letter]) -> list[Letter]:
    """Letters without the raised ones that mark notes; a raised number of a unit (m²) goes down to its line."""
    usual = median(letter.size for letter in letters) if letters else 0.0
    kept: list[Letter] = []
    for letter in letters:  # in the order of the text, so that what a mark stands behind was the letter before
        before = kept[-1] if kept else None
        if (
            before
            and _MAY_BE_RAISED.fullmatch(letter.text)
            and letter.size < 0.97 * usual
            and _is_above(letter, before)
        ):
            meant = raised(letter.text, "".join(k.text for k in kept[-4:]))
            if meant and meant != letter.text:
                kept.append(replace(letter, text=meant, baseline=before.baseline))
            continue
        kept.append(letter)
    return kept


def _is_above(letter: Letter, before: Letter) -> bool:
    rise = before.baseline - letter.baseline
    near = -0.3 * before.size < letter.left - before.right < 0.5 * before.size
    return near and 0.15 * before.size < rise < 0.9 * before.size and letter.size < 0.97 * before.size
