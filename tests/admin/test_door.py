"""The operator's page over HTTP: who gets in, and what a session may do."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.admin.conftest import TOKEN, TREE, csrf, post
from tests.quick import Site, quick_index, quick_site
from ui.admin.notice import Notice
from ui.settings import BadSettings, Settings
from ui.web.admin_door import MOST_SESSIONS, SESSION_SECONDS, Door
from ui.web.options import Operator, Options, options_of
from ui.web.routes import ROUTES

OPERATOR = [route for route in ROUTES if route.operator]


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


def test_the_operator_reads_in_three_languages_and_leaves(site: Site, door: httpx.Client) -> None:
    assert "Start a build" in door.get("/admin", headers={"accept-language": "en"}).text
    assert "開始構建" in door.get("/admin", headers={"accept-language": "zh-TW"}).text
    with httpx.Client(base_url=site.url, headers={"accept-language": "zh"}) as other:
        assert other.post("/admin/login", data={"token": TOKEN}).status_code == 303
        assert post(other, "logout").status_code == 303
        assert "管理口令" in other.get("/admin").text
