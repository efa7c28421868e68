"""Many documents in one index: each question finds its own, what several say differently stands side by side, what none covers is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.types import Answer, Filters
from tests.conftest import write_plan

REPORTS = {  # year: growth and jobs promised, growth and jobs of the year before
    2031: ("6", "11", "5.8", "10.4"),
    2032: ("6.5", "12", "6.3", "11.6"),
    2033: ("5.5", "13", "6.1", "12.8"),
}


def write_city(docs: Path) -> None:
    """Three work reports of a city, plans of two of its districts (one replaced by another), its five-year plan."""
    for year, (growth, jobs, grown, found) in REPORTS.items():
        write_plan(
            docs,
            f"reports/{year}.txt",
            f"云泽市{year}年政府工作报告",
            f"——{year}年1月12日在云泽市人民代表大会上",
            "云泽市市长 林溪",
            "各位代表:",
            f"一、{year - 1}年工作回顾",
            "过去五年,改造农贸市场77个。" if year == 2031 else "工作取得新成效。",
            f"全市地区生产总值增长{grown}%,城镇新增就业{found}万人,居民消费价格上涨1.{year % 10}%。",
            "建成市民中心,开通轨道交通一号线,改造老旧小区120个。"
            if year == 2032
            else "新建公园36座,建成社区食堂48家。",
            f"二、{year}年工作安排",
            f"地区生产总值增长{growth}%左右,城镇新增就业{jobs}万人以上,城镇登记失业率控制在4.{year % 10}%以内。",
            "大力发展低空经济,规划建设低空飞行服务站5个。" if year != 2031 else "推进老旧小区改造,新增停车泊位6000个。",
        )
    for district, degrees, beds in (("安平区", 1500, 300), ("临溪区", 2400, 260)):
        write_plan(
            docs,
            f"{district}2032.txt",
            f"云泽市{district}2031年国民经济和社会发展计划执行情况与2032年计划",
            f"来源:{district}发展和改革局 日期:2032年2月6日",
            "一、2031年计划执行情况",
            f"新增学位{degrees - 300}个,新增病床床位{beds - 40}张,空气质量优良率91%。",
            "二、2032年主要任务",
            f"新增学位{degrees}个,新增病床床位{beds}张,新增公共停车位1800个。",
        )
    write_plan(
        docs,
        "安平区2032-旧.txt",
        "云泽市安平区2031年国民经济和社会发展计划执行情况与2032年计划(征求意见稿)",
        "一、2031年计划执行情况",
        "新增学位1180个,新增病床床位250张。",
        "二、2032年主要任务",
        "新增学位1350个,新增病床床位280张,新建文化站7座。",
    )
    write_plan(
        docs,
        "规划.txt",
        "云泽市国民经济和社会发展第十六个五年规划纲要",
        "一、发展基础",
        "“十五五”时期,全市新增学位4.6万个,森林覆盖率达到46%。",
        "二、主要目标",
        "到2035年,新增学位6.2万个,森林覆盖率达到48%,城镇化率达到72%。",
    )
    (docs / "manifest.toml").write_text(
        '["安平区2032-旧.txt"]\nsuperseded_by = "安平区2032.txt"\nstatus = "已失效"\n', encoding="utf-8"
    )


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("city")
    write_city(folder / "docs")
    summary = build_index(folder / "docs", folder / "index", embeddings)
    assert summary.skipped == ()
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


def files(answer: Answer, city: Assistant) -> list[str]:
    """The files cited, in order."""
    of = {d.document_id: d.file for d in city.store.catalog.documents()}
    return [of[c.document_id] for c in answer.citations]


@pytest.mark.parametrize(
    ("question", "said", "cited"),
    [
        ("云泽市2032年城镇新增就业目标是多少？", "12万人以上", ["reports/2032.txt"]),
        ("2031年城镇新增就业实际完成多少?", "11.6万人", ["reports/2032.txt"]),
        ("2032年政府工作报告里提出的GDP增长目标是多少？", "6.5%左右", ["reports/2032.txt"]),
        ("2032年政府工作报告:去年GDP增长了多少?", "6.3%", ["reports/2032.txt"]),
        ("《云泽市2031年政府工作报告》中城镇新增就业目标是多少？", "11万人以上", ["reports/2031.txt"]),
        ("2033年政府工作報告提出的城鎮新增就業目標是多少？", "13万人以上", ["reports/2033.txt"]),
        ("In the 2031 report, what is the target for urban job creation?", "11万人以上", ["reports/2031.txt"]),
        ("临溪区2032年新增学位多少个?", "2400个", ["临溪区2032.txt"]),
        ("临溪2031年新增病床床位多少张?", "220张", ["临溪区2032.txt"]),
        ("安平区2032年新增学位目标是多少？", "1500个", ["安平区2032.txt"]),
        ("五年规划里森林覆盖率的目标是多少？", "48%", ["规划.txt"]),
        ("“十六五”规划纲要提出的城镇化率目标是多少？", "72%", ["规划.txt"]),
        ("2035年森林覆盖率要达到多少?", "48%", ["规划.txt"]),
        ("过去五年改造了多少个农贸市场?", "77个", ["reports/2031.txt"]),
    ],
)
def test_a_question_is_put_to_the_document_it_is_about(
    city: Assistant, question: str, said: str, cited: list[str]
) -> None:
    answer = city.ask(question)
    assert said in answer.answer, answer
    assert files(answer, city)[: len(cited)] == cited
    assert answer.question == question


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("云泽市2029年城镇新增就业目标是多少？", "2029"),
        ("安平区2033年新增学位多少个?", "2033"),
        ("上海市2032年城镇新增就业目标是多少？", "上海"),
        ("2030年政府工作报告提出的就业目标是多少？", "2030年政府工作报告"),
        ("全国2032年城镇新增就业目标是多少？", ""),
        ("这份文件是哪天发布的?", "哪一份"),
        ("我们区今年新增学位多少个?", "哪里"),
        ("纽约今年城镇新增就业目标是多少?", "没有纽约的文件"),
        ("How many urban jobs will London create in 2032?", "no document about London"),
        ("2032年新建地铁多少公里?", ""),
    ],
)
def test_what_no_document_covers_is_refused_with_a_reason(city: Assistant, question: str, word: str) -> None:
    answer = city.ask(question)
    assert answer.refused, answer.answer
    assert word in (answer.reason or "")
    assert not answer.citations


def test_what_documents_say_differently_stands_side_by_side_the_newest_first(city: Assistant) -> None:
    answer = city.ask("云泽市政府工作报告的城镇新增就业目标是多少?")
    assert files(answer, city) == ["reports/2033.txt", "reports/2032.txt", "reports/2031.txt"]
    heads = [line.text for line in answer.lines if line.level == "heading"]
    told = [line for line in answer.lines if line.level == "statement"]
    assert [line.scope for line in told] == ["2033 target", "2032 target", "2031 target"]
    for n, (head, line, citation) in enumerate(zip(heads, told, answer.citations, strict=True), 1):
        assert citation.n == n
        assert line.cites == (n,)
        assert citation.title in head, "each line stands below its document"
        assert citation.quote == city.store.catalog.document(citation.document_id).text[citation.start : citation.end]


def test_this_year_is_that_of_the_newest_document_and_is_said_to_be(city: Assistant) -> None:
    answer = city.ask("云泽市今年城镇新增就业目标是多少?")
    assert "13万人以上" in answer.answer
    assert files(answer, city) == ["reports/2033.txt"]
    assert "云泽市2033年政府工作报告" in answer.answer
    assert any("2033年" in notice for notice in answer.notices)


def test_a_document_in_force_goes_before_the_one_it_replaced(city: Assistant) -> None:
    answer = city.ask("安平区2032年新增病床床位多少张?")
    assert "300张" in answer.answer
    assert "280张" not in answer.answer
    assert not answer.notices
    only_there = city.ask("安平区2032年新建文化站多少座?")
    assert "7座" in only_there.answer
    assert any("取代" in notice for notice in only_there.notices)
    old = next(d for d in city.store.catalog.documents() if d.superseded_by)
    asked_of_it = city.ask("2032年新增病床床位多少张?", filters=Filters(document_id=old.document_id))
    assert "280张" in asked_of_it.answer
    assert any("取代" in notice for notice in asked_of_it.notices)


@pytest.mark.parametrize(
    ("question", "said", "cited"),
    [
        ("城镇新增就业目标2031年和2033年相比", ["11万人以上", "13万人以上", "相差约2"], ["reports/2031.txt", "reports/2033.txt"]),
        ("历年城镇新增就业目标", ["11万人", "12万人", "13万人"], [f"reports/{year}.txt" for year in REPORTS]),
    ],
)  # fmt: skip
def test_documents_are_compared(city: Assistant, question: str, said: list[str], cited: list[str]) -> None:
    answer = city.ask(question)
    assert not answer.refused, answer.reason
    assert files(answer, city) == cited
    for words in said:
        assert words in answer.answer
    assert all(line.cites for line in answer.lines if line.level != "heading")


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("云泽市2032年和2033年地区生产总值增长目标哪个高？", ["6.5%左右", "5.5%左右"], "6.1%"),
        ("云泽市2033年城镇新增就业目标比上年高还是低？", ["13万人以上", "12万人以上"], "12.8万人"),
        ("云泽市2032年地区生产总值目标完成了吗？", ["6.5%左右", "6.1%"], "5.5%"),
        ("云泽市2032年城镇新增就业目标是多少，实际完成多少？", ["12万人以上", "12.8万人"], "13万人"),
        ("云泽市2032年哪些目标没有完成？", ["没有达到的有1项", "6.5%左右", "6.1%"], "12.8万人"),
        ("云泽市2032年哪些目标完成了？", ["达到的有1项", "12万人以上", "12.8万人"], "6.1%"),
        ("Which of Yunze's 2032 targets (云泽市) were not met?", ["fell short", "6.1%"], "12.8"),
    ],
)
def test_target_and_result_come_each_from_the_document_that_tells_it(
    city: Assistant, question: str, said: list[str], unsaid: str
) -> None:
    answer = city.ask(question)
    assert all(piece in answer.answer for piece in said), answer.answer
    assert unsaid not in answer.answer
    assert files(answer, city) == sorted(files(answer, city))


def test_figures_worked_out_are_declared(city: Assistant) -> None:
    answer = city.ask("城镇新增就业目标2031年和2033年相比")
    assert [d.value for d in answer.derived] == ["20000"] or [d.value for d in answer.derived] == ["2"]


def test_which_documents_there_are(city: Assistant) -> None:
    answer = city.ask("有哪些年份的政府工作报告?")
    assert files(answer, city) == ["reports/2033.txt", "reports/2032.txt", "reports/2031.txt"]
    assert all(c.quote == c.title for c in answer.citations)


def test_a_conversation_keeps_its_document(city: Assistant) -> None:
    first = "2032年政府工作报告的GDP增长目标是多少?"
    assert "12万人以上" in city.ask("那城镇新增就业目标呢?", [first]).answer
    assert "5.5%" in city.ask("那2033年呢?", ["2032年GDP增长目标是多少?"]).answer
    assert "2032年02月06日" in city.ask("临溪区的计划是哪天发布的?").answer.replace("年2月6日", "年02月06日")


def test_whether_a_document_holds_is_told_where_its_page_says_nothing(city: Assistant) -> None:
    first = "2032年政府工作报告是谁作的?"
    for answer in (city.ask("2032年政府工作报告还有效吗?"), city.ask("现在还有效吗?", [first])):
        assert "没有标注失效" in answer.answer, answer.answer
        assert "2032年" in answer.answer
    asked = city.ask("这份文件还有效吗?")
    assert asked.status == "which_document"
    assert str(asked.reason).count("《") <= 4
    assert "in force" in city.ask("Is the 2033 government work report still in force?").answer


def test_filters_narrow(city: Assistant) -> None:
    assert set(files(city.ask("新增学位多少个?", filters=Filters(region="临溪")), city)) == {"临溪区2032.txt"}
    reports = city.ask("城镇新增就业目标是多少？", filters=Filters(year=2033))
    assert files(reports, city) == ["reports/2033.txt"]
    assert city.ask("森林覆盖率目标是多少？", filters=Filters(year=2034)).citations, "a five-year plan holds its years"
    assert city.ask("新增学位多少个?", filters=Filters(region="广州")).refused


def test_one_document_answers_as_it_does_alone(
    city: Assistant, tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    """What stands beside a document changes neither its answer nor how sure it is."""
    write_city(tmp_path / "city")
    (tmp_path / "docs").mkdir()
    (tmp_path / "city/reports/2032.txt").rename(tmp_path / "docs/2032.txt")
    build_index(tmp_path / "docs", tmp_path / "index", embeddings)
    alone = Assistant(PassageStore(current_version(tmp_path / "index"), embeddings))
    for question in ("去年GDP增长了多少?", "今年城镇新增就业目标是多少？", "开通了哪条轨道交通线路?", "结婚率是多少?"):
        by_itself, among = alone.ask(question), city.ask(f"2032年政府工作报告:{question}")
        assert (among.answer, among.refused) == (by_itself.answer, by_itself.refused)
        assert among.confidence == pytest.approx(by_itself.confidence, abs=0.1)


def test_each_of_several_places_is_asked_about_by_itself(
    tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    for place, beds in (("青陵县", 310), ("白渡县", 420), ("阳川县", 530), ("临江县", 640)):
        write_plan(
            tmp_path / "docs",
            f"{place}.txt",
            f"{place}2032年政府工作报告",
            f"——2032年1月9日在{place}人民代表大会上",
            "一、2031年工作回顾",
            f"新增病床床位{beds - 200}张,改造老旧小区12个。",
            "二、2032年工作安排",
            f"新增病床床位{beds}张,新建公园3座,城镇新增就业3000人。",
        )
    build_index(tmp_path / "docs", tmp_path / "index", embeddings)
    counties = Assistant(PassageStore(current_version(tmp_path / "index"), embeddings))
    answer = counties.ask("青陵县、白渡县和阳川县2032年新增病床床位多少张？")
    assert [line.lead for line in answer.lines if line.level == "statement"] == ["310张", "420张", "530张"]
    assert "640" not in answer.answer
