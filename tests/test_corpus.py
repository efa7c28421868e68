"""The published plans of the shared corpus: all are read, and title, place, years and kind of each stand as they were looked through.

``tests/golden/corpus.tsv`` lists them; ``tests/golden/headings/corpus`` has the headings of twenty of varied style. After a change that is meant,
``python -m tests.test_corpus CORPUS`` writes both anew, to be read through again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.document import PlanDocument
from index.parsing import parse_file
from index.reading import UnreadableFile

GOLDEN = Path(__file__).parent / "golden"
TABLE = GOLDEN / "corpus.tsv"
HEADINGS = GOLDEN / "headings" / "corpus"
STYLES = (
    "1978年国务院政府工作报告.txt", "1998年国务院政府工作报告.txt", "2010年河北省政府工作报告.txt", "2013年国务院政府工作报告.txt",
    "2025年内蒙古自治区政府工作报告.docx", "2026年上海市政府工作报告.txt", "乌鲁木齐2024年政府工作报告.docx", "六安2024年政府工作报告.docx",
    "南充2024年政府工作报告.docx", "南通2024年政府工作报告.txt", "国民经济和社会发展第七个五年计划.txt", "国务院关于印发国家职业教育改革实施方案的通知.html",
    "宜宾2024年政府工作报告.txt", "容城2017年政府工作报告.txt", "山东省“十四五”教育事业发展规划.txt", "承德2024年政府工作报告.docx",
    "易县2025年政府工作报告.txt", "梧州2024年政府工作报告.docx", "蚌埠2024年政府工作报告.docx", "高唐县2022年政府工作报告.txt",
)  # fmt: skip


def files(corpus: Path) -> Iterator[Path]:
    """The documents of the corpus in order."""
    yield from sorted(path for path in corpus.iterdir() if path.name not in ("README.md", "SOURCES.tsv"))


def told(corpus: Path, path: Path) -> str:
    """One line of the table."""
    try:
        document = parse_file(path, corpus)
    except UnreadableFile as error:
        return f"{path.name}\t{error}"
    m = document.metadata
    return "\t".join((path.name, m.title, m.region, "/".join(map(str, m.years)), m.kind))


def outline(document: PlanDocument) -> str:
    """The headings, indented by their depth, with their times."""
    lines = []
    for i, section in enumerate(document.sections):
        depth = len(document.heading_path(i)) - 1
        lines.append(f"{'  ' * depth}{section.title} [{section.scope.label if section.scope else '-'}]")
    return "\n".join(lines) + "\n"


@pytest.mark.timeout(1200)
def test_title_place_years_and_kind_of_every_plan(shared: Callable[[str], Path]) -> None:
    corpus = shared("corpus")
    known = {line.split("\t")[0]: line for line in TABLE.read_text(encoding="utf-8").splitlines()}
    for path in files(corpus):
        assert told(corpus, path) == known[path.name]


@pytest.mark.parametrize("name", STYLES)
def test_headings_of_varied_styles(name: str, shared: Callable[[str], Path]) -> None:
    corpus = shared("corpus")
    golden = HEADINGS / f"{name}.txt"
    assert outline(parse_file(corpus / name, corpus)) == golden.read_text(encoding="utf-8")


def main() -> None:
    """Write the golden files anew."""
    corpus = Path(sys.argv[1])
    TABLE.write_text("".join(told(corpus, path) + "\n" for path in files(corpus)), encoding="utf-8")
    HEADINGS.mkdir(parents=True, exist_ok=True)
    for name in STYLES:
        (HEADINGS / f"{name}.txt").write_text(outline(parse_file(corpus / name, corpus)), encoding="utf-8")


if __name__ == "__main__":
    main()
