"""What people know better than the page: ``manifest.toml`` corrects what was read, and says clearly when it cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.build import build_index
from index.catalog import Catalog, DocumentSummary
from index.embedding import SentenceTransformerEmbeddings
from index.manifest import BadManifest, Correction, load_manifest
from index.metadata import kind
from index.parsing import parse_source
from index.reading import Source
from index.versions import current_version
from tests.conftest import write_plan
from tests.test_cli import planqa

TITLE = "测试市安平区2031年国民经济和社会发展计划执行情况与2032年计划"
BODY = ("一、2031年执行情况", "全年新增学位1200个,空气质量优良率91%。", "二、2032年主要目标", "全年新增学位1500个。")


def documents(index: Path) -> dict[str, DocumentSummary]:
    return {d.file: d for d in Catalog(current_version(index) / "plans.sqlite").documents()}


def test_entries_correct_what_was_read(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> None:
    docs, index = tmp_path / "docs", tmp_path / "index"
    write_plan(docs, "old.txt", TITLE, "来源:安平区发展和改革局 日期:2032年1月8日", *BODY)
    write_plan(docs, "sub/new.txt", TITLE.replace("安平", "永宁"), "文件已失效", *BODY)
    write_plan(docs, "bare.txt", "关于下一步工作的安排", *BODY)
    (docs / "manifest.toml").write_text(
        '["old.txt"]\nissuer = "安平区人民政府"\npublished = 2032-02-01\nsuperseded_by = "sub/new.txt"\n'
        '["sub/new.txt"]\nstatus = "有效"\n'
        '["bare.txt"]\ntitle = "测试市安平区“十六五”规划纲要"\nregion = "测试市安平区"\nyears = [2030, 2035]\nstatus = "已失效"\n',
        encoding="utf-8",
    )
    summary = build_index(docs, index, embeddings)
    assert summary.documents == 3
    assert summary.skipped == (), "the manifest is no document"
    found = documents(index)
    old, new, bare = found["old.txt"], found["sub/new.txt"], found["bare.txt"]
    assert (old.issuer, old.published, old.kind) == ("安平区人民政府", "2032-02-01", "计划")
    assert (old.in_force, old.superseded_by) == (False, new.title)
    assert (new.in_force, new.status) == (True, "")
    assert (bare.title, bare.kind, bare.region) == ("测试市安平区“十六五”规划纲要", "五年规划", "测试市安平区")
    assert (bare.years, bare.status, bare.in_force) == ((2030, 2035), "已失效", False)
    shown = {d["file"]: d for d in json.loads(planqa("documents", "--json", index=index).stdout)}
    assert shown["old.txt"]["superseded_by"] == new.title
    assert shown["old.txt"]["kind"] == "计划"
    assert shown["sub/new.txt"]["in_force"] is True
    asked = json.loads(
        planqa("ask", "这份文件现在还有效吗?", "--document", old.document_id, "--json", index=index).stdout
    )
    assert asked["refused"], "no line of the page says so"
    assert any(f"已由《{new.title}》取代" in notice for notice in asked["notices"])


def test_years_of_an_entry_decide_what_its_sentences_speak_of() -> None:
    text = (
        "关于下一步工作的安排\n\n一、过去一年工作回顾\n\n新增学位1200个,床位300张。\n\n二、主要目标\n\n新增学位1500个。"
    )
    document = parse_source(Source(text), "a.txt", Correction(years=(2030, 2031)))
    assert [s.scope.label for s in document.sentences if s.scope] == ["2030 actual", "2031 target"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("= broken", "无法解析"),
        ('["b.txt"]\ntitle = "x"', "没有文件 b.txt"),
        ('["a.txt"]\nauthor = "x"', "未知字段 author"),
        ('["a.txt"]\nyears = "2023"', "years"),
        ('["a.txt"]\nyears = [23]', "years"),
        ('["a.txt"]\npublished = "去年"', "published"),
        ('["a.txt"]\nkind = "通知"', "kind"),
        ('["a.txt"]\nstatus = "expired"', "status"),
        ('["a.txt"]\ntitle = ""', "title"),
        ('["a.txt"]\nsuperseded_by = "gone.pdf"', "gone.pdf"),
        ('"a.txt" = 1', "a.txt"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_why(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "manifest.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadManifest, match=words) as raised:
        load_manifest(tmp_path, frozenset({"a.txt"}))
    assert "\n" not in str(raised.value)


def test_a_bad_manifest_is_one_line_on_the_command_line(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    write_plan(docs, "a.txt", TITLE, *BODY)
    (docs / "manifest.toml").write_text('["gone.txt"]\ntitle = "x"', encoding="utf-8")
    done = planqa("build", "--docs", str(docs), index=tmp_path / "index")
    assert done.returncode == 1
    assert "gone.txt" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (TITLE, "计划"),
        ("2019年国务院政府工作报告", "工作报告"),
        ("安平市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要", "五年规划"),
        ("安平区卫生健康事业发展“十四五”规划", "五年规划"),
        ("关于进一步优化营商环境的意见", "其他"),
    ],
)
def test_kinds_are_told_by_the_title(title: str, expected: str) -> None:
    assert kind(title) == expected
