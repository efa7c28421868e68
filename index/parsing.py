"""A file becomes a PlanDocument."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pypinyin import lazy_pinyin

from index.document import Paragraph, PlanDocument
from index.manifest import Correction
from index.metadata import parse_masthead
from index.reading import Source, UnreadableFile, read_bytes
from index.structure import parse_structure
from index.titles import document_time, stages_in, time_of, time_of_headings, time_of_signature, time_of_text
from index.words import simplify


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
    plain = simplify(source.text)
    if len(plain) != len(source.text):
        plain = source.text
    masthead = parse_masthead(plain, Path(file).stem)
    read = replace(masthead.metadata, recognised=source.recognised)
    if read.title_span:
        as_written = source.text[slice(*read.title_span)].replace("\n", "")
        read = replace(read, title=as_written if len(as_written) == len(read.title) else read.title)
    if read.source_span and (at := plain.find(read.issuer, *read.source_span)) >= 0:
        read = replace(read, issuer=source.text[at : at + len(read.issuer)])
    metadata = correction.apply(read)
    title = simplify(metadata.title)
    time = time_of(metadata) if correction.years else document_time(title, metadata.published)
    if time.planned is None and time.reviewed is None:
        time = time_of_text(plain) if correction.years else time_of_signature(title, plain) or time_of_text(plain)
        metadata = replace(metadata, years=tuple(year for year in (time.reviewed, time.planned) if year))
    elif not correction.years and (headed := time_of_headings(plain, time)) != time:
        time = headed
        metadata = replace(metadata, years=tuple(year for year in (time.reviewed, time.planned) if year))
    time = replace(time, stages=stages_in(plain))
    structure = parse_structure(replace(source, text=plain), masthead.body_start, time, title)
    if not structure.sentences:
        raise UnreadableFile("没有找到正文，请确认文件内容完整 (no body text found)")
    # Traditional characters are read as simplified ones, each in its place, and kept as they are written.
    sections = tuple(
        replace(section, title=source.text[section.start : section.start + len(section.title)])
        for section in structure.sections
    )
    paragraphs = tuple(replace(p, topic=_as_written(source.text, plain, p)) for p in structure.paragraphs)
    return PlanDocument(
        document_id(file, metadata.region, time.planned or time.reviewed),
        file, source.text, metadata, sections, paragraphs, structure.sentences, source.pages,
    )  # fmt: skip


def _as_written(text: str, plain: str, paragraph: Paragraph) -> str:
    at = plain.find(paragraph.topic, paragraph.start)
    return text[at : at + len(paragraph.topic)] if paragraph.topic and at >= 0 else paragraph.topic


def document_id(file: str, region: str, year: int | None) -> str:
    """Readable, stable while the file keeps its place, fit for a URL: ``shenzhenshilonghuaqu-2023-1f2e``."""
    name = "".join(lazy_pinyin(region)) or "plan"
    digest = hashlib.sha256(file.encode()).hexdigest()[:4]
    return "-".join(str(part) for part in (name, year, digest) if part)
