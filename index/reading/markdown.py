"""Markdown: headings, bold and tables become marks; every other line stays as it was typed.

CommonMark is not followed to the letter on purpose: it drops the numbers of lists ("1. 发展目标" is a heading here) and does not close
``**市场活力增强。**市场主体`` (a bold mark between a full stop and a word), the very form a run-in heading has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.reading.headings import is_heading
from index.reading.source import Line, Run, Source, assemble, goes_on
from index.reading.tables import Cell, table_lines
from index.reading.text import decode

_FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n(?:---|\.\.\.)\s*\n", re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$")
_TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}|={3,}|`{3,}.*|~{3,}.*)$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LIST = re.compile(r"^\s*(?:[-*+]|>)[ \t]+(?=\S)")
_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_EMPHASIS = re.compile(r"(?<![*\\])\*([^*\s][^*]*)\*|`([^`]+)`")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read(data: bytes) -> Source:
    """A Markdown file.

    Raises:
        UnreadableFile: no text, or in no known encoding.
    """
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    return assemble(_lines(_COMMENT.sub("", _FRONT_MATTER.sub("", text))))


def _lines(text: str) -> Iterator[Line]:
    open_line: Line | None = None
    table: list[list[Cell]] = []
    for raw in [*text.split("\n"), ""]:
        if _TABLE_ROW.match(raw):
            if not _TABLE_RULE.match(raw):
                cells = re.split(r"(?<!\\)\|", raw.strip().strip("|"))
                table.append([Cell(_inline(cell).strip(), heading=not table) for cell in cells])
            continue
        if table:
            if open_line:
                yield open_line
                open_line = None
            yield from (Line((Run(text),), row=row) for text, row in table_lines(table))
            table = []
        line = _line(raw)
        if line is None:
            continue
        before = open_line.text if open_line else ""
        if open_line and goes_on(before, raw) and not is_heading(before.strip()) and not is_heading(line.text.strip()):
            open_line = Line((*open_line.runs, *line.runs))
            continue
        if open_line:
            yield open_line
        open_line = line
    if open_line:
        yield open_line


def _line(raw: str) -> Line | None:
    if not raw.strip() or _RULE.match(raw):
        return None
    if heading := _HEADING.match(raw):
        return Line((Run(_inline(heading.group(1).replace("**", "")), bold=True),))
    text = _LIST.sub("", raw)
    runs, at = [], 0
    for match in _BOLD.finditer(text):
        runs += [Run(_inline(text[at : match.start()])), Run(_inline(match.group(1) or match.group(2)), bold=True)]
        at = match.end()
    return Line((*runs, Run(_inline(text[at:]))))


def _inline(text: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), text)
    return _ESCAPE.sub(r"\1", text)
