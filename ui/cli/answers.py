"""The commands that answer, and those that judge what is written: ask, batch, verify, check, eval."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rag.language import in_language
from rag.render import when
from ui.asked import read_question
from ui.cli.printing import print_json
from ui.opening import open_assistant, open_catalog
from ui.settings import Settings

if TYPE_CHECKING:
    from index.document import PlanDocument
    from rag.answer import Assistant
    from rag.evaluation import Run
    from rag.types import Answer, Filters, Parts
    from rag.verdicts import Gold


def ask(options: argparse.Namespace, settings: Settings) -> int:
    filters = _filters(options, settings)
    asked = read_question(options.question, options.history)
    answer = open_assistant(settings).ask(asked.question, asked.history, filters, explain=options.explain)
    if options.json:
        print_json(answer.to_dict())
        return 0
    _print_answer(answer)
    if options.explain:
        print()
        print_json(answer.explain)
    return 0


def _print_answer(answer: Answer) -> None:
    for notice in answer.notices:
        print(in_language(f"注意：{notice}", f"Please note: {notice}", answer.language))
    print(answer.answer)
    for citation in (*answer.citations, *answer.related):
        mark = f"[{citation.n}]" if citation in answer.citations else "·"
        where = " › ".join((citation.title, *citation.section, *([citation.topic] if citation.topic else [])))
        page = in_language(f"第 {citation.page} 页", f"page {citation.page}", answer.language) if citation.page else ""
        told = "，".join(filter(None, (when(citation.scope, answer.language), page)))
        print(f"\n{mark} {where}{f'（{told}）' if told else ''}\n    {citation.quote}")


def batch(options: argparse.Namespace, settings: Settings) -> int:
    from ui.batch import answer_file

    filters = _filters(options, settings)
    return answer_file(options.questions, options.out, lambda: open_assistant(settings), filters)


def verify(options: argparse.Namespace, settings: Settings) -> int:
    from ui.verify import verify_file

    def documents() -> Iterator[PlanDocument]:
        catalog = open_catalog(settings)
        return (catalog.document(summary.document_id) for summary in catalog.documents())

    return verify_file(options.claims, options.out, documents)


def check(options: argparse.Namespace, settings: Settings) -> int:
    from ui.check import as_docx, as_rows, as_text, read_file

    filters = _filters(options, settings)
    draft = read_file(options.draft)
    checked = open_assistant(settings).check(draft, filters)
    if options.word:
        options.word.write_bytes(as_docx(draft.text, checked))
    if options.json:
        print_json(as_rows(checked))
    else:
        print(as_text(checked), end="")
    return 0


def evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from rag.evaluation import ABLATIONS, changes, read_run
    from rag.verdicts import read_questions
    from ui.evaluate import as_json, write_report

    questions = [question for path in options.questions for question in read_questions(path)]
    before = read_run(options.compare) if options.compare else None
    assistant = open_assistant(settings)
    runs = _runs(assistant, questions, ABLATIONS if options.ablations else {"all parts": assistant.tools.parts})
    run = runs["all parts"]
    ablations = {name: each.figures() for name, each in runs.items()} if options.ablations else {}
    changed = changes(before, run) if before else None
    if options.out:
        run.save(options.out)
    if options.report:
        write_report(options.report, run, ablations, changed or ())
    if options.json:
        print(as_json(run, ablations, changed or ()))
        return 0
    _print_run(run, ablations)
    if options.failures:
        print("\n" + "\n".join(f"{r.id} [{r.kind}] {r.question}\n    {r.answer}" for r in run.rows if not r.good))
    if changed is not None:
        from ui.evaluate import changes_text

        print("\n" + changes_text(changed))
    return 0


def _runs(assistant: Assistant, questions: Sequence[Gold], chosen: Mapping[str, Parts]) -> dict[str, Run]:
    """The questions asked with each choice of parts, by its name."""
    from tqdm import tqdm

    from rag.answer import Assistant
    from rag.evaluation import evaluate

    runs = {}
    with tqdm(total=len(questions) * len(chosen), unit="题", disable=not sys.stderr.isatty()) as bar:
        for name, parts in chosen.items():
            same = parts == assistant.tools.parts
            asked = assistant if same else Assistant(assistant.store, parts, assistant.tools.reader)
            runs[name] = evaluate(asked, questions, lambda done: bar.update() and None)
    return runs


def _print_run(run: Run, ablations: Mapping[str, Mapping[str, float]]) -> None:
    from ui.evaluate import as_text, figures_table, reliability_text

    print(as_text(figures_table({"all": run.figures(), **run.by("kind"), **run.by("lang")})))
    print("\n" + reliability_text(run))
    if ablations:
        print("\n" + as_text(figures_table(ablations)))


def _filters(options: argparse.Namespace, settings: Settings) -> Filters:
    """Which documents the reader wants asked.

    Raises:
        UnknownDocument: ``--document`` names none of the index; an error, not a refusal of every question.
    """
    from rag.types import Filters

    if options.document:
        open_catalog(settings).document(options.document)
    return Filters(options.document, options.region, options.year)
