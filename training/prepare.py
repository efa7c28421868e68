"""python -m training.prepare --plans DIR [DIR ...] --out CACHE: examples with their candidates, one file a plan, made once."""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from index.errors import PlanqaError
from training.examples import Embed, Finder, Prepared, bundled_embed, examples, read_plan, read_questions

QUESTIONS = Path(__file__).parent / "questions"
OLDER = Path(__file__).parent.parent / "tests" / "data" / "questions"
PARTS = ("train", "calibrate", "test", "older")


def questions_of(part: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by plan. ``older`` are the sets in officials' words; what no plan answers is dealt out over its plans."""
    if part != "older":
        return {path.stem: read_questions(path) for path in sorted((QUESTIONS / part).glob("*.jsonl"))}
    by_plan: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(OLDER.glob("report-*.jsonl")):
        year = re.findall(r"\d{4}", path.stem)[0]
        by_plan.setdefault(f"{year}年国务院政府工作报告", []).extend(read_questions(path))
    by_plan["深圳市龙华区2022年国民经济和社会发展计划执行情况与2023年计划"] = read_questions(OLDER / "longhua.jsonl")
    for number, row in enumerate(read_questions(OLDER / "offtopic.jsonl")):
        by_plan[sorted(by_plan)[number % len(by_plan)]].append(row)
    return by_plan


def prepare(part: str, folders: list[Path], cache: Path, embedder: Embed) -> Iterator[str]:
    """Make what is missing or out of date; yields a line a plan."""
    files = {path.stem: path for folder in folders for path in sorted(folder.iterdir()) if path.suffix != ".tsv"}
    (cache / part).mkdir(parents=True, exist_ok=True)
    for name, rows in questions_of(part).items():
        out = cache / part / f"{name}.pkl"
        digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
        known: Prepared | None = pickle.loads(out.read_bytes()) if out.exists() else None
        if known and known.digest == digest:
            continue
        if known:
            plan, vectors = known.plan, known.vectors
        else:
            try:
                plan, vectors = read_plan(files[name])[0], None
            except (KeyError, PlanqaError) as error:
                yield f"{name}: left out, {error!r}"
                continue
        finder = Finder(plan, embedder, vectors)
        made = tuple(examples(plan, rows, finder))
        part_way = out.with_suffix(".part")
        part_way.write_bytes(pickle.dumps(Prepared(part, plan, made, finder.vectors, digest)))
        part_way.replace(out)
        found = [e for e in made if e.answerable]
        whole = sum(set(e.answers) & set(e.candidates[:16]) != set() for e in found) / max(1, len(found))
        lost = sum(not e.answers for e in found)
        yield f"{name}: {len(plan.sentences)} sentences, {len(made)} questions, found {whole:.2f}, evidence not in the text {lost}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", nargs="+", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    embedder = bundled_embed()
    start = time.time()
    for part in given.parts:
        for line in prepare(part, given.plans, given.out, embedder):
            print(f"{time.time() - start:.0f} s {part} {line}", flush=True)


if __name__ == "__main__":
    main()
