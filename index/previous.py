"""What the version in use hands to the build of the next one: documents that stay as they are, and vectors of texts."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.checksums import check
from index.embedding import ModelIdentity, Vectors
from index.nearest import Nearest
from index.passages import Level
from index.store import FORMAT, LEVELS
from index.versions import MissingIndex, current_version

log = logging.getLogger(__name__)


class Previous:
    """A finished version of the same model, read side."""

    def __init__(self, version: Path) -> None:
        """Open it.

        Raises:
            Exception: a file of it is missing, damaged or of another structure.
        """
        manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
        self.identity = ModelIdentity(**manifest["model"])
        self.same_format = manifest["format"] == FORMAT
        """Whether its documents can be taken over as they are; its vectors can in any case."""
        if self.same_format:
            check(version)
        self.path = version / "plans.sqlite"
        self.catalog = Catalog(self.path)
        self._nearest = {level: Nearest(version, level) for level in LEVELS}
        self._ids = {level: np.array(self.catalog.passage_ids(level), dtype=np.int64) for level in LEVELS}
        if any(len(self._ids[level]) != self._nearest[level].rows for level in LEVELS):
            raise ValueError("vectors and passages differ in number")
        self.blocks = self.catalog.blocks()
        self.digests = self.catalog.digests() if self.same_format else {}
        """Document id and digest by file."""

    @property
    def last_id(self) -> int:
        """The largest passage id."""
        return max((block.stop - 1 for block in self.blocks.values()), default=-1)

    def vectors(self, texts: Collection[str]) -> dict[str, Vectors]:
        """Stored vectors of those of the texts that it has."""
        return {
            text: self._nearest[level].vectors(row, row + 1)[0].copy()
            for text, passage_id, level in self.catalog.embedded(texts)
            for row in [int(np.searchsorted(self._ids[level], passage_id))]
        }

    def rows(self, level: Level, documents: Iterable[str]) -> Vectors:
        """Vectors of one level of some documents, in the order of their ids, shape (n, dimension)."""
        nearest, ids = self._nearest[level], self._ids[level]
        spans = sorted(tuple(np.searchsorted(ids, (b.start, b.stop))) for b in (self.blocks[d] for d in documents))
        pieces = [nearest.vectors(int(first), int(stop)) for first, stop in spans]
        return np.concatenate(pieces) if pieces else nearest.vectors(0, 0).copy()


def previous_version(directory: Path, identity: ModelIdentity) -> Previous | None:
    """The version in use; None where there is none, it is damaged, or its model is another."""
    try:
        found = Previous(current_version(directory))
    except Exception as error:
        if isinstance(error, MissingIndex) and not (directory / "CURRENT").exists():
            return None
        log.warning("the index in use is damaged and is built anew: %s", error)
        return None
    if found.identity != identity:
        log.info("nothing to carry over: the index in use is of model %s", found.identity.name)
        return None
    return found
