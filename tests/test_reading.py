"""The readable page of a document, over HTTP: furniture folded, search, pages, the original file, an English frame."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import docx
import httpx
import lxml.html
import pytest
from docx.oxml import OxmlElement

from index.document import PlanDocument
from index.parsing import parse_source
from index.reading import read_bytes
from tests.conftest import write_plan
from tests.quick import Site, quick_build, quick_site
from ui.settings import BadSettings, Settings
from ui.web.finding import MOST_HITS, Marker, find
from ui.web.options import Options, options_of

PAGE = """<html><body><div>当前位置：首页 &gt; 信息公开</div><h1>云泽市2032年政府工作报告</h1>
<p>2032-01-20 09:12 来源：云泽日报【字体：大 中 小】</p><p>——2032年1月12日在云泽市第六届人民代表大会第五次会议上</p><p>云泽市市长 林溪</p>
<h2>一、2032年主要任务</h2><p>新增学位１500个，新增床位300张。</p><p>空气质量优良率达到91%，学位供给更加充足。</p>
<p>云泽市人民政府</p><p>2032年1月21日</p><p>（此件公开发布）</p></body></html>"""


def word_file(*pages: str) -> bytes:
    """A Word file whose paragraphs Word last laid out on a page each."""
    document = docx.Document()
    for number, text in enumerate(pages):
        run = document.add_paragraph().add_run()
        if number:
            run._r.append(OxmlElement("w:lastRenderedPageBreak"))
        run.add_text(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reading")
    write_plan(folder / "docs", "下属/报告 <2032>.html", PAGE)
    word = word_file(
        "云泽市2030年政府工作报告", "一、2030年主要任务", "新增学位900个，新建公园30个。", "城镇新增就业2万人。"
    )
    (folder / "docs" / "word.docx").write_bytes(word)
    write_plan(folder, "secret.txt", "云泽市2029年政府工作报告", "一、2029年主要任务", "新增学位700个。")
    (folder / "docs" / "leads-out.txt").symlink_to(folder / "secret.txt")
    quick_build(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    with quick_site(folder / "index", folder, Options(originals=folder / "docs")) as running:
        yield running


@pytest.fixture(scope="module")
def ids(site: Site) -> dict[str, str]:
    return {d.file: d.document_id for d in site.finder.store.catalog.documents()}


def report(site: Site, ids: dict[str, str]) -> PlanDocument:
    return site.finder.store.catalog.document(ids["下属/报告 <2032>.html"])


def page(site: Site, language: str = "zh-CN", **query: str) -> str:
    reply = httpx.get(f"{site.url}/document", params=query, headers={"accept-language": language})
    assert reply.status_code == 200
    return reply.text


def article(html: str) -> str:
    return html[html.index("<article") : html.index("</article>")]


def test_what_a_web_page_puts_around_the_text_is_folded_and_its_facts_are_told(site: Site, ids: dict[str, str]) -> None:
    document = report(site, ids)
    html = page(site, doc=document.document_id)
    header = html[html.index('<main id="document"') : html.index("</header>", html.index('<main id="document"'))]
    for fact in ("云泽市市长 林溪", "2032年1月12日在云泽市第六届人民代表大会第五次会议上", "政府工作报告"):
        assert fact in header
    assert "字体" not in header
    folded = re.findall(r'<details class="outside">.*?</details>', article(html), re.DOTALL)
    assert "【字体：大 中 小】" in folded[0]
    shown = re.sub(r"<details.*?</details>", "", article(html), flags=re.DOTALL)
    assert "字体" not in shown
    assert "此件公开发布" not in shown
    assert "2032年1月21日" in shown, "a signature is shown"


def test_a_citation_of_folded_text_opens_it_and_marks_the_very_characters(site: Site, ids: dict[str, str]) -> None:
    document = report(site, ids)
    start = document.text.index("来源")
    html = article(page(site, doc=document.document_id, mark=f"{start}-{start + 7}"))
    assert '<details class="outside" open>' in html
    assert re.findall("<mark>(.*?)</mark>", html) == [document.text[start : start + 7]]


def test_hits_are_marked_and_counted_however_they_are_written(site: Site, ids: dict[str, str]) -> None:
    document = report(site, ids)
    for words in ("学位", "學位", " 学 位 "):
        html = page(site, doc=document.document_id, find=words)
        assert re.findall('<mark class="hit" data-hit="(.)" id="hit-(.)">学位</mark>', html) == [("1", "1"), ("2", "2")]
        assert ">共 2 处</output>" in html
    assert 'id="hit-1">1500个' in page(site, doc=document.document_id, find="１５００个")
    cited = f"{document.text.index('新增学位')}-{document.text.index('新增床位') + 4}"
    both = page(site, doc=document.document_id, find="学位", mark=cited)
    assert '<mark>新增<mark class="hit" data-hit="1" id="hit-1">学位</mark>' in both
    none = page(site, doc=document.document_id, find="地铁")
    assert ">没有找到</output>" in none
    assert "data-step" not in none
    assert ">Found: 2</output>" in page(site, "en-US", doc=document.document_id, find="学位")
    assert 'find=%E5%AD%A6%E4%BD%8D&amp;lang=en"' in page(site, doc=document.document_id, find="学位")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x>', "x" * 5000, "\ud800", "。", "\x00"])
def test_hostile_words_do_no_harm(site: Site, ids: dict[str, str], words: str) -> None:
    address = f"{site.url}/document?doc={ids['word.docx']}&find={quote(words, errors='surrogatepass')}"
    reply = httpx.get(address)
    assert reply.status_code == 200
    assert "<script>alert" not in reply.text
    assert "<img" not in reply.text
    assert len(reply.text) < 20_000


def test_the_marker_loses_no_text_and_hits_are_bounded() -> None:
    text = "新增<学位>\n新增 学\n位" * 3
    hits = find(text, "学位")
    assert [text[a:b].replace("\n", "") for a, b in hits[:2]] == ["学位", "学位"]
    marker = Marker(text, (1, 9), hits)
    halves = marker.piece(0, 4) + marker.piece(4, len(text))
    assert unescape(re.sub("<br>", "\n", re.sub("</?mark[^>]*>", "", halves))) == text
    assert marker.count == len(hits), "a hit in two pieces is one"
    assert len(re.findall(' id="hit-', halves)) == len(hits)
    assert len(find("的" * 5000, "的")) == MOST_HITS
    assert find(text, "  ") == ()


def test_word_files_tell_pages_where_word_laid_them_out(site: Site, ids: dict[str, str]) -> None:
    html = article(page(site, doc=ids["word.docx"]))
    assert re.findall(r'class="on-page" lang="zh-Hans">第 (\d) 页', html) == ["3", "4"]
    assert 'lang="en">page 3</span>' in page(site, "en-US", doc=ids["word.docx"])
    assert "on-page" not in page(site, doc=report(site, ids).document_id)
    bare = word_file("云泽市2030年政府工作报告", "一、2030年主要任务", "新增学位900个。")
    pages = parse_source(read_bytes(bare, ".docx"), "x.docx").pages
    assert len(pages) == 3


def test_a_page_number_that_the_file_itself_writes_is_not_believed() -> None:
    document = docx.Document()
    for text in ("云泽市2030年政府工作报告", "一、2030年主要任务", "新增学位900个。"):
        document.add_paragraph().add_run(text)._r.set("planqa-page", "1000000000")
    out = io.BytesIO()
    document.save(out)
    assert read_bytes(out.getvalue(), ".docx").pages == ()


def test_english_and_traditional_frames(site: Site, ids: dict[str, str]) -> None:
    html = page(site, "en-US", doc=report(site, ids).document_id)
    tree = lxml.html.fromstring(html)
    for chinese in tree.xpath("//title | //*[starts-with(@lang, 'zh')]"):
        chinese.drop_tree()
    frame = tree.text_content() + " ".join(tree.xpath("//@aria-label | //@placeholder"))
    assert not re.findall("[\u4e00-\u9fff]+", frame)
    for words in ("Given by", "Given at", "government work report", "Contents"):
        assert words in frame
    assert 'placeholder="Search in this document"' in html
    assert "characters outside the plan itself" in article(html)
    assert "在這份文件裡查找" in page(site, "zh-TW", doc=report(site, ids).document_id)


def test_the_original_is_given_as_a_download_and_nothing_else_is(site: Site, ids: dict[str, str], folder: Path) -> None:
    name = "下属/报告 <2032>.html"
    reply = httpx.get(f"{site.url}/original", params={"doc": ids[name]})
    assert reply.content == (folder / "docs" / name).read_bytes()
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-disposition"].startswith("attachment; ")
    assert quote("报告 <2032>.html") in reply.headers["content-disposition"]
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "下载原件" in page(site, doc=ids[name])
    for wrong in ("", "none", name, "../secret.txt", "..%2fsecret.txt", "/etc/passwd", "a\x00b", ids["leads-out.txt"]):
        refused = httpx.get(f"{site.url}/original", params={"doc": wrong, "file": name})
        assert refused.status_code == 404, wrong
        assert len(refused.text.splitlines()) == 1
    assert "下载原件" not in page(site, doc=ids["leads-out.txt"]), "it leads out of the folder"


def test_the_original_is_not_given_where_the_operator_does_not_say_so(folder: Path, tmp_path: Path) -> None:
    with quick_site(folder / "index", tmp_path) as closed:
        (first, *_) = closed.finder.store.catalog.documents()
        assert httpx.get(f"{closed.url}/original", params={"doc": first.document_id}).status_code == 404
        assert "下载原件" not in page(closed, doc=first.document_id)
    assert options_of(Settings()).originals is None
    assert options_of(Settings(originals="1", docs=str(tmp_path))).originals == tmp_path
    with pytest.raises(BadSettings):
        options_of(Settings(originals="yes"))
