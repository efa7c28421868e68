"""Plain text: encodings, invisible characters and lines broken by a converter are put right here, once.

Everything after this step counts offsets in the text returned, so no later step may change it.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from index.reading.headings import is_heading
from index.reading.source import Source, UnreadableFile, clean, goes_on

MAX_BYTES = 20 * 1024 * 1024
"""A plan has some 50 kB; a thousand times that is not a plan."""

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz": "gb18030"}
"""Pages that declare the narrow sets use characters of the wide one."""


def read(data: bytes) -> Source:
    """A text file. See :func:`read_text`."""
    return Source(read_text(data))


def read_text(data: bytes) -> str:
    """Decode ``data`` and repair it.

    Raises:
        UnreadableFile: empty, binary, too large, or in no known encoding.
    """
    text = clean(decode(data)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableFile("文件是空的,请检查是否下载完整 (file is empty)")
    return _rejoin(text)


def decode(data: bytes, *, declared: bool = False) -> str:
    """Text of ``data`` by its byte order mark, what it declares of itself (if ``declared`` and true), or what fits.

    Raises:
        UnreadableFile: binary, too large, or in no known encoding.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"文件超过 {MAX_BYTES // 1024 // 1024} MB,请拆分后再放入 (file too large)")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableFile("文件标记为 UTF-16 但内容已损坏 (broken UTF-16)") from error
    if b"\x00" in data:
        raise UnreadableFile("这是二进制文件,不是文本;请另存为 .txt (binary file)")
    own = _declared_encoding(data) if declared else None
    # Hardly any other text is valid UTF-8, and pages saved again as UTF-8 still declare what they once were.
    for encoding in filter(None, ("utf-8-sig", own, "gb18030")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if looks_like_text(clean(text)):
            return text
    best = from_bytes(data).best()
    if best is None or not looks_like_text(clean(str(best))):
        raise UnreadableFile("无法识别文字编码,请另存为 UTF-8 (unknown encoding)")
    return str(best)


def _declared_encoding(data: bytes) -> str | None:
    match = _DECLARED.search(data, 0, 4096)
    if match is None:
        return None
    name = match.group(1).decode("ascii").lower()
    try:
        return codecs.lookup(_WIDER.get(name, name)).name
    except LookupError:
        return None


def looks_like_text(text: str) -> bool:
    """Few control characters, and few code points that Chinese and Latin text never uses.

    GB18030 decodes almost any bytes to something, so decoding alone proves nothing.
    """
    sample = text[:20000]
    odd = sum(1 for c in sample if not (c.isspace() or c.isprintable()) or "\ue000" <= c <= "\uf8ff")
    usual = sum(
        1
        for c in sample
        if c.isascii() or "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" or c in "“”‘’—…·①②③④⑤⑥ⅠⅡⅢⅣ×℃‰\u00a0"
    )
    return odd <= len(sample) * 0.01 and usual >= len(sample) * 0.9


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
