"""English claims over Chinese sentences: each true one beside one that parts from its source in one thing."""

from __future__ import annotations

import pytest

from index.document import Scope
from rag.llm.sources import Source
from rag.llm.verify import verify

_DONE, _PLAN = Scope(2023, "actual"), Scope(2024, "target")


def _source(text: str, scope: Scope | None = _DONE) -> Source:
    return Source(1, text, "", scope, "江苏省常州市")


_BEDS = _source("新增养老床位3200张,医院总数达到46家。")
_BEDS_PLANNED = _source("新增养老床位2500张以上。", _PLAN)
_TRADE = _source("进出口总额增长8.1%,出口额增长5.4%,实际使用外资12.5亿美元。")
_RANK = _source("常州港货物吞吐量居全国第4位、全省第2位。")
_RAIL = _source("宁淮铁路开工建设,溧阳至宁德高速公路建成通车。")
_BUDGET = _source("财政支出首次突破百亿元大关,达104.6亿元。")


@pytest.mark.parametrize(
    ("source", "true", "false"),
    [
        pytest.param(
            _BEDS, "Changzhou added 3,200 beds for the elderly.", "It added 46 beds for the elderly.", id="noun"
        ),
        pytest.param(_BEDS, "The number of hospitals reached 46.", "The number of hospitals rose by 46.", id="level"),
        pytest.param(
            _BEDS_PLANNED,
            "At least 2,500 beds are to be added in 2024.",
            "At least 2,500 beds have already been added.",
            id="tense",
        ),
        pytest.param(
            _BEDS_PLANNED,
            "In 2024 the city aims for no fewer than 2,500 new beds.",
            "In 2024 the city aims for up to 2,500 new beds.",
            id="bound",
        ),
        pytest.param(
            _TRADE,
            "Exports grew by 5.4 percent in 2023.",
            "Exports fell by 5.4 percent in 2023.",
            id="direction",
        ),
        pytest.param(
            _TRADE,
            "It used US$1.25 billion of foreign capital.",
            "It used RMB 1.25 billion of foreign capital.",
            id="unit",
        ),
        pytest.param(
            _RANK,
            "Its port ranked fourth nationwide by throughput.",
            "Its port ranked second nationwide by throughput.",
            id="rank",
        ),
        pytest.param(
            _RAIL,
            "The Liyang section of the expressway has opened to traffic.",
            "The Ninghuai railway has opened to traffic.",
            id="stage",
        ),
        pytest.param(
            _RAIL,
            "Construction of the railway to Huai'an, called Ninghuai, has begun.",
            "Construction of the Jurong railway has begun.",
            id="name",
        ),
        pytest.param(
            _BUDGET,
            "Spending passed the 10 billion yuan mark, at 10.46 billion yuan.",
            "Spending passed the 100 billion yuan mark.",
            id="scale",
        ),
        pytest.param(_BUDGET, "Spending came to 104.6亿元.", "Spending came to 140.6亿元.", id="Chinese unit"),
        pytest.param(_TRADE, "Foreign capital came to 12.5亿美元.", "Foreign capital came to 2.5亿美元.", id="digit"),
        pytest.param(
            _BEDS_PLANNED, "It plans at least 2500张 of new beds.", "It plans up to 2500张 of new beds.", id="its bound"
        ),
        pytest.param(
            _BEDS,
            "It added 3,200 beds for the elderly (养老床位).",
            "It added 3,200 beds for the elderly (养老学位).",
            id="Chinese name",
        ),
        pytest.param(
            _TRADE, "Exports grew by 5.4 percent.", "Exports are expected to grow by 5.4 percent.", id="result as plan"
        ),
    ],
)
def test_a_claim_stands_and_its_twin_falls(source: Source, true: str, false: str) -> None:
    assert verify(true, [source]) == ()
    assert verify(false, [source]) != ()


@pytest.mark.parametrize(
    ("claim", "stands"),
    [
        ("Changzhou added 3,200 beds for the elderly in 2023 and plans at least 2,500 more in 2024.", True),
        ("Changzhou added 3,200 beds for the elderly in 2023 and at least 2,500 more in 2024.", False),
        ("Changzhou added 2,500 or more beds for the elderly in 2023 and plans 3,200 in 2024.", False),
    ],
)
def test_each_figure_is_told_of_its_own_time(claim: str, stands: bool) -> None:
    assert (verify(claim, [_BEDS, _BEDS_PLANNED]) == ()) is stands, verify(claim, [_BEDS, _BEDS_PLANNED])


def test_a_claim_without_a_figure_needs_words_of_the_source() -> None:
    assert verify("Opera performances have become cheaper.", [_BEDS]) != ()
