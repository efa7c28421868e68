"""Places as people write them: slips of the phone, cut names, prefectures without their peoples; never another place's figure instead."""

from __future__ import annotations

import pytest

from index.embedding import SentenceTransformerEmbeddings
from rag.answer import Assistant
from tests.conftest import answering, write_plan

SPACES = {"合肥市": "2万", "长沙市": "3万", "乌鲁木齐市": "4万", "易县": "5000", "甘孜藏族自治州": "800"}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("places")
    docs, index = folder / "docs", folder / "index"
    for place, spaces in SPACES.items():
        write_plan(
            docs,
            f"{place}.txt",
            f"{place}2032年政府工作报告",
            "一、2031年工作回顾",
            "建成公园12座,城镇新增就业1.2万人。",
            "二、2032年工作安排",
            f"今年新增停车位{spaces}个,改造老旧小区20个。",
        )
    return answering(docs, index, embeddings)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("河肥", "合肥市"),
        ("长纱", "长沙市"),
        ("长纱市", "长沙市"),
        ("乌市", "乌鲁木齐市"),
        ("意县", "易县"),
        ("甘孜", "甘孜藏族自治州"),
        ("甘孜州", "甘孜藏族自治州"),
    ],
)
def test_a_place_is_understood_as_people_write_it(places: Assistant, said: str, place: str) -> None:
    answer = places.ask(f"{said}今年新增多少停车位?")
    assert not answer.refused
    assert [line.lead for line in answer.lines if line.lead] == [f"{SPACES[place]}个"]


@pytest.mark.parametrize("place", ["昌吉", "凉山州", "昌吉回族自治州", "芜湖"])
def test_a_place_without_a_document_has_no_other_places_figure(places: Assistant, place: str) -> None:
    answer = places.ask(f"{place}今年新增多少停车位?")
    assert answer.refused
    assert place[:2] in (answer.reason or "")


@pytest.mark.parametrize("question", ["股市今年涨了吗?", "加上还有多少停车位要建?", "上市公司今年新增多少家?"])
def test_words_that_sound_like_no_place_name_none(places: Assistant, question: str) -> None:
    assert places.ask(question).status != "other_place"
