"""The nearest passages: the same ones with clusters as by exact search, of some documents and of one year, while files are mapped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import catalog, nearest
from index.build import build_index
from index.nearest import Nearest, write_vectors
from index.store import LEVELS, PassageStore
from index.versions import current_version
from tests.conftest import write_plan
from tests.hashed import Hashed

ROWS, DIMENSION = 6_000, 24


@pytest.fixture(scope="module")
def vectors() -> nearest.Vectors:
    """In heaps, as passages are that speak of like things."""
    random = np.random.default_rng(3)
    heaps = random.normal(size=(300, DIMENSION))
    rows = heaps[random.integers(0, 300, ROWS)] + random.normal(0, 0.35, (ROWS, DIMENSION))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "CLUSTERED_FROM", 1_000)


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("filtered", ["all", "few documents", "many documents", "one year"])
def test_clusters_find_what_exact_search_finds(tmp_path: Path, vectors: nearest.Vectors, filtered: str) -> None:
    write_vectors(tmp_path, "sentence", vectors)
    assert (tmp_path / "sentence.ivf.faiss").exists()
    index = Nearest(tmp_path, "sentence")
    spans = {"few documents": [(40, 90), (700, 900)], "many documents": [(0, 2_000), (3_000, 5_500)]}.get(filtered)
    only = np.random.default_rng(5).random(ROWS) < 0.3 if filtered == "one year" else None
    allowed = np.zeros(ROWS, dtype=bool)
    for first, stop in spans or [(0, ROWS)]:
        allowed[first:stop] = True
    if only is not None:
        allowed &= only
    found = same = 0
    for asked in vectors[::60] + 0.05:
        exact = set(np.argsort(-np.where(allowed, vectors @ asked, -2))[:10].tolist())
        hits = index.search(asked.astype(np.float32), 10, spans, only)
        assert all(allowed[row] for row, _ in hits)
        assert [round(c, 6) for _, c in hits] == sorted((round(c, 6) for _, c in hits), reverse=True)
        assert [c for _, c in hits] == pytest.approx([float(vectors[row] @ asked) for row, _ in hits], abs=1e-5)
        found += len(exact)
        same += len(exact & {row for row, _ in hits})
    assert same / found >= (1.0 if filtered == "few documents" else 0.98)


def test_few_passages_are_searched_exactly_and_cost_no_second_file(tmp_path: Path, vectors: nearest.Vectors) -> None:
    write_vectors(tmp_path, "sentence", vectors)
    assert [file.name for file in tmp_path.iterdir()] == ["sentence.faiss"]
    hits = Nearest(tmp_path, "sentence").search(vectors[7], 5)
    assert [row for row, _ in hits] == np.argsort(-(vectors @ vectors[7]))[:5].tolist()


def write_plans(docs: Path, last: int) -> None:
    for year in range(2031, last):
        write_plan(
            docs, f"{year}.txt", f"云泽市{year}年政府工作报告", f"一、{year - 1}年工作回顾", f"新增学位{year}个。改造道路{year - 2000}条。",
            f"二、{year}年工作安排", f"新增床位{year}张。建成公园{year - 2000}座。",
        )  # fmt: skip


def test_an_index_with_clusters_is_built_searched_and_carried_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = []
    for folder in ("exact", "clustered"):
        if folder == "clustered":
            monkeypatch.setattr(nearest, "CLUSTERED_FROM", 4)
            monkeypatch.setattr(nearest, "PROBED", 10_000)
        write_plans(tmp_path / folder / "docs", 2034)
        index = tmp_path / folder / "index"
        build_index(tmp_path / folder / "docs", index, Hashed())
        write_plans(tmp_path / folder / "docs", 2037)
        again = build_index(tmp_path / folder / "docs", index, Hashed())
        assert again.documents == 6
        version = current_version(index)
        assert (version / "sentence.ivf.faiss").exists() == (folder == "clustered")
        store = PassageStore(version, Hashed())
        vector = store.embed_query("新增学位2032个。")
        documents = frozenset(d.document_id for d in store.catalog.documents()[1:])
        found = [
            [(p.embedded, p.document_id, round(cosine, 4)) for p, cosine in store.search_vectors(vector, level, 6, *by)]
            for level in LEVELS
            for by in ((None, None), (documents, None), (documents, 2033), (None, 2031))
        ]
        assert found[0]
        exact.append(found)
    assert exact[0] == exact[1]


def test_a_year_narrows_a_search_to_what_speaks_of_it(tmp_path: Path) -> None:
    write_plans(tmp_path / "docs", 2034)
    build_index(tmp_path / "docs", tmp_path / "index", Hashed())
    store = PassageStore(current_version(tmp_path / "index"), Hashed())
    documents = store.similarity_search("新增学位", k=50, level="sentence", year=2032)
    assert documents
    assert {d.metadata["scope"] for d in documents} == {"2032 target", "2032 actual"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> PassageStore:
    folder = tmp_path_factory.mktemp("words")
    write_plans(folder / "docs", 2043)
    build_index(folder / "docs", folder / "index", Hashed())
    return PassageStore(current_version(folder / "index"), Hashed())


def test_words_that_very_many_sentences_hold_rank_nothing_where_others_are_left(
    store: PassageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "_MANY", 6)
    found = store.search_words(["新增", "学位", "2035"], 50)
    assert found
    assert all("2035" in passage.embedded for passage, _ in found)
    assert len(store.search_words(["新增"], 50)) > 12, "what is all that is asked for is searched for"


@pytest.mark.parametrize("chosen", [2, 11])
def test_words_are_searched_for_in_the_documents_that_count(store: PassageStore, chosen: int) -> None:
    ids = [d.document_id for d in store.catalog.documents()][1 : chosen + 1]
    among = frozenset(ids)
    found = store.search_words(["新增", "床位"], 3 * chosen, among)
    assert {p.document_id for p, _ in found} == among, "however the sentences of others rank"
    every = [(p.id, score) for p, score in store.search_words(["新增", "床位"], 1_000) if p.document_id in among]
    assert [(p.id, score) for p, score in found] == every[: 3 * chosen]
