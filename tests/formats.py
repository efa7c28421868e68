"""The Longhua plan as a government would publish it in other formats: made from its text, for tests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape

from index.document import PlanDocument

Piece = tuple[str, bool]
"""A stretch of a line, and whether it is printed in bold."""

PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}" />
<title>{title}_规划计划_龙华政府在线</title>
<meta name="SiteName" content="龙华政府在线" /><meta name="ArticleTitle" content="{title}" />
<meta name="PubDate" content="2023-07-03 16:11" /><meta name="ContentSource" content="龙华区发展和改革局" />
<style type="text/css">.news_cont p {{ text-indent: 2em; }}</style>
<script type="text/javascript">var _paq = "统计,代码。"; document.write("<p>脚本里的字,不是正文。</p>");</script>
</head>
<body>
<div class="top-nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/bsfw">政务服务</a></li></ul></div>
<div class="header"><form action="/search"><input type="text" value="请输入关键字,多个词用空格分开。"><button>搜索</button></form></div>
<div class="main w1200">
  <div class="crumbs">当前位置: <a href="/">首页</a> &gt; <a href="/xxgk">信息公开</a> &gt; <a href="/ghjh">规划计划</a> &gt; 发展规划</div>
  <div class="left-side menu"><a href="1.html">机构职能</a><a href="2.html">政策法规</a><a href="3.html">规划计划</a></div>
  <div class="news_box">
    <h1 class="title">{title}</h1>
    <div class="info">来源:龙华区发展和改革局&nbsp;&nbsp;日期:2023年07月03日&nbsp;&nbsp;【字体:<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</div>
    <div class="state">文件已失效</div>
    <div class="share-box">分享到:<a href="#">微信</a><a href="#">微博</a></div>
    <div class="news_cont TRS_Editor" id="zoom">
{body}
    </div>
    <div class="fujian"><p>附件:</p><p><a href="./P020230703.pdf">深圳市龙华区2023年计划.pdf</a></p></div>
    <div class="pages"><p>上一篇:<a href="a.html">深圳市龙华区2022年财政预算,执行情况。</a></p><p>下一篇:没有了。</p></div>
    <div class="print"><a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭</a></div>
  </div>
</div>
<div class="footer"><p>版权所有:龙华区人民政府,未经许可,不得转载。</p><p>粤ICP备00000000号 网站标识码:4403000000 联系电话:0755-00000000,工作时间拨打。</p></div>
</body>
</html>
"""


def body_lines(plan: PlanDocument) -> Iterator[list[Piece]]:
    """The lines of the body; headings and run-in headings are bold, as printed."""
    text = plan.text
    start = min([part.start for part in plan.sections] + [part.start for part in plan.paragraphs])
    bold = {(s.start, s.start + len(s.title)) for s in plan.sections}
    bold |= {(p.start, p.start + len(p.topic)) for p in plan.paragraphs if p.topic}
    at = start
    for line in text[start:].split("\n"):
        end = at + len(line)
        pieces: list[Piece] = []
        position = at
        for a, b in sorted(span for span in bold if at <= span[0] < end):
            pieces += [(text[position:a], False), (text[a:b], True)]
            position = b
        pieces.append((text[position:end], False))
        kept = [(piece.strip() if len(pieces) == 1 else piece, is_bold) for piece, is_bold in pieces if piece.strip()]
        if kept:
            yield kept
        at = end + 1


def as_html(plan: PlanDocument, encoding: str) -> bytes:
    """A page of a district's site. The page declares gb2312 where it holds GB18030, as real ones do."""
    paragraphs = "\n".join(
        "<p>　　" + "".join(f"<strong>{escape(t)}</strong>" if bold else escape(t) for t, bold in line) + "</p>"
        for line in body_lines(plan)
    )
    charset = "gb2312" if encoding == "gb18030" else encoding
    return PAGE.format(charset=charset, title=plan.metadata.title, body=paragraphs).encode(encoding)


def as_docx(plan: PlanDocument) -> bytes:
    """A Word file with a running header, the title in two lines, and headings bold without heading styles."""
    import docx
    from docx.shared import Pt

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "龙华区发展和改革局文件"
    title = document.add_paragraph()
    title.add_run(plan.metadata.title).bold = True
    title.runs[0].font.size = Pt(22)
    for line in body_lines(plan):
        paragraph = document.add_paragraph()
        for text, bold in line:
            for half in (text[: len(text) // 2], text[len(text) // 2 :]):  # Word splits runs anywhere
                paragraph.add_run(half).bold = bold or None
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(plan: PlanDocument) -> bytes:
    """Justified A4 pages with a running header and page numbers; one font, so no bold, as in most plain-text exports."""
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle(
        "body",
        fontName="STSong-Light",
        fontSize=16,
        leading=28,
        firstLineIndent=32,
        wordWrap="CJK",
        alignment=TA_JUSTIFY,
    )
    heading = ParagraphStyle("title", parent=body, fontSize=22, leading=34, firstLineIndent=0, alignment=TA_CENTER)

    def furniture(canvas: object, template: object) -> None:
        canvas.setFont("STSong-Light", 10)  # type: ignore[attr-defined]
        canvas.drawCentredString(A4[0] / 2, A4[1] - 40, "深圳市龙华区发展和改革局")  # type: ignore[attr-defined]
        canvas.drawCentredString(A4[0] / 2, 40, f"— {canvas.getPageNumber()} —")  # type: ignore[attr-defined]

    out = io.BytesIO()
    template = SimpleDocTemplate(out, pagesize=A4, leftMargin=79, rightMargin=74, topMargin=100, bottomMargin=90)
    story = [Paragraph(escape(plan.metadata.title), heading)]
    story += [Paragraph("".join(escape(text) for text, _ in line), body) for line in body_lines(plan)]
    template.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()
