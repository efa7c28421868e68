"""Shared by all tests: the real plan, a real index of it with the real model, and the shared material where it is present."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from index.build import build_index
from index.document import PlanDocument
from index.embedding import SentenceTransformerEmbeddings
from index.parsing import parse_file
from index.store import PassageStore
from index.versions import current_version
from tests.llm_server import LLMServer, running

if TYPE_CHECKING:
    from rag.answer import Assistant

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs_raw"
SHARED = ROOT.parent / "shared"
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # a busy machine is no fault of the program


@pytest.fixture(scope="session")
def embeddings() -> SentenceTransformerEmbeddings:
    return SentenceTransformerEmbeddings()


@pytest.fixture(scope="session")
def plan() -> PlanDocument:
    return parse_file(next(DOCS.glob("*.txt")), DOCS)


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Path:
    """A real index of docs_raw/, built once."""
    directory = tmp_path_factory.mktemp("index")
    build_index(DOCS, directory, embeddings)
    return directory


@pytest.fixture(scope="session")
def store(index_dir: Path, embeddings: SentenceTransformerEmbeddings) -> PassageStore:
    return PassageStore(current_version(index_dir), embeddings)


@pytest.fixture(scope="session")
def assistant(store: PassageStore) -> Assistant:
    """Answers out of docs_raw/."""
    from rag.answer import Assistant

    ready = Assistant(store)
    ready.warm_up()
    return ready


@pytest.fixture
def server() -> Iterator[LLMServer]:
    """An LLM's server, to be told what to say or how to fail."""
    with running() as state:
        yield state


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Path below the shared material; the test is skipped, saying so, where it is absent."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"{path} is not on this machine")
        return path

    return find


def answering(docs: Path, index: Path, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    """An assistant over the plans in a folder, built into ``index``."""
    from rag.answer import Assistant

    build_index(docs, index, embeddings)
    return Assistant(PassageStore(current_version(index), embeddings))


def write_plan(folder: Path, name: str, *lines: str, encoding: str = "utf-8") -> Path:
    """A small plan of one's own."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(lines), encoding=encoding)
    return path
