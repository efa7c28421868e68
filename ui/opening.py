"""What the settings open: the index in use, the assistant over it, the LLM that writes. Heavy imports stand inside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog import Catalog
from index.checksums import CATALOG, check
from index.versions import open_current
from ui.settings import BadSettings, Settings

if TYPE_CHECKING:
    from index.embedding import SentenceTransformerEmbeddings
    from index.milvus import Milvus
    from index.store import PassageStore
    from rag.answer import Assistant
    from rag.llm.model import LLMSettings


def open_catalog(settings: Settings) -> Catalog:
    """The documents of the index in use, without model or FAISS.

    Raises:
        MissingIndex: there is none, or it is not as it was built.
    """

    def checked(version: Path) -> Catalog:
        catalog = Catalog(version / CATALOG)
        check(version, vectors=False)
        return catalog

    return open_current(settings.index_dir, checked)


def open_assistant(
    settings: Settings, embeddings: SentenceTransformerEmbeddings | None = None, every_file: bool = False
) -> Assistant:
    """The whole answering path over the index in use; it writes with the LLM of the settings if they name one. ``embeddings`` that were
    loaded before are not loaded again; ``every_file`` has the vectors' checksums looked at too.

    Raises:
        BadSettings, LLMUnavailable: the settings of the LLM cannot be used.
    """
    from index.embedding import SentenceTransformerEmbeddings
    from rag.answer import Assistant
    from rag.reader import open_reader

    chosen = llm_settings(settings)
    model = embeddings or SentenceTransformerEmbeddings(settings.model)

    def opened(version: Path) -> PassageStore:
        store = open_store(settings, version, model)
        if every_file:
            check(version, settings.vectors_here)
        return store

    store = open_current(settings.index_dir, opened)
    reader = open_reader(settings.reranker)
    if chosen is None:
        return Assistant(store, reader=reader)
    from rag.llm.cache import AnswerCache
    from rag.llm.model import LLM
    from rag.llm.writer import Writer

    return Writer(store, LLM(chosen), AnswerCache(settings.index_dir / "answers.sqlite"), reader)


def open_store(settings: Settings, version: Path, embeddings: SentenceTransformerEmbeddings) -> PassageStore:
    """A version over FAISS, or over Milvus where the settings say so.

    Raises:
        BadSettings: they cannot be used; the message says why.
        MissingIndex, ModelMismatch, MilvusUnavailable: the version cannot be opened.
    """
    from index.store import PassageStore

    if milvus := milvus_settings(settings):
        from index.milvus import MilvusStore

        return MilvusStore(version, embeddings, milvus)
    return PassageStore(version, embeddings)


def milvus_settings(settings: Settings) -> Milvus | None:
    """Where Milvus is; None where vectors are searched by FAISS.

    Raises:
        BadSettings: the settings name another store, or no address.
    """
    if settings.store == "faiss":
        return None
    if settings.store != "milvus":
        raise BadSettings(f"PLANQA_STORE 应为 faiss 或 milvus，不是 {settings.store} (faiss or milvus)")
    if not settings.milvus_uri:
        raise BadSettings("设置了 PLANQA_STORE=milvus，还须设置 PLANQA_MILVUS_URI (say where Milvus is)")
    from index.milvus import Milvus

    return Milvus(settings.milvus_uri, settings.milvus_token)


def llm_settings(settings: Settings) -> LLMSettings | None:
    """What the settings say of the LLM; None where there is none.

    Raises:
        BadSettings: they cannot be used; the message says why.
    """
    if settings.llm_model in ("", "none"):
        if settings.llm_base_url and not settings.llm_model:
            raise BadSettings("设置了 PLANQA_LLM_BASE_URL，还须设置 PLANQA_LLM_MODEL (name the model too)")
        return None
    from rag.llm.model import LLMSettings

    try:
        timeout = float(settings.llm_timeout)
    except ValueError:
        timeout = 0.0
    if not 0 < timeout <= 3600:
        raise BadSettings(f"PLANQA_LLM_TIMEOUT 应为秒数，不是 {settings.llm_timeout} (seconds, up to 3600)")
    try:
        extra = json.loads(settings.llm_extra_body or "{}")
    except ValueError:
        extra = None
    if not isinstance(extra, dict):
        raise BadSettings('PLANQA_LLM_EXTRA_BODY 应为 JSON 对象，如 {"thinking": {"type": "disabled"}} (a JSON object)')
    url = settings.llm_base_url
    if url and not url.startswith(("http://", "https://")):
        raise BadSettings(f"PLANQA_LLM_BASE_URL 应以 http:// 或 https:// 开头，不是 {url} (an http URL)")
    return LLMSettings(
        settings.llm_model, url, settings.llm_api_key, timeout, extra, whole_plan=settings.llm_whole_plan == "1"
    )
