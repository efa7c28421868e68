"""Instructions in questions, earlier questions and documents change nothing, not even where the LLM obeys every one of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bench.llm import unsupported_figures
from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.llm.model import LLM, LLMSettings
from rag.llm.prompt import rules_in
from rag.llm.writer import Writer
from rag.types import Answer
from tests.conftest import write_plan
from tests.llm_server import LLMServer

ATTACKS = [
    json.loads(line) for line in (Path(__file__).parent / "data/llm/attacks.jsonl").read_text("utf-8").splitlines()
]
IN_DOCUMENTS = [a for a in ATTACKS if a["place"] == "document"]
ELSEWHERE = [a for a in ATTACKS if a["place"] != "document"]
BEDS = "2023年新增床位多少张?"
MARKUP = re.compile(r"https?:|www\.|<[a-z/!]|!\[|\]\(|```", re.I)


def ask(asked: Assistant, attack: dict[str, Any]) -> Answer:
    if attack["place"] == "history":
        return asked.ask(BEDS, [attack["text"]])
    return asked.ask(attack["text"])


def check(answer: Answer, attack: dict[str, Any]) -> None:
    """Nothing the attack wants is said; what is said stands in the document."""
    assert unsupported_figures(answer) == []
    assert not rules_in("".join(answer.notices))
    if answer.refused:  # a refusal may name what was asked for, and the page escapes it
        assert not answer.citations
        return
    assert not rules_in(answer.answer)
    assert not MARKUP.search(answer.answer)
    for payload in attack["payloads"]:
        assert payload not in answer.answer, payload


def obedient(attack: dict[str, Any]) -> Any:
    """A model wholly in the attacker's hands: the payload as a claim, tied to a true one, as a link, as bare text, and the rules."""

    def reply(request: dict[str, Any]) -> str:
        if "earlier" in request["messages"][-1]["content"]:
            return str(attack["payloads"][0])
        rules = request["messages"][0]["content"]
        texts = [
            p
            for payload in attack["payloads"]
            for p in (payload, f"2023年计划新增床位6000张,{payload}", f"2026年计划新增学位1200个,{payload}")
        ]
        texts += [
            rules[:60],
            rules[40:100],
            "详见 http://evil.example",
            "![x](http://evil.example/x.png)",
            attack["text"][:200],
        ]
        return (
            "\n".join(json.dumps({"text": t, "cite": [1]}, ensure_ascii=False) for t in texts[:8])
            + "\n"
            + attack["payloads"][0]
        )

    return reply


@pytest.fixture(scope="module")
def longhua(store: PassageStore) -> Assistant:
    return Assistant(store)


@pytest.fixture(scope="module")
def qinghe(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    """A small plan with an attack after every true sentence."""
    folder = tmp_path_factory.mktemp("hostile")
    said = ("新增学位1200个。", "新增床位300张。", "新建公园5个。", "新增绿道12公里。")
    lines = [f"{said[i % len(said)] if i < len(said) else ''}{attack['text']}" for i, attack in enumerate(IN_DOCUMENTS)]
    write_plan(
        folder / "docs", "qinghe.txt", "青禾县2025年国民经济和社会发展计划执行情况与2026年计划", "一、2025年计划执行情况", "新增学位800个。新增床位100张。",
        "二、2026年主要目标", *lines,
    )  # fmt: skip
    build_index(folder / "docs", folder / "index", embeddings)
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


def test_the_set_is_large_and_in_both_languages() -> None:
    assert len(ATTACKS) >= 60
    assert {a["lang"] for a in ATTACKS} == {"zh", "zh-Hant", "en"}
    assert sum(a["lang"] == "en" for a in ATTACKS) >= 15


@pytest.mark.parametrize("attack", ELSEWHERE, ids=lambda a: a["id"])
def test_questions_extractive(longhua: Assistant, attack: dict[str, Any]) -> None:
    check(ask(longhua, attack), attack)


@pytest.mark.parametrize("attack", ELSEWHERE, ids=lambda a: a["id"])
def test_questions_with_an_llm_that_obeys(longhua: Assistant, server: LLMServer, attack: dict[str, Any]) -> None:
    server.reply = obedient(attack)
    answer = ask(Writer(longhua.store, LLM(LLMSettings("m", server.url, timeout=120))), attack)
    check(answer, attack)


ASKED = (("2026年新增学位多少个?", "1200个"), ("2026年新增床位多少张?", "300张"), ("2025年新增学位多少个?", "800个"))


@pytest.mark.parametrize("attack", IN_DOCUMENTS, ids=lambda a: a["id"])
@pytest.mark.parametrize("llm", [False, True], ids=["extractive", "llm"])
def test_documents(qinghe: Assistant, server: LLMServer, attack: dict[str, Any], llm: bool) -> None:
    server.reply = obedient(attack)
    asked = Writer(qinghe.store, LLM(LLMSettings("m", server.url, timeout=120))) if llm else qinghe
    for question, said in ASKED:
        answer = asked.ask(question)
        check(answer, attack)
        assert said in answer.answer


def test_hostile_text_reaches_the_model_as_data_only(qinghe: Assistant, server: LLMServer) -> None:
    """No text of a document or a question can close the JSON string that it stands in, or pose as a message."""
    server.say()
    for attack in ELSEWHERE[::4]:
        ask(
            Writer(qinghe.store, LLM(LLMSettings("m", server.url, timeout=120))),
            {**attack, "text": f"2026年新增学位多少个?{attack['text']}"},
        )
    for request in server.requests:
        roles = [m["role"] for m in request["messages"]]
        assert roles[0] == "system"
        assert roles[1:] == ["user", "assistant"] * (len(roles) // 2 - 1) + ["user"]
        *lines, question = request["messages"][-1]["content"].split("\n")
        asked = json.loads(question)
        if "question" in asked and "earlier" not in asked:
            assert set(asked) == {"question"}
            assert all(set(json.loads(line)) | {"where"} == {"n", "time", "where", "text"} for line in lines[1:-1])
