"""``python -m bench.replay INDEX RECORDED.jsonl QUESTIONS.jsonl...``: a strong LLM's recorded answers, sent again over the real protocol and scored.

What was recorded (:mod:`bench.record`) cites sentences by pieces of their text, so that it can be replayed whatever numbers they are offered under
today. A line with a piece that is not offered is left out: the LLM could not have known it. Where no line is left, the LLM says it knows nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.record import documents, open_writer
from rag.evaluation import Judged, Run, evaluate
from rag.llm.prompt import REPAIR
from rag.llm.writer import Writer
from rag.types import Filters
from rag.verdicts import Gold, normal, read_questions
from tests.llm_server import LLMServer, offered, running
from ui.evaluate import as_text, figures_table


@dataclass(frozen=True, slots=True)
class Recording:
    """One question with the lines an LLM wrote to it: ``text``, ``compare``, ``heading`` or ``none``, and what they ``cite``, as pieces of text.
    ``mended`` is what it wrote when the line was sent back.
    """

    id: str
    document: str
    question: str
    history: tuple[str, ...]
    lines: tuple[Mapping[str, Any], ...]

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What a prompt shows of the question."""
        return self.question, self.history[-4:]

    @property
    def silent(self) -> bool:
        """Whether the LLM found no answer in what it was given."""
        return not any("text" in line or "compare" in line for line in self.lines)


@dataclass(slots=True)
class Player:
    """Replies with what was recorded, and remembers what came of it."""

    recordings: Mapping[tuple[str, tuple[str, ...]], Recording]
    dropped: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """Question, sentence and reasons, of each sentence sent back to be mended."""
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Question and sentence, of each left out because what it cites was not offered."""
    offers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The sentences offered for each question."""

    def reply(self, request: dict[str, Any]) -> str:
        """What the LLM writes; to a call for repair, what it ``mended``, where anything was."""
        last = request["messages"][-1]["content"]
        recording = self.recordings[_asked(request)]
        if last.startswith(REPAIR):
            rows = [json.loads(line) for line in last.splitlines()[1:]]
            self.dropped += [(recording.id, row["text"], tuple(row["reasons"])) for row in rows]
            sent = {row["text"] for row in rows}
            mended = [
                {**line, "text": line["mended"]} for line in recording.lines if _text(line) in sent and "mended" in line
            ]
            return "\n".join(_json(line) for line in self._written(mended, offered(request))) or _json({"text": ""})
        lines = offered(request)
        self.offers[recording.id] = tuple(line["text"] for line in lines)
        written = list(self._written(recording.lines, lines))
        self.unknown += [
            (recording.id, _text(line))
            for line in recording.lines
            if _text(line) and not any(_text(line) == _text(w) for w in written)
        ]
        if not recording.silent and not any("text" in line or "compare" in line for line in written):
            written = [{"none": recording.question, "nearest": []}]
        return "\n".join(map(_json, written))

    @staticmethod
    def _written(recorded: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Recorded lines with today's numbers, without those that cite what is not offered."""
        for line in recorded:
            name = "nearest" if "none" in line else "cite"
            pieces = line.get(name, ())
            found = [next((each["n"] for each in lines if piece in each["text"]), None) for piece in pieces]
            if name == "nearest" or None not in found:
                kept = {key: value for key, value in line.items() if key != "mended"}
                yield kept if "heading" in line else {**kept, name: [n for n in found if n is not None]}


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a replay."""

    run: Run
    dropped: tuple[tuple[str, str, tuple[str, ...]], ...]
    unknown: tuple[tuple[str, str], ...]
    lacking: tuple[str, ...]
    """Answerable questions whose evidence was not offered as a whole (half of it, for an overview)."""
    stale: tuple[str, ...]
    """Answerable questions whose evidence is offered and whose recording says that it was not; to be recorded anew."""

    @property
    def kept(self) -> int:
        return sum(row.llm.kept for row in self.run.rows if row.llm)

    @property
    def turned_down(self) -> int:
        return sum(row.llm.dropped for row in self.run.rows if row.llm)


def read_recordings(path: Path) -> tuple[Recording, ...]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(Recording(r["id"], r["document"], r["question"], tuple(r["history"]), tuple(r["lines"])) for r in rows)


def replay(writer: Writer, server: LLMServer, recordings: Sequence[Recording], golds: Mapping[str, Gold]) -> Replayed:
    """Every recording whose question has a right answer in ``golds``, put to its own document."""
    ids = documents(writer)
    rows: list[Judged] = []
    dropped: list[tuple[str, str, tuple[str, ...]]] = []
    unknown: list[tuple[str, str]] = []
    offers: dict[str, tuple[str, ...]] = {}
    chosen = [r for r in recordings if r.id in golds and r.document in ids]
    for document in dict.fromkeys(r.document for r in chosen):
        own = [r for r in chosen if r.document == document]
        player = Player({r.key: r for r in own})
        server.reply, server.count = player.reply, tokens
        rows += evaluate(writer, [golds[r.id] for r in own], filters=Filters(document_id=ids[document])).rows
        dropped += player.dropped
        unknown += player.unknown
        offers |= player.offers
    asked = {r.id: r for r in chosen if golds[r.id].answerable and golds[r.id].evidence and r.id in offers}
    held = {id: _held(golds[id], offers[id]) for id in asked}
    return Replayed(
        Run(tuple(rows)), tuple(dropped), tuple(unknown), tuple(id for id in asked if not held[id]),
        tuple(id for id, r in asked.items() if held[id] and r.silent),
    )  # fmt: skip


def _text(line: Mapping[str, Any]) -> str:
    return str(line.get("text") or line.get("compare") or "")


def _json(line: Mapping[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False)


def tokens(text: str) -> int:
    """About the tokens of a text: 0.6 a Chinese character, 0.3 any other, as DeepSeek's documentation has it."""
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    return round(0.6 * chinese + 0.3 * (len(text) - chinese))


def _asked(request: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The question of a prompt, whole or sent back to be mended, and the ones before it."""
    asked = [m["content"] for m in request["messages"] if m["role"] == "user" and not m["content"].startswith(REPAIR)]
    row = json.loads(asked[-1].splitlines()[-1])
    return row["question"], tuple(row.get("earlier", ()))


def _held(gold: Gold, lines: Sequence[str]) -> bool:
    """Whether the lines hold the evidence of a question."""
    texts = [normal(line) for line in lines]
    found = sum(any(normal(piece) in text for text in texts) for piece in gold.evidence)
    return found >= (0.5 if gold.kind == "overview" else 1.0) * len(gold.evidence)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("recorded", type=Path)
    parser.add_argument("questions", type=Path, nargs="+", help="question sets, which say what is right")
    parser.add_argument("--whole-plan", action="store_true", help="offer a plan that fits as a whole")
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    golds = {gold.id: gold for path in options.questions for gold in read_questions(path)}
    with running() as server:
        writer = open_writer(options.index, server, whole_plan=options.whole_plan)
        done = replay(writer, server, read_recordings(options.recorded), golds)
    run = done.run
    print(as_text(figures_table({"all": run.figures(), **run.by("kind"), **run.by("lang")})))
    print(f"\nclaims kept {done.kept}, turned down {done.turned_down}, not offered {len(done.unknown)}")
    print(f"evidence not offered {len(done.lacking)}: {' '.join(done.lacking)}")
    print(f"to be recorded anew {len(done.stale)}: {' '.join(done.stale)}")
    print(Counter(reason.split(":")[0] for *_, reasons in done.dropped for reason in reasons))
    for id, text, reasons in done.dropped:
        print(f"- {id} {text}\n    {'; '.join(reasons)}")
    for id, text in done.unknown:
        print(f"? {id} {text}")
    if options.failures:
        for row in run.rows:
            if not row.good:
                bad = {name: value for name, value in row.verdicts.items() if value not in (1.0, 0.0)}
                print(f"\n{row.id} [{row.kind}] {row.mode} {row.status} {row.question} {bad}\n{row.answer}\n  wanted {golds[row.id].must_include} {golds[row.id].evidence}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
