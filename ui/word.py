"""What every Word file written here has: its fonts, and text that XML allows."""

from __future__ import annotations

import re

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not allow."""


def new_document(points: int) -> WordDocument:
    """An empty document with text of a size."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(points)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    return document


def fit(text: str) -> str:
    """A text without the characters that XML does not allow."""
    return _UNFIT.sub("", text)
