"""One reader a file format: bytes in, clean text and its marks out. Readers are imported when a file of theirs comes."""

from __future__ import annotations

from importlib import import_module

from index.reading.source import Source, UnreadableFile
from index.reading.text import read_text

READERS = {
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".md": "markdown",
    ".pdf": "pdf",
    ".txt": "text",
}
"""File suffix to module of this package; each has ``read(data: bytes) -> Source``."""

__all__ = ["READERS", "Source", "UnreadableFile", "read_bytes", "read_text"]


def read_bytes(data: bytes, suffix: str) -> Source:
    """Read a file's bytes by its suffix, here and now; for files from elsewhere use :class:`index.reading.sandbox.Sandbox`.

    Raises:
        UnreadableFile: no reader for the suffix, or the reader's own reasons.
    """
    name = READERS.get(suffix.lower())
    if name is None:
        raise UnreadableFile(f"不支持的格式 {suffix}，支持 {' '.join(sorted(READERS))} (unsupported format)")
    source: Source = import_module(f"index.reading.{name}").read(data)
    return source
