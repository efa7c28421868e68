"""Answers written by an LLM: true or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.answer import Assistant
from rag.evaluation import evaluate, read_run
from rag.llm.model import LLM, LLMSettings
from rag.llm.writer import Writer
from rag.verdicts import Gold
from tests.llm_server import LLMServer, numbered, offered
from tests.writing import KEY, PLACES, QUESTION, TRUE, check, writer
from ui.evaluate import as_text, figures_table


def test_a_true_sentence_is_the_answer(assistant: Assistant, server: LLMServer) -> None:
    server.say(TRUE)
    answer = writer(assistant, server).ask(QUESTION)
    check(answer)
    assert (answer.mode, answer.status) == ("llm", "written")
    (line,) = answer.lines
    assert (line.text, line.cites, line.scope) == (TRUE[0], (1,), "2023 target")
    assert [(f.value, f.unit) for f in line.figures] == [("3", "万座")] or "3万" in line.text
    assert answer.citations[0].quote == "新改扩建幼儿园15所、义务教育学校9所,新增基础教育学位3万座。"
    assert answer.llm
    assert (answer.llm.prompt_tokens, answer.llm.completion_tokens, answer.llm.calls) == (321, 45, 1)
    assert answer.llm.ms > 0
    assert "大模型" not in "".join(answer.notices)


@pytest.mark.parametrize(
    "told",
    [
        ("2023年计划新增基础教育学位4万座", [PLACES]),
        ("2022年新增基础教育学位3万座", [PLACES]),
        ("2023年已新增基础教育学位3万座", [PLACES]),
        ("2023年计划新增基础教育学位3万座以上", [PLACES]),
        ("2023年计划新增高中学位3万座", [PLACES]),
        ("2023年计划减少基础教育学位3万座", [PLACES]),
        ("2023年计划新增基础教育学位3万座", [999]),
        ("2023年计划新增基础教育学位3万座", []),
        ("2023年计划新改扩建幼儿园9所、义务教育学校15所,新增基础教育学位3万座", [PLACES]),
        ("2023年计划新增基础教育学位3万座,详见[这里](http://example.com)", [PLACES]),
        ("2023年计划新增基础教育学位3万座,由南山区负责", [PLACES]),
    ],
)
def test_a_false_sentence_gives_way_to_the_plans_own(
    assistant: Assistant, server: LLMServer, told: tuple[str, list[str | int]]
) -> None:
    server.say(told)
    answer = writer(assistant, server).ask(QUESTION)
    check(answer)
    plain = assistant.ask(QUESTION)
    assert (answer.mode, answer.answer, answer.citations) == ("extractive", plain.answer, plain.citations)
    assert answer.notices[-1].startswith("大模型没有写出与原文相符的句子")


def test_false_sentences_go_and_true_ones_stay(assistant: Assistant, server: LLMServer) -> None:
    server.say(TRUE, ("2023年计划新改扩建幼儿园99所", [PLACES]))
    answer = writer(assistant, server).ask(QUESTION)
    check(answer)
    assert answer.mode == "llm"
    assert "99" not in answer.answer
    assert "1句" in answer.notices[-1]
    assert answer.llm
    assert (answer.llm.kept, answer.llm.dropped) == (1, 1)


def test_what_fails_goes_back_once_with_the_reason(assistant: Assistant, server: LLMServer) -> None:
    false, mended = "2023年计划新增基础教育学位4万座", "2023年计划新增基础教育学位3万座"

    def reply(request: dict[str, Any]) -> str:
        text = mended if "核对不符" in request["messages"][-1]["content"] else false
        return json.dumps({"text": text, "cite": [numbered(request, PLACES)]}, ensure_ascii=False)

    server.reply = reply
    answer = writer(assistant, server).ask(QUESTION)
    check(answer)
    assert (answer.mode, answer.lines[0].text) == ("llm", mended)
    assert len(server.requests) == 2
    assert "4万座" in server.requests[-1]["messages"][-1]["content"]
    assert not any("核对不符" in notice for notice in answer.notices)


def test_the_time_beside_a_line_may_be_left_out_of_it(assistant: Assistant, server: LLMServer) -> None:
    server.say(("基础教育学位新增3万座。", [PLACES]))
    (line,) = writer(assistant, server).ask(QUESTION).lines
    assert (line.text, line.scope) == ("基础教育学位新增3万座。", "2023 target")


def test_what_the_evidence_lacks_is_a_refusal_with_the_nearest(assistant: Assistant, server: LLMServer) -> None:
    server.reply = lambda request: json.dumps({"none": "学位的投资额", "nearest": [numbered(request, PLACES)]})
    answer = writer(assistant, server).ask("2023年新增学位要投资多少钱?")
    assert (answer.outcome, answer.mode) == ("related", "llm")
    assert "学位3万座" in answer.related[0].quote
    server.reply = lambda request: json.dumps({"none": "学位的投资额", "nearest": []})
    assert writer(assistant, server).ask("2023年新增学位要投资多少钱?").outcome == "refuse"


def test_a_part_that_is_not_said_is_named(assistant: Assistant, server: LLMServer) -> None:
    server.reply = lambda request: "\n".join(
        (
            json.dumps({"text": TRUE[0], "cite": [numbered(request, PLACES)]}, ensure_ascii=False),
            json.dumps({"none": "停车位", "nearest": []}, ensure_ascii=False),
        )
    )
    answer = writer(assistant, server).ask("2023年要新增多少学位,多少停车位?")
    assert answer.mode == "llm"
    assert answer.notices[-1] == "文件没有说：停车位"


def test_broad_answers_stand_under_headings(assistant: Assistant, server: LLMServer) -> None:
    def reply(request: dict[str, Any]) -> str:
        lines = [
            {"heading": "学位"},
            {"text": TRUE[0], "cite": [numbered(request, PLACES)]},
            {"heading": "空"},
            {"heading": "a" * 99},
        ]
        return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)

    server.reply = reply
    answer = writer(assistant, server).ask("龙华的教育2023年有什么安排?")
    assert [(line.level, line.text) for line in answer.lines] == [("heading", "学位"), ("statement", TRUE[0])]


def test_traditional_characters_stay_traditional(assistant: Assistant, server: LLMServer) -> None:
    server.say(("2023年計劃新增基礎教育學位3萬座", [PLACES]))
    answer = writer(assistant, server).ask("2023年計劃新增多少學位?")
    assert answer.mode == "llm"
    assert answer.lines[0].text == "2023年計劃新增基礎教育學位3萬座"
    assert "繁體" in json.dumps(server.requests[-1], ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("In 2023, 3万座 of new school places are planned.", True),
        ("In 2023, 4万座 of new school places are planned.", False),
        ("In 2022, 3万座 of new school places are planned.", False),
        ("3万座 of new school places were built in 2023.", False),
    ],
)
def test_english_claims_are_held_to_figures_years_and_tense(
    assistant: Assistant, server: LLMServer, text: str, stands: bool
) -> None:
    server.say((text, [PLACES]))
    answer = writer(assistant, server).ask("How many new school places are planned for 2023?")
    assert (answer.mode == "llm") is stands


@pytest.mark.parametrize(
    "question", ["深圳市南山区2023年GDP增长目标是多少？", "龙华区2036年新增学位多少?", "你好", "谢谢"]
)
def test_what_is_certain_without_an_llm_needs_none(assistant: Assistant, server: LLMServer, question: str) -> None:
    server.say(TRUE)
    answer = writer(assistant, server).ask(question)
    plain = assistant.ask(question)
    assert (answer.answer, answer.mode, answer.llm) == (plain.answer, "extractive", None)
    assert server.requests == []


def test_the_prompt_holds_numbered_sentences_with_their_place_and_time_and_nothing_to_call(
    assistant: Assistant, server: LLMServer
) -> None:
    server.say(TRUE)
    writer(assistant, server).ask(QUESTION, ["2023年要建多少幼儿园?"])
    (request,) = server.requests
    lines = offered(request)
    assert [line["n"] for line in lines] == list(range(len(lines)))
    assert "国民经济和社会发展计划" in lines[0]["text"], "the page's own line comes first"
    places = next(line for line in lines if PLACES in line["text"])
    assert places["time"] == "2023年目标"
    assert "发展优质均衡教育" in places["where"]
    assert 12 <= len(lines) <= 24
    assert "2023年要建多少幼儿园?" in request["messages"][-1]["content"]
    assert not {"tools", "functions", "tool_choice"} & set(request)
    assert request["stream"] is True


def test_a_whole_plan_is_a_message_of_its_own(assistant: Assistant, server: LLMServer) -> None:
    server.say(TRUE)
    llm = LLM(LLMSettings("m", server.url, KEY, 120.0, whole_plan=True))
    plan = assistant.store.catalog.document(assistant.store.catalog.documents()[0].document_id)
    answers = [Writer(assistant.store, llm).ask(q) for q in (QUESTION, "2023年新增床位多少张?")]
    first, second = server.requests
    assert answers[0].mode == "llm"
    assert len(offered(first)) >= len(plan.sentences)
    assert first["messages"][:-1] == second["messages"][:-1], "what goes before the question is the same each time"


def test_eval_shows_what_the_llm_cost(assistant: Assistant, server: LLMServer, tmp_path: Path) -> None:
    server.say(TRUE)
    gold = Gold("1", QUESTION, "zh", "target", (), (("3万座",),), ("11760",), ("新增基础教育学位3万座",), (), True)
    run = evaluate(writer(assistant, server), [gold])
    figures = run.figures()
    assert (figures["score"], figures["llm_written"]) == (1.0, 1.0)
    assert (figures["prompt_tokens"], figures["completion_tokens"]) == (321.0, 45.0)
    assert "completion_tokens" in as_text(figures_table({"all": figures}))
    run.save(tmp_path / "run.json")
    assert read_run(tmp_path / "run.json").figures() == figures
