"""What other programs may call, the same through Gradio's API and MCP. Names, arguments and fields are stable: add freely, rename none."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, cast

from pydantic import Field, ValidationError, validate_call

from index.reading.source import Source
from rag.types import Filters
from ui.asked import MAX_NAME, BadRequest, one_line, read_question, whole
from ui.check import as_rows as checked_rows
from ui.check import bounded
from ui.ledger import Wanted, as_rows
from ui.subjects import find_subject

if TYPE_CHECKING:
    from ui.web.service import Service

MOST_PASSAGES = 50
MOST_ROWS = 1000
Called = TypeVar("Called", bound=Callable[..., Any])
Name = Annotated[str, Field(max_length=MAX_NAME)]


def _checked(call: Called) -> Called:
    """``call``, which takes only what its signature says; numbers may come as text, as Gradio's clients send them."""
    strict, signature = validate_call(call), inspect.signature(call)

    @wraps(call)
    def checked(*arguments: Any, **named: Any) -> Any:
        try:
            return strict(**signature.bind(*arguments, **named).arguments)
        except TypeError as error:
            raise BadRequest(one_line(f"参数不合要求：{error} (bad arguments)")) from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))[:40]
            raise BadRequest(one_line(f"参数 {where} 不合要求：{first['msg']} (bad argument)")) from error

    return cast("Called", checked)


class Api:
    """Each public method is one endpoint; its docstring is what a caller reads."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @_checked
    def ask(
        self,
        question: str,
        history: list[str] | None = None,
        document: Name = "",
        region: Name = "",
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
        asked = read_question(question, history)
        return self._service.ask(asked.question, asked.history, _filters(document, region, year)).to_dict()

    @_checked
    def search(
        self, question: str, limit: int = 10, document: Name = "", region: Name = "", year: int | None = None
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
        asked = read_question(question)
        return [asdict(c) for c in self._service.passages(asked.question, _filters(document, region, year), most)]

    @_checked
    def commitments(
        self,
        search: Name = "",
        kind: Literal["", "target", "actual"] = "",
        year: int | None = None,
        document: Name = "",
        region: Name = "",
        limit: int = 100,
        subject: Name = "",
        type: Literal["figure", "action", ""] = "figure",
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
            subject: education, health, housing, transport, environment, industry, economy, technology, agriculture, employment, welfare, culture,
                safety, government, energy, city, other, or the same in Chinese (教育, 医疗卫生, ...); empty for all.
            type: figure (a number), action (a deed without one, value is empty), or empty for both.
        """
        if subject and find_subject(subject) is None:
            raise BadRequest(f"没有领域“{whole(subject)[:40]}” (no such subject)")
        wanted = Wanted(
            whole(document), whole(region), kind, year, search=whole(search), subject=whole(subject), type=type
        )
        chosen = self._service.ledger.select(wanted)
        return {"total": len(chosen), "rows": as_rows(chosen[: min(max(limit, 1), MOST_ROWS)])}

    @_checked
    def check(
        self, draft: str, document: Name = "", region: Name = "", year: int | None = None
    ) -> list[dict[str, Any]]:
        """Hold a draft (speech, news item, report; Chinese) against the plans: which of its figures and statements they say and which not.

        Returns the draft's stretches in order, each {"text", "start", "end", "verdict", "reason", "citations"}: "agrees" (a sentence says it),
        "differs" (a sentence says otherwise; "reason" tells what), "not_found" (no sentence says it), "no_claim" (a heading, a greeting, an opinion).

        Args:
            draft: The text, up to 30,000 characters; start and end count in it.
            document: Only against this document (document_id of documents).
            region: Only against documents of this region.
            year: Only against documents that cover this year, which is also what 今年 means in the draft.
        """
        return checked_rows(self._service.check(bounded(Source(draft)), _filters(document, region, year)))

    @_checked
    def documents(self) -> list[dict[str, Any]]:
        """List the documents that can be asked about: document_id, title, issuer, published, status, region, years and more."""
        return [asdict(d) for d in self._service.catalog.documents()]


def _filters(document: str, region: str, year: int | None) -> Filters:
    return Filters(whole(document), whole(region), year)
