"""Questions and answers in a text, other places' figures, corrections, who and when, texts without years: what is answered and listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index
from index.catalog import Catalog
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from tests.conftest import write_plan
from ui.ledger import Ledger, as_rows

INTERVIEW = (
    "霜溪县2026年托育服务工作报告（访谈实录）",
    "霜溪县卫生健康局",
    "2026年3月9日",
    "主持人：欢迎收看今天的节目。",
    "网友“晨星”留言：听说隔壁的丘原县今年要建托育园60所，每名孩子补贴900元。我们县今年打算建几所？",
    "孟局长：今年全县新建托育园24所，新增托位1800个。",
    "【提问】家长最关心收费，去年有人反映每月要4000元，今年怎么管？",
    "【回复】今年普惠托育每月收费不超过1500元。",
    "托育园的老师从哪里来？",
    "今年招聘保育师160名，其中3月70名、9月90名。",
    "问：五年一共改造多少个社区？答：五年改造330个，其中2026年90个、2027年60个。",
)
DUTIES = (
    "霜溪县2026年民生实事任务分工方案",
    "霜溪县人民政府办公室",
    "2026年2月2日",
    "1. 建成县青少年宫并对外开放。（牵头单位：县教育局，配合单位：团县委；完成期限：2026年10月底）",
    "2. 开工建设县疾控中心新址，2027年6月底前完工。（责任部门：县卫生健康局）",
    "3. 铺设供水主管网38公里，由县水务集团承建。",
    "4. 学习邻县做法。毗邻的江桥县去年建成口袋公园52个。该县还更新路灯7000盏。",
    "5. 今年建成口袋公园18个。",
    "6. 上月公布的“新增公交车75辆”有误，应更正为“新增公交车57辆”。",
    "7. 地铁12号线完成投资25亿元。",
    "8. 本分工由县政府督查室负责解释，自印发之日起执行。",
)
SCHEME = (
    "苇桥镇河道保洁实施方案",
    "一、现状",
    "目前，全镇有保洁船12艘。",
    "二、任务",
    "购置保洁船9艘，配备保洁员65名。",
    "去年清理漂浮物340吨。",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Path:
    folder = tmp_path_factory.mktemp("spoken")
    for name, lines in (("访谈", INTERVIEW), ("分工", DUTIES), ("方案", SCHEME)):
        (folder / name).mkdir()
        write_plan(folder / name, f"{name}.txt", *lines)
        build_index(folder / name, folder / f"{name}-index", embeddings)
    return folder


def _assistant(folder: Path, name: str, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    return Assistant(PassageStore(current_version(folder / f"{name}-index"), embeddings))


@pytest.fixture(scope="module")
def interview(folder: Path, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    return _assistant(folder, "访谈", embeddings)


@pytest.fixture(scope="module")
def duties(folder: Path, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    return _assistant(folder, "分工", embeddings)


def _rows(folder: Path, name: str) -> list[tuple[object, ...]]:
    ledger = Ledger(Catalog(current_version(folder / f"{name}-index") / "plans.sqlite"))
    return [(row["indicator"], row["value"], row["kind"], row["year"]) for row in as_rows(ledger.rows)]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("霜溪县2026年新建托育园多少所？", "24所"),
        ("普惠托育每月收费最多多少元？", "1500元"),
        ("2026年招聘保育师多少名？", "160名"),
        ("2027年改造多少个社区？", "60个"),
    ],
)
def test_the_answer_in_the_text_answers_and_never_its_question(interview: Assistant, question: str, said: str) -> None:
    answer = interview.ask(question)
    assert said in answer.answer
    assert not any(
        wrong in citation.quote for citation in answer.citations for wrong in ("60所", "900元", "4000元", "？")
    )


def test_what_is_only_asked_is_no_row(folder: Path) -> None:
    rows = _rows(folder, "访谈")
    assert ("全县新建托育园", "24", "target", 2026) in rows
    assert ("改造社区", "90", "target", 2026) in rows
    assert ("改造社区", "60", "target", 2027) in rows
    assert not {"900", "4000"} & {value for _, value, *_ in rows}


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("青少年宫由哪个单位牵头？", "县教育局"),
        ("青少年宫哪个部门配合？", "团县委"),
        ("青少年宫什么时候建成？", "2026年10月底"),
        ("疾控中心新址哪年完工？", "2027年6月底前"),
        ("疾控中心新址归哪个部门负责？", "县卫生健康局"),
        ("供水主管网由谁承建？", "县水务集团"),
        ("这个分工由哪个部门解释？", "县政府督查室"),
        ("2026年建成口袋公园多少个？", "18个"),
        ("地铁12号线投资多少？", "25亿元"),
    ],
)
def test_when_who_and_whose(duties: Assistant, question: str, lead: str) -> None:
    assert duties.ask(question).lines[0].lead.startswith(lead)


@pytest.mark.parametrize("question", ["地铁5号线投资多少？", "2026年更新路灯多少盏？"])
def test_another_number_and_another_place_tell_nothing(duties: Assistant, question: str) -> None:
    assert duties.ask(question).refused


def test_the_neighbours_and_the_wrong_figures_are_no_rows(folder: Path) -> None:
    values = {value for _, value, *_ in _rows(folder, "分工")}
    assert {"18", "57", "38"} <= values
    assert not {"52", "7000", "75"} & values


def test_a_text_without_years_has_rows_without_years(folder: Path) -> None:
    rows = _rows(folder, "方案")
    assert ("购置保洁船", "9", "target", None) in rows
    assert ("配备保洁员", "65", "target", None) in rows
    assert ("清理漂浮物", "340", "actual", None) in rows
