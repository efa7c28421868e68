"""A document's file as it was loaded, for visitors to keep: only files that the index names, below the documents folder, and never to be shown by a browser."""

from __future__ import annotations

from pathlib import Path

from fastapi.responses import FileResponse, PlainTextResponse, Response

from index.catalog import Catalog, UnknownDocument
from index.reading.sandbox import MAX_FILE_BYTES

NONE_SUCH = "没有这份文件的原件 (no such file)"


def original_file(docs: Path, file: str) -> Path | None:
    """The file that the index calls ``file``; None where it is gone, leads out of the folder, or is larger than any that is read."""
    try:
        path = (docs / file).resolve(strict=True)
        inside = path.is_relative_to(docs.resolve())
        return path if inside and path.is_file() and path.stat().st_size <= MAX_FILE_BYTES else None
    except (OSError, ValueError):
        return None


def original_response(catalog: Catalog, docs: Path, document_id: str) -> Response:
    """The file of a document as a download, or 404."""
    try:
        document = catalog.document(document_id)
    except UnknownDocument:
        return PlainTextResponse(NONE_SUCH, 404)
    path = original_file(docs, document.file)
    if path is None:
        return PlainTextResponse(NONE_SUCH, 404)
    return FileResponse(
        path,
        media_type="application/octet-stream",
        filename=Path(document.file).name,
        headers={"cache-control": "no-cache"},
    )
