"""Every word that answers say themselves, in simplified Chinese and English side by side; Traditional Chinese is converted.

Quotes from documents stay as the documents have them.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.catalog import DocumentSummary
from rag.language import SMALL_NUMBERS, TENS, Language, in_language
from rag.naming import short_name

_SAID = {
    # refusals
    "not_said": ("文件没有说这件事。", "The documents do not say this."),
    "then_not_said": ("文件没有说{when}的这件事。", "The documents do not say this for {when}."),
    "targets_missed": ("{year}年能对上完成数的目标有{compared}项，没有达到的有{count}项。", "Of the {year} targets, {compared} have a result that compares; {count} fell short."),
    "targets_met": ("{year}年能对上完成数的目标有{compared}项，达到的有{count}项。", "Of the {year} targets, {compared} have a result that compares; {count} were met."),
    "missed": ("按文件里的两个数，没有达到。", "By the two figures of the documents it was not met."),
    "met": ("按文件里的两个数，达到了。", "By the two figures of the documents it was met."),
    "targets_compared": ("只对照目标和完成数都有数字、指标相同的；“左右”的目标，相差不到二十分之一算达到", "Only targets with a figure and a result of the same indicator are compared; a target of about (左右) so much counts as met within a twentieth of it"),
    "actual_not_said": ("没有找到这件事{when}的完成情况。", "What came of this in {when} was not found."),
    "target_not_said": ("没有找到这件事{when}的目标。", "No target of this for {when} was found."),
    "related": ("没有找到能确定回答的句子。下面是文件里最接近的内容，请自行判断。", "No sentence clearly answers this. These come closest; please judge for yourself."),
    "other_place": ("没有{place}的文件，现有文件只涉及{held}。", "There is no document about {place}; the documents here are about {held}."),
    "other_place_many": (
        "没有{place}的文件。现有{count}个地方的文件，例如{held}。",
        "There is no document about {place}; there are documents about {count} places, for example {held}.",
    ),
    "namesake": ("没有{place}的文件，只有{held}的。", "There is no document about {place}, only about {held}."),
    "no_place": ("没有{place}的文件。", "There is no document about {place}."),
    "which_place": (
        "不知道“{said}”是哪里，请写上地名，例如“{example}”。现有{count}个地方的文件。",
        "Which place is meant by “{said}”? Please name it, for example “{example}” There are documents about {count} places.",
    ),
    "other_year": ("现有文件涉及{held}年，没有{year}年的内容。", "The documents here cover {held}; they say nothing of {year}."),
    "no_document": ("没有符合所选条件的文件，请放宽筛选条件。", "No document meets the filters."),
    "no_such_document": ("没有“{name}”，现有{held}。", "There is no “{name}” here; held are {held}."),
    "which_document": ("请说明问的是哪一份文件，例如{held}。", "Please say which document you mean, for example {held}."),
    # the program itself
    "greeting": ("您好！想了解规划文件里的什么？", "Hello! What would you like to know from the plans?"),
    "thanks": ("不客气。还想了解什么，可以接着问。", "You are welcome. Please go on asking."),
    "abilities": (
        "可以直接问规划文件里的事：指标是多少、要建什么、完成得怎样、某个领域有哪些安排。每句回答都附原文出处；文件没有说的，会如实告知。",
        "Ask what the plans say: targets, projects, results, or all that is planned on a subject. Each line of an answer shows its source; "
        "where the documents do not say something, the answer tells you so.",
    ),
    "languages": (
        "可以用简体中文、繁体中文或英文提问。文件是中文的，引文照原文列出，不作翻译。",
        "You can ask in English or in Chinese. The documents are in Chinese and are quoted as they stand, not translated.",
    ),
    "only_documents": (
        "这里只回答规划文件里的内容。请直接问文件中的事，例如某项指标是多少、某项工作怎么安排。",
        "Only questions about the plans themselves are answered here, such as what a target is or what is planned for something.",
    ),
    "hotline": (
        "办事手续、投诉求助和个人情况不在规划文件里，可以拨打 12345 政务服务便民热线。",
        "For procedures, complaints and personal matters please call the public service hotline 12345.",
    ),
    # lines
    "done": ("已经完成", "Done"),
    "promised": ("计划安排", "Planned"),
    "difference_same": ("两者数值相同（由以上两个数推算）", "Both figures are the same (worked out from the two)"),
    "difference_more": ("后者高于前者，相差{rough}{value}{unit}（由以上两个数推算）", "The second is {rough}{value}{unit} higher than the first (worked out from the two)"),
    "difference_less": ("后者低于前者，相差{rough}{value}{unit}（由以上两个数推算）", "The second is {rough}{value}{unit} lower than the first (worked out from the two)"),
    "about": ("约", "about "),
    "points": ("个百分点", " percentage points"),
    "results": ("主要完成情况", "Main results"),
    "targets": ("主要目标", "Main targets"),
    "parts": ("组成部分", "Parts"),
    # notices
    "one_side": ("文件只说了其中一方面，另一方面没有找到，因此无法比较", "Only one side is told, so they cannot be compared"),
    "other_measure": ("前者是{first}，后者是{second}，未必同一口径，没有相减", "The first is {first}, the second {second}; they may not be of one measure, so no difference is worked out"),
    "part_not_said": ("没有找到关于“{part}”的说法", "Nothing was found on “{part}”"),
    "more_left_out": ("还有一些有关内容没有列出，可以问得更具体些", "There is more on this that is not listed; ask more precisely"),
    "own_year": ("{words}指所引文件自己的年份", "{words}: counted from the year of the document quoted"),
    "newest": ("最新的一份是{document}，{years}", "The newest document is {document}; {years} there"),
    "newest_plan": ("最新的一份是{document}，没有更近的文件", "The newest document is {document}; there is none of a later year"),
    "year_meant": ("{word}指{year}年", "{word} is {year}"),
    "year-2": ("“前年”", "“the year before last”"),
    "year-1": ("“去年”", "“last year”"),
    "year+0": ("“今年”", "“this year”"),
    "year+1": ("“明年”", "“next year”"),
    "year+2": ("“后年”", "“the year after next”"),
    "more_documents": ("别的文件可能也有说法，没有全部列出；写明地区、年份或文件可以问到，也可以在“承诺台账”里按词查找", "Other documents may speak of this too and not all are listed; name a place, a year or a document, or search the tab Commitments"),
    "more_held": ("另有{count}份文件未列出，写明地区或文件种类可以缩小范围", "{count} more documents are not listed"),
    "expired": ("《{title}》已标注“{standing}”，内容仅供参考", "《{title}》 is marked as no longer in force (“{standing}”); for reference only"),
    "recognised": ("《{title}》是扫描件，文字由程序识别，可能有误，请与原件核对", "《{title}》 is a scan read by a program and may be misread; check the original"),
    # the LLM's part
    "llm_failed": ("大模型未能作答（{reason}），以下是原文摘录", "The language model gave no answer ({reason}); this is what the document itself says"),
    "llm_dropped": ("大模型写的{count}句与所引原文核对不符，已略去", "{count} sentence(s) of the language model did not match their source and were left out"),
    "llm_nothing": ("大模型没有写出与原文相符的句子，以下是原文摘录", "The language model wrote nothing that its sources bear out; this is what the document itself says"),
    "llm_broken_off": ("大模型没有写完（{reason}）", "The language model did not finish ({reason})"),
    "lacking": ("文件没有说：{what}", "Not said: {what}"),
    # a draft held against the documents
    "check_number": ("数字不同：文件为{said}", "Another figure: the document has {said}"),
    "check_unit": ("单位不同：文件为{said}", "Another unit: the document has {said}"),
    "check_bound": ("限定词不同：文件为{said}", "Another bound: the document has {said}"),
    "check_rank": ("位次或程度不同：文件为“{phrase}”", "Another rank or degree: the document has “{phrase}”"),
    "check_trend": ("升降不同：文件为“{phrase}”", "Another direction: the document has “{phrase}”"),
    "check_stage": ("进展不同：文件为“{phrase}”", "Another stage: the document has “{phrase}”"),
    "check_object": ("指标对不上：文件为“{phrase}”", "The figure is of something else: the document has “{phrase}”"),
    "check_words": ("说法不同：文件为“{phrase}”", "Worded otherwise: the document has “{phrase}”"),
    "check_time": ("年份不同：文件说的是{when}", "Another year: the document speaks of {when}"),
    "check_elsewhen": ("没有找到这一年的这一说法，最接近的是{when}：{said}", "Nothing like this was found of that year; nearest is {when}: {said}"),
    "check_place": ("地区不同：文件说的是{region}", "Another place: the document speaks of {region}"),
    "check_done": ("文件中这是{when}，稿中说成已经完成", "The document has this as {when}; the draft tells it as done"),
    "check_promised": ("文件中这是{when}，稿中说成计划", "The document has this as {when}; the draft tells it as planned"),
    "check_sum": ("合计不对：{said}", "The sum is wrong: {said}"),
    "check_forecast": ("文件中为预计数", "The document has this as an estimate"),
    "check_not_found": ("文件中没有找到这一说法", "Nothing like this was found in the documents"),
    "check_summary": ("相符 {agrees} 处，不符 {differs} 处，未找到 {missing} 处", "{agrees} agree, {differs} differ, {missing} not found"),
    "check_author": ("规划问答", "planqa"),
    "check_chinese_only": ("只能核对中文，这一句没有核对", "Not checked: only Chinese can be checked"),
    "check_unread": ("英文部分没有核对，只能核对中文", "English text was not checked: only Chinese can be"),
    "check_nothing": ("没有可核对的说法", "no statement that can be checked"),
    # facts of the document
    "issuer": ("发布单位：{what}", "Issued by {what}"),
    "speaker": ("报告人：{what}", "Given by {what}"),
    "published": ("发布日期：{what}", "Published on {what}"),
    "day": ("日期：{what}", "Dated {what}"),
    "number": ("文号：{what}", "Number: {what}"),
    "source": ("来源：{what}", "Taken from {what}"),
    "address": ("开头说：“{what}”", "It opens: “{what}”"),
    "basis": ("开头说：“{what}”", "It opens: “{what}”"),
    "as_written": ("{what}", "{what}"),
    "title": ("文件全称：《{what}》", "Title: 《{what}》"),
    "status": ("页面标注“{what}”，即该文件已不再有效，不宜直接作为现行依据", "The page is marked “{what}”: the document is no longer in force"),
    "unmarked": ("《{what}》的页面没有标注失效", "《{what}》 is not marked as no longer in force"),
    "unmarked_until": ("《{what}》的页面没有标注失效；它安排到{year}年，期限未过", "《{what}》 is not marked as no longer in force; it plans up to {year} and runs until then"),
    "unmarked_past": ("《{what}》的页面没有标注失效；但它只安排到{year}年，期限已过", "《{what}》 is not marked as no longer in force, but it plans up to {year} only: its time has run out"),
    "years": ("回顾{first}的情况，安排{last}的工作", "It reviews {first} and plans {last}"),
    "period": ("覆盖{what}", "It covers {what}"),
    "part": ("第{number}{unit}：{what}", "Part {number}: {what}"),
    "contents": ("共{count}{unit}", "It has {count} parts"),
    "announced": ("共{count}{unit}：“{what}”", "It names {count}: “{what}”"),
    # questions to ask next
    "ask_change": ("{place}{years}{indicator}{will}{change}多少？", ""),
    "ask_count": ("{place}{years}{will}{deed}多少{unit}{thing}？", ""),
    "ask_figure": ("{place}{years}{indicator}{target}是多少？", ""),
    "ask_target": ("", "What is the {year} target for {indicator}{of}?"),
    "ask_result": ("", "What was the {year} figure for {indicator}{of}?"),
    "ask_issuer": ("这份文件是哪个部门发布的？", "Who issued this plan?"),
    "ask_targets": ("今年的主要目标有哪些？", "What are the main targets?"),
    "ask_schools": ("教育方面有哪些安排？", "What is planned for schools?"),
    "ask_comparison": ("{place}{indicator}{second}目标与{first}完成数相比如何？", "How does the {second} target for {indicator}{of} compare with {first}?"),
}  # fmt: skip
"""Name: simplified Chinese, English."""


ROUTINE = ("own_year", "newest", "newest_plan", "more_left_out", "more_documents", "more_held", "other_measure")
"""Notices that tell how an answer is to be read or how to ask on, and warn of nothing."""


def say(message: str, language: Language, /, **values: object) -> str:
    """One text in the reader's language, its fields filled in."""
    return in_language(*_SAID[message], language).format(**values)


def counting(number: int, language: Language, *, of_things: bool = False) -> str:
    """A number below a hundred in words, since a figure would be one that no document says: 二十三, twenty-three; 两 where things are counted."""
    if of_things and number == 2 and language != "en":
        return "两"
    tens, ones = divmod(number, 10)
    if language == "en":
        if number < 20:
            return _ENGLISH[number]
        return f"{_TENS[tens]}-{_ENGLISH[ones]}" if ones else _TENS[tens]
    ten = ("" if tens < 2 else _NUMERALS[tens]) + "十" if tens else ""
    return ten + (_NUMERALS[ones] if ones or not tens else "")


_NUMERALS = "零一二三四五六七八九"
_ENGLISH = ["none", *SMALL_NUMBERS]
_TENS = ["", "", *TENS]


def runs(years: Sequence[int]) -> str:
    """Years in order, three and more that follow one another as a span: 2007、2008、2014—2023."""
    found: list[list[int]] = []
    for year in sorted(set(years)):
        if found and year == found[-1][-1] + 1:
            found[-1].append(year)
        else:
            found.append([year])
    return "、".join(f"{r[0]}—{r[-1]}" if len(r) > 2 else "、".join(map(str, r)) for r in found)


LISTED = 8
"""Documents named where it is said which there are."""


def listed(documents: Sequence[DocumentSummary]) -> str:
    """Documents by their short names."""
    names = [short_name(d) for d in documents[:LISTED]]
    return "、".join(names) + (f"等{len(documents)}份文件" if len(documents) > LISTED else "")
