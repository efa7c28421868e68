"""Files that an operator loads into the documents folder: their names cleaned, each there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import unicodedata
from pathlib import Path
from typing import BinaryIO

from index.errors import PlanqaError
from index.reading import READERS
from index.reading.sandbox import MAX_FILE_BYTES

MOST_NAME_BYTES = 200
"""Of a name; file systems take 255, and Word's lock files have two more."""
_CHUNK = 1024 * 1024
_NOT_IN_NAMES = frozenset('<>:"|?*/\\')
_storing = threading.Lock()


class BadUpload(PlanqaError):
    """The file is not taken; the message says why."""


def clean_name(name: str) -> str:
    """The name under which a file is stored: its last part, without what is no character of a name.

    Raises:
        BadUpload: nothing usable is left, or no build would read a file of that name.
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in _NOT_IN_NAMES)
    clean = " ".join(kept.split()).lstrip(" .")
    stem, suffix = os.path.splitext(clean)
    if suffix.lower() not in READERS:
        known = " ".join(sorted(READERS))
        raise BadUpload(f"{clean or '（无名文件）'}：不支持的格式，支持 {known} (unsupported format)")
    if not stem.strip() or clean.startswith(("README", "~$")):
        raise BadUpload(f"{clean}：这样的文件名不会被当作文件读取，请改名 (rename it: no build reads such a name)")
    if len(clean.encode()) > MOST_NAME_BYTES:
        raise BadUpload(f"{clean[:20]}…：文件名超过 {MOST_NAME_BYTES} 字节，请缩短 (the name is too long)")
    return clean


def store(docs: Path, name: str, content: BinaryIO, replace: bool = False) -> str:
    """Put a file into the folder; the name it has there.

    Raises:
        BadUpload: see :func:`clean_name`; it is empty, too large or there already, or the disk does not take it.
    """
    clean = clean_name(name)
    try:
        with _storing:
            docs.mkdir(parents=True, exist_ok=True)
            if not replace and os.path.lexists(docs / clean):
                raise BadUpload(f"{clean}：已有同名文件；要替换请勾选“替换同名文件” (there is one of that name)")
            # Hidden until it is whole: a build that runs meanwhile does not read half a file.
            descriptor, temporary = tempfile.mkstemp(prefix=".upload-", dir=docs)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    _copy(content, file, clean)
                    os.fchmod(file.fileno(), 0o644)
                os.replace(temporary, docs / clean)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise
    except OSError as error:
        raise BadUpload(f"{clean}：无法写入：{error.strerror} (cannot be written)") from error
    return clean


def _copy(content: BinaryIO, file: BinaryIO, name: str) -> None:
    size = 0
    while chunk := content.read(_CHUNK):
        size += len(chunk)
        if size > MAX_FILE_BYTES:
            raise BadUpload(f"{name}：文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB (too large)")
        file.write(chunk)
    if not size:
        raise BadUpload(f"{name}：空文件 (empty)")
    file.flush()
    os.fsync(file.fileno())
