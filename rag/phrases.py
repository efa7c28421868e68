"""The words around the quotes, in the question's language. Quotes stay as the plan has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import opencc

from index.catalog import DocumentSummary
from index.document import Metadata, PlanDocument, Scope
from index.ledger import LedgerRow
from index.passages import scope_words
from rag.content import Language, content_text
from rag.extract import Change, Extract, figure_text
from rag.naming import short_name
from rag.question import Question
from rag.types import Filters


class Phrases:
    """Simplified Chinese."""

    def scope(self, scope: Scope) -> str:
        return scope_words(scope)

    def extract(self, piece: Extract, n: int) -> str:
        """One sentence: the figure, the time it belongs to, the words of the plan, the marker."""
        when = self._when(piece)
        if piece.lead:
            return self.figure(piece.lead, piece.piece, when, n)
        return (f"{when}:" if when else "") + f"{piece.piece}[{n}]。"

    def _when(self, piece: Extract) -> str:
        scope = piece.evidence.scope
        return self.scope(scope) if scope else ""

    def figure(self, figure: str, clause: str, when: str, n: int) -> str:
        """A figure, the time it belongs to, the clause that says it, the marker."""
        return f"**{figure}**" + (f"({when})" if when else "") + f":{clause}[{n}]。"

    def more_in_ledger(self, number: int) -> str:
        more = f"另有{number}项;" if number else ""
        return f"{more}按用词和标题挑选,可能不全,全部数字见“承诺台账”"

    def difference(self, change: Change) -> str:
        if change.derived is None:
            return "两者数值相同(由以上两个数推算)[1][2]。"
        word = "高于" if change.sign > 0 else "低于"
        return f"后者{word}前者,相差{'约' if change.rough else ''}{change.derived.value}{change.unit}(由以上两个数推算)[1][2]。"

    def one_side(self) -> str:
        return "文件只说了其中一年的数字,另一年没有说,因此无法比较"

    def one_place(self) -> str:
        return "只找到其中一处的说法,另一处没有找到,因此无法比较"

    def own_year(self) -> str:
        return "“今年”“去年”按所引文件自己的年份理解;写明年份或文件,回答会更准"

    def other_times(self) -> str:
        return "各处说的不是同一年,比较时请留意"

    def years(self, years: Sequence[int]) -> str:
        return f"{'、'.join(map(str, years))}年" if years else "未标明年份"

    def more_held(self, number: int) -> str:
        return f"另有{number}份文件未列出,写明地区或文件种类可以缩小范围"

    def extreme(self, row: LedgerRow, n: int, several: int, *, least: bool) -> str:
        return f"{several}个年份中{'最低' if least else '最高'}的是{row.years}:**{figure_text(row)}**(由以下各数比较)[{n}]。"

    def some_documents(self, number: int) -> str:
        return f"只查了最相关的{number}份文件"

    def not_said(self, asked: Question) -> str:
        wanted = _wanted(asked)
        return f"文件中没有找到关于“{wanted}”的明确说法,因此不作回答。"

    def other_place(self, place: str, documents: Sequence[DocumentSummary]) -> str:
        held = "、".join(dict.fromkeys(d.region for d in documents if d.region))
        return f"问题问的是{place},现有文件只涉及{held},因此不作回答。"

    def other_year(self, year: int, covered: Sequence[int]) -> str:
        return f"现有文件只涉及{runs(covered)}年,没有{year}年的内容,因此不作回答。"

    def other_time(self, asked: Question) -> str:
        years = "、".join(f"{y}年" for y in asked.years)
        wanted = _wanted(asked)
        return f"文件中没有{years}关于“{wanted}”的说法;下面的句子说的是别的时间或事项,不能当作答案。"

    def only_documents(self) -> str:
        return "这里只回答规划文件里的内容。请直接问文件中的事,例如某项指标是多少、某项工作怎么安排。"

    def page_silent(self, document: PlanDocument) -> str:
        return f"《{document.metadata.title}》的页面没有标明这一项,因此不作回答。"

    def no_document(self, filters: Filters) -> str:
        return "没有符合所选条件的文件,请放宽筛选条件。"

    def expired(self, m: Metadata) -> str:
        return f"《{m.title}》{'页面标注' if m.status_span else ''}“{m.standing}”,内容仅供参考"

    def recognised(self, m: Metadata) -> str:
        return f"《{m.title}》是扫描件,文字由程序识别,可能有误,请与原件核对"

    def ask_figure(self, row: LedgerRow, place: str) -> str:
        """A question that this row of the ledger answers."""
        if row.change:
            return f"{place}{row.years}{row.indicator}{'要' if row.kind == 'target' else ''}{row.change}多少?"
        return f"{place}{row.years}{row.indicator}{'的目标' if row.kind == 'target' else ''}是多少?"

    def ask_comparison(self, one: LedgerRow, other: LedgerRow, place: str) -> str:
        """A question that a result and its target answer together."""
        first, second = sorted((one, other), key=lambda row: row.year)
        return f"{place}{one.indicator}{second.years}目标与{first.years}完成数相比如何?"

    def no_such_document(self, name: str, documents: Sequence[DocumentSummary]) -> str:
        return f"没有“{name}”,现有{_listed(documents)},因此不作回答。"

    def which_document(self, documents: Sequence[DocumentSummary]) -> str:
        return f"现有{_listed(documents)}。请说明问的是哪一份,例如“{short_name(documents[0])}是什么时候发布的?”"

    def more_documents(self, number: int) -> str:
        return f"另有{number}份文件也有说法,未列出;写明年份、地区或文件,回答会更具体"

    def said_too(self, others: Sequence[tuple[str, int]]) -> str:
        return f"{'、'.join(f'{name}[{n}]' for name, n in others)}同此。"


def runs(years: Sequence[int]) -> str:
    """Years in order, three and more that follow one another as a span: 2007、2008、2014—2023."""
    found: list[list[int]] = []
    for year in sorted(set(years)):
        if found and year == found[-1][-1] + 1:
            found[-1].append(year)
        else:
            found.append([year])
    return "、".join(f"{r[0]}—{r[-1]}" if len(r) > 2 else "、".join(map(str, r)) for r in found)


def _wanted(asked: Question) -> str:
    """What a question is about, without the marks left between its words."""
    return " ".join(re.sub(r"[^\w%+]+", " ", content_text(asked.resolved)).split())[:40]


def _listed(documents: Sequence[DocumentSummary]) -> str:
    names = [short_name(d) for d in documents[:_LISTED]]
    return "、".join(names) + (f"等{len(documents)}份文件" if len(documents) > _LISTED else "")


_LISTED = 8


class English(Phrases):
    """English around the Chinese quote."""

    def scope(self, scope: Scope) -> str:
        return scope.label

    def extract(self, piece: Extract, n: int) -> str:
        when = self._when(piece)
        if piece.lead:
            return self.figure(piece.lead, piece.piece, when, n)
        return (f"{when}: " if when else "") + f"“{piece.piece}” [{n}]."

    def figure(self, figure: str, clause: str, when: str, n: int) -> str:
        return f"**{figure}**" + (f" ({when})" if when else "") + f": “{clause}” [{n}]."

    def more_in_ledger(self, number: int) -> str:
        more = f"{number} more were found; " if number else ""
        return (
            f"{more}chosen by words and headings, so some may be missing: all figures stand in the tab of commitments"
        )

    def difference(self, change: Change) -> str:
        if change.derived is None:
            return "Both figures are the same (worked out from the two) [1][2]."
        unit = " percentage points" if change.unit == "个百分点" else change.unit
        word = "higher" if change.sign > 0 else "lower"
        return f"The second is {'about ' if change.rough else ''}{change.derived.value}{unit} {word} than the first (worked out from the two) [1][2]."

    def one_side(self) -> str:
        return "The documents give the figure of one of the two years only, so they cannot be compared"

    def one_place(self) -> str:
        return "The figure was found for one of the places only, so they cannot be compared"

    def own_year(self) -> str:
        return "“This year” and “last year” are those of the documents cited; name a year or a document to be sure"

    def other_times(self) -> str:
        return "The places' figures are of different times"

    def years(self, years: Sequence[int]) -> str:
        return ", ".join(map(str, years)) or "no year given"

    def more_held(self, number: int) -> str:
        return f"{number} more documents are not listed; name a place or a kind of document"

    def extreme(self, row: LedgerRow, n: int, several: int, *, least: bool) -> str:
        word = "lowest" if least else "highest"
        return f"The {word} of {several} years is {row.years.rstrip('年')}: **{figure_text(row)}** (by comparing the figures below) [{n}]."

    def some_documents(self, number: int) -> str:
        return f"Only the {number} nearest documents were searched"

    def not_said(self, asked: Question) -> str:
        return f"The documents do not clearly say what you ask (“{asked.text[:80]}”), so no answer is given."

    def other_place(self, place: str, documents: Sequence[DocumentSummary]) -> str:
        held = ", ".join(dict.fromkeys(d.region for d in documents if d.region))
        return f"You ask about {place}; the documents here speak of {held} only."

    def other_year(self, year: int, covered: Sequence[int]) -> str:
        return f"The documents here cover {', '.join(map(str, covered))}; they say nothing of {year}."

    def other_time(self, asked: Question) -> str:
        return "The documents do not say this for the time you ask about; the sentences below speak of another time or matter."

    def only_documents(self) -> str:
        return "Only questions about the plans themselves are answered here, such as what a target is or what is planned for something."

    def page_silent(self, document: PlanDocument) -> str:
        return f"The page of 《{document.metadata.title}》 does not say this."

    def no_document(self, filters: Filters) -> str:
        return "No document meets the filters."

    def expired(self, m: Metadata) -> str:
        return f"《{m.title}》 is {'marked by its page' if m.status_span else 'listed'} as no longer in force (“{m.standing}”); for reference only"

    def recognised(self, m: Metadata) -> str:
        return f"《{m.title}》 is a scan read by a program and may be misread; check the original"

    def ask_figure(self, row: LedgerRow, place: str) -> str:
        year, of = row.years.rstrip("年"), f" of {place}" if place else ""
        name = f"{row.indicator}{row.change}"
        if row.kind == "target":
            return f"What is the {year} target for {name}{of}?"
        return f"What was the {year} figure for {name}{of}?"

    def ask_comparison(self, one: LedgerRow, other: LedgerRow, place: str) -> str:
        first, second = (row.years.rstrip("年") for row in sorted((one, other), key=lambda row: row.year))
        return (
            f"How does the {second} target for {one.indicator}{f' of {place}' if place else ''} compare with {first}?"
        )

    def no_such_document(self, name: str, documents: Sequence[DocumentSummary]) -> str:
        return f"There is no “{name}” here; held are {_listed(documents)}."

    def which_document(self, documents: Sequence[DocumentSummary]) -> str:
        return f"Held are {_listed(documents)}. Please say which one you mean."

    def more_documents(self, number: int) -> str:
        return f"{number} more documents speak of this and are not listed; name a year, a place or a document"

    def said_too(self, others: Sequence[tuple[str, int]]) -> str:
        return f" The same is said by {', '.join(f'{name} [{n}]' for name, n in others)}."


class Traditional(Phrases):
    """The simplified phrases in Traditional characters; the quotes inside stay as the plan has them."""

    _convert = staticmethod(lru_cache(maxsize=1)(lambda: opencc.OpenCC("s2t")))

    def scope(self, scope: Scope) -> str:
        return self._said(super().scope(scope))

    def _said(self, text: str) -> str:
        return str(self._convert().convert(text))

    def more_in_ledger(self, number: int) -> str:
        return self._said(super().more_in_ledger(number))

    def difference(self, change: Change) -> str:
        return self._said(super().difference(change))

    def one_side(self) -> str:
        return self._said(super().one_side())

    def one_place(self) -> str:
        return self._said(super().one_place())

    def own_year(self) -> str:
        return self._said(super().own_year())

    def other_times(self) -> str:
        return self._said(super().other_times())

    def more_held(self, number: int) -> str:
        return self._said(super().more_held(number))

    def extreme(self, row: LedgerRow, n: int, several: int, *, least: bool) -> str:
        return self._said(super().extreme(row, n, several, least=least))

    def some_documents(self, number: int) -> str:
        return self._said(super().some_documents(number))

    def not_said(self, asked: Question) -> str:
        return self._said(super().not_said(asked))

    def other_place(self, place: str, documents: Sequence[DocumentSummary]) -> str:
        return self._said(super().other_place(place, documents))

    def other_year(self, year: int, covered: Sequence[int]) -> str:
        return self._said(super().other_year(year, covered))

    def other_time(self, asked: Question) -> str:
        return self._said(super().other_time(asked))

    def only_documents(self) -> str:
        return self._said(super().only_documents())

    def page_silent(self, document: PlanDocument) -> str:
        return self._said(super().page_silent(document))

    def no_document(self, filters: Filters) -> str:
        return self._said(super().no_document(filters))

    def expired(self, m: Metadata) -> str:
        return self._said(super().expired(m))

    def recognised(self, m: Metadata) -> str:
        return self._said(super().recognised(m))

    def ask_figure(self, row: LedgerRow, place: str) -> str:
        return self._said(super().ask_figure(row, place))

    def ask_comparison(self, one: LedgerRow, other: LedgerRow, place: str) -> str:
        return self._said(super().ask_comparison(one, other, place))

    def no_such_document(self, name: str, documents: Sequence[DocumentSummary]) -> str:
        return self._said(super().no_such_document(name, documents))

    def which_document(self, documents: Sequence[DocumentSummary]) -> str:
        return self._said(super().which_document(documents))

    def more_documents(self, number: int) -> str:
        return self._said(super().more_documents(number))

    def said_too(self, others: Sequence[tuple[str, int]]) -> str:
        return self._said(super().said_too(others))


_BY_LANGUAGE: dict[Language, Phrases] = {"zh": Phrases(), "zh-Hant": Traditional(), "en": English()}


def phrases(language: Language) -> Phrases:
    """The phrases of a language."""
    return _BY_LANGUAGE[language]
