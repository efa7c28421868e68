"""The commands about the documents: build, documents, show, commitments."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from index.errors import PlanqaError
from ui.cli.parser import KINDS
from ui.cli.printing import print_json
from ui.opening import milvus_settings, open_catalog
from ui.settings import Settings


def build(options: argparse.Namespace, settings: Settings) -> int:
    summary = run_build(settings)
    if options.json:
        print_json(summary)
    else:
        print(
            f"已建索引：{summary['documents']} 份文件，{summary['paragraphs']} 段，{summary['sentences']} 句，"
            f"用时 {summary['seconds']} 秒（新算向量 {summary['embedded']} 个）"
        )
    for skipped in summary["skipped"]:
        print(f"跳过 {skipped['file']}：{skipped['reason']}", file=sys.stderr)
    return 0


def run_build(settings: Settings) -> dict[str, Any]:
    """Bring the index up to date, with progress on standard error; the summary."""
    from index.build import build_index
    from index.embedding import SentenceTransformerEmbeddings
    from ui.progress import Progress

    milvus = milvus_settings(settings)
    embeddings = SentenceTransformerEmbeddings(settings.model)
    if milvus is None:
        return asdict(build_index(settings.docs_dir, settings.index_dir, embeddings, Progress()))
    summary = build_index(settings.docs_dir, settings.index_dir, embeddings, Progress(), milvus.upload)
    milvus.switch(settings.index_dir)
    return asdict(summary)


def documents(options: argparse.Namespace, settings: Settings) -> int:
    found = open_catalog(settings).documents()
    if options.json:
        print_json([asdict(d) for d in found])
        return 0
    for d in found:
        years = "、".join(map(str, d.years))
        print(
            f"{d.document_id}\t{d.title}\t{d.kind}\t{d.issuer}\t{d.published}\t{d.standing or '未标注失效'}\t{years}\t{d.paragraphs} 段"
        )
    return 0


def show(options: argparse.Namespace, settings: Settings) -> int:
    document = open_catalog(settings).document(options.document_id)
    if options.json:
        fields = asdict(document)
        metadata = fields.pop("metadata")
        for sentence in (*fields["sections"], *fields["sentences"]):
            sentence["scope"] = _scope_label(sentence["scope"])
        for paragraph in fields["paragraphs"]:
            paragraph["page"] = document.page(paragraph["start"])
        print_json({**{k: v for k, v in metadata.items() if not k.endswith("_span")}, **fields})
    else:
        print(document.text)
    return 0


def commitments(options: argparse.Namespace, settings: Settings) -> int:
    from ui.ledger import Ledger, Wanted, as_rows, series_rows
    from ui.sheets import staff_rows, told_rows, write
    from ui.status import StatusStore, marked_rows
    from ui.subjects import SUBJECTS, find_subject

    catalog = open_catalog(settings)
    if options.document:
        catalog.document(options.document)  # an unknown one is an error, not an empty ledger
    ledger = Ledger(catalog, actions=True)
    kind = KINDS[options.kind] if options.kind else ""
    if options.subject and find_subject(options.subject) is None:
        names = "、".join(s.chinese for s in SUBJECTS)
        raise PlanqaError(f"没有领域“{options.subject}”，可用：{names} (no such subject)")
    wanted = Wanted(
        options.document, options.region, kind, options.year, search=options.search, subject=options.subject,
        type=options.type,
    )  # fmt: skip
    chosen = ledger.select(wanted)
    if options.series:
        series = ledger.all_series(chosen)
        chosen, rows = [point for points in series for point in points], series_rows(series)
    else:
        rows = as_rows(chosen)
    rows = staff_rows(rows, chosen, marked_rows(StatusStore(settings.status_file), catalog, ledger))
    if options.lang:
        rows = told_rows(rows, chosen, ledger, catalog)
    write(rows, options.format, options.out, options.lang or None)
    return 0


def _scope_label(scope: dict[str, Any] | None) -> str | None:
    from index.document import Scope

    return Scope(**scope).label if scope else None
