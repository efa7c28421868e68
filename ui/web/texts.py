"""Every word the page itself says, in simplified Chinese and English side by side; Traditional Chinese is converted."""

from __future__ import annotations

from collections.abc import Collection

from index.words import traditional as traditional
from rag.messages import runs
from ui.web.languages import LANGUAGES, TAGS, Language
from ui.web.ledger_texts import LedgerTexts
from ui.web.said import Said


class Texts(LedgerTexts):
    """The page's words in one language."""

    # the whole page
    title = Said("规划问答", "Planqa")
    subtitle = Said(
        "据政府规划文件原文回答，句句有出处", "Answers from government plans, each with the sentence that says it"
    )
    languages = Said("语言", "Language")
    skip = Said("跳到内容", "Skip to content")
    opening = Said("正在打开…", "Opening…")
    no_script = Said("问答需要 JavaScript。文件全文不需要：", "Asking needs JavaScript. The documents do not:")
    read_all = Said("阅读文件", "Read the documents")
    chat = Said("问答", "Ask")
    ledger = Said("承诺台账", "Commitments")
    documents = Said("文件", "Documents")
    about = Said("关于", "About")

    # asking
    welcome = Said("政府计划做什么？做到了什么？", "What does the government plan, and what has it done?")
    welcome_more = Said(
        "问一句，答案只引用文件原句；点 [1] 就能看到它在原文的位置。文件没有说的，如实告诉您没有。",
        "Ask, and the answer quotes the plan itself; [1] opens the place it comes from. What the plans do not say, you are told so.",
    )
    examples = Said("试试这样问", "Try one of these")
    on_hand = Said("现有文件 {n} 份", "Documents available: {n}")
    and_more = Said("查看全部", "See all")
    question = Said("您的问题", "Your question")
    placeholder = Said("请输入您的问题", "Your question")
    ask = Said("提问", "Ask")
    keys = Said(
        "Enter 键提问，Shift+Enter 换行，/ 回到输入框", "Enter asks, Shift+Enter breaks the line, / returns to the box"
    )
    empty = Said("请输入问题", "Please type a question")
    filters = Said("筛选", "Filter")
    only_in = Said("只找：", "Only in: ")
    all_documents = Said("全部文件", "All documents")
    all_regions = Said("全部地区", "All regions")
    all_years = Said("全部年份", "All years")
    no_filters = Said("取消筛选", "No filter")
    clear = Said("清空", "Clear")
    clear_sure = Said("清空全部对话？", "Clear the whole conversation?")
    cleared = Said("已清空", "Cleared")
    as_markdown = Said("导出 Markdown", "Export Markdown")
    as_docx = Said("导出 Word", "Export Word")
    tools = Said("对话", "Conversation")
    record = Said("规划问答记录", "Questions and answers from government plans")
    kept_here = Said("对话只存在您的浏览器里", "The conversation is kept in your browser only")

    # an answer
    you = Said("您问：", "You asked: ")
    loading = Said("正在载入模型，首个问题需稍候…", "Loading the model; the first answer takes a moment…")
    searching = Said("正在查找…", "Searching…")
    place = Said("前面还有人在提问，您排在第 {n} 位…", "Others are being answered; you are number {n} in line…")
    busy = Said(
        "现在提问的人太多。问题还在，请约 {n} 秒后重试。",
        "Too many people are asking. Your question is kept; please try again in about {n} seconds.",
    )
    works = Said("使用的他人作品", "Works of others inside")
    internal = Said("程序内部错误，已记录。", "An error inside the program; it has been logged.")
    writing = Said("正在写…", "Writing…")
    notice = Said("注意", "Please note")
    sources = Said("出处", "Sources")
    source = Said("出处 {n}", "Source {n}")
    more_sources = Said("另外 {n} 处出处", "{n} more sources")
    derived = Said("推算：{value} = {how}", "Worked out: {value} = {how}")
    by_llm = Said("由语言模型撰写，数字已与原句核对", "Written by a language model; figures checked against the quotes")
    copy = Said("复制", "Copy")
    copy_hint = Said("复制回答和引文，可直接用于材料", "Copy the answer with its references, ready for a report")
    copied = Said("已复制", "Copied")
    follow_ups = Said("还可以问", "Ask next")
    answered = Said("已回答：", "Answer: ")
    failed = Said("暂时无法回答", "No answer for now")
    again = Said("重试", "Try again")
    too_slow = Said(
        "服务器没有回应。问题还在，请稍后重试。",
        "The server does not respond. Your question is kept; please try again.",
    )
    target = Said("目标", "target")
    actual = Said("完成", "result")
    year_target = Said("{years}年{period}目标", "{years} {period} target")
    year_actual = Said("{years}年{period}完成情况", "{years} {period} result")

    # a refusal
    refused = Said("文件没有说", "The documents do not say")
    not_here = Said("这里答不了", "Not answered here")
    nearest = Said("文件里最接近的内容", "Closest passages in the documents")
    read_as = Said("理解为", "Understood as")
    looked_in = Said("查找范围", "Searched")
    words = Said("内容", "About")
    otherwise = Said("换个问法", "Try asking differently")
    tip_year = Said("写明年份，现有文件涉及 {years}", "Name the year; the documents cover {years}")
    tip_covered = Said("现有文件涉及 {years}", "The documents cover {years}")
    tip_filter = Said("取消筛选，在全部文件里找", "Take the filter off and look in all documents")
    tip_words = Said(
        "用文件里会用的词，如“学位”“床位”“保障性住房”，一次问一件事",
        "Use words that a plan would use, and ask one thing at a time; a question in Chinese finds more",
    )
    tip_ledger = Said("在“承诺台账”里按关键词翻看全部数字", "Search all figures in the tab Commitments")
    in_these_words = Said("文件能回答的相近问题", "Close questions that the documents answer")

    # feedback
    useful = Said("有用", "Useful")
    wrong = Said("有误", "Wrong")
    what_is_wrong = Said("哪里有误？", "What is wrong?")
    note = Said("补充说明（可不填，请勿写个人信息）", "Anything to add (optional; no personal data, please)")
    send = Said("提交", "Send")
    cancel = Said("取消", "Cancel")
    thanks = Said("谢谢，已记录", "Thank you, noted")
    not_stored = Said("没有记下来，请稍后再试", "Not stored; please try again later")
    reason_figure = Said("数字不对", "wrong figure")
    reason_time = Said("年份或地区不对", "wrong year or region")
    reason_source = Said("出处不对", "wrong source")
    reason_beside = Said("答非所问", "beside the question")
    reason_missing = Said("文件里有，却说没有", "the documents do say it")
    reason_other = Said("其他", "something else")

    # the source panel
    panel = Said("原文", "Source")
    panel_empty = Said(
        "点回答里的 [1] 或“出处”，这里显示原文，并标出所引的句子。",
        "Click [1] or a source: the text appears here with the quoted sentence marked.",
    )
    open_source = Said("看原文 ›", "See it in the document ›")
    close = Said("关闭原文", "Close the source")
    issuer = Said("发布", "Issued by")
    date = Said("日期", "Date")
    page = Said("第 {n} 页", "page {n}")
    in_force_unstated = Said("未标注失效", "no notice of expiry")
    where = Said("所在章节", "Where it stands")
    open_whole = Said("打开全文", "Open the whole document")
    copy_link = Said("复制链接", "Copy link")
    gone = Said(
        "这份文件已不在库中或已更新，以下是回答时的原句。",
        "This document is gone or has changed; this is the sentence as it was.",
    )

    # the readable document
    contents = Said("目录", "Contents")
    link_here = Said("复制第 {n} 段的链接", "Copy the link to paragraph {n}")
    ask_about = Said("问这份文件", "Ask about it")
    back = Said("返回问答", "Back to asking")
    print_it = Said("打印", "Print")
    expired_notice = Said("{standing}：不宜作为现行依据。", "No longer in force ({standing}).")
    recognised_notice = Said(
        "扫描件：文字由程序识别，可能有误，请与原件核对。",
        "A scan: its text was recognised by a program and may be misread; check the original.",
    )
    paragraph_count = Said("{n} 段", "{n} paragraphs")
    kind_plan = Said("年度计划", "annual plan")
    kind_report = Said("政府工作报告", "government work report")
    kind_five_years = Said("五年规划", "five-year plan")
    kind_other = Said("其他文件", "other document")
    given_by = Said("报告人", "Given by")
    given_at = Said("会议", "Given at")
    number = Said("文号", "Number")
    taken_from = Said("来源", "Taken from")
    outside = Said(
        "正文以外 {n} 字（网页文字或重复内容）", "{n} characters outside the plan itself (page text or repeats)"
    )
    in_chinese = Said(
        "原文是中文，可用简体或繁体查找。",
        "The document itself is in Chinese; search it in Chinese, simplified or traditional.",
    )
    find_here = Said("在这份文件里查找", "Search in this document")
    find_it = Said("查找", "Search")
    hits = Said("共 {n} 处", "Found: {n}")
    hits_cut = Said("超过 {n} 处，只标出前 {n} 处", "More than {n}; the first {n} are marked")
    hit_at = Said("第 {i} 处，共 {n} 处", "{i} of {n}")
    no_hits = Said("没有找到", "Not found")
    previous_hit = Said("上一处", "Previous")
    next_hit = Said("下一处", "Next")
    original = Said("下载原件", "Download the original")
    no_such_document = Said(
        "没有这份文件，可能已更新或移除。", "There is no such document; it may have changed or been removed."
    )

    # the documents
    find_document = Said("查找文件", "Find a document")
    find_hint = Said("标题、单位、年份", "title, issuer, year")
    status = Said("状态", "Status")
    expired = Said("已失效", "no longer in force")
    others = Said("未标注失效", "no notice of expiry")
    sort_of = Said("类别", "Kind")
    read = Said("阅读全文", "Read")
    figures = Said("看数字", "Its figures")
    found_documents = Said("{n} 份文件", "Documents: {n}")
    no_documents = Said("没有符合条件的文件", "No document meets the filters")

    # measured quality
    quality = Said("测得的质量", "Measured quality")
    question_set = Said("题目", "Questions on")
    unread_set = Said("{n} 份没有参与调试的文件", "{n} documents that nobody tuned with")
    tuned_set = Said("调试时用过的 {n} 份文件", "{n} document that was tuned with")
    questions = Said("题数", "Questions")
    right = Said("答对", "Right")
    helpful = Said("有帮助", "Of use")
    wrong_figure = Said("给出错误数字", "A wrong figure given")
    refused_wrongly = Said("误拒", "Wrongly refused")
    refused_rightly = Said("该拒答时拒答", "Rightly refused")
    faithful = Said("数字忠于原文", "Figures as quoted")
    measured = Said(
        "{date} 用模型 {model} 测得，不用大模型。题目由读过文件、没有见过本程序的人用日常说法写成；第一行的文件和题目没有人用来调试，更能说明遇到新文件时的表现。",
        "Measured on {date} with the model {model}, without an LLM. The questions were written in everyday words by readers who had not seen the program; nobody tuned with the documents and questions of the first row, which tells more of how it does on new ones.",
    )

    # a draft held against the documents
    check = Said("核稿", "Check")
    check_hint = Said(
        "贴上中文的讲话稿、新闻或报告，每个数字和说法都与文件核对，不符的标出来。英文不核对。稿件只在内存里核对，不保存。",
        "Paste a speech, a news item or a report in Chinese: each figure and statement is checked against the documents. English is not checked. Nothing is stored.",
    )
    draft = Said("稿件", "Draft")
    draft_placeholder = Said("在这里粘贴稿件", "Paste the draft here (in Chinese)")
    load_file = Said("打开文件（.docx、.txt、.md）", "Open a file (.docx, .txt, .md)")
    check_it = Said("核对", "Check")
    checking = Said("正在核对…", "Checking…")
    this_year = Said("稿件的年份", "Year of the draft")
    to_mend = Said("需要修改的地方", "To correct")
    nothing_to_mend = Said("核对过的说法都与文件相符", "Every statement checked agrees with the documents")
    nothing_checked = Said("没有核对任何说法", "No statement was checked")
    with_comments = Said("导出 Word（带批注）", "Word with comments")
    marked_draft = Said("标注后的稿件", "The draft, marked")
    agrees = Said("相符", "agrees")
    differs = Said("不符", "differs")
    not_found = Said("未找到", "not found")
    unreadable_file = Said("这个文件读不出文字", "No text can be read from this file")
    check_empty = Said(
        "点稿件里标出的地方，这里显示文件原文。", "Click a marked place: the text of the document appears here."
    )

    @property
    def tag(self) -> str:
        """For ``lang`` attributes."""
        return TAGS[self.language]

    def kind_of(self, kind: str) -> str:
        """One of :data:`index.document.KINDS` in the reader's words."""
        return {
            "计划": self.kind_plan, "工作报告": self.kind_report, "五年规划": self.kind_five_years, "其他": self.kind_other,
        }.get(kind, kind)  # fmt: skip

    def years(self, years: tuple[int, ...] | list[int]) -> str:
        """2022、2023 or 2022, 2023."""
        return (", " if self.language == "en" else "、").join(map(str, years))

    def runs_of(self, years: Collection[int]) -> str:
        """2007、2014—2023 or 2007, 2014—2023."""
        return runs(sorted(years)).replace("、", ", " if self.language == "en" else "、")


TEXTS: dict[Language, Texts] = {language: Texts(language) for language in LANGUAGES}
