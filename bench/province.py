"""Whole questions over a million passages: a real index copied until it has as many, each copy's plans another place's.

    python -m bench.province --index INDEX --rows 1000000

Text, structure, ledger and full-text search are the real ones' once more; vectors are theirs, moved a little. Questions are real ones, each asked
of its own plan in the real index, then of the many with none chosen. ``--keep FOLDER`` leaves the made index there, or takes the one that is there.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.many import districts
from bench.questions import TRAIN, megabytes, read_questions, run, sample, table
from index.catalog import text_digests
from index.checksums import CATALOG, write_checksums
from index.embedding import SentenceTransformerEmbeddings
from index.nearest import Nearest, write_vectors
from index.store import LEVELS, PassageStore, write_manifest
from index.versions import current_version, new_version
from rag.types import Filters

NOISE = 0.01


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="the real index that is copied")
    parser.add_argument("--rows", type=int, default=1_000_000, help="sentences")
    parser.add_argument("--count", type=int, default=60, help="questions of a run")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    embeddings = SentenceTransformerEmbeddings()
    embeddings.queries(["预热"])
    sets = {path.stem: read_questions(path) for path in sorted(TRAIN.glob("*.jsonl"))}
    real = PassageStore(current_version(options.index), embeddings)
    plans = {d.file.rsplit(".", 1)[0]: Filters(document_id=d.document_id) for d in real.catalog.documents()}
    with tempfile.TemporaryDirectory() as name:
        many = options.keep or Path(name, "many")
        if not (many / "CURRENT").exists():
            started = time.perf_counter()
            copied(real, many, options.rows)
            print(f"made in {time.perf_counter() - started:.0f} s, {megabytes(many):,.0f} MB", flush=True)
        real.close()
        started = time.perf_counter()
        store = PassageStore(current_version(many), embeddings)
        documents, _, sentences = store.catalog.totals()
        print(f"{documents:,} plans, {sentences:,} sentences, opened in {time.perf_counter() - started:.1f} s")
        store.close()
        asked = sample([(q, plans[stem]) for stem in sets if stem in plans for q in sets[stem]], options.count)
        questions = [question for question, _ in asked]
        base = run(options.index, embeddings, questions, [filters for _, filters in asked], 1)
        table("each of its own plan", base)
        table("of all", run(many, embeddings, questions, Filters(), 1), base)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


def copied(real: PassageStore, many: Path, rows: int) -> None:
    """An index that holds a real one as often as gives it so many sentences."""
    copies = -(-rows // real.catalog.totals()[2])
    random = np.random.default_rng(5)
    with new_version(many) as version:
        _copy_catalog(real.version, version / CATALOG, copies)
        for level in LEVELS:
            nearest = Nearest(real.version, level)
            made = np.concatenate([nearest.vectors(0, nearest.rows)] * copies)
            for first in range(nearest.rows, len(made), nearest.rows):
                part = made[first : first + nearest.rows]
                part += random.normal(0, NOISE, part.shape).astype(np.float32)
                part /= np.linalg.norm(part, axis=1, keepdims=True)
            write_vectors(version, level, made)
        write_manifest(version, real.identity)
        write_checksums(version, text_digests(version / CATALOG))


def _copy_catalog(source: Path, path: Path, copies: int) -> None:
    shutil.copyfile(source / CATALOG, path)
    places = itertools.cycle(districts())
    with sqlite3.connect(path) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        documents = db.execute("SELECT document_id, file, metadata FROM document").fetchall()
        (step,) = db.execute("SELECT max(id) + 1 FROM passage").fetchone()
        for copy in range(1, copies):
            for document_id, file, metadata in documents:
                fields = json.loads(metadata)
                place = next(places)
                fields["title"] = fields["title"].replace(fields["region"] or "\0", place)
                fields["region"] = place
                db.execute(
                    "INSERT INTO document SELECT ?, ?, digest, text, ?, structure FROM document WHERE document_id = ?",
                    (f"{document_id}-{copy}", f"{copy}-{file}", json.dumps(fields, ensure_ascii=False), document_id),
                )
            db.execute(
                "INSERT INTO passage SELECT id + ?1, document_id || '-' || ?2, level, sentence, paragraph, year, kind, first_year, period, start,"
                ' "end", embedded FROM passage WHERE id < ?3',
                (copy * step, copy, step),
            )
            db.execute(
                "INSERT INTO ledger SELECT document_id || '-' || ?1, type, kind, year, sentence, start, fields FROM ledger"
                " WHERE document_id IN (SELECT value FROM json_each(?2))",
                (copy, json.dumps([document_id for document_id, _, _ in documents])),
            )
            db.execute(
                "INSERT INTO words (rowid, own, context) SELECT rowid + ?1, own, context FROM words WHERE rowid < ?2",
                (copy * step, step),
            )
        db.commit()


if __name__ == "__main__":
    sys.exit(main())
