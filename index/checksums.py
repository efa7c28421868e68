"""What a version held when it was built: a checksum of each file and of each document's text.

What is quoted is thereby what was read: a version whose files have changed since is refused, not quoted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from index.versions import MissingIndex

NAME = "checksums.json"
CATALOG = "plans.sqlite"
_UNSEALED = frozenset({NAME, "COMPLETE"})
_VECTORS = ".faiss"


@dataclass(frozen=True, slots=True)
class Checksums:
    """SHA-256 in hexadecimal digits: of files by name, of texts (UTF-8) by document id."""

    files: Mapping[str, str]
    documents: Mapping[str, str]


def text_digest(text: str) -> str:
    """Checksum of a document's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def write_checksums(folder: Path, documents: Mapping[str, str]) -> None:
    """Seal a version: its files as they lie there now, and its documents' texts by their digests."""
    files = {file.name: _digest(file) for file in sorted(folder.iterdir()) if file.name not in _UNSEALED}
    (folder / NAME).write_text(json.dumps(asdict(Checksums(files, dict(documents)))), encoding="utf-8")


@lru_cache(maxsize=8)
def read_checksums(version: Path) -> Checksums:
    """What :func:`write_checksums` wrote; kept in memory, as a version never changes.

    Raises:
        MissingIndex: they are missing or damaged themselves.
    """
    try:
        fields = json.loads((version / NAME).read_text(encoding="utf-8"))
        return Checksums(dict(fields["files"]), dict(fields["documents"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged(version, f"{NAME} cannot be read") from error


def changed_files(version: Path, vectors: bool = True) -> list[str]:
    """Names of files that are not what they were; ``vectors`` says whether those of vectors, by far the largest, are looked at too.

    Vectors decide which sentences are found, never what they say.

    Raises:
        MissingIndex: see :func:`read_checksums`.
    """
    files = read_checksums(version).files
    sealed = [name for name in files if vectors or not name.endswith(_VECTORS)]
    beside = [file.name for file in version.glob(f"{CATALOG}-*")]  # SQLite would read a journal with it
    return [name for name in sealed if _current(version / name) != files[name]] + beside


def check(version: Path, vectors: bool = True) -> None:
    """Refuse a version that is not what was built.

    Raises:
        MissingIndex: a file of it has changed since; the message says which and what to do.
    """
    changed = changed_files(version, vectors)
    if changed:
        raise damaged(version, f"{', '.join(changed)} changed since the build")


def damaged(version: Path, what: object) -> MissingIndex:
    """The error that tells a version's damage."""
    return MissingIndex(f"索引 {version} 已损坏，请重新运行 planqa build (damaged index: {what})")


def _current(file: Path) -> str:
    return _digest(file) if file.is_file() else ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
