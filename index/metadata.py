"""Title, issuer, date, status and region, read from the lines above the body."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.document import Metadata
from index.reading.headings import heading_mark
from index.scope import document_time

_FURNITURE = re.compile(
    "当前位置|首页|来源[:：]|发布时间|发布日期|日期[:：]|信息来源|发布机构|索引号|文号|分类[:：]|主题[:：]|浏览次数|字体|字号|分享|打印|收藏|"
    "名称[:：]|发文机关|成文日期|有\\s*效\\s*性|索\\s*引\\s*号|关闭"
)
_TITLE_WORD = re.compile("计划|报告|规划|纲要|方案|要点|意见|办法|通知|公报")
_ISSUER = re.compile(r"(?:信息来源|来源|发布机构|发文机关|发布单位)[:：]\s*([^\s:：【】|]+)")
_DATE = re.compile(r"((?:19|20)\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})日?")
_SIGNED = re.compile(r"成\s*文\s*日\s*期|——")
"""The day a document was signed or read out, which counts where the page does not say when it was published."""
_CONTENTS = re.compile(r"目\s*[录次]")
_STATUS = re.compile(r"(?:本)?文件?(?:已经?)?(?:失效|废止)|(?:已失效|已废止)|有效性[:：]\s*(?:失效|废止)")
_REGION = re.compile(
    "^((?:[\u4e00-\u9fa5]{2,8}?(?:省|自治区|特别行政区))?(?:[\u4e00-\u9fa5]{2,8}?(?:市|自治州|地区|盟))?"
    "(?:[\u4e00-\u9fa5]{1,8}?(?:新区|区|县|旗))?(?:[\u4e00-\u9fa5]{2,8}?(?:镇|乡|街道))?)"
)
_KIND = (
    ("工作报告", re.compile("政府工作报告|工作报告$")),
    (
        "五年规划",
        re.compile('五年(?:发展)?规划|五年计划|[“"]?十[一二三四五六]?五[”"]?(?:时期)?.{0,30}规划|规划.{0,12}纲要'),
    ),
    ("计划", re.compile("计划")),
)
_SALUTATION = re.compile("^各位(?:代表|委员)")
_HEAD_LINES = 30


@dataclass(frozen=True, slots=True)
class Masthead:
    metadata: Metadata
    body_start: int


def parse_masthead(text: str, file_stem: str) -> Masthead:
    """Read what stands above the body. The title falls back to the file's name where no line looks like one."""
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text)][:_HEAD_LINES]
    lines = [(start + len(line) - len(line.lstrip()), line.strip()) for start, line in lines if line.strip()]
    body_at = next(
        (
            i
            for i, (_, line) in enumerate(lines)
            if heading_mark(line) or _CONTENTS.fullmatch(line) or _SALUTATION.match(line) or _is_prose(line)
        ),
        len(lines),
    )
    head = lines[:body_at]
    title, title_span = _title(head, file_stem)
    issuer = published = status = ""
    issuer_span = date_span = status_span = None
    signed = False
    for start, line in head:
        span = (start, start + len(line))
        if (match := _ISSUER.search(line)) and not issuer:
            issuer, issuer_span = match.group(1), span
        if (dates := dates_in(line)) and span != title_span:
            only_signed = bool(_SIGNED.search(line))
            if not published or (signed and not only_signed):
                published, date_span, signed = next(iter(dates)), span, only_signed
        if _STATUS.search(line) and span != title_span:
            status, status_span = line, span
    source_span = _around(issuer_span, date_span)
    region = region_of(title) or region_of(issuer)
    if not issuer and "国务院" in title:
        issuer = "国务院"
    elif not issuer and region and "政府工作报告" in title:
        issuer = f"{region}人民政府"
    if not region and ("国务院" in title or "全国" in title or title.startswith("中华人民共和国")):
        region = "全国"
    time = document_time(title, published)
    years = tuple(y for y in (time.reviewed, time.planned) if y)
    metadata = Metadata(
        title, issuer, published, status, region, years, title_span, source_span, status_span, kind(title)
    )
    body_start = lines[body_at][0] if body_at < len(lines) else (lines[-1][0] + len(lines[-1][1]) if lines else 0)
    return Masthead(metadata, body_start)


def kind(title: str) -> str:
    """What a document of this title is, one of :data:`index.document.KINDS`."""
    return next((name for name, pattern in _KIND if pattern.search(title)), "其他")


def dates_in(text: str) -> dict[str, str]:
    """The dates a text names: the ISO date, and how it is written."""
    found: dict[str, str] = {}
    for match in _DATE.finditer(text):
        found.setdefault("{}-{:0>2}-{:0>2}".format(*match.groups()), match.group())
    return found


def _around(issuer: tuple[int, int] | None, date: tuple[int, int] | None) -> tuple[int, int] | None:
    """The lines that name issuer and date, and what stands between them."""
    if issuer is None or date is None:
        return issuer or date
    return min(issuer[0], date[0]), max(issuer[1], date[1])


def _is_prose(line: str) -> bool:
    return len(line) > 40 and "。" in line and not _FURNITURE.search(line)


def _title(head: list[tuple[int, str]], file_stem: str) -> tuple[str, tuple[int, int] | None]:
    candidates = [
        (start, line)
        for start, line in head
        if not _FURNITURE.search(line) and not line.startswith("—") and _TITLE_WORD.search(line) and len(line) <= 80
    ]
    if not candidates:
        return file_stem, None
    start, line = max(candidates, key=lambda c: (bool(re.search(r"\d{4}年", c[1])), len(c[1])))
    return line, (start, start + len(line))


def region_of(name: str) -> str:
    """The place whose name opens a title or an issuer's name, or empty."""
    match = _REGION.match(re.sub(r"^(?:关于|印发|中共)+", "", name))
    return match.group(1) if match else ""
