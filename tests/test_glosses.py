"""The English words that explain Chinese ones."""

from __future__ import annotations

import pytest

from index.glosses import explained, is_word, stems


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("新增养老床位", "beds"),
        ("幼儿园建成", "kindergartens"),
        ("空气质量", "quality"),
        ("公司注册", "companies"),
    ],
)
def test_words_are_explained_whatever_their_ending(chinese: str, english: str) -> None:
    assert set(stems(english)) <= explained(chinese)


def test_words_that_only_join_or_ask_have_no_stem() -> None:
    assert stems("what is the how many of it per year") == []
    assert explained("") == frozenset()


def test_names_are_no_words() -> None:
    assert is_word("Line")
    assert not is_word("Beijing")
