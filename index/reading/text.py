"""Plain text: encodings, invisible characters and lines broken by a converter are put right here, once.

Everything after this step counts offsets in the text returned, so no later step may change it.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise

from index.reading.encodings import decode
from index.reading.headings import is_heading
from index.reading.source import Source, UnreadableFile, clean, goes_on

_LINE_BREAK = re.compile("\r\n?|\n?[\v\f\x1c-\x1e\x85\u2028\u2029]\n?")
_ESCAPED_BREAK = re.compile(r"(?:\\r)?\\n(?![A-Za-z])|\\r(?![A-Za-z])")
_ESCAPED_CHARACTER = re.compile(r"<U\+([0-9A-Fa-f]{4,6})>")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")
_ENDS_A_LINE = tuple("。！？!?：:；;")
_PROSE = re.compile("[，,。；;、]")


def read(data: bytes) -> Source:
    """A text file. See :func:`read_text`."""
    return Source(read_text(data))


def read_text(data: bytes) -> str:
    """Decode ``data`` and repair it.

    Raises:
        UnreadableFile: empty, binary, too large, or in no known encoding.
    """
    text = clean(in_lines(decode(data)))
    if not text.strip():
        raise UnreadableFile("文件是空的，请检查是否下载完整 (file is empty)")
    return _rejoin(text)


def in_lines(text: str) -> str:
    """Every kind of line break as ``\\n``, and what an export wrote as escapes (``\\r\\n``, ``&nbsp;``, ``<U+00A0>``) as what it stands for."""
    text = _ESCAPED_CHARACTER.sub(_character, text)
    text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    text = _ESCAPED_BREAK.sub("\n", text)
    if "\f" in text:
        text = _over_pages(text)
    return _LINE_BREAK.sub("\n", text)


def _over_pages(text: str) -> str:
    """Without the page breaks within a line at which a sentence goes on; other page breaks stay."""
    pages = text.split("\f")
    out = [pages[0]]
    for page, next_page in pairwise(pages):
        before, after = page.rpartition("\n")[2], next_page.partition("\n")[0]
        within = before[-1:].strip() and after[:1].strip() and not before.endswith(_ENDS_A_LINE)
        apart = is_heading(before.strip()) or is_heading(after.strip()) or not _PROSE.search(after)
        out += ["\f" if not within else "\n" if apart else "", next_page]
    return "".join(out)


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()


def _rejoin(text: str) -> str:
    """Join a line that breaks off in mid-sentence with the line that goes on, blank lines between them or not."""
    lines = text.split("\n")
    out: list[str] = []
    for line in lines:
        bare = line.strip()
        if bare and out:
            last = next((i for i in range(len(out) - 1, max(-1, len(out) - 4), -1) if out[i].strip()), None)
            if last is not None:
                before = out[last].rstrip()
                if goes_on(before, line) and not is_heading(before.strip()) and not is_heading(bare):
                    out[last:] = [before + bare]
                    continue
        out.append(line)
    return "\n".join(out)
