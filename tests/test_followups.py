"""What to ask next: related, not what was asked, and answered by the documents."""

from __future__ import annotations

import pytest

from index.store import PassageStore
from rag.answer import Assistant

QUESTIONS = (
    "2023年要新增多少学位?", "2022年空气质量优良率达到多少?", "2022年固定资产投资完成了多少?", "规上工业增加值2023年目标是多少?",
    "2023年战略性新兴产业增加值的目标是多少亿元?", "深圳市南山区2023年GDP增长目标是多少？", "How many hospital beds will be added in 2023?",
    "龍華區2023年打算新增幾多公里環城綠道?", "今天天气怎么样?",
)  # fmt: skip


@pytest.fixture(scope="module")
def assistant(store: PassageStore) -> Assistant:
    return Assistant(store)


def test_suggestions_are_answered_and_differ_from_the_question(assistant: Assistant) -> None:
    given = 0
    for question in QUESTIONS:
        suggested = assistant.suggest(assistant.ask(question))
        assert len(set(suggested)) == len(suggested) <= 3
        assert question not in suggested
        assert not any(assistant.ask(suggestion).refused for suggestion in suggested)
        given += bool(suggested)
    assert given >= len(QUESTIONS) - 2


def test_the_other_year_and_the_comparison_come_first(assistant: Assistant) -> None:
    suggested = assistant.suggest(assistant.ask("2023年要新增多少学位?"))
    assert "11760" in assistant.ask(suggested[0]).answer
    assert len(assistant.ask(suggested[1]).citations) >= 2


def test_suggestions_speak_the_language_of_the_question(assistant: Assistant) -> None:
    (english, *_) = assistant.suggest(assistant.ask("How many hospital beds will be added in 2023?"))
    assert english.startswith("What")


def test_what_was_just_told_is_not_asked_again(assistant: Assistant) -> None:
    for question in QUESTIONS[:5]:
        answer = assistant.ask(question)
        for suggestion in assistant.suggest(answer)[1:]:
            told = assistant.ask(suggestion)
            assert len(told.citations) > 1 or told.citations != answer.citations


@pytest.mark.parametrize("question", ["你能做什么？", "What can I ask here?", "能用英文问吗？"])
def test_nothing_is_announced_that_does_not_follow(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).answer.endswith(("。", "."))
