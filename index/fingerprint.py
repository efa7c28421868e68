"""What a parsed document depends on: its file, what the manifest corrects, and the code that read it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.manifest import Correction

_LIBRARIES = ("jieba", "lxml", "pypdfium2", "python-docx", "rapidocr")


def content_digest(path: Path, largest: int) -> str:
    """Of the file's bytes, or of nothing where it is larger than ``largest`` and will not be read anyway."""
    if path.stat().st_size > largest:
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def parse_fingerprint(content: str, correction: Correction) -> str:
    """Equal for two builds only if parsing again would give the same document."""
    return hashlib.sha256("\n".join((content, repr(correction), _code())).encode()).hexdigest()


@cache
def _code() -> str:
    """The code of this package and the versions of the parsers: a fix in a reader reaches documents that did not change."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    for name in _LIBRARIES:
        try:
            digest.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            digest.update(f"{name} absent".encode())
    return digest.hexdigest()
