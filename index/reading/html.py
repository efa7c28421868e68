"""Saved web pages of governments: the article with its title, source and date lines; all other furniture of the page is left out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from index.reading.encodings import decode
from index.reading.headings import is_heading
from index.reading.htmlcells import BLOCKS, DROPPED, cells_of, plain_text, rows_of, unwrapped
from index.reading.markup import Sheet, is_raised, raised
from index.reading.source import TAIL, Line, Run, Source, UnreadableFile, assemble, goes_on
from index.reading.tables import Tables

_BOLD_TAGS = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)", re.I)
_FURNITURE_NAME = re.compile(
    r"nav|menu|crumb|position|location|weizhi|dqwz|foot|copyright|share|print|toolbar|relat|recommend|sidebar|search|login|"
    r"qr-?code|ewm|pager|attach|fujian|fjxz|annex|wza|banner|friend|links?\b|comment|fontsize",
    re.I,
)
_ARTICLE_NAME = re.compile(
    r"ucap-?content|trs_(?:u?editor|web)|pages_content|article[-_]?(?:content|body|con)\b|\bzoom\b|news_?content|con_?text",
    re.I,
)
_FILE_LINK = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|zip|rar|7z|ofd|pptx?|jpe?g|png)(?:[?#].*)?$", re.I)
_PROSE = re.compile("[，。；、,;]")

_PLACE = re.compile("^(?:当前位置|您?(?:现在|当前)?(?:所在)?(?:的)?位置|首页)\\s*(?:[:：>›»/]|$)")
_FACT = re.compile(
    "(?:来\\s*源|日\\s*期|发布时间|发文(?:机关|单位)|发布(?:机构|单位)|索\\s*引\\s*号|文\\s*号|发文字号|有\\s*效\\s*性)\\s*[:：]|失效|废止"
)
_DATED = re.compile(r"(?:发布|来源).*[12]\d{3}|(?<!文)日\s*期\s*[:：]\s*[12]\d{3}")


def read(data: bytes) -> Source:
    """The article of a page.

    Raises:
        UnreadableFile: no page, or no text in it.
    """
    text = decode(data, declared=True)
    if not text.strip():
        raise UnreadableFile("文件是空的，请检查是否下载完整 (file is empty)")
    try:
        root = lxml_html.document_fromstring(_shallow(text).encode(), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"无法解析网页 (not a web page: {error})") from error
    body = root.find("body")
    if body is None:
        raise UnreadableFile("网页没有正文 (page without a body)")
    with _deep():
        page = _Page(body, Sheet(root))
        return assemble([*_head(root, page), *_without_tail(page.article)])


def _parser() -> Any:
    """Without libxml2's limit of 256 levels, behind which it would drop the rest of the page."""
    return lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)


@contextmanager
def _deep() -> Iterator[None]:
    """Pages of unclosed tags are trees of thousands of levels; walking one costs Python's own stack only."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 4 * _MOST_LEVELS))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


_MOST_LEVELS = 1_500
_INLINE = re.compile(r"</?(?:font|span|b|i|u|em|strong|big|small|a|o:p|st1:[a-z]+)(?:\s[^<>]*)?>", re.I)


def _shallow(text: str) -> str:
    """A page whose inline tags are never closed, without them: they would nest ever deeper and say nothing."""
    opened = len(re.findall(r"<(?!/|!|br|img|hr|meta|link|input|p\b)[a-z]", text, re.I)) - text.count("</")
    return _INLINE.sub("", text) if opened > _MOST_LEVELS or text.count("<font") > _MOST_LEVELS * 10 else text


class _Page:
    """Walks the tree once; ``lines`` are all lines kept, of which ``[first:last]`` are the article's."""

    def __init__(self, body: Any, sheet: Sheet) -> None:
        self._sheet = sheet
        self._weights: dict[Any, int] = {}
        self._total = self._weigh(body, False)
        self._article = self._find_article(body)
        self._chars: list[tuple[str, bool]] = []
        self._linked = self._unlinked = 0
        self._broken_by_br = False
        self._entered = False
        self.lines: list[Line] = []
        self.first, self.last = 0, 0
        self._tables, self._told = Tables(), 0
        self._walk(body, bold=False, file_link=False)
        self._flush()

    @property
    def head(self) -> list[str]:
        return [line.text for line in self.lines[: self.first]]

    @property
    def article(self) -> list[Line]:
        return self.lines[self.first : self.last]

    def _weigh(self, element: Any, linked: bool) -> int:
        """Characters of prose below an element: text with punctuation outside of links."""
        if not isinstance(element.tag, str) or element.tag in DROPPED or self._sheet.leaves_out(element):
            return 0
        linked = linked or element.tag == "a"
        texts = [element.text, *(child.tail for child in element)]
        own = 0 if linked else sum(len(t.strip()) for t in texts if t and _PROSE.search(t))
        weight = own
        for child in element:  # no sum() of a generator: it would nest in C, whose stack is small
            weight += self._weigh(child, linked)
        self._weights[element] = weight
        return weight

    def _find_article(self, body: Any) -> Any:
        """The innermost element that holds nearly all of the page's prose."""
        named = [
            e
            for e, weight in self._weights.items()
            if weight >= 0.8 * self._total and e.tag in BLOCKS and _ARTICLE_NAME.search(_name(e))
        ]
        element = named[0] if named and self._total else body  # children are weighed before their parents
        while True:
            inner = next((c for c in element if self._weights.get(c, 0) >= 0.95 * max(self._total, 1)), None)
            if inner is None or inner.tag in {"p", "span", "font", "li", "pre"} | _BOLD_TAGS:
                return element
            element = inner

    def _is_furniture(self, element: Any) -> bool:
        if element.tag in DROPPED or self._sheet.leaves_out(element):
            return True
        if element.tag not in BLOCKS | {"span", "a"}:
            return False
        light = self._weights.get(element, 0) < 0.2 * max(self._total, 1)
        return light and bool(_FURNITURE_NAME.search(_name(element)))

    def _walk(self, element: Any, *, bold: bool, file_link: bool) -> None:
        if not isinstance(element.tag, str) or self._is_furniture(element):
            return
        if element is self._article:
            self._flush()
            self.first, self._entered = len(self.lines), True
        tag = element.tag
        if tag == "table" and self._is_data(element):
            self._flush()
            between = [line.text for line in self.lines[self._told :]]
            rows = self._tables.lines(list(cells_of(element, self._sheet)), between)
            self.lines.extend(Line((Run(text),), row=row) for text, row in rows)
            self._told = len(self.lines)
        elif is_raised(element):
            self._text(raised(plain_text(element), "".join(c for c, _ in self._chars[-8:])), bold, file_link, pre=False)
        else:
            if tag in BLOCKS and not (tag in {"td", "th"} and not self._entered):
                self._flush(by_br=tag == "br")
            bold = _is_bold(element, bold)
            linked = file_link or (tag == "a" and bool(_FILE_LINK.search(element.get("href", ""))))
            self._text(element.text, bold, linked, pre=tag == "pre")
            for child in element:
                self._walk(child, bold=bold, file_link=linked)
                self._text(child.tail, bold, linked, pre=tag == "pre")
            if tag in {"td", "th"} and not self._entered:
                self._text(" ", bold, linked, pre=False)
            elif tag in BLOCKS and tag != "br":
                self._flush()
        if element is self._article:
            self._flush()
            self.last = len(self.lines)

    def _text(self, text: str | None, bold: bool, file_link: bool, *, pre: bool) -> None:
        for i, piece in enumerate((text or "").split("\n") if pre else [text or ""]):
            if i:
                self._flush(by_br=True)
            self._chars.extend((c, bold) for c in piece)
            if file_link:
                self._linked += len(piece.strip())
            else:
                self._unlinked += len(piece.strip(" \t\r\n\u3000\xa0:：;；、.。0123456789附件"))

    def _flush(self, *, by_br: bool = False) -> None:
        """End the line; a line that is only the name of a linked file is an attachment, not text."""
        chars, only_file = unwrapped(self._chars), self._linked and not self._unlinked
        goes_by_br, self._broken_by_br = self._broken_by_br, by_br
        self._chars, self._linked, self._unlinked = [], 0, 0
        text = "".join(c for c, _ in chars)
        if not text.strip() or only_file:
            self._broken_by_br = goes_by_br or by_br
            return
        runs = tuple(_runs(chars))
        before = self.lines[-1] if self.lines and len(self.lines) > self.first else None
        if goes_by_br and before and not before.row:
            if goes_on(before.text, text) and not is_heading(before.text.strip()) and not is_heading(text.strip()):
                self.lines[-1] = Line((*before.runs, *runs))
                return
        self.lines.append(Line(runs))

    def _is_data(self, table: Any) -> bool:
        """Whether a table holds data, or only lays out the page: several rows and columns of short cells, none inside another."""
        if table.find(".//table") is not None:
            return False
        rows = [[plain_text(cell) for cell in row] for row in rows_of(table)]
        cells = [text for row in rows for text in row if text]
        if len(rows) < 2 or max(map(len, rows), default=0) < 2 or not cells or not self._entered:
            return False
        return sum(map(len, cells)) / len(cells) < 120


def _name(element: Any) -> str:
    return f"{element.get('id', '')} {element.get('class', '')}"


def _is_bold(element: Any, inherited: bool) -> bool:
    style = _BOLD_STYLE.search(element.get("style", ""))
    if style:
        return not style.group(1).lower().startswith(("normal", "1", "2", "3", "4", "5"))
    return inherited or element.tag in _BOLD_TAGS


def _runs(chars: list[tuple[str, bool]]) -> Iterator[Run]:
    start = 0
    for i in range(1, len(chars) + 1):
        if i == len(chars) or chars[i][1] != chars[start][1]:
            yield Run("".join(c for c, _ in chars[start:i]), chars[start][1])
            start = i


def _head(root: Any, page: _Page) -> list[Line]:
    """Title, then the lines above the article that name source, date or status; from the page's meta tags where no line does."""
    meta = {
        str(m.get("name") or m.get("property")).lower(): (m.get("content") or "").strip() for m in root.iter("meta")
    }
    opening = [line.text.strip() for line in page.article[:8]]
    title = meta.get("articletitle") or _heading_text(root, page) or _window_title(root)
    lines = [] if not title or title in opening else [title]
    facts = [text.strip() for text in page.head if _FACT.search(text) and not _PLACE.match(text.strip())]
    if not any(_FACT.search(text) and _DATED.search(text) for text in [*facts, *opening]):
        named = (
            ("来源", meta.get("contentsource") or meta.get("source")),
            ("日期", meta.get("pubdate") or meta.get("publishdate") or meta.get("article:published_time")),
        )
        if told := " ".join(f"{label}:{value}" for label, value in named if value):
            facts.append(told)
    return [Line((Run(text),)) for text in dict.fromkeys([*lines, *facts])]


def _heading_text(root: Any, page: _Page) -> str:
    heads = {line.text.strip() for line in [*page.lines[: page.first], *page.article[:8]]}
    return next((text for h in root.iter("h1", "h2", "ucaptitle") if (text := plain_text(h)) in heads), "")


def _window_title(root: Any) -> str:
    """The window's title without the site's name."""
    element = root.find(".//title")
    return re.split(r"\s*[-_|–—]{1,2}\s*", plain_text(element))[0].strip() if element is not None else ""


def _without_tail(lines: list[Line]) -> list[Line]:
    """The article without what a page puts under it, and without the breadcrumb above it."""
    texts = [line.text.strip() for line in lines]
    last = next((i for i, text in enumerate(texts) if i > len(texts) * 0.6 and TAIL.match(text)), len(lines))
    return [line for line, text in zip(lines[:last], texts[:last], strict=True) if not _PLACE.match(text)]
