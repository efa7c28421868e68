"""The second half of ``make bench``: how long the ledger of 5,000 rows takes to filter in a real browser, key press to paint."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog import Catalog, Entry, write_catalog
from index.errors import PlanqaError
from index.parsing import parse_file
from ui.ledger import Ledger, Wanted

if TYPE_CHECKING:
    from rag.answer import Assistant

ROWS = 5000
_NOUNS = ("学位", "床位", "绿道", "碧道", "停车位", "充电桩", "人才房", "托位", "公园", "书房")
_PLACES = ("东湖", "西岭", "南湾", "北站", "中心", "新城", "老街", "河口", "山前", "海边")
SEARCHES = ("学位", "学位 东湖", "碧", "第37", "没有这样的词", "", "托位", "南湾绿道", "人才房 9", "")
_TIMED = """async (text) => {
  const box = document.querySelector("#ledger-search :is(input, textarea)");
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
    write_catalog(folder / "plans.sqlite", [Entry(parse_file(folder / "plan.txt", folder), "", (), ())])
    (folder / "COMPLETE").touch()
    return Catalog(folder / "plans.sqlite")


def _no_assistant() -> Assistant:
    raise PlanqaError("no model in this benchmark")


def main() -> int:
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
        _in_browser(catalog)
    return 0


def _in_browser(catalog: Catalog) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("  filter in the page: not measured, needs Chromium and playwright")
        return
    from ui.web.launch import page_head
    from ui.web.page import build_page
    from ui.web.service import Service

    page = build_page(Service(lambda: catalog, _no_assistant))
    _, url, _ = page.launch(
        prevent_thread_lock=True, quiet=True, ssr_mode=False, server_name="127.0.0.1", head=page_head()
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto(url)
        tab.get_by_role("tab", name="承诺台账").click()
        tab.locator("#ledger tbody tr").first.wait_for()
        tab.evaluate(_TIMED, "东湖")
        times = sorted(float(tab.evaluate(_TIMED, text)) for text in SEARCHES)
        print(f"  filter in the page, key press to paint: median {statistics.median(times):.0f}, most {times[-1]:.0f}")
        browser.close()
    page.close()


if __name__ == "__main__":
    sys.exit(main())
