"""A file becomes a PlanDocument."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pypinyin import lazy_pinyin

from index.document import PlanDocument
from index.manifest import Correction
from index.metadata import parse_masthead
from index.reading import Source, UnreadableFile, read_bytes
from index.scope import document_time, time_of_years
from index.structure import parse_structure


def _read(path: Path) -> Source:
    return read_bytes(path.read_bytes(), path.suffix)


def parse_file(
    path: Path, root: Path, correction: Correction = Correction(), read: Callable[[Path], Source] = _read
) -> PlanDocument:
    """Read and parse one file below ``root``. ``read`` does the reading; a build passes one that works under limits.

    Raises:
        UnreadableFile: the file is empty, damaged, undecodable, or holds no text that could be cited.
        OSError: the file cannot be opened.
    """
    return parse_source(read(path), path.relative_to(root).as_posix(), correction)


def parse_text(text: str, file: str) -> PlanDocument:
    """Parse plain text that :func:`index.reading.read_text` returned; ``file`` is its path below the documents folder."""
    return parse_source(Source(text), file)


def parse_source(source: Source, file: str, correction: Correction = Correction()) -> PlanDocument:
    """Parse what a reader returned. What ``correction`` says goes before what the text says."""
    masthead = parse_masthead(source.text, Path(file).stem)
    metadata = correction.apply(replace(masthead.metadata, recognised=source.recognised))
    time = time_of_years(correction.years) or document_time(metadata.title, metadata.published)
    structure = parse_structure(source, masthead.body_start, time)
    if not structure.sentences:
        raise UnreadableFile("没有找到正文,请确认文件内容完整 (no body text found)")
    return PlanDocument(
        document_id(file, metadata.region, time.planned or time.reviewed),
        file, source.text, metadata, structure.sections, structure.paragraphs, structure.sentences, source.pages,
    )  # fmt: skip


def document_id(file: str, region: str, year: int | None) -> str:
    """Readable, stable while the file keeps its place, fit for a URL: ``shenzhenshilonghuaqu-2023-1f2e``."""
    name = "".join(lazy_pinyin(region)) or "plan"
    digest = hashlib.sha256(file.encode()).hexdigest()[:4]
    return "-".join(str(part) for part in (name, year, digest) if part)
