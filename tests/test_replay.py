"""What a strong LLM wrote from recorded prompts, replayed through the real protocol: prompt and verifier judged on good prose."""

from __future__ import annotations

import json

import pytest

from bench.replay import Recording, Replayed, read_recordings, replay
from index.document import Scope
from index.store import PassageStore
from rag.llm.model import LLM, LLMSettings
from rag.llm.sources import Source
from rag.llm.writer import Writer, held
from rag.verdicts import Gold, read_questions
from tests.conftest import ROOT
from tests.llm_server import running
from ui.evaluate import as_text, figures_table

LLM_DATA = ROOT / "tests/data/llm"
BROAD = ("br-01", "br-02", "br-03", "br-04", "br-05", "br-06", "br-07")
"""Questions of a few words about the plan or a subject as a whole."""
EVERY = 4
"""Of the other recordings about the plan in docs_raw/, each so many-th is replayed here; ``python -m bench.replay`` replays all."""


def chosen() -> list[Recording]:
    own = [r for r in read_recordings(LLM_DATA / "recorded.jsonl") if r.id.startswith(("br-", "lhb-"))]
    return [r for r in own if r.id in BROAD] + [r for r in own if r.id not in BROAD][::EVERY]


def played(store: PassageStore, recordings: list[Recording], *, whole_plan: bool) -> Replayed:
    golds: dict[str, Gold] = {
        gold.id: gold
        for name in ("longhua", "longhua-broad")
        for gold in read_questions(ROOT / f"tests/data/questions/{name}.jsonl")
    }
    with running() as server:
        writer = Writer(store, LLM(LLMSettings("recorded", server.url, timeout=60.0, whole_plan=whole_plan)))
        return replay(writer, server, recordings, golds)


def check_broad(done: Replayed) -> None:
    kept = {row.id: row.llm.kept if row.llm else 0 for row in done.run.rows if row.id in BROAD}
    assert set(kept) == set(BROAD)
    assert min(kept.values()) >= 5, (kept, done.dropped, done.unknown)


def test_recorded_answers(store: PassageStore) -> None:
    done = played(store, chosen(), whole_plan=False)
    figures = done.run.figures()
    assert figures["score"] >= 0.95, [(row.id, row.question, row.answer) for row in done.run.rows if not row.good]
    assert figures["wrong_figure"] == 0
    assert not done.stale
    assert done.turned_down <= 0.05 * done.kept, done.dropped
    check_broad(done)
    kinds = done.run.by("kind")
    assert all(kinds[kind]["completion_tokens"] > 0 for kind in ("overview", "compare"))
    assert kinds["overview"]["prompt_tokens"] > kinds["compare"]["prompt_tokens"]
    assert "prompt_tokens" in as_text(figures_table(kinds))


def test_broad_answers_from_the_whole_plan(store: PassageStore) -> None:
    broad = [r for r in chosen() if r.id in BROAD]
    done = played(store, broad, whole_plan=True)
    assert len(done.unknown) <= 1, "a whole plan holds what a part of it does, but for the line that counts its parts"
    assert done.run.figures()["wrong_figure"] == 0
    check_broad(done)


FALSE = [json.loads(line) for line in (LLM_DATA / "recorded_false.jsonl").read_text(encoding="utf-8").splitlines()]


def test_false_variants_of_what_was_recorded() -> None:
    let_through = []
    for row in FALSE:
        cited = [
            Source(n, s["quote"], s["above"], Scope.parse(s["scope"]) if s["scope"] else None, row["region"])
            for n, s in enumerate(row["sources"])
        ]
        if not held(row["claim"], cited):
            let_through.append((row["id"], row["kind"], row["claim"]))
    assert len(FALSE) > 100
    assert not let_through


@pytest.mark.parametrize("recording", chosen(), ids=lambda r: r.id)
def test_recordings_cite_what_they_say(recording: Recording) -> None:
    for line in recording.lines:
        assert ("heading" in line) or ("none" in line) or line["cite"], line
