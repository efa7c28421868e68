"""What a plan's targets are as a whole, one that has no figure, target beside result by any name, and two places beside each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embedding import SentenceTransformerEmbeddings
from rag.answer import Assistant
from tests.conftest import answering, write_plan


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    docs: Path = tmp_path_factory.mktemp("cities")
    for city, grown, level in (("云泽市", "5.4", "820亿元"), ("青沙市", "6.1", "640亿元")):
        for year in (2031, 2032):
            write_plan(
                docs,
                f"{city}{year}.txt",
                f"{city}{year}年政府工作报告",
                f"——{year}年1月12日在{city}人民代表大会上",
                f"{city}市长 林溪",
                "各位代表:",
                f"一、{year - 1}年工作回顾",
                f"全市地区生产总值达到{level}、增长{grown}%,进出口总额增长8.3%,城镇新增就业12.4万人,森林覆盖率达到41%。",
                f"二、{year}年工作安排",
                "今年经济社会发展主要预期目标是:经济增长6%左右,城镇新增就业12万人以上,进出口稳中提质,"
                "居民收入增长与经济增长同步,城镇调查失业率5.5%左右。",
                "植树造林2万亩,森林覆盖率不低于40%。",
                "新增有进出口实绩企业90家以上。",
            )
    write_plan(
        docs,
        "北岭市.txt",
        "2032年政府工作报告",
        "——2032年1月12日在北岭市人民代表大会上",
        "北岭市市长 高原",
        "一、2031年工作回顾",
        "城镇新增就业3.3万人。",
        "二、2032年工作安排",
        "城镇新增就业4.4万人以上。",
    )
    index = tmp_path_factory.mktemp("index")
    return answering(docs, index, embeddings)


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("云泽市2031年主要预期目标有哪些", ["经济增长6%左右", "12万人以上", "居民收入", "5.5%左右"], "90家"),
        ("云泽市2031年进出口目标是什么", ["进出口稳中提质"], "90家"),
        ("云泽市2031年居民收入增长目标是多少", ["居民收入增长与经济增长同步"], "6%"),
        ("云泽市2031年经济增长目标完成了吗", ["没有达到", "6%左右", "5.4%"], "820亿元"),
        ("云泽市2031年GDP目标和结果", ["6%左右", "5.4%"], "**820亿元**"),
        ("云泽市2031年森林覆盖率目标完成了吗", ["达到了", "不低于40%", "41%"], "没有达到"),
        ("云泽市2031年进出口目标和结果", ["稳中提质", "8.3%"], "90家"),
        ("云泽市2031年城镇新增就业多少人，2032年目标多少", ["**12.4万人**", "12万人以上"], "2031年目标"),
        ("云泽市2031年打算新增多少就业，2032年呢", ["12万人以上", "2031年目标", "2032年目标"], "12.4万人"),
        ("云泽市2031年和2032年各要新增多少就业", ["2031年目标", "2032年目标"], "12.4万人"),
        ("雲澤市2031年的經濟成長目標是多少？最後達成了嗎？", ["6%左右", "5.4%"], "820亿元"),
        ("云泽市和青沙市2031年哪个GDP增长快", ["5.4%", "6.1%", "后者高于前者"], "6%左右"),
    ],
)
def test_targets_are_told_beside_what_came_of_them(
    cities: Assistant, question: str, told: list[str], untold: str
) -> None:
    answer = cities.ask(question).answer
    assert all(words in answer for words in told), answer
    assert untold not in answer


def test_a_title_without_a_place_is_not_another_places(cities: Assistant) -> None:
    found = {
        place: cities.ask(f"{place}2032年政府工作报告里城镇新增就业目标是多少").answer for place in ("云泽市", "北岭市")
    }
    assert "12万人以上" in found["云泽市"]
    assert "4.4万人" not in found["云泽市"]
    assert "4.4万人" in found["北岭市"]
