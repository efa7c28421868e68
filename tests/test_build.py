"""The index: what changed is embedded, a kill loses nothing, a damaged or foreign index is refused with a way out."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.build import BATCH, build_index
from index.catalog import Catalog, text_digests
from index.checksums import write_checksums
from index.document import PlanDocument
from index.embedding import ModelIdentity, SentenceTransformerEmbeddings
from index.parsing import parse_file
from index.passages import document_passages
from index.store import READ, ModelMismatch, PassageStore
from index.unfinished import UnfinishedVectors
from index.versions import BuildRunning, MissingIndex, build_lock, current_version
from tests.conftest import ROOT, write_plan

TITLE = "测试市安平区2031年国民经济和社会发展计划执行情况与2032年计划"
BODY = (
    "一、2031年执行情况",
    "全年新增学位1200个,空气质量优良率91%。",
    "二、2032年主要目标",
    "全年新增学位1500个,新增床位300张。",
)


def test_only_what_changed_is_embedded(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    path = write_plan(docs, "a.txt", TITLE, *BODY)
    first = build_index(docs, index, embeddings)
    assert first.documents == 1
    assert first.embedded > 0
    assert build_index(docs, index, embeddings).embedded == 0
    path.write_text(path.read_text(encoding="utf-8").replace("300张", "400张"), encoding="utf-8")
    changed = build_index(docs, index, embeddings)
    assert 0 < changed.embedded < first.embedded
    store = PassageStore(current_version(index), embeddings)
    assert "400张" in store.similarity_search("新增床位", k=1)[0].page_content


def test_a_paragraph_has_the_meaning_of_its_sentences(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    water = "建成污水处理厂3座。河道断面水质全部达标。"
    write_plan(docs, "a.txt", TITLE, *BODY, "新增公办学位1500个。改扩建中小学12所。", water)
    build_index(docs, index, embeddings)
    store = PassageStore(current_version(index), embeddings)
    stored = dict(store.embedded("paragraph"))
    own = embeddings.passages(list(stored))
    assert (np.stack(list(stored.values())) * own).sum(axis=1).min() > 0.99
    assert water in store.similarity_search("污水处理和河道水质", k=1, level="paragraph")[0].page_content


def test_files_come_and_go_and_broken_ones_are_skipped_with_a_reason(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    write_plan(docs, "a.txt", TITLE, *BODY)
    write_plan(docs, "sub/b.txt", TITLE.replace("安平", "永宁"), *BODY, encoding="gb18030")
    (docs / "empty.txt").write_bytes(b"")
    (docs / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00" * 99)
    (docs / "table.xls").write_bytes(b"x")
    shutil.copy(docs / "a.txt", docs / "z-copy.txt")
    summary = build_index(docs, index, embeddings)
    assert summary.documents == 2
    assert {s.file for s in summary.skipped} == {"empty.txt", "picture.txt", "table.xls", "z-copy.txt"}
    assert all(s.reason for s in summary.skipped)
    regions = {d.region for d in PassageStore(current_version(index), embeddings).catalog.documents()}
    assert regions == {"测试市安平区", "测试市永宁区"}
    (docs / "a.txt").unlink()
    (docs / "z-copy.txt").unlink()
    assert build_index(docs, index, embeddings).documents == 1


def test_a_failed_build_leaves_the_old_index_serving(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    path = write_plan(docs, "a.txt", TITLE, *BODY)
    build_index(docs, index, embeddings)
    before = current_version(index)
    path.write_bytes(b"")
    with pytest.raises(MissingIndex, match="空"):
        build_index(docs, index, embeddings)
    assert current_version(index) == before


def kill_build_when(moment: Callable[[], bool], docs: Path, index: Path) -> bool:
    """Start ``planqa build`` and kill it as soon as ``moment`` says so; whether it was still building then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ui", "build", "--docs", str(docs), "--index", str(index)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not moment() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    building = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return building


def test_a_build_killed_at_any_moment_leaves_the_old_index_serving(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    write_plan(docs, "a.txt", TITLE, *BODY)
    build_index(docs, index, embeddings)
    before = current_version(index)
    write_plan(
        docs, "long.txt", TITLE.replace("安平", "临溪"), *BODY, *(f"第{n}片区新增学位{n}00个。" for n in range(400))
    )
    moments: tuple[Callable[[], bool], ...] = (
        lambda: (index / "unfinished.sqlite").exists(),
        lambda: kept_vectors(index) >= BATCH,
        lambda: kept_vectors(index) >= 2 * BATCH,
    )
    for moment in moments:
        assert kill_build_when(moment, docs, index)
        assert current_version(index) == before
    assert PassageStore(current_version(index), embeddings).similarity_search("新增床位", k=1)
    assert build_index(docs, index, embeddings).documents == 2
    assert len(list((index / "versions").iterdir())) <= 2, "what killed builds left is swept; the store above holds one"


def test_a_killed_build_run_again_embeds_only_what_is_missing(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    path = write_plan(docs, "a.txt", TITLE, *BODY, *(f"第{n}片区新增学位{n}00个。" for n in range(400)))
    assert kill_build_when(lambda: kept_vectors(index) >= 2 * BATCH, docs, index)
    kept = kept_vectors(index)
    assert kept >= 2 * BATCH
    assert not (index / "CURRENT").exists()
    document = parse_file(path, docs)
    texts = {passage.embedded for passage in document_passages(document, 0) if passage.level in READ}
    assert build_index(docs, index, embeddings).embedded == len(texts) - kept > 0
    assert not (index / "unfinished.sqlite").exists()
    store = PassageStore(current_version(index), embeddings)
    stored = dict(store.embedded("sentence"))
    assert (np.stack(list(stored.values())) * embeddings.passages(list(stored))).sum(axis=1).min() > 0.9999


def test_only_what_changed_is_read(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    write_plan(docs, "a.txt", TITLE, *BODY)
    path = write_plan(docs, "b.txt", TITLE.replace("安平", "永宁"), *BODY)
    build_index(docs, index, embeddings)
    before = documents_in(index)
    read: list[str] = []

    def parse(path: Path, *rest: Any) -> PlanDocument:
        read.append(path.name)
        return parse_file(path, *rest)

    monkeypatch.setattr("index.build.parse_file", parse)
    build_index(docs, index, embeddings)
    assert read == []
    assert documents_in(index) == before
    path.write_text(path.read_text(encoding="utf-8").replace("300张", "400张"), encoding="utf-8")
    build_index(docs, index, embeddings)
    assert read == ["b.txt"]
    (docs / "manifest.toml").write_text('["a.txt"]\nissuer = "某局"', encoding="utf-8")
    build_index(docs, index, embeddings)
    assert read == ["b.txt", "a.txt"]


def documents_in(index: Path) -> list[PlanDocument]:
    catalog = Catalog(current_version(index) / "plans.sqlite")
    return [catalog.document(d.document_id) for d in catalog.documents()]


def kept_vectors(index: Path) -> int:
    """How many vectors the build running in ``index`` has written down so far."""
    try:
        with closing(sqlite3.connect(f"file:{index / 'unfinished.sqlite'}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM vector").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_vectors_kept_by_another_model_or_damaged_are_not_used(tmp_path: Path) -> None:
    vectors = np.ones((1, 4), dtype=np.float32)
    with UnfinishedVectors(tmp_path, ModelIdentity("a", 4)) as kept:
        kept.keep(["学位"], vectors)
    with UnfinishedVectors(tmp_path, ModelIdentity("a", 4)) as kept:
        assert set(kept.get(["学位", "床位"])) == {"学位"}
    with UnfinishedVectors(tmp_path, ModelIdentity("b", 4)) as kept:
        assert kept.get(["学位"]) == {}
    (tmp_path / "unfinished.sqlite").write_bytes(b"damaged" * 1000)
    with UnfinishedVectors(tmp_path, ModelIdentity("a", 4)) as kept:
        assert kept.get(["学位"]) == {}
        kept.keep(["学位"], vectors)
        assert kept.get(["学位"])["学位"].tolist() == [1, 1, 1, 1]
        kept.finished()
    assert list(tmp_path.iterdir()) == []


def test_two_builds_at_once_do_not_meet(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    write_plan(docs, "a.txt", TITLE, *BODY)
    with build_lock(index), pytest.raises(BuildRunning):
        build_index(docs, index, embeddings)


def test_missing_half_written_and_damaged_indexes_say_what_to_do(
    tmp_path: Path, index_dir: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    with pytest.raises(MissingIndex, match="planqa build"):
        current_version(tmp_path / "none")
    copy = tmp_path / "copy"
    shutil.copytree(index_dir, copy)
    version = current_version(copy)
    (version / "sentence.faiss").write_bytes(b"broken")
    with pytest.raises(MissingIndex, match="planqa build"):
        PassageStore(version, embeddings)
    (version / "COMPLETE").unlink()
    with pytest.raises(MissingIndex, match="planqa build"):
        current_version(copy)


def test_an_index_of_another_model_is_refused(
    tmp_path: Path, index_dir: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    version = current_version(index_dir)
    with pytest.raises(ModelMismatch, match="planqa build"):
        PassageStore(version, SentenceTransformerEmbeddings("some/other-model"))
    copy = tmp_path / "version"
    shutil.copytree(version, copy)
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["model"]["dimension"] = 999
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_checksums(copy, text_digests(copy / "plans.sqlite"))
    with pytest.raises(ModelMismatch, match="维"):
        PassageStore(copy, embeddings).similarity_search("学位")


def test_nothing_in_a_version_is_pickled(index_dir: Path) -> None:
    names = {f.name for f in current_version(index_dir).iterdir()}
    assert names == {
        "COMPLETE",
        "manifest.json",
        "plans.sqlite",
        "paragraph.faiss",
        "sentence.faiss",
        "context.faiss",
        "checksums.json",
    }


def test_documents_without_a_figure_are_an_index_like_any_other(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    write_plan(docs, "a.txt", "安平区优化营商环境工作要点", "一、重点任务", "加强信用监管,建立守信激励和失信惩戒机制。")
    (docs / "~$plan.docx").write_bytes(b"lock")
    assert build_index(docs, index, embeddings).skipped == ()
    store = PassageStore(current_version(index), embeddings)
    assert store.similarity_search("信用监管", k=1)
    store.close()
    write_plan(docs, "b.txt", "安平区优化营商环境工作要点", "一、重点任务", "推进企业开办便利化,推行一窗受理。")
    assert build_index(docs, index, embeddings).documents == 2, "nothing is carried over of what is empty"
