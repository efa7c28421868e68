"""The sentences that a claim may cite, as given and as read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.document import PlanDocument, Scope, Sentence
from rag.llm.checks.reading import read
from rag.llm.checks.regions import bare_region, names_of
from rag.llm.checks.text import digits, plain
from rag.llm.checks.times import foresees


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence that may be cited. ``context`` holds what stands above it: title, headings, topic; ``region`` whose plan it is of."""

    n: int
    text: str
    context: str
    scope: Scope | None
    region: str = ""


def source_of(n: int, document: PlanDocument, sentence: Sentence) -> Source:
    """A sentence of a plan as a source, with what stands above it."""
    paragraph = document.paragraphs[sentence.paragraph]
    m = document.metadata
    above = (m.title, m.region, m.issuer, *document.heading_path(paragraph.section), paragraph.topic)
    return Source(n, document.quote(sentence), " ".join(part for part in above if part), sentence.scope, m.region)


class Held:
    """A source as read, with what the checks look words up in."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.said = read(source.text)
        above = f"{source.context} {source.region} {bare_region(source.region)}"
        self.context = digits(plain(above))
        self.known = f"{self.said.text}\n{self.context}".lower().replace("城乡", "城乡城镇城市农村")
        self.known = re.sub("/([年月日])", r"/\1每\1", self.known)
        self.forecast = foresees(self.said)
        self.region = plain(source.region)
        self.place = names_of(self.region)


@lru_cache(maxsize=1024)
def hold(source: Source) -> Held:
    """A source read, once for all claims that are held against it."""
    return Held(source)
