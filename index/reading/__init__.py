"""One reader a file format: bytes in, clean text out."""

from index.reading.text import UnreadableFile, read_text

__all__ = ["UnreadableFile", "read_text"]
