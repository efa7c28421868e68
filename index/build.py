"""Bring an index up to date with a folder of documents: what changed is parsed and embedded, the rest is carried over."""

from __future__ import annotations

import errno
import logging
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.catalog import Catalog, text_digests
from index.catalogwriter import Entry, write_catalog
from index.checksums import CATALOG, write_checksums
from index.document import PlanDocument
from index.embedding import SentenceTransformerEmbeddings, Vectors
from index.fingerprint import content_digest, parse_fingerprint
from index.manifest import NAME as MANIFEST
from index.manifest import Correction, load_manifest
from index.nearest import write_vectors
from index.parsing import parse_file
from index.passages import Passage, document_passages
from index.previous import Previous, previous_version
from index.reading import UnreadableFile
from index.reading.sandbox import MAX_FILE_BYTES, Sandbox
from index.store import LEVELS, READ, search_terms, write_manifest
from index.unfinished import UnfinishedVectors
from index.versions import MissingIndex, build_lock, current_version, new_version

log = logging.getLogger(__name__)
BATCH = 128
"""Texts that the model is asked for at once, and so how many a kill loses at most."""
PER_TEXT = 12
"""What a text costs apart from its length, in characters: prompt, marks of beginning and end, the way there and back."""
READING, FILING, EMBEDDING = STEPS = ("读取文件", "整理目录", "计算向量")
"""The steps of a build, in order; what comes after the last takes no time beside it."""
Progress = Callable[[str, int, int], None]
"""Called with (step, done, total), first with nothing done; ``done`` grows evenly with time within a step."""


@dataclass(frozen=True, slots=True)
class SkippedFile:
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuildSummary:
    documents: int
    paragraphs: int
    sentences: int
    seconds: float
    skipped: tuple[SkippedFile, ...]
    embedded: int
    """Passages and words the model was asked for; the others were carried over."""


def build_index(
    docs: Path,
    directory: Path,
    embeddings: SentenceTransformerEmbeddings,
    progress: Progress = lambda *_: None,
    bring: Callable[[Path], None] = lambda _: None,
) -> BuildSummary:
    """Read every document below ``docs`` and publish a new version in ``directory``.

    What a build that was killed had embedded is not embedded again. ``bring`` takes a finished version where else it is to be found, before it
    is the one in use; where that fails, the old version stays.

    Raises:
        FileNotFoundError: ``docs`` is no folder.
        BadManifest: the folder's manifest cannot be used; the old version stays.
        MissingIndex: no document could be read, so there is nothing to publish; the old version stays.
        BuildRunning: another process is building.
        OSError: the disk is full or not writable; the old version stays.
    """
    started = time.perf_counter()
    if not docs.is_dir():
        raise FileNotFoundError(f"没有文件夹 {docs}，请用 --docs 指定 (no such folder)")
    with build_lock(directory):
        before = previous_version(directory, embeddings.identity)
        found = _read_changed(docs, before, progress)
        if not (found.kept or found.fresh):
            raise MissingIndex(
                f"{docs} 中没有可读的文件，未建索引 (no readable document) "
                + "; ".join(f"{s.file}: {s.reason}" for s in found.skipped)
            )
        embedded = 0
        if before is None or found.fresh or len(found.kept) < len(before.blocks):
            with UnfinishedVectors(directory, embeddings.identity) as unfinished:
                embed = _Embedder(embeddings, before, unfinished, progress)
                try:
                    with new_version(directory) as folder:
                        _write(folder, before, found, embed, progress)
                        bring(folder)
                        if before:
                            before.catalog.close()
                except sqlite3.DatabaseError as error:
                    if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(directory)) from error
                    log.warning("the index in use is damaged, all documents are read again: %s", error)
                    found = _read_changed(docs, None, progress)
                    with new_version(directory) as folder:
                        _write(folder, None, found, embed, progress)
                        bring(folder)
                embedded = embed.embedded
                unfinished.finished()
        catalog = Catalog(current_version(directory) / CATALOG)
        documents, paragraphs, sentences = catalog.totals()
        catalog.close()
    seconds = round(time.perf_counter() - started, 2)
    return BuildSummary(documents, paragraphs, sentences, seconds, tuple(found.skipped), embedded)


@dataclass(frozen=True, slots=True)
class _Found:
    """The documents of a folder: ids of those that the version in use has as they are, and those to be written, each with its fingerprint."""

    kept: frozenset[str]
    fresh: list[tuple[PlanDocument, str]]
    skipped: list[SkippedFile]


def files_below(docs: Path) -> Iterator[Path]:
    """The files that may be documents: none that is hidden, explains the folder, or is Office's lock on an open document (``~$``)."""
    for path in sorted(docs.rglob("*")):
        if path.is_file() and not path.name.startswith((".", "~$", "README")) and path != docs / MANIFEST:
            yield path


def named_files(docs: Path) -> tuple[dict[str, Path], list[SkippedFile]]:
    """The files by their names below ``docs``, and those whose names cannot be written down."""
    files: dict[str, Path] = {}
    skipped: list[SkippedFile] = []
    for path in files_below(docs):
        name = path.relative_to(docs).as_posix()
        try:
            name.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(name).decode("utf-8", "backslashreplace")
            skipped.append(
                SkippedFile(shown, "文件名不是 UTF-8 编码，请改名 (the file's name is not UTF-8: rename it)")
            )
        else:
            files[name] = path
    return files, skipped


def _read_changed(docs: Path, before: Previous | None, progress: Progress) -> _Found:
    """Read what the version in use does not have as it is."""
    kept: dict[str, str] = {}
    fresh: list[tuple[PlanDocument, str]] = []
    files, skipped = named_files(docs)
    corrections = load_manifest(docs, frozenset(files))
    digests = before.digests if before else {}
    seen: dict[str, str] = {}
    sizes = {name: path.stat().st_size + 1 for name, path in files.items()}
    done, total = 0, sum(sizes.values())
    progress(READING, done, total)
    with Sandbox() as sandbox:
        for name, path in files.items():
            try:
                content = content_digest(path, MAX_FILE_BYTES)
                if content in seen:
                    raise UnreadableFile(f"与 {seen[content]} 内容相同 (same content)")
                correction = corrections.get(name, Correction())
                fingerprint = parse_fingerprint(content, correction)
                document_id, digest = digests.get(name, ("", ""))
                # A successor's title may have changed since, so what names one is read again.
                if digest == fingerprint and not correction.superseded_by:
                    kept[name] = document_id
                else:
                    fresh.append((parse_file(path, docs, correction, sandbox.read), fingerprint))
                seen[content] = name
            except (UnreadableFile, OSError) as error:
                skipped.append(SkippedFile(name, str(error)))
            done += sizes[name]
            progress(READING, done, total)
    titles = {d.file: d.title for d in before.catalog.documents() if d.file in kept} if before else {}
    return _Found(frozenset(kept.values()), _with_named_successors(fresh, titles), skipped)


def _with_named_successors(
    documents: list[tuple[PlanDocument, str]], titles: dict[str, str]
) -> list[tuple[PlanDocument, str]]:
    """A successor that the manifest gives by its file is called by its title; ``titles`` are those of other documents."""
    titles = {**titles, **{document.file: document.metadata.title for document, _ in documents}}
    return [
        (replace(d, metadata=replace(d.metadata, superseded_by=titles[d.metadata.superseded_by])), digest)
        if d.metadata.superseded_by in titles
        else (d, digest)
        for d, digest in documents
    ]


def _write(folder: Path, before: Previous | None, found: _Found, embed: _Embedder, progress: Progress) -> None:
    """Write a version. What is kept is copied, never read into objects."""
    kept = before if before and found.kept else None
    fresh: list[Passage] = []

    def entries() -> Iterator[Entry]:
        first = kept.last_id + 1 if kept else 0
        done, total = 0, sum(len(document.text) for document, _ in found.fresh)
        progress(FILING, done, total)
        for document, digest in found.fresh:
            passages = list(document_passages(document, first))
            first += len(passages)
            fresh.extend(passages)
            yield Entry(document, digest, [(p, search_terms(p, document.text)) for p in passages])
            done += len(document.text)
            progress(FILING, done, total)

    write_catalog(folder / "plans.sqlite", entries(), kept.path if kept else None, found.kept)
    vectors = _vectors(fresh, embed)
    for level in LEVELS:
        own = vectors[[i for i, passage in enumerate(fresh) if passage.level == level]]
        write_vectors(folder, level, np.concatenate([kept.rows(level, found.kept), own]) if kept else own)
    write_manifest(folder, embed.identity)
    write_checksums(folder, text_digests(folder / CATALOG))


def _vectors(passages: Sequence[Passage], embed: _Embedder) -> Vectors:
    """Unit vectors, shape (len(passages), dimension). The model reads sentences alone: a paragraph's is the mean of its sentences' below their
    heading, by their length. Of 20 plans the cosine with the model's own was 0.99 and as much evidence was found, for a quarter of the text less."""
    vectors = np.zeros((len(passages), embed.identity.dimension), dtype=np.float32)
    read = [i for i, passage in enumerate(passages) if passage.level in READ]
    vectors[read] = embed([passages[i].embedded for i in read])
    paragraphs: dict[tuple[str, int], Vectors] = {
        (p.document_id, p.paragraph): vectors[i] for i, p in enumerate(passages) if p.level == "paragraph"
    }
    for passage, vector in zip(passages, vectors, strict=True):
        if passage.level == "context":
            paragraphs[passage.document_id, passage.paragraph] += (passage.end - passage.start) * vector
    for mean in paragraphs.values():
        mean /= max(float(np.linalg.norm(mean)), 1e-9)
    return vectors


class _Embedder:
    """Vectors of texts, from the version in use, from a build that was not finished, or else from the model."""

    def __init__(
        self,
        embeddings: SentenceTransformerEmbeddings,
        before: Previous | None,
        unfinished: UnfinishedVectors,
        progress: Progress,
    ) -> None:
        self.identity = embeddings.identity
        self.embedded = 0
        """How many texts the model was asked for."""
        self._embeddings, self._before, self._unfinished, self._progress = embeddings, before, unfinished, progress

    def __call__(self, texts: list[str]) -> Vectors:
        """Shape (len(texts), dimension).

        Texts of like length go together, for they cost least so, and the batches in no order, so that the first tell how long the others take.
        """
        vectors = np.zeros((len(texts), self.identity.dimension), dtype=np.float32)
        places: dict[str, list[int]] = {}
        for i, text in enumerate(texts):
            places.setdefault(text, []).append(i)
        known = self._before.vectors(places.keys()) if self._before else {}
        known |= self._unfinished.get(text for text in places if text not in known)
        for text, vector in known.items():
            vectors[places[text]] = vector
        new = sorted((text for text in places if text not in known), key=len)
        batches = [new[first : first + BATCH] for first in range(0, len(new), BATCH)]
        random.Random(0).shuffle(batches)
        done, total = 0, sum(map(_cost, new))
        self._progress(EMBEDDING, done, total)
        for batch in batches:
            computed = self._embeddings.passages(batch)
            self._unfinished.keep(batch, computed)
            for text, vector in zip(batch, computed, strict=True):
                vectors[places[text]] = vector
            done += sum(map(_cost, batch))
            self._progress(EMBEDDING, done, total)
        self.embedded += len(new)
        return vectors


def _cost(text: str) -> int:
    return len(text) + PER_TEXT
