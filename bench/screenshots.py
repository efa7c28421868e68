"""``make screenshots``: the pictures of the README and the tour, taken of the running page.

Every tab in every language, a phone by day and night; a checked draft, a document and the operator's page in Chinese.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from bench.server import running_server
from ui.web.languages import LANGUAGES, PATHS, Language

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUESTIONS: dict[Language, str] = {
    "zh": "2023年要新增多少学位?",
    "zh-Hant": "2023年要新增多少學位?",
    "en": "How many hospital beds will be added in 2023?",
}
DRAFT = (
    "龙华区2022年成绩\n\n2022年，龙华区完成固定资产投资904.8亿元，新增上市企业2家。新增国家高新技术企业116家，建成多功能智能杆600根。"
    "龙华法院受理案件量同比上升9.4%。\n\n2023年，龙华区计划新改扩建幼儿园15所，新增基础教育学位3万座，举办马拉松37场。\n"
)
"""With a figure, a bound and a direction that are not the plan's, and one thing that it does not say."""
TOKEN = "picture-of-the-operators-page"
FOLDER = Path("docs/screenshots")
QUALITY = 60
"""Of WebP: letters stay sharp, a picture takes some 50 kB."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, running_server(PLANQA_ADMIN_TOKEN=TOKEN) as server:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for language in LANGUAGES:
            _tabs(browser, f"{server.url}/{PATHS[language]}?lang={language}", language, options.out)
        _work(browser, server.url, options.out)
        for scheme in ("light", "dark"):
            _phone(browser, server.url, scheme, options.out)
        browser.close()
    taken = sorted(options.out.glob("*.webp"))
    print(f"{len(taken)} pictures, {sum(file.stat().st_size for file in taken) / 1000:.0f} kB")
    return 0


def _tabs(browser: Browser, url: str, language: Language, out: Path) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 760}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(url)
    _ask(page, QUESTIONS[language])
    page.evaluate("scrollTo(0, 0)")
    _take(page, out / f"chat.{language}.webp")
    page.locator("#tab-ledger-button").click()
    page.locator("#ledger .opener").first.wait_for()
    page.locator("#ledger-tab [name=search]").fill("学位")
    page.locator("#ledger .opener", has_text="基础教育学位").first.click()
    page.locator("#row mark").wait_for()
    page.mouse.move(0, 0)
    _take(page, out / f"ledger.{language}.webp")
    page.locator("#tab-documents-button").click()
    page.locator("#documents li.card").first.wait_for()
    _take(page, out / f"documents.{language}.webp")
    page.locator("#tab-about-button").click()
    page.locator("#about h2").first.wait_for()
    _take(page, out / f"about.{language}.webp")
    context.close()


def _work(browser: Browser, url: str, out: Path) -> None:
    """What staff and operators see."""
    context = browser.new_context(
        viewport={"width": 1200, "height": 760}, locale="zh-CN", reduced_motion="reduce", color_scheme="light"
    )
    page = context.new_page()
    page.goto(f"{url}/?lang=zh")
    page.locator("#talk-and-source.ready").wait_for(state="attached", timeout=120_000)
    page.locator("#tab-check-button").click()
    page.get_by_label("稿件", exact=True).fill(DRAFT)
    page.get_by_role("button", name="核对", exact=True).click()
    page.locator(".marked-draft mark.differs").first.click(timeout=120_000)
    page.locator(".check-source mark").wait_for()
    page.locator("#checked").evaluate("(e) => e.scrollIntoView()")
    _take(page, out / "check.zh.webp")
    page.get_by_role("link", name="打开全文").click()
    page.locator(".paragraph.pointed").wait_for()
    page.get_by_role("searchbox").fill("学位")
    page.keyboard.press("Enter")
    page.locator("mark.current").wait_for()
    _take(page, out / "document.zh.webp")
    page.goto(f"{url}/admin?lang=zh")
    page.get_by_label("管理口令").fill(TOKEN)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="放入文件").wait_for()
    _take(page, out / "admin.zh.webp")
    context.close()


def _phone(browser: Browser, url: str, scheme: str, out: Path) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", reduced_motion="reduce", color_scheme="dark" if scheme == "dark" else "light"
    )  # fmt: skip
    page = context.new_page()
    page.goto(url)
    _ask(page, QUESTIONS["zh"])
    _take(page, out / f"phone-answer.{scheme}.webp")
    page.locator(".marker").first.click()
    _take(page, out / f"phone-source.{scheme}.webp")
    context.close()


def _ask(page: Page, question: str) -> None:
    page.locator("#talk-and-source.ready").wait_for(timeout=120_000)
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".answer [data-act=copy]").wait_for(timeout=120_000)
    page.evaluate("document.activeElement.blur()")


def _take(page: Page, file: Path) -> None:
    page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(file, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    sys.exit(main())
