"""Milvus in the place of FAISS: the same hits and answers, versions switched by alias, old ones kept while they are held."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.errors import MilvusUnavailable
from index.milvus import ALIAS, Milvus, MilvusStore, collection
from index.store import LEVELS, PassageStore
from index.versions import MissingIndex, current_version, hold, remove_unused
from rag.answer import Assistant
from rag.types import Answer, Filters
from tests.hashed import Hashed
from tests.test_many import write_city
from tests.test_nearest import write_plans
from ui.doctor import examine
from ui.opening import milvus_settings, open_assistant, open_store
from ui.settings import BadSettings, Settings

pytest.importorskip("milvus_lite", reason="milvus-lite is not installed: pip install planqa[milvus]")

QUESTIONS = (
    "云泽市2032年城镇新增就业目标是多少？", "2031年城镇新增就业实际完成多少?", "2032年政府工作报告里提出的GDP增长目标是多少？",
    "《云泽市2031年政府工作报告》中城镇新增就业目标是多少？", "In the 2031 report, what is the target for urban job creation?",
    "临溪区2032年新增学位多少个?", "安平区2032年新增学位目标是多少？", "五年规划里森林覆盖率的目标是多少？", "过去五年改造了多少个农贸市场?",
    "安平区2033年新增学位多少个?", "2032年新建地铁多少公里?", "新增学位多少?", "城镇新增就业目标2031年和2033年相比", "今天天气怎么样?",
)  # fmt: skip


def test_answers_are_those_over_faiss(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> None:
    write_city(tmp_path / "docs")
    milvus = Milvus(str(tmp_path / "milvus.db"))
    build_index(tmp_path / "docs", tmp_path / "index", embeddings, bring=milvus.upload)
    version = current_version(tmp_path / "index")
    over_faiss = Assistant(PassageStore(version, embeddings))
    for vectors in version.glob("*.faiss"):
        vectors.rename(vectors.with_suffix(".away"))  # a serving machine needs none
    settings = Settings(str(tmp_path / "docs"), str(tmp_path / "index"), store="milvus", milvus_uri=milvus.uri)
    over_milvus = open_assistant(settings, embeddings, every_file=True)
    assert isinstance(over_milvus.store, MilvusStore)
    assert [f for f in examine(settings, lambda: None) if not f.ok and f.check == "index"] == []
    for filters, questions in (
        (Filters(), QUESTIONS),
        (Filters(region="安平"), QUESTIONS[-3:]),
        (Filters(year=2032), QUESTIONS[:3]),
    ):
        for question in questions:
            expected, found = (told(a.ask(question, (), filters)) for a in (over_faiss, over_milvus))
            assert found == expected
    over_milvus.store.close()


def told(answer: Answer) -> dict[str, object]:
    """All of an answer but how long it took, and the order of what is as near as one another where nothing answers."""
    near = sorted((c.document_id, c.quote) for c in answer.related)
    return {**answer.to_dict(), "timings_ms": None, "related": near}


def test_hits_are_those_of_exact_search_by_document_and_year(tmp_path: Path) -> None:
    write_plans(tmp_path / "docs", 2036)
    milvus = Milvus(str(tmp_path / "milvus.db"))
    build_index(tmp_path / "docs", tmp_path / "index", Hashed(), bring=milvus.upload)
    version = current_version(tmp_path / "index")
    exact, found = PassageStore(version, Hashed()), MilvusStore(version, Hashed(), milvus)
    documents = frozenset(d.document_id for d in exact.catalog.documents()[1:3])
    vector = exact.embed_query("新增学位2032个。")
    for level in LEVELS:
        for by in ((None, None), (documents, None), (documents, 2034), (None, 2031)):
            expected, hits = (store.search_vectors(vector, level, 5, *by) for store in (exact, found))
            assert [p for p, _ in hits] == [p for p, _ in expected]
            assert [c for _, c in hits] == pytest.approx([c for _, c in expected], abs=1e-5)
    (same,) = found.similarity_search("新增学位2032个。", k=1, level="sentence")
    assert same == exact.similarity_search("新增学位2032个。", k=1, level="sentence")[0]
    found.close()


def test_all_of_many_hits_are_those_of_exact_search(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> None:
    """Of a real plan, as many as answering looks at: a graph would miss some that stand far down."""
    milvus = Milvus(str(tmp_path / "milvus.db"))
    build_index(Path("docs_raw"), tmp_path / "index", embeddings, bring=milvus.upload)
    version = current_version(tmp_path / "index")
    exact, found = PassageStore(version, embeddings), MilvusStore(version, embeddings, milvus)
    for question in ("省级园区打算创建几个?", "固定资产投资的目标是多少", "How many hospital beds will be added?"):
        vector = exact.embed_query(question)
        for level in LEVELS:
            expected, hits = (store.search_vectors(vector, level, 48) for store in (exact, found))
            assert [p.id for p, _ in hits] == [p.id for p, _ in expected]
    found.close()


def test_the_alias_names_the_version_in_use_and_old_ones_stay_while_they_are_held(tmp_path: Path) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    milvus = Milvus(str(tmp_path / "milvus.db"))
    versions = []
    claims = []
    for last in (2033, 2034):
        write_plans(docs, last)
        build_index(docs, index, Hashed(), bring=milvus.upload)
        milvus.switch(index)
        versions.append(current_version(index))
        claims.append(hold(versions[-1]))

    def state() -> tuple[str, set[str]]:
        with closing(milvus.client()) as client:
            return client.describe_alias(ALIAS)["collection_name"], set(client.list_collections())

    assert state() == (collection(versions[1]), {collection(version) for version in versions})
    claims[0].close()
    remove_unused(index)
    milvus.switch(index)
    assert state() == (collection(versions[1]), {collection(versions[1])})
    claims[1].close()


def test_an_index_built_before_is_brought_to_milvus_by_the_next_build(tmp_path: Path) -> None:
    write_plans(tmp_path / "docs", 2033)
    build_index(tmp_path / "docs", tmp_path / "index", Hashed())
    milvus = Milvus(str(tmp_path / "milvus.db"))
    version = current_version(tmp_path / "index")
    with pytest.raises(MissingIndex, match="planqa build"):
        MilvusStore(version, Hashed(), milvus)
    milvus.switch(tmp_path / "index")
    settings = Settings(store="milvus", milvus_uri=milvus.uri)
    with closing(open_store(settings, version, Hashed())) as store:
        assert isinstance(store, MilvusStore)
        assert store.similarity_search("新增学位2031个。", k=3)


def test_where_milvus_fails_the_old_version_stays_and_one_line_says_why(tmp_path: Path) -> None:
    write_plans(tmp_path / "docs", 2033)
    build_index(tmp_path / "docs", tmp_path / "index", Hashed())
    before = current_version(tmp_path / "index")
    write_plans(tmp_path / "docs", 2035)
    (tmp_path / "a file").write_text("no database")
    nowhere = Milvus(str(tmp_path / "a file" / "milvus.db"))
    with pytest.raises(MilvusUnavailable, match="PLANQA_MILVUS_URI"):
        build_index(tmp_path / "docs", tmp_path / "index", Hashed(), bring=nowhere.upload)
    assert current_version(tmp_path / "index") == before


@pytest.mark.parametrize(
    ("settings", "said"),
    [(Settings(store="milvus"), "PLANQA_MILVUS_URI"), (Settings(store="redis"), "faiss 或 milvus")],
)
def test_settings_that_name_no_store_are_refused(settings: Settings, said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        milvus_settings(settings)
