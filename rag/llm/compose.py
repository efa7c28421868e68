"""Checked sentences and the extractive answer become one text in which all that the extractive answer says is said."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.figures import find_figures
from index.words import simplify
from rag.cues import Form
from rag.llm.figures_told import same_value
from rag.llm.verify import plain

_MARKERS = re.compile(r"\[(\d+)\]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_END = "。.!?!?;; "
_TOLD = 0.7
"""Share of the extractive sentence's pairs of characters that the written ones must have to stand in its place."""


@dataclass(frozen=True, slots=True)
class Told:
    """A checked sentence and the numbers of the offers it cites."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """``used`` are the numbers of the offers that the markers [1], [2], … of ``text`` stand for."""

    text: str
    used: tuple[int, ...]
    written: bool
    """Whether a sentence of the LLM's is in it."""
    quoted: bool
    """Whether a line of the extractive answer stands in the place of what the LLM did not tell."""


def compose(extractive: str, kept: Sequence[Told], form: Form = "fact") -> Composed:
    """One text of both.

    A line of ``extractive`` (markers are numbers of offers) that the written sentences do not tell is kept in front of them, and what they say of its
    sentence then goes as a repetition. Lines worked out from two sentences stay last.
    """
    lines = [line for line in extractive.split("\n") if line]
    worked_out = [line for line in lines if len(set(_MARKERS.findall(line))) > 1]
    missing = [line for line in lines if line not in worked_out and not _told(line, kept, form)]
    said = {int(n) for line in missing for n in _MARKERS.findall(line)}
    more = [t for t in kept if not said.intersection(t.cites)]
    written = [_marked(_emphasised(t, lines), t.cites) for t in more]
    text, used = _numbered("\n".join([*missing, *written, *worked_out]) if written else extractive)
    return Composed(text, used, bool(written), bool(missing))


def _told(line: str, kept: Sequence[Told], form: Form) -> bool:
    """Whether the written sentences that cite a line's sentence say what the line does: its figures, its items, or most of its words."""
    cited = {int(n) for n in _MARKERS.findall(line)}
    told = plain("。".join(t.text for t in kept if cited.issubset(t.cites)))
    lead = plain("、".join(_BOLD.findall(line)))
    bare = plain(_MARKERS.sub("", _BOLD.sub("", line)))
    if not told:
        return False
    if lead:
        wanted = find_figures(lead)
        theirs = find_figures(told)
        return all(any(same_value(f, g) for g in theirs) for f in wanted) if wanted else lead in told
    if form == "list" and not all(item in told for item in _items(bare)):
        return False
    pairs = {a + b for a, b in itertools.pairwise(bare) if a >= "\u4e00" and b >= "\u4e00"}
    return sum(pair in told for pair in pairs) >= _TOLD * len(pairs)


def _items(text: str) -> list[str]:
    """The members of an enumeration, cut to what tells them apart: four characters beside each 、."""
    joined = re.split("[、,;。:]|以及|(?<!总)和(?!谐|平)", text)
    return (
        [part[-4:] if i == 0 else part[:4] for i, part in enumerate(joined) if len(part) >= 2] if "、" in text else []
    )


def _emphasised(told: Told, lines: Sequence[str]) -> str:
    """The figures that the extractive answer leads with in bold here too."""
    text = simplify(told.text)  # character by character, so that offsets hold for Traditional ones too
    if len(text) != len(told.text):
        return told.text
    about = [line for line in lines if {int(n) for n in _MARKERS.findall(line)}.issubset(told.cites)]
    leads = [f for line in about for lead in _BOLD.findall(line) for f in find_figures(lead)]
    marked = told.text
    for figure in reversed(find_figures(text)):
        if any(same_value(figure, lead) for lead in leads):
            marked = f"{marked[: figure.start]}**{marked[figure.start : figure.end]}**{marked[figure.end :]}"
    return marked


def _marked(text: str, cites: Sequence[int]) -> str:
    return text.rstrip(_END) + "".join(f"[{n}]" for n in dict.fromkeys(cites)) + "。"


def _numbered(text: str) -> tuple[str, tuple[int, ...]]:
    """Markers renumbered in the order in which they stand."""
    order = list(dict.fromkeys(int(n) for n in _MARKERS.findall(text)))
    return _MARKERS.sub(lambda m: f"[{order.index(int(m[1])) + 1}]", text), tuple(order)
