"""A follow-up made whole by the LLM, and the checks that keep its wording to the conversation."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from index.words import segment
from rag.content import content_text
from rag.llm.model import LLM, LLMFailed, Spent
from rag.llm.prompt import rewrite_messages
from rag.llm.verify import plain
from rag.llm.words_told import markup_problem, name_problem
from rag.question import Question, understand

SHARE = 0.4
"""Of the time for an answer, the most a rewriting may take."""
_LONGEST = 120


def rewritten(llm: LLM, asked: Question, history: Sequence[str], spent: Spent) -> str | None:
    """The question made whole, or None where the LLM fails or its wording does not pass against the rule-based one, ``asked``."""
    deadline = time.monotonic() + SHARE * llm.settings.timeout
    text = ""
    try:
        for piece in llm.stream(rewrite_messages(asked.text, history), deadline, spent):
            text += piece
            if len(text) > 4 * _LONGEST or "\n" in text.strip() or "<|" in text:
                break
    except LLMFailed:
        return None
    first = re.split(r"\n|<\|", re.sub("<think>.*?(?:</think>|$)", "", text, flags=re.S).strip())[0].strip(' "“”「」')
    return first if first and keeps_to(first, asked, history) else None


def keeps_to(text: str, asked: Question, history: Sequence[str]) -> bool:
    """Whether a rewriting says nothing the conversation does not, keeps the last question's words, and its time, place and tense
    are those the rules find."""
    said = plain(" ".join((*history, asked.text, asked.resolved)))
    told = plain(text)
    if len(text) > _LONGEST or markup_problem(text) or name_problem(told, said, ""):
        return False
    if not set(re.findall(r"\d+(?:\.\d+)?", told)) <= set(re.findall(r"\d+(?:\.\d+)?", said)):
        return False
    own = [w for w in segment(content_text(plain(asked.text))) if len(w) > 1]
    read = understand(text)
    alike = (read.years, read.kind, read.relative) == (asked.years, asked.kind, asked.relative)
    return alike and set(read.places) <= set(asked.places) and all(word in told for word in own)
