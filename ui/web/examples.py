"""Example questions drawn from the documents at hand: figures that they promise, asked back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from index.catalog import Catalog, DocumentSummary
from index.rows import LedgerRow
from index.words import traditional
from rag.followups import ask_figure
from ui.web.languages import Language

_COUNTED = re.compile("亿元|万?[张个座套家名所户条]|公里|平方公里|公顷|万?平方米|万人")
_DONE = re.compile("(新增|新建|完成|建设|筹集|改造|建成|供应|培育)((?![改扩建、])[\u4e00-\u9fff]{2,8})")
"""An indicator that names what is done, and to what: 新增床位."""
_NAME = re.compile("[\u4e00-\u9fffA-Z]{4,12}")
_ENGLISH = (
    (re.compile("床位"), "How many hospital beds will be added in {year}{place}?"),
    (re.compile("学位"), "How many school places will be added in {year}{place}?"),
    (re.compile("城镇新增就业|新增城镇就业"), "What is the {year} target for new urban jobs{place}?"),
    (re.compile("地区生产总值|国内生产总值|GDP"), "What is the {year} target for GDP growth{place}?"),
    (re.compile("绿道"), "How many kilometres of greenway will be built in {year}{place}?"),
    (re.compile("公园"), "How many parks will be built in {year}{place}?"),
    (re.compile("固定资产投资"), "What is the {year} target for fixed-asset investment{place}?"),
    (re.compile("空气质量优良"), "What is the {year} target for days of good air{place}?"),
    (re.compile("幼儿园"), "How many kindergartens will be built in {year}{place}?"),
)
"""What plans promise almost everywhere, in English."""


def example_questions(catalog: Catalog, language: Language, most: int = 4) -> list[str]:
    """Up to ``most`` questions in the reader's language, the documents taking turns."""
    documents = catalog.documents()[: most * 2]
    several = len({d.region for d in documents}) > 1
    ask = _english if language == "en" else _chinese
    lists = [ask(_promises(catalog, d), d.region if several else "") for d in documents]
    turns = chain.from_iterable(zip_longest(*lists))
    found = list(dict.fromkeys(question for question in turns if question))[:most]
    if language != "en" and len(documents) == 1 and documents[0].issuer:
        found[most - 1 :] = ["这份文件是哪个部门发布的？"]
    return [traditional(question) for question in found] if language == "zh-Hant" else found


def _promises(catalog: Catalog, document: DocumentSummary) -> list[LedgerRow]:
    """Rows of the planned year, the first of each topic first."""
    rows = [row for _, row in catalog.ledger(document.document_id, kind="target") if row.first_year is None]
    seen: dict[tuple[str, ...], int] = {}
    ranked = []
    for position, row in enumerate(rows):
        place = (*row.section, row.topic)
        seen[place] = seen.get(place, 0) + 1
        ranked.append((seen[place], position, row))
    return [row for *_, row in sorted(ranked, key=lambda item: item[:2])]


def _chinese(rows: Sequence[LedgerRow], region: str) -> Iterator[str]:
    """Things that are counted, as people ask for them; then any other figure."""
    for row in rows:
        done = _DONE.fullmatch(row.indicator)
        if done and _COUNTED.fullmatch(row.unit) and not row.change:
            yield f"{region}{row.years}要{done[1]}多少{row.unit.lstrip('万')}{done[2]}?"
    for row in rows:
        if _NAME.fullmatch(row.indicator) and row.value[:1].isdigit():
            yield ask_figure(row, region, "zh")


def _english(rows: Sequence[LedgerRow], region: str) -> Iterator[str]:
    place = f" in {region}" if region else ""
    for pattern, question in _ENGLISH:
        for row in rows:
            if pattern.search(row.indicator):
                yield question.format(year=row.year, place=place)
                break
