"""``make screenshots``: the pictures of the README, taken of the running page: every tab in every language, and a phone by day and night."""

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
    with sync_playwright() as playwright, running_server() as server:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for language in LANGUAGES:
            _tabs(browser, f"{server.url}/{PATHS[language]}?lang={language}", language, options.out)
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
