"""Title, issuer, date, status and region, read from the lines above the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import Metadata
from index.figures import find_figures
from index.gazetteer import full_name, province_in
from index.reading.headings import heading_mark
from index.scope import heads_a_time
from index.titles import document_time, says_what_it_is

_FURNITURE = re.compile(
    "当前位置|首页|来源[:：]|发布时间|发布日期|日期[:：]|信息来源|发布机构|索引号|文号|分类[:：]|主题[:：]|浏览次数|字体|字号|分享|打印|收藏|"
    r"名称[:：]|发文机关|成文日期|有\s*效\s*性|索\s*引\s*号|关闭"
)
_TITLE_WORD = re.compile("计划|报告|规划|纲要|方案|要点|意见|办法|通知|公报")
_ISSUER = re.compile(
    r"(?:信息来源|来源|发布机构|发文机关|发布单位)[:：]\s*([^\s:：【】|]+?)"
    r"(?=发布日期|发布时间|发文日期|成文日期|日期[:：]|时间[:：]|浏览|点击|作者|字体|字号|[\s:：【】|]|$)"
)
_MEDIA = re.compile(
    "(?:日报|晚报|商报|时报|新华社|新华网|人民网|通讯社|电视台|广播|融媒体|客户端|门户网站|政府网|政府官网|信息网|新闻网|新闻|在线|县域|网站|编辑部)$"
)
"""Who printed a document is not who issued it."""
_BODY_NAME = re.compile("[\u3400-\u9fff]{2,20}(?:人民政府|委员会|改革局|改革和统计局|办公室|办公厅|统计局|财政局)")
_MEETING = re.compile("在([\u3400-\u9fff]{2,16}?)第[一二三四五六七八九十百]+届人民代表大会")
"""Where a report was given: its region, where its title is only 政府工作报告."""
_NATIONAL = re.compile("国务院|^全国|中华人民共和国|国家发展(?:和|与)改革委员会|国家发展改革委|最高人民(?:法院|检察院)")
_NUMBER = re.compile(r"[（(][^（()）]{1,12}〔\d{4}〕\d+号[）)]$")
"""The document's number behind its title."""
_DATE = re.compile(r"((?:19|20)\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})日?")
_SIGNED = re.compile(r"成\s*文\s*日\s*期|——")
"""The day a document was signed or read out, which counts where the page does not say when it was published."""
_CONTENTS = re.compile(r"目\s*[录次]")
_STATUS = re.compile(r"(?:本)?文件?(?:已经?)?(?:失效|废止)|(?:已失效|已废止)|有效性[:：]\s*(?:失效|废止)")
_REGION = re.compile(
    "^((?:[\u3400-\u9fff]{2,8}?(?:省|自治区|特别行政区))?(?:[\u3400-\u9fff]{2,8}?(?:(?<![县区]城)市|自治州|地区|盟))?"
    "(?:[\u3400-\u9fff]{1,8}?(?:新区|区|县|旗))?(?:[\u3400-\u9fff]{2,8}?(?:镇(?!化)|乡(?![村镇建])|街道))?)"
)
_KIND = (
    ("工作报告", re.compile("政府工作报告|工作报告$")),
    (
        "五年规划",
        re.compile('五年(?:发展)?规划|五年计划|[“"]?十[一二三四五六]?五[”"]?(?:时期)?.{0,30}规划|规划.{0,12}纲要'),
    ),
    ("计划", re.compile("(?<!行动)计划")),
)
_SALUTATION = re.compile("^各位(?:代表|委员)")
_HEAD_LINES = 30
_TEASER = re.compile("(?:内容摘要|摘要|导读|内容提要)[:：]?$")
"""The line below gives the opening of the text, which comes again."""
_LABEL = re.compile(r"(?:标题|题目|名称|文件名称)[:：]\s*")
_NO_TITLE = re.compile(
    "[。；;]|^(?:现将|下面|现在|各位|—|-)|会议上?.{0,30}报告|(?<!关)于[一二12].{3}年|[，,]请|日.{0,6}[在于].{2,30}(?:会议|代表大会)"
)
_SPACED = re.compile("(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_BARE = re.compile("(?:关于)?政府工作报告")
_PLACED_OR_DATED = re.compile(r"(?:19|20)\d\d|[\u3400-\u9fff]{2,}(?=政府工作报告)")


@dataclass(frozen=True, slots=True)
class Masthead:
    metadata: Metadata
    body_start: int


def parse_masthead(text: str, file_stem: str) -> Masthead:
    """Read what stands above the body. The title falls back to the file's name where no line looks like one."""
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text)][:_HEAD_LINES]
    lines = [(start + len(line) - len(line.lstrip()), line.strip()) for start, line in lines if line.strip()]
    body_at = _body_at(lines)
    title, title_span = _title(lines[:body_at], file_stem)
    body_at = _timed_heading(lines[:body_at], title_span)
    head = lines[:body_at]
    issuer = published = status = ""
    issuer_span = date_span = status_span = None
    signed = False
    for start, line in head:
        span = (start, start + len(line))
        if (match := _ISSUER.search(line)) and not issuer and not _MEDIA.search(match.group(1).rstrip("?？")):
            issuer, issuer_span = match.group(1).rstrip("?？"), span
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
    region = _region((title, issuer, meeting), file_stem, text)
    if not issuer and "国务院" in title:
        issuer = "国务院"
    elif not issuer and region not in ("", "全国") and "政府工作报告" in title:
        issuer = f"{region}人民政府"
    time = document_time(title, published)
    years = tuple(y for y in (time.reviewed, time.planned) if y)
    metadata = Metadata(
        title, issuer, published, status, region, years, title_span, source_span, status_span, kind(title)
    )
    body_start = lines[body_at][0] if body_at < len(lines) else (lines[-1][0] + len(lines[-1][1]) if lines else 0)
    return Masthead(metadata, body_start)


def _body_at(lines: Sequence[tuple[int, str]]) -> int:
    """Which of a text's first lines its body opens with: a heading, prose, or a table's row with its caption and what leads to it."""
    teaser = next((i + 1 for i, (_, line) in enumerate(lines) if _TEASER.match(line)), -1)
    body_at = next(
        (
            i
            for i, (_, line) in enumerate(lines)
            if i > teaser
            and (heading_mark(line) or _CONTENTS.fullmatch(line) or _SALUTATION.match(line) or _is_prose(line))
        ),
        None,
    )
    if body_at is None:  # short lines only: what stands below the title is the text
        body_at = min(len(lines), 1)
    if body_at < len(lines) and _ROW.fullmatch(lines[body_at][1]):
        while body_at > 1 and _ABOVE_ROWS.search(lines[body_at - 1][1]):
            body_at -= 1
    return body_at


def _timed_heading(head: list[tuple[int, str]], title: tuple[int, int] | None) -> int:
    """Where the text begins in what stands above it: at a line below the title that heads a time (2024年完成情况), else behind all."""
    found = len(head)
    for i in range(len(head) - 1, -1, -1):
        at, line = head[i]
        if not title or at < title[1] or _FURNITURE.search(line) or _BODY_NAME.fullmatch(line) or dates_in(line):
            break
        if re.search("报告|草案", line):  # the title again, on lines of its own
            break
        found = i if heads_a_time(line) and not _BROKEN.search(line) else found
    return found


def _region(names: tuple[str, ...], file_stem: str, text: str) -> str:
    """The place of a document: as the page names it in full, else by the short name in title or file name, else the whole country."""
    title = names[0]
    if any(_NATIONAL.search(name) for name in (*names, file_stem)):
        return next(filter(None, map(region_of, names)), "全国")
    for name in names:
        if place := region_of(name):
            return place
    for name in (title, file_stem):
        if place := _short_named(name, text):
            return place
    if place := region_of(file_stem) or province_in(title):
        return place
    return "全国" if _NATIONAL_TEXT.search(text[:_OPENING].replace("\n", "")) else ""


_SHORT_PLACE = re.compile(r"(?:(?:19|20)\d\d年?)?([\u3400-\u9fff]{2,5}?)(?:(?:19|20)\d\d年?)?(?:国民经济|政府工作报告)")
_NATIONAL_TEXT = re.compile("国务院|中共中央|工业和信息化部|我国|国家战略")
_OPENING = 2_000


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
    if _FURNITURE.search(line):
        return False
    told = len(line) > _PROSE or (line.endswith("。") and bool(find_figures(line)))
    return (told and "。" in line) or (bool(_ROW.fullmatch(line)) and bool(_NUMBER_CELL.search(line)))


_ROW = re.compile("[^:：;；]{1,40}[:：][^;；]*(?:[;；][^:：;；]{1,40}[:：][^;；]*){2,}")
"""A table's row as the readers write it."""
_ABOVE_ROWS = re.compile("^(?:附?表|专栏)\\s*[\\d一二三四五六七八九十]|单位[:：]|。$")
"""A table's caption, or the sentence that leads to it."""
_NUMBER_CELL = re.compile(r"[:：]\s*[\d.,]+\s*%?\s*(?:[;；]|$)")
_PROSE = 40
"""Characters: a longer line with a full stop is text, a shorter one where it tells a figure."""


def _title(head: list[tuple[int, str]], file_stem: str) -> tuple[str, tuple[int, int] | None]:
    """The line that is most like a title, and its place; the file's name where there is none or it says more than 政府工作报告."""
    candidates = []
    for start, end, line in _joined(head):
        label = _LABEL.match(line)
        start, line = (start + label.end(), line[label.end() :]) if label else (start, line)
        named = _TITLE_WORD.search(_SPACED.sub("", line)) and len(line) <= _LONGEST_TITLE
        if named and not _FURNITURE.search(line) and not _NO_TITLE.search(line):
            candidates.append((start, end, line))
    if not candidates:
        candidates = [(at, at + len(line), line) for at, line in head if _may_name(line)][:1]
    if not candidates:
        return file_stem, None
    start, end, line = max(candidates, key=lambda c: (bool(re.search(r"\d{4}年", c[2])), len(c[2])))
    if _BARE.fullmatch(_SPACED.sub("", line)) and _BARE.search(file_stem) and _PLACED_OR_DATED.search(file_stem):
        return file_stem, None
    number = _NUMBER.search(line)
    line, end = (line[: number.start()], start + number.start()) if number else (line, end)
    return _SPACED.sub("", line), (start, end)


def _may_name(line: str) -> bool:
    """Whether a line of the head says what a time was like or is for, in words that no title is known by (2024年财政收支情况)."""
    line = _SPACED.sub("", line)
    named = (_YEAR_NAMED.search(line) or says_what_it_is(line)) and len(line) <= _LONGEST_TITLE
    return bool(named) and not (_FURNITURE.search(line) or _NO_TITLE.search(line) or _BODY_NAME.fullmatch(line))


_YEAR_NAMED = re.compile(r"(?<!\d)(?:19|20)\d\d年(?!\s*\d{1,2}\s*月|\s*第)[^,，。\d]{2,}")
_LONGEST_TITLE = 80


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
_GOES_ON = re.compile(r"关于|的|与|和|及|暨|[（(](?:19|20)\d\d")


def place_of(title: str, text: str) -> str:
    """The place that a title names, in full or for short (玉林2024年政府工作报告 is 玉林市's), or empty. ``text`` tells apart places of one name."""
    return region_of(title) or _short_named(title, text)


def _short_named(name: str, text: str) -> str:
    short = _SHORT_PLACE.match(_AHEAD_OF_A_PLACE.sub("", name))
    return full_name(short.group(1), text) if short else ""


def region_of(name: str) -> str:
    """The place whose name opens a title or an issuer's name, or empty."""
    match = _REGION.match(_AHEAD_OF_A_PLACE.sub("", name))
    return match.group(1) if match else ""


_AHEAD_OF_A_PLACE = re.compile(
    r"^(?:关于|对(?=[\u4e00-\u9fff]+(?:第|[代委]|政协|人大))|中共|(?:19|20)\d\d年度?|(?:进一步|切实|认真|扎实)?(?:印发|转发|批转|下达|分解|公布|发布|批准|批复|同意|调整|做好|抓好|开展|推进|实施|落实|加强|加快)(?:好|的)?)+"
)
"""关于下达…: what a notice does, in front of the place it does it for."""
