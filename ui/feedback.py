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
MOST_BYTES = 256 * 1024 * 1024
"""Of the file. Past this nothing more is stored, so that nobody can fill the disk."""
MOST_BYTES_EACH = 64 * 1024
"""Of one feedback, its answer included."""
MAX_NOTE = 200
MAX_HISTORY = 20
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (id INTEGER PRIMARY KEY, day TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL,
                                     question TEXT NOT NULL, history TEXT NOT NULL, answer TEXT NOT NULL);
"""
PRIVATE = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}",  # e-mail
        r"(?<![\d.])1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)",  # mobile number
        r"(?<!\d)\d{17}[\dXx](?!\d)",  # identity card
        r"(?<!\d)\d{15,19}(?!\d)",  # bank card
        r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)",  # landline
    )
)
"""What may say who wrote. None matches more than a bounded number of characters, so that the work grows with the text and no faster."""


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


@dataclass(frozen=True, slots=True)
class Said:
    """One feedback as an operator reads it."""

    day: str
    question: str
    note: str
    answer: str


class FeedbackStore:
    """The file, made when the first feedback comes. Safe to share between threads and processes."""

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._most_bytes = most_bytes

    def add(self, feedback: Feedback) -> None:
        """Store one.

        Raises:
            BadFeedback: verdict or reason are none of those there are, it is too long, or the store is full, damaged or on a full disk.
        """
        if feedback.verdict not in get_args(Verdict) or feedback.reason not in get_args(Reason):
            raise BadFeedback("反馈的内容无法识别 (unknown verdict or reason)")
        answer = {**feedback.answer.to_dict(), "timings_ms": None}
        for name in ("question", "resolved_question"):
            answer[name] = masked(answer[name])
        row = (
            date.today().isoformat(), feedback.verdict, feedback.reason, masked(feedback.note[:MAX_NOTE]), answer["question"],
            _json([masked(question) for question in feedback.history[-MAX_HISTORY:]]), _json(answer),
        )  # fmt: skip
        size = sum(len(field.encode("utf-8", "replace")) for field in row)
        if size > MOST_BYTES_EACH:
            raise BadFeedback(f"反馈内容过长（{size} 字节） (too long)")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self.path, timeout=10)) as connection, connection:
                self._insert(connection, row, size)
        except sqlite3.Error as error:
            raise BadFeedback(f"反馈文件暂时无法写入 (cannot write: {error})") from error

    def _insert(self, connection: sqlite3.Connection, row: tuple[str, ...], size: int) -> None:
        connection.execute(_SCHEMA)
        ((pages,),) = connection.execute("PRAGMA page_count")
        ((page_bytes,),) = connection.execute("PRAGMA page_size")
        if pages * page_bytes + size > self._most_bytes:
            most = f"{self._most_bytes / 1024 / 1024:.3g} MB"
            raise BadFeedback(f"反馈已满 {most}，请管理员用 planqa feedback 导出后清理 (the feedback store is full)")
        connection.execute(
            "INSERT INTO feedback (day, verdict, reason, note, question, history, answer) VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )

    def question_lines(self, verdict: str = "") -> Iterator[dict[str, Any]]:
        """One line of a question set each, oldest first; see :func:`question_line`.

        Raises:
            BadFeedback: the file is no store of feedback.
        """
        if not self.path.exists():
            return
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
                rows = connection.execute("SELECT * FROM feedback WHERE ? IN ('', verdict) ORDER BY id", (verdict,))
                for number, day, said, reason, note, _, history, answer in rows:
                    line = question_line(f"f{number:05}", said, reason, json.loads(answer), json.loads(history))
                    yield {**line, "verdict": said, "reason": reason, "note": note, "day": day}
        except sqlite3.DatabaseError as error:
            raise BadFeedback(f"{self.path} 无法读取 (cannot read): {error}") from error

    def counts(self) -> dict[tuple[str, str, bool], int]:
        """How much feedback of each kind there is: by verdict, reason, and whether the question had been refused.

        Raises:
            BadFeedback: the file is no store of feedback.
        """
        rows = self._rows(
            "SELECT verdict, reason, json_extract(answer, '$.refused'), count(*) FROM feedback GROUP BY 1, 2, 3"
        )
        return {(verdict, reason, bool(refused)): number for verdict, reason, refused, number in rows}

    def latest(self, verdict: str, reason: str, refused: bool, most: int) -> list[Said]:
        """The last of one kind, newest first.

        Raises:
            BadFeedback: the file is no store of feedback.
        """
        rows = self._rows(
            "SELECT day, question, note, json_extract(answer, '$.answer') FROM feedback WHERE verdict = ? AND reason = ? "
            "AND json_extract(answer, '$.refused') = ? ORDER BY id DESC LIMIT ?",
            verdict, reason, refused, most,
        )  # fmt: skip
        return [Said(day, question, note, answer or "") for day, question, note, answer in rows]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            return []
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
                return connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise BadFeedback(f"{self.path} 无法读取 (cannot read): {error}") from error


def _json(value: object) -> str:
    """As JSON that UTF-8 can hold."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def masked(text: str) -> str:
    """The text without what may say who wrote it."""
    for pattern in PRIVATE:
        text = pattern.sub("〔略〕", text)
    return text


def question_line(
    line_id: str, verdict: str, reason: str, answer: dict[str, Any], history: Sequence[str]
) -> dict[str, Any]:
    """The fields of a question set, as far as feedback tells them.

    A useful answer's figures and quotes become what a right answer holds; a wrong one's figures what it must not hold, where the figure or
    its time was wrong. What it should say instead is for a person to fill in, so ``must_include`` stays empty and ``review`` is true.
    """
    figures = [line["lead"] for line in answer["lines"] if line["lead"]]
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
    from rag.language import language_of

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
    if not any(line["lead"] for line in answer["lines"]):
        return "fact"
    return "target" if str(scope).endswith("target") else "actual"
