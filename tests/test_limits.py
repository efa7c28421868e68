"""What one visitor may ask of the server, over real connections."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.errors import PlanqaError
from rag.types import Answer, Line
from tests.quick import Site, quick_index, quick_site, submit_event
from ui.settings import BadSettings, Settings
from ui.web.chat_tab import KeptTurn
from ui.web.kept import BadRequest, Seal, rebuilt
from ui.web.limits import BadLimits, Limits, visitor_of
from ui.web.line import Budget
from ui.web.options import Options, options_of

PLENTY = Limits("10000/minute", "10000/minute")


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("limits")
    with quick_site(quick_index(folder), folder, Options(Budget(2, waiting=20, waiting_each=10), PLENTY)) as running:
        yield running


@pytest.fixture
def site(shared_site: Site) -> Site:
    return shared_site.fresh()


def call(site: Site, name: str, data: object, language: str = "", component: str = "chat") -> httpx.Response:
    config = httpx.get(f"{site.url}{language}/config", timeout=60).json()
    number = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == component)
    body = {"component_id": number, "session_hash": "s", "fn_name": name, "data": data}
    content = json.dumps(body)
    headers = {"content-type": "application/json"}
    return httpx.post(f"{site.url}{language}/gradio_api/component_server", content=content, headers=headers, timeout=60)


def ask(site: Site, question: object, session: str = "s", **more: object) -> list[dict[str, Any]]:
    """The page's way: into the queue, then all values of the stream."""
    config = httpx.get(f"{site.url}/config", timeout=60).json()
    asked = {"id": "1", "question": question, "history": [], "filters": {}, **more}
    body = {"data": [], "event_data": asked, "fn_index": submit_event(config), "session_hash": session}
    content, headers = json.dumps(body), {"content-type": "application/json"}
    httpx.post(f"{site.url}/gradio_api/queue/join", content=content, headers=headers, timeout=60).raise_for_status()
    values = []
    with httpx.stream("GET", f"{site.url}/gradio_api/queue/data?session_hash={session}", timeout=60) as stream:
        for line in stream.iter_lines():
            message = json.loads(line[5:]) if line.startswith("data:") else {}
            if message.get("msg") in ("process_generating", "process_completed"):
                output = message["output"]
                values += [v for v in output.get("data") or [] if isinstance(v, dict)]
                if message["msg"] == "process_completed" and not message["success"]:
                    values.append({"state": "error", "html": str(output.get("error"))})
    return values


# --- sizes --------------------------------------------------------------------------------------------------------


def test_a_body_that_is_too_long_is_refused_told_or_not(site: Site) -> None:
    url = f"{site.url}/gradio_api/queue/join"
    reply = httpx.post(url, content=b"x" * (PLENTY.body + 1), headers={"content-type": "application/json"})
    assert reply.status_code == 413

    def trickle() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 16384

    assert httpx.post(url, content=trickle(), headers={"content-type": "application/json"}).status_code == 413
    files = httpx.post(f"{site.url}/gradio_api/component_server", files={"f": b"x" * 1000})
    assert files.status_code == 415


# --- how often, how many --------------------------------------------------------------------------------------------


def test_too_many_a_minute_are_told_when_to_come_again(site: Site) -> None:
    with site.behind(Options(limits=Limits("3/hour", "20/hour"))) as site:
        asked = [httpx.post(f"{site.url}/gradio_api/call/documents", json={"data": []}, timeout=60) for _ in range(4)]
        assert [reply.status_code for reply in asked] == [200, 200, 200, 429]
        assert 1 <= int(asked[-1].headers["retry-after"]) <= 3600
        assert "content-security-policy" in asked[-1].headers
        others = [httpx.get(f"{site.url}/widget.js", timeout=60).status_code for _ in range(20)]
        assert others[:16] == [200] * 16
        assert others[-1] == 429
        assert httpx.get(f"{site.url}/healthz").status_code == 200
        spoofed = httpx.get(f"{site.url}/widget.js", headers={"x-forwarded-for": "9.9.9.9"})
        assert spoofed.status_code == 429, "a visitor's own word about the address is not believed"


def test_a_trusted_proxys_word_is_believed(site: Site) -> None:
    options = Options(limits=Limits("2/hour", "100/hour"), trusted_proxies="127.0.0.1")
    with site.behind(options) as site:

        def status(address: str) -> int:
            headers = {"x-forwarded-for": f"6.6.6.6, {address}"}
            return httpx.post(
                f"{site.url}/gradio_api/call/documents", json={"data": []}, headers=headers, timeout=60
            ).status_code

        assert [status("7.7.7.7") for _ in range(3)] == [200, 200, 429]
        assert status("8.8.8.8") == 200


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("odd" * 99, ("odd" * 99)[:64]),
    ],
)
def test_the_address_that_counts(client: str, counted: str) -> None:
    assert visitor_of({"client": (client, 1)}) == counted


def test_too_many_at_once_are_told(site: Site) -> None:
    with site.behind(Options(limits=replace(PLENTY, at_once=3))) as site, ExitStack() as held:
        site.finder.gate.clear()
        held.callback(site.finder.gate.set)
        event = submit_event(httpx.get(f"{site.url}/config", timeout=60).json())
        for session in ("s1", "s2", "s3"):
            asked = {"id": "1", "question": "学位", "history": [], "filters": {}}
            body = {"data": [], "event_data": asked, "fn_index": event, "session_hash": session}
            httpx.post(f"{site.url}/gradio_api/queue/join", json=body, timeout=60).raise_for_status()
            url = f"{site.url}/gradio_api/queue/data?session_hash={session}"
            assert held.enter_context(httpx.stream("GET", url, timeout=60)).status_code == 200
        assert httpx.get(f"{site.url}/widget.js", timeout=60).status_code == 429


def test_the_line_tells_ones_place_and_then_that_it_is_full(site: Site) -> None:
    site.finder.gate.clear()
    with ThreadPoolExecutor(12) as people:
        asking = [people.submit(ask, site, "学位", f"p{i}") for i in range(12)]
        deadline = time.monotonic() + 30
        while not any(done.done() for done in asking):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert len(site.finder.asked) == 1, "one address has one question in work of two"
        site.finder.gate.set()
        told = [done.result() for done in asking]
    ends = [values[-1]["state"] for values in told]
    assert ends.count("done") == 11
    (busy,) = [values[-1]["html"] for values in told if values[-1]["state"] == "failed"]
    assert "秒后" in busy
    places = {value["words"] for values in told for value in values if value.get("words")}
    assert len(places) >= 9


def test_one_address_of_many_open_questions_leaves_the_others_their_turn(tmp_path: Path) -> None:
    """More than the framework works on at once by default (40)."""
    options = Options(Budget(2, waiting=200, waiting_each=100), PLENTY, trusted_proxies="127.0.0.1")
    with quick_site(quick_index(tmp_path), tmp_path, options) as site, httpx.Client(base_url=site.url) as client:
        site.finder.gate.clear()
        event = submit_event(client.get("/config", timeout=60).json())
        for number in range(60):
            asked = {"id": "1", "question": f"学位{number}", "history": [], "filters": {}}
            body = {"data": [], "event_data": asked, "fn_index": event, "session_hash": f"hog{number}"}
            address = {"x-forwarded-for": "7.7.7.7"}
            client.post("/gradio_api/queue/join", json=body, headers=address, timeout=60).raise_for_status()
        client.post(
            "/gradio_api/queue/join", json={**body, "event_data": {**asked, "question": "床位"}, "session_hash": "other"},
            headers={"x-forwarded-for": "8.8.8.8"}, timeout=60,
        ).raise_for_status()  # fmt: skip
        deadline = time.monotonic() + 30
        while "床位" not in site.finder.asked:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert len(site.finder.asked) == 2
        site.finder.gate.set()
        while len(site.finder.asked) < 61:
            assert time.monotonic() < deadline
            time.sleep(0.05)


# --- what a browser sends back --------------------------------------------------------------------------------------


def kept_turn(site: Site) -> dict[str, Any]:
    return dict(ask(site, "学位", "kept")[-1]["kept"])


def test_only_what_this_server_gave_is_taken_for_an_answer(site: Site) -> None:
    kept = kept_turn(site)
    assert call(site, "judge", {"turn": kept, "verdict": "useful"}).json() == {}
    forged = json.loads(json.dumps(kept).replace("1500", "9500"))
    assert "error" in call(site, "judge", {"turn": forged, "verdict": "useful"}).json()
    assert "error" in call(site, "judge", {"turn": {**kept, "seal": "0" * 64}, "verdict": "useful"}).json()
    assert call(site, "start", {"turns": [forged, kept]}).json()["turns"][0] == ""
    import base64

    file = call(site, "export", {"form": "md", "turns": [forged, kept], "site": "http://x/"}).json()
    text = base64.b64decode(file["content"]).decode()
    assert "9500" not in text
    assert "1500" in text
    lines = list(site.feedback.question_lines())
    assert lines
    said = kept["answer"]["lines"][0]["text"].rstrip("。")
    assert all(line["answer"].startswith(said) for line in lines)


def test_citations_are_rebuilt_from_the_index(site: Site) -> None:
    answer = site.finder.ask("学位")
    catalog = site.finder.store.catalog
    (citation,) = answer.citations
    lied = replace(answer, citations=(replace(citation, title="别的文件", issuer="别的单位", published="1999-01-01"),))
    assert rebuilt(catalog, lied) == answer
    for wrong in (
        replace(citation, quote="新增学位9500个"),
        replace(citation, start=0),
        replace(citation, document_id="none"),
    ):
        with pytest.raises(BadRequest):
            rebuilt(catalog, replace(answer, citations=(wrong,)))
        with pytest.raises(BadRequest):
            rebuilt(catalog, KeptTurn(replace(answer, citations=(), related=(wrong,))))


def test_the_seals_key_outlives_the_process_and_is_nobody_elses(tmp_path: Path) -> None:
    turn = KeptTurn(Answer("问", "问", "answer", "answered", (Line("答"),), timings_ms={"total": 8.0}))
    file = tmp_path / "deep" / "f.key"
    kept = json.loads(
        json.dumps(Seal(file).sealed(turn)).replace("1.0", "1").replace("8.0", "8")
    )  # as a browser writes numbers
    assert Seal(file).opened(KeptTurn, kept) == turn
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadRequest):
        Seal().opened(KeptTurn, kept)


# --- wrong types --------------------------------------------------------------------------------------------------

NONSENSE: tuple[object, ...] = (
    None, 7, "x", [], [1], True, {"turns": 5}, {"turns": [[[[]]]] * 5}, {"turns": [None] * 101}, {"form": "exe", "turns": [], "site": ""},
    {"form": "md", "turns": [], "site": "x" * 5000}, {"verdict": "x", "turn": {}}, {"key": 5}, {"key": "x" * 999}, {"wanted": {"search": "x" * 999}},
    {"wanted": 5}, {"shown": "x"}, {"turns": [{"answer": {"answer": "a\ud800b"}}]},
)  # fmt: skip


@pytest.mark.parametrize("name", ["start", "export", "judge", "rows", "row", "file"])
def test_nonsense_is_one_line(site: Site, name: str) -> None:
    for data in NONSENSE:
        reply = call(site, name, data, component="ledger-tab" if name in ("rows", "row", "file") else "chat")
        assert reply.status_code in (200, 400), (name, data, reply.text[:200])
        if reply.status_code == 400:
            assert len(reply.json()["detail"].splitlines()) == 1
            assert "Traceback" not in reply.text


def test_a_question_of_a_wrong_type_is_told(site: Site) -> None:
    for number, question in enumerate((None, 7, ["x"], {"a": 1}, "x" * 2001)):
        assert ask(site, question, f"w{number}")[-1]["state"] == "error"
    assert ask(site, "a\ud800学位", "surrogate")[-1]["state"] == "done"
    internal = ask(site, "boom", "boom")[-1]
    assert internal["state"] == "failed"
    assert "secret" not in internal["html"]


@pytest.mark.parametrize(
    "changed",
    [
        {"questions_per_address": "often"}, {"requests_per_address": "5"}, {"questions_at_once": "0"}, {"questions_at_once": "x"},
        {"trusted_proxies": "proxy.example"}, {"root_path": "planqa"}, {"root_path": "/a b"}, {"embed_sites": "everybody"},
        {"staff_token": "short"}, {"status_public": "yes"},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_told(changed: dict[str, str]) -> None:
    with pytest.raises(PlanqaError) as error:
        options_of(replace(Settings(), **changed))
    assert isinstance(error.value, BadSettings | BadLimits | PlanqaError)
    assert (
        options_of(replace(Settings(), root_path="/planqa/", trusted_proxies="10.0.0.0/8, ::1")).root_path == "/planqa"
    )
