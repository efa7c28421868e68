"""Texts of questions and answers (政策问答, press conferences, interviews): what is asked heads what is answered, and states nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.reading.headings import MAX_HEADING, heading_mark
from index.reading.source import Span
from index.units import MAGNITUDE, UNIT

LEVEL = 8
"""Of a question as a heading: below all others."""


def questions(text: str, lines: Sequence[Span]) -> dict[int, int]:
    """By where each line begins that asks, where its question ends: with the line, or in front of an answer on the same line.

    A line asks that opens with the one who asks (问:, 《日报》记者:) and holds a question, and so does a short one that is nothing but a
    question. The lines of one who asks go together up to the last question.
    """
    found: dict[int, int] = {}
    turn: list[Span] = []
    for start, end in lines:
        label = _LABEL.match(text, start, end)
        answers = label is not None and bool(_ANSWERS.match(text, start, end))
        if label and _ASKS.search(label["who"]):
            answer = _ANSWERS.search(text, label.end(), end)
            turn = [(start, answer.start() if answer else end)]
        elif label or not turn or len(turn) == MOST:
            turn = []
            if not answers and _is_question(text[start:end]):
                found[start] = end
        else:
            turn.append((start, end))
        if turn and _QUESTION.search(text, *turn[-1]):
            found |= dict(turn)
            turn = [] if turn[-1][1] < end else turn[-1:]
    return found


def question_in(heading: str) -> str:
    """What a heading asks, without the sentences that tell something beside it (what was heard of another place); any other as it is."""
    if not heading.endswith(("？", "?")):
        return heading
    return "".join(m.group() for m in re.finditer("[^。；;！!？?]+[？?]", heading)).strip()


def without_speaker(text: str) -> str:
    """An answer with commas for who gives it (孟局长:, 【回复】), every other character in its place."""
    label = _LABEL.match(text)
    return "，" * label.end() + text[label.end() :] if label else text


def thing_asked(question: str) -> str:
    """What a question counts (小区 of 三年要改多少个小区?), which its answer may leave unsaid; empty where it names nothing so."""
    match = _COUNTED.search(question)
    return match["thing"] if match else ""


MOST = 4
"""Lines of one who asks, at most."""


def _is_question(line: str) -> bool:
    """Whether a line is one short question, by itself."""
    mark = heading_mark(line)
    body = line[mark.end if mark else 0 :]
    return len(body) <= MAX_HEADING and body.endswith(("？", "?")) and not re.search("[。！；;!]", body)


_LABEL = re.compile("[【\\[(（]?(?P<who>[^，。,；;！？!?:：\\n】\\]]{1,24})(?:[】\\]）)]\\s*[:：]?|[:：])")
"""Who speaks, in front of what is said."""
_ASKS = re.compile(
    "^(?:问|Q|q|提问|追问|问题)\\s*[一二三四五六七八九十\\d]*$|(?:记者|主持人|提问者?|提问人|网[友民]|市民|群众|听众|观众|读者|咨询人|来信人|[？?]|[：: ]问)"
    '(?:[“"(（].*|留言|来信|咨询|提问|追问|问)?$'
)
_ANSWERS = re.compile("(?:[【\\[]?(?:答|解答|答复|回复|回答|答记者问)[】\\]]?|\\bA)\\s*\\d*\\s*[:：]")
_QUESTION = re.compile("[？?]|请问|想问|能否|可否|是否|请[^。，,]{0,12}(?:介绍|谈谈|说说|解读)")
_COUNTED = re.compile(
    f"(?:多少|几)(?:{MAGNITUDE})*(?:{UNIT})(?P<thing>(?![是有会能])[\u4e00-\u9fff]{{2,12}}?)(?=[？?，,。、]|呢|$)"
)
