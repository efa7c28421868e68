"""Answers written by an LLM whose server is slow, broken or gone: the visitor gets an answer all the same; what was written once is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.answer import Assistant
from rag.llm.cache import AnswerCache
from rag.llm.model import LLM, TRIES, LLMSettings
from rag.llm.writer import Writer
from tests.llm_server import LLMServer, numbered
from tests.writing import KEY, PLACES, QUESTION, TRUE, check, writer


def test_sentences_arrive_one_by_one(assistant: Assistant, server: LLMServer) -> None:
    server.say(("2023年计划新改扩建幼儿园15所", [PLACES]), ("2023年计划新改扩建幼儿园99所", [PLACES]), TRUE)
    server.hold = 2
    answers = writer(assistant, server).stream(QUESTION)
    first = next(answers)  # while the last sentence waits to be written
    assert "3万座" not in first.answer
    server.go_on.set()
    seen = [first, *answers]
    assert "3万座" in seen[-1].answer
    assert seen[1].answer.startswith(first.answer)
    for answer in seen:
        check(answer)


def test_leaving_early_ends_the_call(assistant: Assistant, server: LLMServer) -> None:
    endless = "\n".join(f'{{"heading": "{"很" * 20}{n}"}}' for n in range(100_000))
    server.reply = lambda request: (
        json.dumps({"text": TRUE[0], "cite": [numbered(request, PLACES)]}, ensure_ascii=False) + "\n" + endless
    )
    answers = writer(assistant, server).stream(QUESTION)
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert server.broken_off.wait(60), "the server goes on writing to nobody"


HANGING = ("slow", "endless", "endless thought", "endless silence")
"""Faults that last until the test is over: that there is an answer shows that they were given up."""
PASSING = ("reset", "malformed", "no json", "empty", "429", "500")
"""What may pass is tried again."""


@pytest.mark.parametrize("fault", [*HANGING, *PASSING, "dropped", "401", "404"])
def test_every_failure_falls_back(assistant: Assistant, server: LLMServer, fault: str) -> None:
    server.fault = fault
    answer = writer(assistant, server, 3.0 if fault in HANGING else 60.0).ask(QUESTION)
    plain = assistant.ask(QUESTION)
    check(answer)
    assert (answer.mode, answer.answer, answer.citations) == ("extractive", plain.answer, plain.citations)
    assert "大模型" in answer.notices[-1]
    assert "\n" not in answer.notices[-1]
    assert (len(server.requests) == TRIES) is (fault in PASSING)


def test_a_server_that_is_not_there(assistant: Assistant, server: LLMServer) -> None:
    server.url = "http://127.0.0.1:9/v1"
    answer = writer(assistant, server, 5).ask(QUESTION)
    assert answer.mode == "extractive"
    assert "连接不上" in answer.notices[-1]


def test_a_passing_failure_is_tried_again(assistant: Assistant, server: LLMServer) -> None:
    server.say(TRUE)
    server.fault, server.times = "500", 2
    answer = writer(assistant, server).ask(QUESTION)
    assert answer.mode == "llm"
    assert answer.llm
    assert answer.llm.calls == 3


def test_what_was_said_before_the_line_hung_is_kept(assistant: Assistant, server: LLMServer) -> None:
    server.say(TRUE, ("没有写完的话", [PLACES]))
    server.hold = 1
    answer = writer(assistant, server, 8.0).ask(QUESTION)
    check(answer)
    assert answer.mode == "llm"


# --- the cache -----------------------------------------------------------------------------------------------------


def test_asked_again_costs_nothing(assistant: Assistant, server: LLMServer, tmp_path: Path) -> None:
    server.say(TRUE)
    asked = writer(assistant, server, cache=AnswerCache(tmp_path / "answers.sqlite"))
    first, second = asked.ask(QUESTION), asked.ask(QUESTION)
    assert len(server.requests) == 1
    assert (second.answer, second.citations) == (first.answer, first.citations)
    assert second.llm
    assert (second.llm.cached, second.llm.calls, second.llm.prompt_tokens) == (True, 0, None)
    asked.ask("2023年新增床位多少张?")
    assert len(server.requests) >= 2
    server.say(("没有用的话", [PLACES]))
    for _ in range(2):
        asked.ask("2022年新增碧道多少公里?")
    before = len(server.requests)
    assert before >= 4, "what was of no use is not kept"
    other = Writer(
        assistant.store, LLM(LLMSettings("other", server.url, KEY)), AnswerCache(tmp_path / "answers.sqlite")
    )
    other.ask(QUESTION)
    assert len(server.requests) > before, "another model's words are not this one's"


def test_the_cache_is_bounded_and_a_broken_one_no_error(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "a.sqlite", most=3)
    for n in range(5):
        cache.put(str(n), f"text {n}")
        cache.get("0")
    assert [n for n in range(5) if cache.get(str(n))] == [0, 3, 4]
    (tmp_path / "broken.sqlite").write_bytes(b"no database" * 1000)
    broken = AnswerCache(tmp_path / "broken.sqlite")
    broken.put("a", "b")
    assert broken.get("a") is None
    assert AnswerCache(tmp_path / "no" / "folder.sqlite").get("a") is None
