"""English words as the Chinese words they may stand for."""

from __future__ import annotations

import pytest

from index.glosses import chinese


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("How many hospital beds will be added?", "床位"),
        ("kindergartens built last year", "幼儿园"),
        ("What is done about air quality?", "质量"),
        ("the number of registered companies", "公司"),
    ],
)
def test_words_and_phrases_are_found_whatever_their_ending(text: str, word: str) -> None:
    assert word in chinese(text)


def test_words_that_only_ask_stand_for_nothing() -> None:
    assert chinese("what is the how many of it per year") == []


def test_a_text_with_chinese_has_its_own_words() -> None:
    assert chinese("2023年新增 hospital beds 多少") == []
    assert chinese("") == []
