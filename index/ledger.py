"""The ledger: each figure of a plan as a row that names its indicator, each commitment without one as an action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from index.actions import find_actions
from index.bounds import without_bounds
from index.clausetimes import ClauseTime, clause_times
from index.corrections import corrected
from index.deeds import DEED
from index.dialogue import question_in, thing_asked, without_speaker
from index.document import PlanDocument, Scope, Sentence
from index.duties import responsible, without_duties
from index.figures import Figure
from index.goals import GOAL_AHEAD, GOAL_BEHIND, INTENDED, set_beside_result
from index.indicators import name_figures
from index.neighbours import of_others
from index.owners import Owners
from index.reading.headings import MAX_HEADING
from index.rows import LedgerRow
from index.sense import sensible
from index.sharing import NamedFigure
from index.subjects import last_clause, tidy, without_notes
from index.tabular import Caption, cell_figures, is_row, sums_years
from index.titles import time_in, time_of, without_stages
from index.undated import undated
from index.words import simplify
from index.wordvalues import find_word_values


def extract_rows(document: PlanDocument) -> tuple[LedgerRow, ...]:
    """Every figure whose year and kind are known, each with the time of its own clause."""
    return tuple(row for index in range(len(document.sentences)) for row in _rows(document, index))


def _rows(document: PlanDocument, index: int) -> Iterator[LedgerRow]:
    sentence = document.sentences[index]
    text = _plain(document.quote(sentence))
    if _is_note(document, sentence, _NOTE_ON_A_WORD) or of_others(document, sentence):
        return
    if is_row(cells := _simple(document.quote(sentence))):
        time = time_of(document.metadata)
        for cell in cell_figures(cells, sentence.around or sentence.scope, time, _caption(document, sentence, cells)):
            named = NamedFigure(cell.figure, cell.indicator, cell.start, cell.end)
            yield _row(document, index, named, cell.scope)
        return
    asked = _question_above(document, sentence)
    text = without_speaker(text) if asked else text
    clauses = clause_times(document, index)
    above = _above(document, sentence)
    plain = without_stages(text, time_in(document))
    figures = [_of_what_is_asked(named, asked) for named in name_figures(plain, above, _runs_in(document, sentence))]
    told = sorted([*figures, *_in_words(text, figures, Owners(above))], key=lambda n: n.figure.start)
    times = [_clause_at(clauses, sentence.start + one.figure.start).scope for one in told]
    for found in sensible(told, text, times):
        clause = _clause_at(clauses, sentence.start + found.figure.start)
        of = clause.scope or undated(document, sentence, sentence.start + found.figure.start)
        scope = of and _of_goal(text, found.figure, of)
        to_come = _STILL_TO_COME.search(text, found.start, found.figure.start)
        if scope and not (
            (scope.kind == "actual" and to_come) or _NO_MORE.search(text, found.start, found.figure.start)
        ):
            row = _row(document, index, found, scope)
            yield replace(row, deadline=clause.deadline, responsible=_responsible(document, row))


def _runs_in(document: PlanDocument, sentence: Sentence) -> str:
    """The heading that runs into a sentence (改造农村危房。计划450户,实际完成438户。), or empty."""
    line = document.text.rfind("\n", 0, sentence.start) + 1
    ahead = _plain(document.text[line : sentence.start]).strip()
    return ahead if len(ahead) <= MAX_HEADING and not re.search("[。:：!！；;]", ahead[:-1]) else ""


def _question_above(document: PlanDocument, sentence: Sentence) -> str:
    """The question that a sentence answers in a text of questions and answers, or empty."""
    section = document.paragraphs[sentence.paragraph].section
    title = document.sections[section].title if section is not None else ""
    return question_in(title) if title.endswith(("？", "?")) else ""


def _of_what_is_asked(named: NamedFigure, asked: str) -> NamedFigure:
    """A figure whose name is a bare deed (改造192个), as that of the thing which the question that it answers counts."""
    bare = asked and re.fullmatch(DEED, named.indicator)
    return replace(named, indicator=named.indicator + thing_asked(asked)) if bare else named


def extract_actions(document: PlanDocument) -> tuple[LedgerRow, ...]:
    """Every commitment without a figure, one row a clause: its name in ``indicator``, the deed in ``change``, no value."""
    return tuple(row for index in range(len(document.sentences)) for row in _actions(document, index))


def _actions(document: PlanDocument, index: int) -> Iterator[LedgerRow]:
    sentence = document.sentences[index]
    quote = document.quote(sentence)
    text = _plain(quote)
    if is_row(_simple(quote)) or _is_note(document, sentence, _NOTE) or _is_heading(document, sentence, text):
        return
    clauses = clause_times(document, index)
    figures = [named.figure for named in name_figures(text)]
    for action in find_actions(text, _spoken_of(document, sentence)):
        clause = _clause_at(clauses, sentence.start + action.start)
        counted = any(action.start <= figure.start < action.end for figure in figures)
        scope = clause.scope or undated(document, sentence, sentence.start + action.start)
        if scope is None or scope.kind != "target" or counted:
            continue
        figure = Figure(action.start, action.end, "", 0.0, 0.0, "", action.bound, action.deed)
        row = _row(document, index, NamedFigure(figure, action.name, action.start, action.end), scope)
        yield replace(row, type="action", deadline=clause.deadline, responsible=_responsible(document, row))


def _is_note(document: PlanDocument, sentence: Sentence, pattern: re.Pattern[str]) -> bool:
    """Whether a sentence stands in a note that explains a term ([16]“五馆两中心”：即…), alone or among the notes at the end."""
    places = (document.paragraphs[sentence.paragraph].start, sentence.start)
    if any(pattern.match(document.text, at) for at in places):
        return True
    return sentence.start >= _notes_from(document.text) and not any(_MEANS.match(document.text, at) for at in places)


@lru_cache(maxsize=4)
def _notes_from(text: str) -> int:
    """Where the notes at the end of a text begin, by their heading; its end where there are none."""
    found = list(_NOTES.finditer(text))
    return found[-1].end() if found else len(text)


_MEANS = re.compile(r"[^：:。\n]{2,40}[：:](?:即|是?指)")
_NOTES = re.compile(
    r"^[ \t\u3000※（(【]*(?:附(?:件|录)?\d?[：:]?\s?)?(?:相关|有关|部分)?(?:名词解释|名词注释|注释|注解|术语解释)[ \t\u3000※）)】：:]*\n"
    r"(?=\s*(?:[\[［〔【(（]?1[\]］〕】)）.、．]|①))",
    re.MULTILINE,
)


def _note_on(term: str) -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?:[\[［〔【]\d{{1,2}}[\]］〕】]|[①-⑳])\s*{term}[：:]|\s*(?:\d{{1,2}}[.、．]\s*)?“?{term}[：:](?:即|是指|指的是|指)"
    )


_NOTE = _note_on(r"[^：:，。,\n]{2,30}")
_NOTE_ON_A_WORD = _note_on(r"[^：:，。,\n\d一二三四五六七八九十百千]{2,30}")
"""What a slogan of numbers (“1222”工程) promises, a note alone may tell."""


def _is_heading(document: PlanDocument, sentence: Sentence, text: str) -> bool:
    """Whether a sentence is what its paragraph runs in with, and the ones behind it say the same more fully."""
    paragraph = document.paragraphs[sentence.paragraph]
    heading = next(find_actions(text), None)
    if heading is None or document.quote(sentence).strip(" \u3000。.") != paragraph.topic:
        return False
    behind = document.text[sentence.end : paragraph.end].strip()
    return bool(behind) and (len(heading.object) <= _SAYS_LITTLE or heading.object.strip("“”")[-4:] in behind)


def _spoken_of(document: PlanDocument, sentence: Sentence) -> str:
    """The thing to which the first deed of the paragraph before a sentence is done; what it runs in with counts where it is alone."""
    done = [action.object for action in find_actions(_above(document, sentence))]
    runs_in = document.paragraphs[sentence.paragraph].topic
    return without_notes(next((thing for thing in done if thing not in runs_in), done[0] if done else ""))


_SAYS_LITTLE = 5
"""Characters: 打造“新地标” tells no more than that something is told."""


def _clause_at(clauses: Sequence[ClauseTime], at: int) -> ClauseTime:
    return next(clause for clause in clauses if clause.start <= at < clause.end)


def _in_words(text: str, figures: Sequence[NamedFigure], owners: Owners) -> Iterator[NamedFigure]:
    """Ranks, 全覆盖 and 正增长 as figures whose value holds its unit; one without a name has that of the figure before (增长5%,居全省第二)."""
    found: list[NamedFigure] = []
    for told in find_word_values(text):
        earlier = sorted((*figures, *found), key=lambda n: n.figure.start)
        before = next(
            (n.indicator for n in reversed(earlier) if n.figure.start < told.start and "连续" not in n.indicator), ""
        )
        before = "" if re.search(r"\d[%％]$", before) else before  # 指数3.9,同比下降17%,居全市第一
        if told.name in _OF_WHAT_STANDS_BEFORE:
            name = (before or (told.name and tidy(last_clause(text[: told.start])))) + told.name
            name = re.sub("(占.*比重)占比$", r"\1", name)
        elif told.value == "全覆盖" and _COVERED.fullmatch(told.name):  # 开放公共数据,实现政府部门全覆盖
            name = owners.thing_before(text[: told.start] + told.name) + told.name
        else:
            name = told.name
        if name:
            figure = Figure(told.start, told.end, told.value, told.number, told.number, "")
            found.append(NamedFigure(figure, name, told.start, told.end))
    yield from found


_COVERED = re.compile(
    "(?:全[国省市县区州]|各|所有|[省市县区]级|有条件的)*(?:[县市区州旗]+|县域|乡镇|镇街|镇|街道|[行建]?[政制]?村|社区|部门|政府部门|行业|领域|企业|学校|医院|单位|机构|园区|[、和及（）])+|[^、]{2,4}(?:、[^、]{2,4}){2,}"
)
"""Where or whom something reaches, not what does."""
_OF_WHAT_STANDS_BEFORE = frozenset({"", "规模", "总量", "增速", "增幅", "降幅", "数量", "总数", "金额", "占比"})


def _of_goal(text: str, figure: Figure, scope: Scope) -> Scope:
    """超额完成1.7万人的目标 and 完成年度目标5000人 in a review tell what was to be reached."""
    if scope.kind != "actual":
        return scope
    ahead = GOAL_AHEAD.search(without_bounds(text[: figure.start])[0])
    behind = GOAL_BEHIND.match(text, figure.end) and _MEASURED_BY.search(text, 0, figure.start)
    meant = behind or (ahead and not ahead["of"]) or INTENDED.search(text[: figure.start])
    if not (meant or set_beside_result(text, figure.start, figure.end)):
        return scope
    whole = scope.period and _OF_THE_YEAR.search(text[max(figure.start - _NEAR, 0) : figure.start])
    return replace(scope, kind="target", period="" if whole else scope.period)


_OF_THE_YEAR = re.compile("(?:年度|全年|年初)[^,，;；。]*$")
"""占年度计划400户的42%, told of half a year: the goal is the year's."""
_NEAR = 12


_MEASURED_BY = re.compile(
    "(?:完成|达到|实现|接近|高于|低于|超过|超出|超)(?:了|省定|市定|年度|全年|年初|确定|既定|下达|预期)*[^,，;；。]{0,8}$"
)
_NO_MORE = re.compile("不再[^,，;；。]{0,12}")
"""不再安排今年投资1.2亿元."""
_STILL_TO_COME = re.compile("预计(?:新建|开工|建成|投用|投产|竣工|完工|通车|总投资)")
"""In a review: no result yet."""


def _responsible(document: PlanDocument, row: LedgerRow) -> str:
    """Who is to do what a row says, as its clause tells or what stands behind it in its paragraph, or right below that."""
    end = document.paragraphs[document.sentences[row.sentence].paragraph].end
    below = document.text[end : end + _LINE].lstrip().split("\n")[0]
    told = below if re.match("[(（]?(?:责任|牵头|主办)(?:单位|部门)", below) else ""
    return responsible(row.quote, document.text[row.end : end] + told)


_LINE = 200
"""Characters below a paragraph that are looked at."""


def _caption(document: PlanDocument, sentence: Sentence, text: str) -> Caption:
    """What stands above a row of a table: the table's name, the unit for all its figures (单位:亿元), the rows that it sums up."""
    paragraph = document.paragraphs[sentence.paragraph]
    above = re.findall(
        r"(?<![\u4e00-\u9fff])(?:计量|金额|数量|货币)?单位[:：]\s*([^\s,，;；、)）]{1,12})\s*[)）]?\s*(?:\n|$)",
        document.text[paragraph.start : sentence.start],
    )
    rows = _simple(document.text[paragraph.start : sentence.start]) if sums_years(text) else ""
    return Caption(_plain(paragraph.topic), str(above[-1]) if above else "", rows)


def _above(document: PlanDocument, sentence: Sentence) -> str:
    """The paragraph before a sentence, of which the sentence may leave the subject unsaid."""
    return _plain(document.text[document.paragraphs[sentence.paragraph].start : sentence.start])


def _plain(text: str) -> str:
    """In simplified characters, each in its place, without who is to do it."""
    return without_duties(_simple(text))


def _simple(text: str) -> str:
    """In simplified characters, each in its place."""
    plain = simplify(text)
    return corrected(plain if len(plain) == len(text) else text)


def _row(document: PlanDocument, index: int, named: NamedFigure, scope: Scope) -> LedgerRow:
    sentence, figure = document.sentences[index], named.figure
    paragraph = document.paragraphs[sentence.paragraph]
    start, end = sentence.start + named.start, sentence.start + named.end
    told_from = sentence.start if "年均" in figure.change else start
    since = _SINCE.findall(document.text[told_from : sentence.start + figure.start]) if figure.change else []
    earlier = since and int(since[-1]) < scope.year - 1
    return LedgerRow(
        indicator=named.indicator,
        kind=scope.kind,
        year=scope.year,
        value=figure.value,
        value_min=figure.value_min,
        value_max=figure.value_max,
        unit=figure.unit,
        bound=figure.bound,
        change=figure.change,
        section=document.heading_path(paragraph.section),
        topic=paragraph.topic,
        quote=document.text[start:end],
        start=start,
        end=end,
        sentence=index,
        first_year=int(since[-1]) + 1 if earlier else scope.first_year,
        period=scope.period,
    )


_SINCE = re.compile(r"(?:比|较)((?:19|20)\d\d)年")
"""比2002年增长65.5%(,年均增长4%): a change of the years from 2003 on."""
