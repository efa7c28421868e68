"""A file becomes a PlanDocument."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pypinyin import lazy_pinyin

from index.document import PlanDocument
from index.metadata import parse_masthead
from index.reading import UnreadableFile, read_text
from index.scope import document_time
from index.structure import parse_structure

SUFFIXES = frozenset({".txt", ".md"})


def parse_file(path: Path, root: Path) -> PlanDocument:
    """Read and parse one file below ``root``.

    Raises:
        UnreadableFile: the file is empty, binary, undecodable, or holds no text that could be cited.
        OSError: the file cannot be opened.
    """
    return parse_text(read_text(path.read_bytes()), path.relative_to(root).as_posix())


def parse_text(text: str, file: str) -> PlanDocument:
    """Parse text that :func:`read_text` returned; ``file`` is its path below the documents folder."""
    masthead = parse_masthead(text, Path(file).stem)
    metadata = masthead.metadata
    time = document_time(metadata.title, metadata.published)
    structure = parse_structure(text, masthead.body_start, time)
    if not structure.sentences:
        raise UnreadableFile("没有找到正文,请确认文件内容完整 (no body text found)")
    return PlanDocument(
        document_id(file, metadata.region, time.planned or time.reviewed),
        file, text, metadata, structure.sections, structure.paragraphs, structure.sentences,
    )  # fmt: skip


def document_id(file: str, region: str, year: int | None) -> str:
    """Readable, stable while the file keeps its place, fit for a URL: ``shenzhenshilonghuaqu-2023-1f2e``."""
    name = "".join(lazy_pinyin(region)) or "plan"
    digest = hashlib.sha256(file.encode()).hexdigest()[:4]
    return "-".join(str(part) for part in (name, year, digest) if part)
