"""``make bench``: speed and memory, each beside the bare embedding model's in the same run, since timings vary by machine."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.questions import megabytes
from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import READ, PassageStore
from index.versions import current_version
from rag.answer import Assistant

QUESTIONS = (
    "2023年要新增多少学位?", "去年空气质量优良率达到多少?", "2023年计划建设筹集多少套保障性住房?", "GDP增速2022年实际和2023年目标分别是多少?",
    "三大总部经济集聚区是哪三个?", "How many hospital beds will be added in 2023?", "龍華區2023年計劃新增多少個幼兒托位?", "今天天气怎么样?",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=Path, default=Path("docs_raw"))
    parser.add_argument("--questions", type=Path, help="a question set (JSONL) instead of the built-in questions")
    options = parser.parse_args()
    questions: list[tuple[str, list[str]]] = [(q, []) for q in QUESTIONS]
    if options.questions:
        lines = options.questions.read_text(encoding="utf-8").splitlines()
        questions = [(row["question"], row.get("history") or []) for row in map(json.loads, filter(str.strip, lines))]

    print("start-up")
    for command in (["--help"], ["documents"]):
        print(f"  planqa {command[0]:<12} {_seconds(partial(_planqa, command)):6.2f} s")
    model_seconds = _seconds(lambda: subprocess.run([sys.executable, "-c", "import sentence_transformers"], check=True))
    print(f"  import sentence_transformers {model_seconds:.2f} s")

    embeddings = SentenceTransformerEmbeddings()
    embeddings.queries(["预热"])
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        build_seconds = _seconds(lambda: build_index(options.docs, index, embeddings))
        again_seconds = _seconds(lambda: build_index(options.docs, index, embeddings))
        store = PassageStore(current_version(index), embeddings)
        texts = sorted({text for level in READ for text, _ in store.embedded(level)}, key=len)
        bare_seconds = _seconds(lambda: [embeddings.passages(texts[i : i + 64]) for i in range(0, len(texts), 64)])
        size = megabytes(store.version)
        print(f"build\n  passages {len(texts)}, index {size:.1f} MB")
        print(f"  build {build_seconds:.2f} s ({len(texts) / build_seconds:.0f} passages/s)")
        print(f"  model alone {bare_seconds:.2f} s ({len(texts) / bare_seconds:.0f} passages/s)")
        print(f"  ratio {build_seconds / bare_seconds:.2f}; nothing changed {again_seconds:.2f} s")
        _questions(Assistant(store), embeddings, questions)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")
    return 0


def _questions(
    assistant: Assistant, embeddings: SentenceTransformerEmbeddings, questions: list[tuple[str, list[str]]]
) -> None:
    assistant.ask(*questions[0])
    started = time.perf_counter()
    answers = [assistant.ask(question, history) for question, history in questions]
    asked = time.perf_counter() - started
    bare = _seconds(lambda: [embeddings.queries([question]) for question, _ in questions])
    print(f"questions ({len(questions)}), ms")
    for stage in dict.fromkeys(name for answer in answers for name in (answer.timings_ms or {})):
        times = sorted(
            answer.timings_ms[stage] for answer in answers if answer.timings_ms and stage in answer.timings_ms
        )
        print(f"  {stage:<12} p50 {statistics.median(times):7.2f}   p95 {times[int(len(times) * 0.95)]:7.2f}")
    print(f"  all {asked * 1000:.0f}, embedding them alone {bare * 1000:.0f}, ratio {asked / bare:.2f}")


def _planqa(arguments: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "ui", *arguments], check=False, capture_output=True)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
