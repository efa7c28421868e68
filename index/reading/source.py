"""What every reader hands on: one text, and what the file's format says about parts of it.

A reader yields :class:`Line` objects; :func:`assemble` makes the text of them and turns their marks into offsets, so that no reader
counts characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.condensed import NOTE_MARK
from index.errors import PlanqaError
from index.reading.headings import is_heading
from index.units import MAGNITUDE, UNIT

Span = tuple[int, int]

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_BLANK = {
    ord(c): " " for c in "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
}
_WIDE = {0xFF00 + i: 0x20 + i for i in (*range(0x10, 0x1A), *range(0x21, 0x3B), *range(0x41, 0x5B))}
_SAME = (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0xFE50, 0xFE6C))
"""Radicals and small or compatible forms, as fonts and copied text have them (⼀ for 一, ﹪ for %)."""
_LATER_RADICALS = dict(
    zip(
        "⺠⺫⺶⺷⺹⺼⻁⻃⻄⻅⻆⻇⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻱",
        "民目羊羊老肉虎西西见角角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龜",
        strict=True,
    )
)
"""For these Unicode names no plain form."""
PLAIN_FORMS = {
    code: plain
    for code in _SAME
    if len(plain := _LATER_RADICALS.get(chr(code)) or unicodedata.normalize("NFKC", chr(code))) == 1
}
_WIDE_POINT = re.compile("(?<=\\d)．(?=\\d)")
TAIL = re.compile(
    "^(?:扫一扫|友情链接|相关报道|本栏(?:最新|推荐)|阅读排行|标签云?[:：]?$|分享(?:到|至|[:：]|$)|上一[篇条]|下一[篇条]|相关(?:链接|阅读|文章|附件|信息|解读|稿件)|责任编辑|版权所有|主办(?:单位)?[:：]|"
    "承办(?:单位)?[:：]|网站标识码|网站地图|.{0,6}ICP备|.{0,4}公网安备|返回顶部|【?(?:打印|关闭|收藏)|附\\s*件\\s*(?:下载)?[:：]?$|下载附件)"
)
"""How the first line opens that a page puts under its article."""
_BROKEN_MIN = 15
_FIGURE = re.compile(rf"\d[\d.,]*(?:{MAGNITUDE})*(?:(?![年月日号])(?:{UNIT})|[%％])(?=[，,。；;、])")
"""A figure with its unit, which opens no line: 新建改建农村公路 / 140公里，新增…"""
_CLOSED = tuple("。！？!?：:；;”’》）)】…")


class UnreadableFile(PlanqaError):
    """The file cannot be read as a document; the message says why and what to do."""


class ScannedFile(UnreadableFile):
    """The file's ``pages`` are pictures of text."""

    def __init__(self, message: str, pages: int) -> None:
        super().__init__(message)
        self.pages = pages


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text with its marks. All offsets count in ``text``."""

    text: str
    bold: tuple[Span, ...] = ()
    """Stretches in bold within the body, in order."""
    rows: tuple[Span, ...] = ()
    """Table rows, one line each; rows of one table stand on consecutive lines."""
    pages: tuple[int, ...] = ()
    """Where each page begins; empty where the format has no pages."""
    recognised: bool = False
    """Whether a program read the text from pictures, and may have misread it."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line in one weight on one page."""

    text: str
    bold: bool = False
    page: int = 0
    """Counted from 1; 0 where the format has no pages."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, heading or table row."""

    runs: tuple[Run, ...]
    row: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


_AS_USUAL = PLAIN_FORMS | _WIDE | _BLANK


def clean(text: str) -> str:
    """Without invisible characters and marks of notes inside figures (5200①个), with full-width digits and letters (２０２３, ＧＤＰ), radicals,
    small forms and all blanks as they are usually written.
    """
    return NOTE_MARK.sub("", _WIDE_POINT.sub(".", _INVISIBLE.sub("", text).translate(_AS_USUAL)))


def running_key(line: str) -> str:
    """What a running head or foot repeats: its words, numbers aside."""
    return re.sub(r"\d+", "#", line)


def often(pages: int) -> int:
    """On how many of a file's pages a line stands first or last that runs over all of them."""
    return max(3, pages // 3)


def is_page_number(line: str) -> bool:
    """Whether a line holds the number of its page and nothing else."""
    return bool(_PAGE_NUMBER.match(line))


_PAGE_NUMBER = re.compile(
    r"^[\s\-–—·.•]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/／,，共]+\s*\d{1,4}\s*页?)?|[ivxIVX]{1,5})[\s\-–—·.•]*$"
)


def goes_on(before: str, line: str) -> bool:
    """Whether ``line`` looks like the rest of the sentence that ``before`` breaks off (neither being a heading)."""
    if before.endswith(_CLOSED) or line.lstrip().startswith("——") or line[:1] in " \t\u3000":
        return False
    return (len(before.strip()) >= _BROKEN_MIN and any(mark in before for mark in "，,。")) or bool(
        _FIGURE.match(line) and "\u4e00" <= before.rstrip()[-1:] <= "\u9fff"
    )


def in_lines(runs: Sequence[Run]) -> Iterator[Line]:
    """Runs cut at the line breaks in them; a break in mid-sentence is none."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for i, piece in enumerate(run.text.split("\n")):
            if i:
                lines.append([])
            lines[-1].append(Run(piece, run.bold, run.page))
    open_line: list[Run] = []
    for line in lines:
        before, text = "".join(run.text for run in open_line), "".join(run.text for run in line)
        if before.strip() and text.strip():
            if goes_on(before, text) and not is_heading(before.strip()) and not is_heading(text.strip()):
                open_line += line
                continue
            yield Line(tuple(open_line))
            open_line = []
        open_line = line if text.strip() else open_line
    if "".join(run.text for run in open_line).strip():
        yield Line(tuple(open_line))


def assemble(lines: Iterable[Line], *, recognised: bool = False) -> Source:
    """One line of text for each of ``lines``, blank ones left out, with the marks as offsets.

    Raises:
        UnreadableFile: there is nothing but blanks.
    """
    parts: list[str] = []
    bold: list[Span] = []
    rows: list[Span] = []
    pages: list[int] = []
    at = 0
    for line in lines:
        runs = _trimmed(line.runs)
        if not runs:
            continue
        start = at
        for run in runs:
            while len(pages) < run.page:
                pages.append(at)
            if run.bold and bold and bold[-1][1] == at and at > start:
                bold[-1] = (bold[-1][0], at + len(run.text))
            elif run.bold:
                bold.append((at, at + len(run.text)))
            at += len(run.text)
            parts.append(run.text)
        if line.row:
            rows.append((start, at))
        parts.append("\n")
        at += 1
    if not parts:
        raise UnreadableFile("文件里没有文字，请检查是否下载完整 (no text in the file)")
    return Source("".join(parts), tuple(bold), tuple(rows), tuple(pages), recognised)


def _trimmed(runs: tuple[Run, ...]) -> list[Run]:
    """Cleaned runs without empty ones, and without blanks at either end of the line."""
    kept = [Run(clean(run.text), run.bold, run.page) for run in runs]
    while kept and not (first := kept[0]).text[:1].strip():
        text = first.text.lstrip()
        kept[:1] = [Run(text, first.bold, first.page)] if text else []
    while kept and not (last := kept[-1]).text[-1:].strip():
        text = last.text.rstrip()
        kept[-1:] = [Run(text, last.bold, last.page)] if text else []
    return [run for run in kept if run.text]
