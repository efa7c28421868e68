"""Bring an index up to date with a folder of documents: what changed is parsed and embedded, the rest is carried over."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.document import PlanDocument
from index.embedding import SentenceTransformerEmbeddings, Vectors
from index.fingerprint import content_digest, parse_fingerprint
from index.manifest import NAME as MANIFEST
from index.manifest import Correction, load_manifest
from index.parsing import parse_file
from index.passages import Passage, document_passages
from index.reading import UnreadableFile
from index.reading.sandbox import MAX_FILE_BYTES, Sandbox
from index.store import LEVELS, ModelMismatch, PassageStore, write_version
from index.unfinished import UnfinishedVectors
from index.versions import MissingIndex, build_lock, current_version, new_version
from index.vocabulary import document_words, write_vocabulary

log = logging.getLogger(__name__)
BATCH = 64
Progress = Callable[[str, int, int], None]
"""Called with (what, done, total)."""


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
    docs: Path, directory: Path, embeddings: SentenceTransformerEmbeddings, progress: Progress = lambda *_: None
) -> BuildSummary:
    """Read every document below ``docs`` and publish a new version in ``directory``.

    What a build that was killed had embedded is not embedded again.

    Raises:
        FileNotFoundError: ``docs`` is no folder.
        BadManifest: the folder's manifest cannot be used; the old version stays.
        MissingIndex: no document could be read, so there is nothing to publish; the old version stays.
        BuildRunning: another process is building.
        OSError: the disk is full or not writable; the old version stays.
    """
    started = time.perf_counter()
    if not docs.is_dir():
        raise FileNotFoundError(f"没有文件夹 {docs},请用 --docs 指定 (no such folder)")
    with build_lock(directory):
        documents, skipped = _read_all(docs, _catalog_in_use(directory), progress)
        if not documents:
            raise MissingIndex(
                f"{docs} 中没有可读的文件,未建索引 (no readable document) "
                + "; ".join(f"{s.file}: {s.reason}" for s in skipped)
            )
        passages: list[Passage] = []
        for document, _ in documents:
            passages.extend(document_passages(document, len(passages)))
        known = _known_vectors(directory, embeddings)
        with UnfinishedVectors(directory, embeddings.identity) as unfinished:
            words = document_words(document for document, _ in documents)
            texts = [*(passage.embedded for passage in passages), *words]
            vectors, embedded = _embed(texts, known, unfinished, embeddings, progress)
            with new_version(directory) as folder:
                write_version(folder, documents, passages, vectors[: len(passages)], embeddings.identity)
                write_vocabulary(folder, words, vectors[len(passages) :])
            unfinished.finished()
    return BuildSummary(
        len(documents),
        sum(len(d.paragraphs) for d, _ in documents),
        sum(len(d.sentences) for d, _ in documents),
        round(time.perf_counter() - started, 2),
        tuple(skipped),
        embedded,
    )


def _files(docs: Path) -> Iterator[Path]:
    for path in sorted(docs.rglob("*")):
        if path.is_file() and not path.name.startswith((".", "README")) and path != docs / MANIFEST:
            yield path


def _read_all(
    docs: Path, old: Catalog | None, progress: Progress
) -> tuple[list[tuple[PlanDocument, str]], list[SkippedFile]]:
    """Every document with its fingerprint, taken from ``old`` where that is the same."""
    documents: list[tuple[PlanDocument, str]] = []
    skipped: list[SkippedFile] = []
    files = {path.relative_to(docs).as_posix(): path for path in _files(docs)}
    corrections = load_manifest(docs, frozenset(files))
    seen: dict[str, str] = {}
    with Sandbox() as sandbox:
        for done, (name, path) in enumerate(files.items(), 1):
            try:
                content = content_digest(path, MAX_FILE_BYTES)
                if content in seen:
                    raise UnreadableFile(f"与 {seen[content]} 内容相同 (same content)")
                correction = corrections.get(name, Correction())
                fingerprint = parse_fingerprint(content, correction)
                # A successor's title may have changed since, so what names one is read again.
                same = None if correction.superseded_by else _unchanged(old, name, fingerprint)
                documents.append((same or parse_file(path, docs, correction, sandbox.read), fingerprint))
                seen[content] = name
            except (UnreadableFile, OSError) as error:
                skipped.append(SkippedFile(name, str(error)))
            progress("读取文件", done, len(files))
    return _with_named_successors(documents), skipped


def _with_named_successors(documents: list[tuple[PlanDocument, str]]) -> list[tuple[PlanDocument, str]]:
    """A successor that the manifest gives by its file is called by its title."""
    titles = {document.file: document.metadata.title for document, _ in documents}
    return [
        (replace(d, metadata=replace(d.metadata, superseded_by=titles[d.metadata.superseded_by])), digest)
        if d.metadata.superseded_by in titles
        else (d, digest)
        for d, digest in documents
    ]


def _unchanged(old: Catalog | None, file: str, fingerprint: str) -> PlanDocument | None:
    try:
        return old.unchanged(file, fingerprint) if old else None
    except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
        log.warning("%s is read again, the index in use is damaged: %s", file, error)
        return None


def _catalog_in_use(directory: Path) -> Catalog | None:
    try:
        return Catalog(current_version(directory) / "plans.sqlite")
    except (MissingIndex, sqlite3.Error):
        return None


def _known_vectors(directory: Path, embeddings: SentenceTransformerEmbeddings) -> dict[str, Vectors]:
    """Vectors of the version in use by embedded text; empty where there is none or its model is another."""
    try:
        store = PassageStore(current_version(directory), embeddings)
    except (MissingIndex, ModelMismatch) as error:
        log.info("nothing to carry over: %s", error)
        return {}
    return {**store.vocabulary.embedded, **{text: v for level in LEVELS for text, v in store.embedded(level)}}


def _embed(
    texts: list[str],
    known: dict[str, Vectors],
    unfinished: UnfinishedVectors,
    embeddings: SentenceTransformerEmbeddings,
    progress: Progress,
) -> tuple[Vectors, int]:
    """Vectors of all texts, and how many had to be embedded. Progress is told in characters, which cost alike."""
    vectors = np.zeros((len(texts), embeddings.identity.dimension), dtype=np.float32)
    places: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        places.setdefault(text, []).append(i)
    known = {text: known[text] for text in places if text in known}
    known |= unfinished.get(text for text in places if text not in known)
    for text, vector in known.items():
        vectors[places[text]] = vector
    new = sorted((text for text in places if text not in known), key=len)
    done, total = 0, sum(map(len, new))
    for first in range(0, len(new), BATCH):
        batch = new[first : first + BATCH]
        computed = embeddings.passages(batch)
        unfinished.keep(batch, computed)
        for text, vector in zip(batch, computed, strict=True):
            vectors[places[text]] = vector
        done += sum(map(len, batch))
        progress("计算向量", done, total)
    return vectors, len(new)
