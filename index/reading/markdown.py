"""Markdown: headings, bold and tables become marks; every other line stays as it was typed.

CommonMark is not followed to the letter on purpose: it drops the numbers of lists ("1. 发展目标" is a heading here) and does not close
``**市场活力增强。**市场主体`` (a bold mark between a full stop and a word), the very form a run-in heading has.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from lxml import html as lxml_html

from index.reading.encodings import decode
from index.reading.headings import is_heading
from index.reading.htmlcells import cells_of
from index.reading.markup import Sheet, power, raised
from index.reading.source import Line, Run, Source, assemble, goes_on
from index.reading.tables import Cell, table_lines
from index.reading.text import in_lines

_FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n(?:---|\.\.\.)\s*\n", re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$")
_TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}|={3,}|`{3,}.*|~{3,}.*)$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LIST = re.compile(r"^\s*(?:[-*+](?:[ \t]+\[[ xX]\])?|>)[ \t]+(?=\S)")
_ITEM = re.compile(r"^\s*[-*+][ \t]+\S")
_BOLD = re.compile(r"(\*\*\*?|___?)(.+?)\1")
_EMPHASIS = re.compile(r"(?<![*\\])\*([^*\s][^*]*)\*|`([^`]+)`")
_HTML_TABLE = re.compile(r"<table\b.*?</table\s*>", re.S | re.I)
_STRUCK = re.compile(r"~~(?=\S).+?~~|<(del|s|strike)\b[^<>]*>.*?</\1\s*>", re.S | re.I)
_RAISED = re.compile(
    r"(?P<before>.{0,8}?)<sup\b[^<>]*>(?P<mark>.*?)</sup\s*>|(?P<note>\[\^[^\]\s]+\]|\^\[[^\]\n]*\])(?!:)", re.S | re.I
)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_TAG = re.compile(
    r"</?(?:a|b|big|blockquote|center|code|details|div|em|figure|figcaption|font|h[1-6]|hr|i|img|ins|kbd|mark|p|pre|small|span|strong|sub|"
    r"summary|u|ul|ol|li|section|article)(?:\s[^<>]*)?/?>",
    re.I,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read(data: bytes) -> Source:
    """A Markdown file.

    Raises:
        UnreadableFile: no text, or in no known encoding.
    """
    text = in_lines(decode(data))
    return assemble(_parts(_COMMENT.sub("", _FRONT_MATTER.sub("", text))))


def _parts(text: str) -> Iterator[Line]:
    """Markdown, and the HTML tables in it."""
    at = 0
    for match in _HTML_TABLE.finditer(text):
        yield from _lines(_without_tags(text[at : match.start()]))
        table = lxml_html.fragment_fromstring(match.group())
        yield from (Line((Run(text),), row=row) for text, row in table_lines(list(cells_of(table, Sheet(table)))))
        at = match.end()
    yield from _lines(_without_tags(text[at:]))


def _without_tags(text: str) -> str:
    """Markdown without what is struck out, the marks of notes, and tags; a break within a table's row stays one."""
    text = _STRUCK.sub("", text)
    text = _RAISED.sub(lambda m: "" if m["note"] else m["before"] + raised(m["mark"], m["before"]), text)
    lines = (line if "|" in line else _BREAK.sub("\n", line) for line in text.split("\n"))
    return _TAG.sub("", "\n".join(lines))


def _bare_rows(lines: list[str]) -> frozenset[int]:
    """The lines of tables whose rows do not open with a pipe: a head, a rule, and rows of as many pipes."""
    found: set[int] = set()
    for i, line in enumerate(lines):
        if (
            i
            and _TABLE_RULE.match(line)
            and "|" in line
            and lines[i - 1].count("|") == line.strip().strip("|").count("|")
        ):
            found.update((i - 1, i))
            rest = range(i + 1, len(lines))
            found.update(itertools.takewhile(lambda j: "|" in lines[j] and lines[j].strip(), rest))
    return frozenset(found)


def _lines(text: str) -> Iterator[Line]:
    open_line: Line | None = None
    table: list[list[Cell]] = []
    all_lines = text.split("\n")
    bare = _bare_rows(all_lines)
    for i, raw in enumerate([*all_lines, ""]):
        if i in bare or _TABLE_ROW.match(raw):
            if not _TABLE_RULE.match(raw):
                cells = re.split(r"(?<!\\)\|", raw.strip().strip("|"))
                table.append(
                    [Cell(_BREAK.sub("\n", _inline(_plain(cell))).strip(), heading=not table) for cell in cells]
                )
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
        joins = open_line and goes_on(before, raw) and not _ITEM.match(raw)
        if open_line and joins and not is_heading(before.strip()) and not is_heading(line.text.strip()):
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
        runs += [Run(_inline(text[at : match.start()])), Run(_inline(match.group(2)), bold=True)]
        at = match.end()
    return Line((*runs, Run(_inline(text[at:]))))


def _plain(text: str) -> str:
    """Without the marks of bold type."""
    return _BOLD.sub(lambda m: m.group(2), text)


def _of_math(tex: str) -> str:
    """A formula of one line as it is printed: 3.6×10³, ≥55%."""
    tex = _COMMAND.sub(lambda m: _SIGNS.get(m.group(1), ""), tex)
    return re.sub(r"\^\{?(\d+)\}?", lambda m: power(m.group(1)), tex).translate(_BRACES).replace("\\%", "%")


_MATH = re.compile(r"(?<![\\$])\$(?=[^$\n]*[\d\\])([^$\n]+)\$")
_COMMAND = re.compile(r"\s*\\([A-Za-z]+)\s*")
_SIGNS = {
    "times": "×", "cdot": "×", "geq": "≥", "ge": "≥", "geqslant": "≥", "leq": "≤", "le": "≤", "leqslant": "≤", "gt": ">", "lt": "<",
    "pm": "±", "sim": "~", "approx": "约",
}  # fmt: skip
_BRACES = {ord(c): None for c in "{}"}


def _inline(text: str) -> str:
    text = _MATH.sub(lambda m: _of_math(m.group(1)), text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), text)
    return _ESCAPE.sub(r"\1", text)
