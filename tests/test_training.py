"""What the reader is trained on and judged by."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from index.e5 import bundled
from rag.reading.tokens import Pieces
from training.augment import mistyped, presentation, shifted
from training.calibrate import calibration_error, chances, fit
from training.encoder import Reader, batch_of, encoder_of, word_table
from training.examples import Example, Plan, examples
from training.metrics import auc, best_threshold, metrics
from training.train import answer_loss

PLAN = Plan(
    "某区2023年计划", "某区",
    ("新增学位3万座,新建学校9所。", "2022年新增学位2万座。", "新增停车位5000个。"),
    ("某区 今年 2023年目标 教育", "某区 去年 2022年完成情况 教育", "某区 今年 2023年目标 交通"),
    ((2023, 2023), (2022, 2022), (2023, 2023)),
)  # fmt: skip
ROW = {
    "id": "a", "question": "今年建几所学校", "lang": "zh", "kind": "target", "history": [], "answerable": True,
    "must_include": [["9所"]], "must_not_include": [], "evidence": ["新建学校9所"], "also": [],
    "answers": [PLAN.sentences[0]], "partly": [], "near": [],
}  # fmt: skip


class _AllOfIt:
    def candidates(self, questions: list[str]) -> list[tuple[int, ...]]:
        return [(2, 1, 0) for _ in questions]


def _example(**changed: object) -> Example:
    return next(iter(examples(PLAN, [{**ROW, **changed}], _AllOfIt())))  # type: ignore[arg-type]


def test_an_example_knows_what_answers_and_where() -> None:
    example = _example()
    start, end = example.marks[0][0]
    assert (example.answers, PLAN.sentences[0][start:end]) == ((0,), "新建学校9所")


def test_evidence_that_is_the_whole_sentence_is_narrowed_to_the_telling_clause() -> None:
    example = _example(evidence=[PLAN.sentences[0]])
    assert [PLAN.sentences[0][a:b] for a, b in example.marks[0]] == ["新建学校9所。"]


def test_a_sentence_that_says_what_must_be_said_is_no_wrong_answer_where_nobody_judged_it() -> None:
    row = {k: v for k, v in ROW.items() if k != "answers"}
    example = next(iter(examples(PLAN, [{**row, "must_include": [["新增学位"]]}], _AllOfIt())))  # type: ignore[arg-type]
    assert example.doubtful == (1,)


def test_a_presentation_never_shows_an_answer_as_wrong_of_its_own_year_and_place() -> None:
    pieces = Pieces(bundled())
    for seed in range(30):
        shown = presentation(_example(question="建几所学校"), PLAN, pieces, random.Random(seed), sentences=3, limit=100)
        assert 1 <= len(shown) <= 3
        assert all(one.label in (0, 1) for one in shown)


def test_years_are_moved_together() -> None:
    assert shifted("2023年目标,23年比2022年多", 2) == "2025年目标,25年比2024年多"
    assert shifted("120平方米", 2) == "120平方米"


def test_a_mistyped_question_differs_by_few_characters() -> None:
    question = "今年要新建多少所学校"
    typed = [mistyped(question, random.Random(seed)) for seed in range(20)]
    assert any(text != question for text in typed)
    assert all(len(question) - 2 <= len(text) <= len(question) for text in typed)


def test_the_loss_is_small_where_the_answer_stands_above_all() -> None:
    good = answer_loss(torch.tensor([6.0, -6.0]), [1, 0])
    bad = answer_loss(torch.tensor([-6.0, 6.0]), [1, 0])
    none = answer_loss(torch.tensor([-6.0, -6.0]), [0, 0])
    assert good < 0.1 < bad
    assert none < 0.1


def test_packed_rows_are_read_as_if_alone() -> None:
    e5 = bundled()
    reader, table, pieces = Reader(encoder_of(e5)).eval(), word_table(e5), Pieces(e5)
    pairs = [pieces.pair("几所学校", c, s) for c, s in zip(PLAN.contexts, PLAN.sentences, strict=True)]
    with torch.no_grad():
        together, _ = reader(batch_of(pairs, table))
        alone = torch.cat([reader(batch_of([pair], table))[0] for pair in pairs])
    assert together.numpy() == pytest.approx(alone.numpy(), abs=1e-3)


def test_metrics_count_first_third_and_decisions() -> None:
    right, none = _example(), _example(id="b", answerable=False, answers=[], evidence=[])
    found = metrics([right, none], [np.array([0.0, 1.0, 3.0]), np.array([-1.0, -2.0, -3.0])], threshold=1.5)
    assert (found.first, found.third, found.auc, found.decides) == (1.0, 1.0, 1.0, 1.0)


def test_threshold_and_auc() -> None:
    tops = np.array([3.0, 2.0, -1.0, -2.0])
    answerable = np.array([True, True, False, False])
    assert auc(tops[:2], tops[2:]) == 1.0
    assert -1.0 < best_threshold(tops, answerable, answerable) <= 2.0


def test_calibration_finds_the_chances_it_was_made_of() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(4000, 1)) * 3
    y = (rng.random(4000) < 1 / (1 + np.exp(-(0.8 * x[:, 0] - 0.5)))).astype(float)
    weights = fit(x, y)
    assert weights == pytest.approx([0.8, -0.5], abs=0.1)
    assert calibration_error(chances(x, weights), y) < 0.03
