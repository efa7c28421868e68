"""``make bench-llm``: what the verifier catches and drops, and answers of a real LLM searched for figures their sources do not have.

The LLM is that of the settings, or the small local model (extra ``local-llm``) where none is set.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from bench.corruption import measure, overall, paraphrases, true_claims
from index.document import PlanDocument
from index.parsing import parse_file
from rag.llm.model import LLM, LLMSettings
from rag.llm.writer import Writer
from rag.types import Answer
from ui.opening import llm_settings, open_assistant
from ui.settings import load_settings

PARAPHRASES = Path("tests/data/llm/paraphrases.jsonl")
_MARKER = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, nargs="*", help="JSON lines with question and history")
    parser.add_argument("--runs", type=int, default=300, help="answers written; the questions are asked in turn")
    parser.add_argument("--temperature", type=float, default=1.0, help="above 0, so that no two runs are alike")
    parser.add_argument("--plans", type=Path, nargs="*", default=[], help="more plans for the verifier's measure")
    parser.add_argument("--sentences", type=int, default=40, help="true sentences a plan for the verifier's measure")
    options = parser.parse_args()
    settings = load_settings({})
    assistant = open_assistant(settings)
    catalog = assistant.store.catalog
    documents = [catalog.document(d.document_id) for d in catalog.documents()]
    documents += [parse_file(path, path.parent) for path in options.plans]
    _print_verifier(documents, options.sentences)
    if options.questions and options.runs:
        with _llm(llm_settings(settings)) as chosen:
            writer = Writer(assistant.store, LLM(replace(chosen, temperature=options.temperature)))
            rows = [
                json.loads(line) for path in options.questions for line in path.read_text("utf-8").splitlines() if line
            ]
            _print_runs(writer, rows, options.runs)
    return 0


def _print_verifier(documents: Sequence[PlanDocument], sentences: int) -> None:
    rng = Random(1)
    trues = [[*true_claims(d, rng, sentences), *paraphrases(PARAPHRASES, d)] for d in documents]
    measured = measure(trues, None, rng)
    for kind, m in measured.items():
        print(f"{kind:28} {m.rejected:5}/{m.claims:<5} {m.share:.4f}")
    dropped, caught = overall(measured)
    print(f"{len(documents)} plans: true sentences dropped {dropped:.4f}, corruptions caught {caught:.4f}", flush=True)


def _print_runs(writer: Writer, rows: Sequence[dict[str, object]], runs: int) -> None:
    modes: Counter[str] = Counter()
    wrong: list[tuple[str, str]] = []
    kept = dropped = calls = 0
    times: list[float] = []
    for run in range(runs):
        row = rows[run % len(rows)]
        answer = writer.ask(str(row["question"]), [str(h) for h in row.get("history") or ()])  # type: ignore[attr-defined]
        modes["refused" if answer.refused else answer.mode] += 1
        if answer.llm:
            kept, dropped, calls = kept + answer.llm.kept, dropped + answer.llm.dropped, calls + answer.llm.calls
            times.append(answer.llm.ms)
        wrong += [(str(row["question"]), figure) for figure in unsupported_figures(answer)]
        if (run + 1) % 25 == 0:
            print(f"{run + 1} runs, unsupported figures {len(wrong)}, {dict(modes)}", flush=True)
    middle = statistics.median(times) if times else 0.0
    print(f"runs {runs}: unsupported figures {len(wrong)}; {dict(modes)}; calls {calls}, sentences kept {kept}, dropped {dropped}, "
          f"median {middle:.0f} ms of the LLM")  # fmt: skip
    for question, figure in wrong:
        print(f"  {figure}: {question}")


def unsupported_figures(answer: Answer) -> list[str]:
    """Numbers of an answer that stand neither in what their own line cites, nor in its time, nor among the declared ones.

    Simpler than the verifier and independent of it: plain runs of digits, line by line.
    """
    if answer.refused:
        return []
    declared = " ".join(f"{d.value} {d.how}" for d in answer.derived)
    found = []
    for line in answer.answer.split("\n"):
        numbers = {int(n) for n in _MARKER.findall(line)}
        cited = " ".join(
            f"{c.quote} {c.scope} {c.title} {' '.join(c.section)} {c.topic}" for c in answer.citations if c.n in numbers
        )
        known = _values(cited + " " + declared)
        found += [n for n in _NUMBER.findall(_flat(_MARKER.sub("", line))) if float(n) not in known]
    return found


def _values(text: str) -> set[float]:
    """All numbers of a text, those before 万 and 亿 also written out."""
    values = set()
    for match in re.finditer(rf"({_NUMBER.pattern})(万亿|亿|万)?", _flat(text)):
        value = float(match[1])
        values |= {value, round(value * {"万": 1e4, "亿": 1e8, "万亿": 1e12, None: 1.0}[match[2]], 4)}
    return values


def _flat(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3})", "", text.translate(str.maketrans("０１２３４５６７８９．", "0123456789.")))


@contextmanager
def _llm(configured: LLMSettings | None) -> Iterator[LLMSettings]:
    if configured:
        yield configured
        return
    with local_server() as url:
        yield LLMSettings("small", url, timeout=60.0, extra_body={"stop": ["<|im_end|>"]})


@contextmanager
def local_server() -> Iterator[str]:
    """The address of ``planqa local-llm`` with the small model, started for the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "ui", "local-llm", "--port", str(port)], env={**os.environ, "PYTHONPATH": "."}
    )
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2).close()
                break
            except OSError:
                if server.poll() is not None:
                    raise
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
