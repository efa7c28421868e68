"""Part of ``make bench``: the page in a real browser, as Lighthouse weighs one, and how long the ledger of 5,000 rows takes to filter."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.server import Server, free_port, running_server
from index.catalog import Catalog
from index.catalogwriter import Entry, write_catalog
from index.errors import PlanqaError
from index.parsing import parse_file
from ui.ledger import Ledger, Wanted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from rag.answer import Assistant

ROWS = 5000
_NOUNS = ("学位", "床位", "绿道", "碧道", "停车位", "充电桩", "人才房", "托位", "公园", "书房")
_PLACES = ("东湖", "西岭", "南湾", "北站", "中心", "新城", "老街", "河口", "山前", "海边")
SEARCHES = ("学位", "学位 东湖", "碧", "第37", "没有这样的词", "", "托位", "南湾绿道", "人才房 9", "")
_TIMED = """async (text) => {
  const box = document.querySelector("#ledger-tab [name=search]");
  const painted = new Promise((done) => new MutationObserver((_, watcher) => {
    watcher.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(done));
  }).observe(document.querySelector("#ledger"), { childList: true, subtree: true, characterData: true }));
  const start = performance.now();
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  await painted;
  return performance.now() - start;
}"""
_OBSERVED = """
window.seen = { shift: 0, blocked: 0, largest: 0 };
const watch = (type, f) => new PerformanceObserver((list) => list.getEntries().forEach(f)).observe({ type, buffered: true });
watch("layout-shift", (e) => { if (!e.hadRecentInput) seen.shift += e.value; });
watch("longtask", (e) => { seen.blocked += Math.max(0, e.duration - 50); });
watch("largest-contentful-paint", (e) => { seen.largest = e.startTime; });
addEventListener("DOMContentLoaded", () => {
  const until = new MutationObserver(() => {
    if (document.querySelector("#talk-and-source.ready")) { seen.ready = performance.now(); until.disconnect(); }
  });
  until.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
});
"""
_PAINT = "() => ({ ...seen, first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime })"
QUESTION = "2023年要新增多少学位?"


@dataclass(frozen=True, slots=True)
class Profile:
    """A device and a line, as Lighthouse emulates them: its mobile default is slow 4G and a processor four times slower."""

    name: str
    width: int
    height: int
    slower: int = 1
    kilobits: int = 0
    round_trip_ms: int = 0


PROFILES = (
    Profile("desk, this machine", 1280, 800),
    Profile("phone, slow 4G, CPU / 4", 390, 844, slower=4, kilobits=1638, round_trip_ms=150),
)
BUDGET = {"first view kB": 500, "requests": 60, "answer kB": 60, "layout shift": 0.1}
"""What does not depend on how busy the machine is; exceeding it fails the command."""


def main() -> int:
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    _ledger(browser_path)
    if browser_path is None:
        print("page: not measured, needs Chromium (and playwright, from the extra dev)")
        return 0
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, running_server() as server:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        _cold_start(browser, server)
        over = [line for profile in PROFILES for line in _budget(browser, server, profile)]
        browser.close()
    print("budget " + ("kept" if not over else "exceeded: " + "; ".join(over)))
    return 1 if over else 0


# --- the page ------------------------------------------------------------------------------------------------------


def _cold_start(browser: Browser, server: Server) -> None:
    """From the start of the process: page on the screen, and the first answer (which waits for the model)."""
    page = browser.new_page(locale="zh-CN")
    page.goto(server.url, wait_until="commit")
    page.locator(".welcome").first.wait_for()
    painted = time.perf_counter() - server.started
    page.locator("#talk-and-source.ready").wait_for(timeout=60_000)
    ready = time.perf_counter() - server.started
    _ask(page)
    answered = time.perf_counter() - server.started
    print("from the start of the process, s")
    print(
        f"  first page served {server.answered - server.started:.1f}, on the screen {painted:.1f}, ready to ask {ready:.1f}, first answer {answered:.1f}"
    )
    page.close()


def _budget(browser: Browser, server: Server, profile: Profile) -> list[str]:
    """Print one profile's figures; return those over budget."""
    context = browser.new_context(viewport={"width": profile.width, "height": profile.height}, locale="zh-CN")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": profile.slower})
    if profile.kilobits:
        bytes_a_second = profile.kilobits * 1024 / 8
        line = {
            "offline": False,
            "latency": profile.round_trip_ms,
            "downloadThroughput": bytes_a_second,
            "uploadThroughput": bytes_a_second / 2,
        }
        devtools.send("Network.emulateNetworkConditions", line)
    sizes: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    streamed: list[float] = []
    devtools.on("Network.dataReceived", lambda event: streamed.append(event["dataLength"]))
    page.add_init_script(_OBSERVED)
    page.goto(server.url)
    page.locator("#talk-and-source.ready").wait_for(timeout=120_000)
    page.wait_for_timeout(500)
    first_view, requests = sum(sizes) / 1000, len(sizes)
    streamed.clear()
    seen = page.evaluate(_PAINT)
    started = time.perf_counter()
    _ask(page)
    waited = 1000 * (time.perf_counter() - started)
    page.wait_for_timeout(500)
    answer = sum(streamed) / 1000  # the stream stays open, so its size is counted as it comes
    shift = page.evaluate(_PAINT)["shift"]
    print(f"page ({profile.name})")
    print(f"  first view {first_view:.0f} kB in {requests} requests; then to the first answer {answer:.1f} kB")
    print(
        f"  first paint {seen['first']:.0f} ms, largest paint {seen['largest']:.0f} ms, interactive {seen['ready']:.0f} ms, blocked {seen['blocked']:.0f} ms, layout shift {shift:.3f}"
    )
    print(f"  Enter to answer {waited:.0f} ms")
    context.close()
    found = {"first view kB": first_view, "requests": requests, "answer kB": answer, "layout shift": shift}
    return [
        f"{profile.name}: {name} {value:.3g} > {BUDGET[name]}" for name, value in found.items() if value > BUDGET[name]
    ]


def _ask(page: Page) -> None:
    page.locator("#question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".answer [data-act=copy]").wait_for(timeout=120_000)


# --- the ledger ----------------------------------------------------------------------------------------------------


def synthetic_catalog(folder: Path, rows: int = ROWS) -> Catalog:
    """A plan of so many figures, each with a name of its own, as an index without vectors."""
    lines = ["示范市2023年国民经济和社会发展计划执行情况与2024年计划"]
    for number in range(rows):
        if number % (rows // 2) == 0:
            lines.append("一、2023年国民经济和社会发展计划执行情况" if not number else "二、2024年经济社会发展主要任务")
        if number % 50 == 0:
            lines.append(f"({'一二三四五六七八九十'[number // 50 % 10]})第{number // 50}批实事")
        place, noun = _PLACES[number % 10], _NOUNS[number // 10 % 10]
        lines.append(f"新增第{number // 100}片{place}{noun}{number + 1}个。")
    (folder / "plan.txt").write_text("\n\n".join(lines), encoding="utf-8")
    write_catalog(folder / "plans.sqlite", [Entry(parse_file(folder / "plan.txt", folder), "", ())])
    (folder / "COMPLETE").touch()
    return Catalog(folder / "plans.sqlite")


def _no_assistant() -> Assistant:
    raise PlanqaError("no model in this benchmark")


def _ledger(browser_path: str | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        catalog = synthetic_catalog(Path(name))
        start = time.perf_counter()
        ledger = Ledger(catalog)
        print(f"ledger ({len(ledger.rows)} rows), ms\n  load {1000 * (time.perf_counter() - start):.1f}")
        ledger.select(Wanted(search="学位"))
        start = time.perf_counter()
        for text in SEARCHES:
            ledger.select(Wanted(search=text))
        print(f"  filter without page {1000 * (time.perf_counter() - start) / len(SEARCHES):.2f}")
        if browser_path:
            _filter_in_browser(browser_path, catalog, Path(name) / "feedback.sqlite")


def _filter_in_browser(browser_path: str, catalog: Catalog, feedback: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, _page_of(catalog, feedback) as url:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale="zh-CN")
        page.goto(f"{url}?tab=ledger")
        page.locator("#ledger tbody tr").first.wait_for()
        page.evaluate(_TIMED, "东湖")
        times = sorted(float(page.evaluate(_TIMED, text)) for text in SEARCHES)
        print(f"  filter in the page, key press to paint: median {statistics.median(times):.0f}, most {times[-1]:.0f}")
        browser.close()


@contextmanager
def _page_of(catalog: Catalog, feedback: Path) -> Iterator[str]:
    """The page over this catalog, in a thread of this process."""
    import uvicorn

    from ui.feedback import FeedbackStore
    from ui.web.launch import build_app
    from ui.web.service import Service

    port = free_port()
    app: Any = build_app(Service(lambda: catalog, _no_assistant), FeedbackStore(feedback))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    sys.exit(main())
