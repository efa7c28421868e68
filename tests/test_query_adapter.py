"""The vector that a question is searched with."""

from __future__ import annotations

import numpy as np
import pytest

from index.embedding import BUNDLED
from rag.answer import Assistant
from rag.query_adapter import adapted


def test_it_is_a_unit_vector_of_the_same_shape() -> None:
    vector = np.ones(384, np.float32) / np.sqrt(np.float32(384))
    moved = adapted(vector, BUNDLED)
    assert moved.shape == vector.shape
    assert moved.dtype == np.float32
    assert np.linalg.norm(moved) == pytest.approx(1, abs=1e-5)


def test_questions_of_other_models_are_searched_with_as_they_are() -> None:
    vector = np.ones(8, np.float32)
    assert adapted(vector, "some/model") is vector


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("娃上学的位子今年能多出来几多", "新增基础教育学位3万座"),
        ("How many hospital beds will be added this year?", "新增床位6000张"),
        ("今年要整多少套保障房", "多渠道建设筹集保障性住房3.05万套以上"),
    ],
)
def test_an_answer_in_other_words_stands_among_the_first(assistant: Assistant, question: str, said: str) -> None:
    assert any(said in s.text for s in assistant.search(question)[:3])


def test_beliefs_are_chances_over_the_document(assistant: Assistant) -> None:
    context = assistant.follow("2023年要新增多少学位?")
    chances = [np.exp(s.belief) for s in context.sentences]
    assert all(0 < chance <= 1 for chance in chances)
    assert max(chances) > 0.3
