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
_ISSUER = re.compile(
    r"(?:信息来源|来源|发布机构|发文机关|发布单位)[:：]\s*([^\s:：【】|]+?)"
    r"(?=发布日期|发布时间|发文日期|成文日期|日期[:：]|时间[:：]|浏览|点击|作者|字体|字号|[\s:：【】|]|$)"
)
_MEDIA = re.compile(
    "(?:日报|晚报|商报|时报|新华社|新华网|人民网|通讯社|电视台|广播|融媒体|客户端|门户网站|政府网|信息网|网站|编辑部)$"
)
"""Who printed a document is not who issued it."""
_BODY_NAME = re.compile("[\u4e00-\u9fff]{2,20}(?:人民政府|委员会|改革局|改革和统计局|办公室|办公厅|统计局|财政局)")
_MEETING = re.compile("在([\u4e00-\u9fff]{2,16}?)第[一二三四五六七八九十百]+届人民代表大会")
"""Where a report was given: its region, where its title is only 政府工作报告."""
_NATIONAL = re.compile("国务院|^全国|中华人民共和国|国家发展(?:和|与)改革委员会|国家发展改革委")
_NUMBER = re.compile(r"[（(][^（()）]{1,12}〔\d{4}〕\d+号[）)]$")
"""The document's number behind its title."""
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
        if (match := _ISSUER.search(line)) and not issuer and not _MEDIA.search(match.group(1)):
            issuer, issuer_span = match.group(1), span
        if (dates := dates_in(line)) and span != title_span:
            only_signed = bool(_SIGNED.search(line))
            if not published or (signed and not only_signed):
                published, date_span, signed = next(iter(dates)), span, only_signed
        if _STATUS.search(line) and span != title_span:
            status, status_span = line, span
    if not issuer:
        issuer, issuer_span = next(
            ((line, (at, at + len(line))) for at, line in head if _BODY_NAME.fullmatch(line)), ("", None)
        )
    source_span = _around(issuer_span, date_span)
    meeting = next((match.group(1) for _, line in head if (match := _MEETING.search(line))), "")
    region = region_of(title) or region_of(issuer) or region_of(meeting)
    if not issuer and "国务院" in title:
        issuer = "国务院"
    elif not issuer and region and "政府工作报告" in title:
        issuer = f"{region}人民政府"
    if not region and any(_NATIONAL.search(name) for name in (title, issuer, meeting)):
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
        (start, end, line)
        for start, end, line in _joined(head)
        if not _FURNITURE.search(line) and not line.startswith("—") and _TITLE_WORD.search(line) and len(line) <= 80
    ]
    if not candidates:
        return file_stem, None
    start, end, line = max(candidates, key=lambda c: (bool(re.search(r"\d{4}年", c[2])), len(c[2])))
    number = _NUMBER.search(line)
    return (line[: number.start()], (start, start + number.start())) if number else (line, (start, end))


def _joined(head: list[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """The lines as (start, end, text), and those a title was broken into put together."""
    found = [(start, start + len(line), line) for start, line in head]
    for i in range(len(head)):
        start, whole = head[i]
        for at, line in head[i + 1 : i + 4]:
            if not (_BROKEN.search(whole) or whole.count("《") > whole.count("》") or _GOES_ON.match(line)):
                break
            whole += line
            found.append((start, at + len(line), whole))
    return found


_BROKEN = re.compile("(?:与|和|及|暨|、|关于|的|年)$")
"""A line of a title that the next one goes on."""
_GOES_ON = re.compile("(?:关于|的|与|和|及|暨)")


def region_of(name: str) -> str:
    """The place whose name opens a title or an issuer's name, or empty."""
    match = _REGION.match(re.sub(r"^(?:关于|印发|中共|(?:19|20)\d\d年度?)+", "", name))
    return match.group(1) if match else ""
