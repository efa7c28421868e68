"""What a Word file says once for many paragraphs: its styles, and the numbers that it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "japaneseCounting", "ideographDigital"}
)


class Styles:
    """What paragraph and character styles say, their ancestors included."""

    def __init__(self, document: Any) -> None:
        self._by_id = {s.get(qn("w:styleId")): s for s in document.styles.element.iter(qn("w:style"))}

    def _chain(self, style: str | None) -> Iterator[Any]:
        seen: set[str | None] = set()
        while style in self._by_id and style not in seen:
            seen.add(style)
            yield self._by_id[style]
            style = value_of(self._by_id[style], "w:basedOn")

    def run_says(self, run: Any, tag: str) -> Any:
        """The property ``tag`` (``w:b``) of a run: its own, else its character style's, else its paragraph's style's; or None."""
        paragraph = next(run.iterancestors(qn("w:p")), None)
        named = (value_of(run, "w:rPr/w:rStyle"), value_of(paragraph, "w:pPr/w:pStyle"))
        for element in chain([run], *map(self._chain, named)):
            found = element.find(f"{qn('w:rPr')}/{qn(tag)}")
            if found is not None:
                return found
        return None

    def _named(self, style: str | None, *names: str) -> bool:
        return any((value_of(e, "w:name") or "").lower().startswith(names) for e in self._chain(style))

    def is_heading(self, style: str | None) -> bool:
        return self._named(style, "heading", "标题", "title")

    def is_contents(self, style: str | None) -> bool:
        """Whether a table of contents is set in this style."""
        return self._named(style, "toc", "目录")

    def numbering(self, style: str | None) -> Any:
        return next(
            (n for e in self._chain(style) if (n := e.find(f"{qn('w:pPr')}/{qn('w:numPr')}")) is not None), None
        )


class Numbering:
    """The numbers that Word counts and does not write into the text (第一章, 一、, (一), 1.)."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: Counter[tuple[str, int]] = Counter()
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.findall(qn("w:abstractNum"))}
        for number in root.findall(qn("w:num")):
            levels = {}
            for level in abstract.get(value_of(number, "w:abstractNumId"), ()):
                if level.tag == qn("w:lvl"):
                    start = value_of(level, "w:start") or "1"
                    form = (
                        value_of(level, "w:numFmt") or "decimal",
                        value_of(level, "w:lvlText") or "",
                        whole(start, 1),
                    )
                    levels[whole(level.get(qn("w:ilvl")), 0)] = form
            self._levels[number.get(qn("w:numId")) or ""] = levels

    def next_number(self, paragraph: Any, of_style: Any) -> str:
        """The number in front of the paragraph; counts it."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        properties = own if own is not None else of_style
        if properties is None:
            return ""
        number = value_of(properties, "w:numId") or value_of(of_style, "w:numId") or ""
        at = whole(value_of(properties, "w:ilvl"), 0)
        levels = self._levels.get(number, {})
        if at not in levels or levels[at][0] == "bullet":
            return ""
        self._counts[number, at] += 1
        for deeper in range(at + 1, 10):
            self._counts[number, deeper] = 0
        text = levels[at][1]
        for i, (form, _, start) in levels.items():
            count = max(self._counts[number, i], 1) + start - 1
            text = text.replace(f"%{i + 1}", _chinese(count) if form in _CHINESE else str(count))
        return text


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens % 10]) + "十" + (_DIGITS[ones] if ones else "")


def value_of(element: Any, path: str) -> str | None:
    """The ``w:val`` of a descendant, or None."""
    if element is None:
        return None
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn("w:val"))


def whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise


def is_on(element: Any) -> bool | None:
    """An on/off property: None where it is not given."""
    return None if element is None else element.get(qn("w:val"), "1") not in {"0", "false", "none", "off"}
