"""What people think of answers, in a SQLite file on this machine, and as lines of a question set.

Nothing is stored that says who wrote: no address, no session, the day instead of the hour; numbers that look like a telephone's or an
identity card's and e-mail addresses are masked in what people typed.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from index.errors import PlanqaError
from rag.types import Answer

Verdict = Literal["useful", "wrong"]
Reason = Literal["", "figure", "time", "source", "beside", "missing", "other"]
MOST_ROWS = 100_000
"""Past this nothing more is stored, so that nobody can fill the disk."""
MAX_NOTE = 200
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (id INTEGER PRIMARY KEY, day TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL,
                                     question TEXT NOT NULL, history TEXT NOT NULL, answer TEXT NOT NULL);
"""
_PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\d.])1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15,19}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"
)
"""E-mail; mobile number; identity card; bank card; landline."""


class BadFeedback(PlanqaError):
    """The feedback cannot be stored; the message says why."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's word on one answer. ``history`` holds the questions asked before, oldest first."""

    verdict: Verdict
    answer: Answer
    reason: Reason = ""
    note: str = ""
    history: tuple[str, ...] = ()


class FeedbackStore:
    """The file, made when the first feedback comes. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, feedback: Feedback) -> None:
        """Store one.

        Raises:
            BadFeedback: verdict or reason are none of those there are, or the store is full.
        """
        if feedback.verdict not in get_args(Verdict) or feedback.reason not in get_args(Reason):
            raise BadFeedback("反馈的内容无法识别 (unknown verdict or reason)")
        answer = {**feedback.answer.to_dict(), "timings_ms": None}
        for name in ("question", "resolved_question"):
            answer[name] = masked(answer[name])
        history = json.dumps([masked(question) for question in feedback.history], ensure_ascii=False)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=10)) as connection, connection:
            connection.execute(_SCHEMA)
            (stored,) = connection.execute("SELECT count(*) FROM feedback").fetchone()
            if stored >= MOST_ROWS:
                raise BadFeedback(
                    f"反馈已满 {MOST_ROWS} 条,请管理员导出后清理 {self._path} (the feedback store is full)"
                )
            connection.execute(
                "INSERT INTO feedback (day, verdict, reason, note, question, history, answer) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    date.today().isoformat(), feedback.verdict, feedback.reason, masked(feedback.note[:MAX_NOTE]), answer["question"],
                    history, json.dumps(answer, ensure_ascii=False),
                ),
            )  # fmt: skip

    def question_lines(self, verdict: str = "") -> Iterator[dict[str, Any]]:
        """One line of a question set each, oldest first; see :func:`question_line`.

        Raises:
            BadFeedback: the file is no store of feedback.
        """
        if not self._path.exists():
            return
        try:
            with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
                rows = connection.execute("SELECT * FROM feedback WHERE ? IN ('', verdict) ORDER BY id", (verdict,))
                for number, day, said, reason, note, _, history, answer in rows:
                    line = question_line(f"f{number:05}", said, reason, json.loads(answer), json.loads(history))
                    yield {**line, "verdict": said, "reason": reason, "note": note, "day": day}
        except sqlite3.DatabaseError as error:
            raise BadFeedback(f"{self._path} 无法读取 (cannot read): {error}") from error


def masked(text: str) -> str:
    """The text without what may say who wrote it."""
    return _PRIVATE.sub("〔略〕", text)


_FIGURE = re.compile(r"\*\*(.+?)\*\*")


def question_line(
    line_id: str, verdict: str, reason: str, answer: dict[str, Any], history: Sequence[str]
) -> dict[str, Any]:
    """The fields of a question set, as far as feedback tells them.

    A useful answer's figures and quotes become what a right answer holds; a wrong one's figures what it must not hold, where the figure or
    its time was wrong. What it should say instead is for a person to fill in, so ``must_include`` stays empty and ``review`` is true.
    """
    figures = _FIGURE.findall(answer["answer"])
    refused, right = bool(answer["refused"]), verdict == "useful"
    return {
        "id": line_id,
        "question": answer["question"],
        "lang": _language(answer["question"]),
        "kind": _kind(answer, history, right),
        "history": list(history),
        "must_include": [[figure] for figure in figures] if right else [],
        "must_not_include": figures if not right and reason in ("figure", "time") else [],
        "evidence": [citation["quote"] for citation in answer["citations"]] if right else [],
        "answerable": not refused if right else not refused or reason == "missing",
        "review": not right,
        "answer": answer["answer"],
    }


def _language(question: str) -> str:
    from rag.content import language_of

    return language_of(question)


def _kind(answer: dict[str, Any], history: Sequence[str], right: bool) -> str:
    scopes = {citation["scope"] for citation in answer["citations"]}
    if history and answer["resolved_question"] != answer["question"]:
        return "followup"
    if answer["refused"]:
        return "unanswerable" if right else "fact"
    if len(scopes) > 1:
        return "compare"
    scope = next(iter(scopes), None)
    if scope is None:
        return "meta"
    if "**" not in answer["answer"]:
        return "fact"
    return "target" if str(scope).endswith("target") else "actual"
