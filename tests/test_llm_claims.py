"""Reading what a model writes, and holding it to its sources."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corruption import TRUE_KINDS, measure, overall, paraphrases, true_claims
from index.document import PlanDocument
from index.parsing import parse_file
from rag.llm.claims import ClaimReader
from tests.conftest import ROOT, SHARED

PARAPHRASES = ROOT / "tests/data/llm/paraphrases.jsonl"
WRITTEN = (
    '{"text": "甲3万座", "cite": [1]}\n{"text": "乙{括号}", "cite": [2, 3]}',
    '```json\n{"claims": [{"text": "甲3万座", "cite": 1}, {"sentence": "乙{括号}", "citations": ["[2]", 3]}]}\n```',
    '<think>先想 {"text": "不算", "cite": [9]}</think>\n[{"text": "甲3万座[1]", "cite": [1]}, {"text": "乙{括号}", "cites": "2,3"}]',
)


@pytest.mark.parametrize("written", WRITTEN)
@settings(max_examples=20)
@given(size=st.integers(1, 60))
def test_claims_are_read_however_the_text_is_cut(written: str, size: int) -> None:
    reader = ClaimReader()
    found = [c for i in range(0, len(written), size) for c in reader.feed(written[i : i + size])] + list(reader.rest())
    assert [(c.text, c.cites) for c in found] == [("甲3万座", (1,)), ("乙{括号}", (2, 3))]


@settings(max_examples=200)
@given(st.lists(st.text(alphabet='{}[]":,\\textcite12 甲。<think>/\n', max_size=40), max_size=10))
def test_no_text_breaks_the_reader(pieces: list[str]) -> None:
    reader = ClaimReader()
    for piece in pieces:
        list(reader.feed(piece))
    list(reader.rest())


def test_marked_sentences_without_json_are_read_too() -> None:
    reader = ClaimReader()
    assert not list(reader.feed("2023年新增学位3万座[1]。另有幼儿园15所。[2]<|im_end|>还有[3]"))
    assert reader.finished
    assert [(c.text, c.cites) for c in reader.rest()] == [("2023年新增学位3万座", (1,)), ("另有幼儿园15所", (2,))]


def test_the_verifier_catches_corruptions_and_lets_true_sentences_be(plan: PlanDocument) -> None:
    """On this plan and, where they are present, on work reports of seven years; the page of figures is ``make bench-llm``."""
    reports = [parse_file(path, path.parent) for path in sorted((SHARED / "plans").glob("2*.txt"))]
    rng = Random(3)
    told = [[*true_claims(d, rng, 12), *paraphrases(PARAPHRASES, d)] for d in (plan, *reports)]
    measured = measure(told, None, rng)
    dropped, caught = overall(measured)
    assert caught >= 0.99, {k: [t.claim.text for t in m.misjudged] for k, m in measured.items() if k not in TRUE_KINDS}
    assert dropped <= 0.03
    assert measured["paraphrase"].claims >= 60
    assert measured["paraphrase"].share <= 0.03, [t.claim.text for t in measured["paraphrase"].misjudged]
    for kind, m in measured.items():
        if kind not in TRUE_KINDS and m.claims >= 100:
            assert m.share >= 0.98, (kind, [t.claim.text for t in m.misjudged])
