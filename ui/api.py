"""What other programs may call, the same through Gradio's API and MCP. Names, arguments and fields are stable: add freely, rename none."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from rag.types import Filters
from ui.ledger import Wanted, as_rows

if TYPE_CHECKING:
    from ui.web.service import Service

MOST_PASSAGES = 50
MOST_ROWS = 1000


class Api:
    """Each public method is one endpoint; its docstring is what a caller reads."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def ask(
        self,
        question: str,
        history: list[str] | None = None,
        document: str = "",
        region: str = "",
        year: int | None = None,
    ) -> dict[str, Any]:
        """Answer a question from government plan documents, or refuse where they do not say.

        Every sentence of the answer carries a marker [n] of the citation that says it; citations quote the document verbatim. When
        "refused" is true there is no answer: "reason" says why, and "related" are nearby passages that are NOT an answer. Show "notices"
        (such as: the document is no longer in force) before the answer.

        Args:
            question: In Chinese (simplified or traditional) or English. Name the year where it matters.
            history: Earlier questions of the conversation, oldest first, so that a follow-up such as 那2022年呢? is understood.
            document: Only in this document (document_id of documents).
            region: Only in documents of this region, e.g. 龙华区.
            year: Only in documents that cover this year.
        """
        return self._service.ask(question, history or [], Filters(document, region, year)).to_dict()

    def search(
        self, question: str, limit: int = 10, document: str = "", region: str = "", year: int | None = None
    ) -> list[dict[str, Any]]:
        """Find the sentences of the plans that speak most nearly of a question, best first, whether or not they answer it.

        Args:
            question: What to look for, in Chinese or English.
            limit: How many sentences, at most 50.
            document: Only in this document (document_id of documents).
            region: Only in documents of this region.
            year: Only in documents that cover this year.
        """
        most = min(max(limit, 1), MOST_PASSAGES)
        return [asdict(c) for c in self._service.passages(question, Filters(document, region, year), most)]

    def commitments(
        self,
        search: str = "",
        kind: Literal["", "target", "actual"] = "",
        year: int | None = None,
        document: str = "",
        region: str = "",
        limit: int = 100,
    ) -> dict[str, Any]:
        """List the figures that the plans promise (target) or report (actual), each with the clause it stands in.

        Returns {"total": rows that match, "rows": the first of them}.

        Args:
            search: Words that must all stand in indicator, heading or clause, parted by blanks, e.g. 学位 or 保障性住房.
            kind: target, actual, or empty for both.
            year: The year a figure is for.
            document: Only in this document (document_id of documents).
            region: Only in documents of this region.
            limit: How many rows, at most 1000.
        """
        chosen = self._service.ledger.select(Wanted(document, region, kind, year, search=search))
        return {"total": len(chosen), "rows": as_rows(chosen[: min(max(limit, 1), MOST_ROWS)])}

    def documents(self) -> list[dict[str, Any]]:
        """List the documents that can be asked about: document_id, title, issuer, published, status, region, years and more."""
        return [asdict(d) for d in self._service.catalog.documents()]
