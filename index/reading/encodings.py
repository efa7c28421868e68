"""Bytes to characters: which encoding a file is in, and what is left of it where some of its bytes are damaged.

A damaged place becomes U+FFFD, once, and costs nothing around it. Which of several encodings a text is in is told by how many of its
Chinese characters are common ones (level 1 of GB 2312), since GB 18030, Big5 and UTF-16 decode almost any bytes to something.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from index.reading.source import UnreadableFile, clean
from index.words import simplify

MAX_BYTES = 20 * 1024 * 1024
"""A plan has some 50 kB; a thousand times that is not a plan."""
LOST = "\ufffd"
"""Stands for what could not be decoded."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs"}
"""Pages that declare the narrow sets use characters of the wide one."""
_MOST_LOST = 0.02
"""Share of characters lost above which an encoding is the wrong one."""
_COMMON_ENOUGH = 0.6
_SAMPLE = 20_000
_NEAR = 40
"""Bytes before and behind an error within which it is looked for."""


def decode(data: bytes, *, declared: bool = False) -> str:
    """Text of ``data`` by its byte order mark, what it declares of itself (if ``declared`` and true), or what fits best.

    Raises:
        UnreadableFile: binary, too large, or in no known encoding.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后再放入 (file too large)")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _if_text(
                _decoded(data[len(mark) :], encoding), f"文件标记为 {encoding.upper()} 但内容已损坏 (broken {encoding})"
            )
    if b"\x00" not in data:
        try:
            # Hardly any other text is valid UTF-8, and pages saved again as UTF-8 still declare what they once were.
            return _if_text(data.decode(), "这不是文本文件，请另存为 .txt (not text)")
        except UnicodeDecodeError:
            pass
    texts = [text for text in _readings(data, declared) if _plausible(text)]
    if texts:
        return max(texts, key=commonness).replace("\x00", "")
    if data.count(b"\x00") > len(data) * 0.001:
        raise UnreadableFile("这是二进制文件，不是文本；请另存为 .txt (binary file)")
    best = from_bytes(data).best()
    if best is None or not looks_like_text(clean(str(best))):
        raise UnreadableFile("无法识别文字编码，请另存为 UTF-8 (unknown encoding)")
    return str(best)


def looks_like_text(text: str) -> bool:
    """Few control characters, and few code points that Chinese and Latin text never uses."""
    sample = text[:_SAMPLE]
    odd = sum(1 for c in sample if not (c.isspace() or c.isprintable()) or "\ue000" <= c <= "\uf8ff")
    usual = sum(
        1
        for c in sample
        if c.isascii()
        or "\u3000" <= c <= "\u9fff"
        or "\uff00" <= c <= "\uffef"
        or "\u2500" <= c <= "\u257f"
        or c in "“”‘’—…·①②③④⑤⑥ⅠⅡⅢⅣ×℃‰\u00a0"
    )
    return odd <= len(sample) * 0.01 and usual >= len(sample) * 0.9


def _if_text(text: str, otherwise: str) -> str:
    if not _few_lost(text) or not looks_like_text(clean(text)):
        raise UnreadableFile(otherwise)
    return text


def _readings(data: bytes, declared: bool) -> Iterator[str]:
    """``data`` in each encoding that it may be in."""
    if data.count(b"\x00") > len(data) * 0.001:
        yield _decoded(data, "utf-16-le")
        yield _decoded(data, "utf-16-be")
        return
    own = _declared_encoding(data) if declared else None
    for encoding in dict.fromkeys(filter(None, ("utf-8", own, "gb18030", "big5hkscs"))):
        yield _decoded(data, encoding)


def _few_lost(text: str) -> bool:
    return text.count(LOST) <= max(len(text) * _MOST_LOST, 20)


def _plausible(text: str) -> bool:
    return _few_lost(text) and looks_like_text(clean(text)) and commonness(text) >= _COMMON_ENOUGH


def commonness(text: str) -> float:
    """Share of the Chinese characters that are common ones; a lost character counts as ten rare ones, text without any as common."""
    sample = simplify(text[:_SAMPLE])
    han = [c for c in sample if "\u3400" <= c <= "\u9fff" or "\ue000" <= c <= "\uf8ff"]
    common = sum(1 for c in han if _is_common(c))
    total = len(han) + 10 * sample.count(LOST)
    return common / total if total else 1.0


def _is_common(char: str) -> bool:
    code = char.encode("gb2312", "ignore")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        if encoding.startswith("utf"):  # which find their way back by themselves
            return re.sub(f"{LOST}+", LOST, data.decode(encoding, "replace"))
    rough = data.decode(encoding, "replace")
    if not _few_lost(rough) or commonness(rough) < _COMMON_ENOUGH / 2:  # another encoding: there is nothing to mend
        return rough
    return "\n".join(_mended(line, encoding) for line in data.split(b"\n"))


def _mended(line: bytes, encoding: str) -> str:
    """A line in a double-byte encoding without the bytes that cannot be read.

    A byte too many or too few shifts all pairs up to the next ASCII character, so the byte or two to leave out are those without which
    most of that stretch is common characters.
    """
    text = ""
    while line:
        try:
            return text + line.decode(encoding)
        except UnicodeDecodeError as error:
            start = error.start
            while start > max(0, error.start - _NEAR) and line[start - 1] >= 0x80:
                start -= 1
            start += (error.start - start) % 2 if start and line[start - 1] >= 0x80 else 0
            end = min(len(line), error.start + _NEAR)
            stop = next((i for i in range(error.start, end) if line[i] < 0x40), end)
            stretch, last = line[start:stop], error.start - start
            choices = (_without(stretch, i, i + n, encoding) for n in (1, 2) for i in range(last + 1))
            text += line[:start].decode(encoding, "replace") + max(choices, key=commonness)
            line = line[stop:]
    return text


def _without(stretch: bytes, start: int, stop: int, encoding: str) -> str:
    return stretch[:start].decode(encoding, "replace") + LOST + stretch[stop:].decode(encoding, "replace")


def _declared_encoding(data: bytes) -> str | None:
    match = _DECLARED.search(data, 0, 4096)
    if match is None:
        return None
    name = match.group(1).decode("ascii").lower()
    try:
        return codecs.lookup(_WIDER.get(name, name)).name
    except LookupError:
        return None
