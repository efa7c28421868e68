"""Several things asked at once: each is a question of its own."""

from __future__ import annotations

import pytest

from index.times import DocumentTime
from rag.question import Question, readings
from rag.several import MOST, clauses, quantities, things

YEARLY = DocumentTime(2022, 2023)


def asked(text: str) -> Question:
    (question, *_) = readings(text)
    return question


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023年要新增多少学位,多少医院床位,多少公里绿道?", ["2023年要新增多少学位", "多少医院床位", "多少公里绿道"]),
        ("去年GDP多少?城里居民收入呢?", ["去年GDP多少", "城里居民收入呢"]),
        ("How many beds will be added and how many schools?", ["How many beds will be added", "how many schools"]),
        ("今年修路多少公里?明年又修多少?一并告诉我", ["今年修路多少公里", "明年又修多少"]),
        ("2023年要新增多少学位?", []),
        ("龙华教育怎么样", []),
        ("刚毕业在亳州找活干,求问市里今年承诺新增多少人上班?", []),
    ],
)
def test_each_clause_that_names_something_is_a_question(text: str, found: list[str]) -> None:
    assert [part.plain for part in clauses(asked(text))] == found
    assert len(quantities(asked(text))) == len(found)


def test_a_clause_without_a_time_has_the_messages() -> None:
    first, second = clauses(asked("2023年新增学位多少个,医院床位多少张"))
    assert first.time.years == second.time.years == (2023,)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("碧道要建几公里?去年建了几公里", [(0,), (-1,)]),
        ("今年新增床位多少张,去年新增了多少", [(0,), (-1,)]),
        ("去年新增学位多少个,医院床位多少张", [(-1,), (-1,)]),
        ("新增学位多少个,医院床位多少张,只说去年的", [(-1,), (-1,), (-1,)]),
    ],
)
def test_a_clause_has_the_time_said_before_it(text: str, times: list[tuple[int, ...]]) -> None:
    assert [part.time.offsets for part in clauses(asked(text))] == times


def test_the_years_of_two_clauses_do_not_run_together() -> None:
    assert [p.time.years for p in clauses(asked("2022年GDP多少,人口多少,2023年目标多少"))] == [
        (2022,),
        (2022,),
        (2023,),
    ]


def test_the_first_clause_of_a_follow_up_leans_on_the_question_before() -> None:
    (reading,) = readings("那有多少公里,花了多少钱", ["今年要修几条路"])
    first, second = clauses(reading)
    assert "修几条路" in first.read
    assert second.read.endswith("花了多少钱")


def test_figures_side_by_side_in_the_short_style_of_staff() -> None:
    earlier, later = things(asked("GDP增速 22实际 23目标"), "single", YEARLY)
    assert (earlier.time.years, later.time.years) == ((2022,), (2023,))


def test_no_message_is_cut_into_more_than_is_answered() -> None:
    assert (
        len(clauses(asked(",".join(f"新增{thing}多少" for thing in ("学位", "床位", "绿道", "公园", "车位", "托位")))))
        == MOST
    )


def test_two_times_are_asked_for_one_by_one() -> None:
    earlier, later = things(asked("2023年和2022年空气质量优良率对比"), "compare", YEARLY)
    assert (earlier.time.years, later.time.years) == ((2022,), (2023,))
    assert "2022" in earlier.read
    assert "2023" not in earlier.read
    assert "对比" not in earlier.read, "one side alone has nothing to be compared with"
    assert things(asked("2023年空气质量优良率"), "single", YEARLY) == ()


def test_each_time_has_its_own_clause_and_the_subject_of_the_first() -> None:
    earlier, later = things(asked("2022年GDP多少,2023年目标多少"), "single", YEARLY)
    assert (earlier.read, later.read) == ("2022年GDP多少", "2023年GDP 目标多少")


def test_a_comparison_with_another_year_asks_for_both() -> None:
    earlier, later = things(asked("为老百姓办的实事,今年的件数跟去年比是多了还是少了"), "compare", YEARLY)
    assert (earlier.read, later.read) == ("2022年为老百姓办的实事 的件数", "2023年为老百姓办的实事 的件数")
    assert things(asked("橡胶跟涂料去年产值各破了多少"), "compare", YEARLY) == (), "both are of one year"


def test_a_comparison_without_years_is_of_two_things_unless_it_is_about_change() -> None:
    assert things(asked("骨干专业群和实训基地,哪个数定得多"), "compare", YEARLY) == ()
    assert things(asked("两个园区主营收入谁多,各多少"), "compare", YEARLY) == ()
    for text in ("新增床位两年对比", "新增床位实际和目标", "Hospital beds: how did they change over the two years?"):
        assert [part.time.years for part in things(asked(text), "compare", YEARLY)] == [(2022,), (2023,)], text


def test_a_subject_before_clauses_of_two_times_belongs_to_both() -> None:
    earlier, later = clauses(asked("登记失业率,去年实际多少,今年要控制在多少"))
    assert (earlier.read, later.read) == ("登记失业率 去年实际多少", "登记失业率 今年要控制在多少")


def test_a_clause_without_a_thing_of_its_own_goes_on_about_the_one_before() -> None:
    first, second = clauses(asked("碧道要建几公里?去年建了几公里"))
    assert "碧道" in first.read
    assert "碧道" in second.read
    assert second.time.offsets == (-1,)


def test_a_clause_that_asks_nothing_is_what_the_others_ask_about() -> None:
    first, second = clauses(asked("农村困难老人集中供养,去年新增多少人,今年又要增多少"))
    assert "集中供养" in first.read
    assert "集中供养" in second.read
    assert (first.time.offsets, second.time.offsets) == ((-1,), (0,))
    earlier, later = things(asked("自备井,2022年关了几眼,2023年要关几眼"), "compare", YEARLY)
    assert "自备井" in earlier.read
    assert "自备井" in later.read


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("中心城区停车去年加了多少，今年全市要加多少", "中心城区停车"),
        ("How many new energy vehicles were built, and by how much was it up?", "new energy vehicles"),
    ],
)
def test_a_clause_with_no_thing_but_the_whole_place_or_a_pronoun_goes_on(text: str, second: str) -> None:
    parts = clauses(readings(text)[0])
    assert len(parts) == 2
    assert second in parts[1].read


def test_years_side_by_side_are_of_one_thing() -> None:
    found = things(asked("2022年和2023年新增学位各多少"), "single", YEARLY)
    assert [part.read for part in found] == ["2022年新增学位多少", "2023年新增学位多少"]
    found = things(asked("2022和2023年的学位数各是多少，哪年多？"), "compare", YEARLY)
    assert [
        part.read.startswith(f"{year}年的学位数是多少") for part, year in zip(found, (2022, 2023), strict=True)
    ] == [True, True]


def test_points_between_two_years_are_of_the_thing_named_first() -> None:
    found = things(asked("2022年GDP增速和2023年目标差几个点"), "compare", YEARLY)
    assert [("GDP" in part.read) for part in found] == [True, True]
