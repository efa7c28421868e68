"""What comes back from a browser: checked before it is used, and an answer only if this server gave it."""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
from collections.abc import Hashable
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from index.catalog import Catalog, UnknownDocument
from rag.types import Citation
from ui.asked import BadRequest, whole

log = logging.getLogger(__name__)
_Kept = TypeVar("_Kept")
_DEEPEST = 24
"""Levels that what a browser sends is nested at most."""
SEAL = "seal"


@lru_cache(maxsize=16)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read(kind: type[_Kept], data: object) -> _Kept:
    """What the browser sent, as the dataclass ``kind``; unknown fields are left out.

    Raises:
        BadRequest: it is not such a thing.
    """
    adapter: TypeAdapter[_Kept] = _adapter(cast("Hashable", kind))
    try:
        return adapter.validate_python(_writable(data))
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))[:80]
        raise BadRequest(f"页面发来的内容无法识别（{where}），请刷新页面 (unknown content; please reload)") from error


def plain(value: object) -> dict[str, Any]:
    """A dataclass as plain values for the browser to keep; :func:`read` takes them back."""
    return cast("dict[str, Any]", _adapter(cast("Hashable", type(value))).dump_python(value, mode="json"))


def _writable(data: object, deep: int = 0) -> object:
    """``data`` with text that UTF-8 can hold.

    Raises:
        BadRequest: it is nested too deeply.
    """
    if deep > _DEEPEST:
        raise BadRequest("页面发来的内容嵌套过深 (nested too deeply)")
    if isinstance(data, str):
        return whole(data)
    if isinstance(data, list):
        return [_writable(item, deep + 1) for item in data]
    if isinstance(data, dict):
        return {_writable(name, deep + 1): _writable(item, deep + 1) for name, item in data.items()}
    return data


class Seal:
    """Marks what this server gave, so that nothing else is taken for an answer of it.

    The key lies in a file beside the feedback, so that a conversation outlives a restart; where it cannot be written, it lives as long as the
    process.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._key = _key(file) if file else secrets.token_bytes(32)

    def sealed(self, value: object) -> dict[str, Any]:
        """A dataclass as :func:`plain` values, sealed."""
        values = plain(value)
        return {**values, SEAL: self._mark(values)}

    def opened(self, kind: type[_Kept], data: object) -> _Kept:
        """What :meth:`sealed` gave, back from the browser.

        Raises:
            BadRequest: it is no such thing, or another than this server gave.
        """
        value = read(kind, data)
        mark = data.get(SEAL) if isinstance(data, dict) else None
        if not isinstance(mark, str) or not hmac.compare_digest(
            mark.encode("utf-8", "replace"), self._mark(plain(value)).encode()
        ):
            raise BadRequest("这不是本站给出的回答，请重新提问 (not an answer of this server)")
        return value

    def _mark(self, values: dict[str, Any]) -> str:
        text = json.dumps(values, sort_keys=True, ensure_ascii=True)
        return hmac.new(self._key, text.encode(), "sha256").hexdigest()


def _key(file: Path) -> bytes:
    """The key in the file, made when there is none."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = file.read_bytes()
            if len(key) >= 32:
                return key
            descriptor = os.open(file, os.O_WRONLY | os.O_TRUNC)
        key = secrets.token_bytes(32)
        with os.fdopen(descriptor, "wb") as out:
            out.write(key)
        return key
    except OSError as error:
        log.warning("%s cannot be kept, conversations in browsers end with this process: %s", file, error)
        return secrets.token_bytes(32)


def citations_in(value: object) -> list[Citation]:
    """Every citation anywhere inside a value of dataclasses and sequences, whatever their form."""
    if isinstance(value, Citation):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return [c for f in fields(value) for c in citations_in(getattr(value, f.name))]
    if isinstance(value, list | tuple):
        return [c for item in value for c in citations_in(item)]
    return []


def stands(catalog: Catalog, citation: Citation) -> bool:
    """Whether the index says at that place what the citation quotes."""
    try:
        document = catalog.document(citation.document_id)
    except UnknownDocument:
        return False
    return 0 <= citation.start < citation.end and document.text[citation.start : citation.end] == citation.quote


def rebuilt(catalog: Catalog, value: _Kept) -> _Kept:
    """``value`` with each citation as the index has it now: the document's title, issuer and date are not taken from the browser.

    Raises:
        BadRequest: a quote stands no longer where it stood.
    """
    return cast("_Kept", _rebuilt(catalog, value))


def _rebuilt(catalog: Catalog, value: object) -> object:
    if isinstance(value, Citation):
        if not stands(catalog, value):
            raise BadRequest("文件已更新，原来的引文已不在原处，请重新提问 (the documents have changed: ask again)")
        m = catalog.document(value.document_id).metadata
        return replace(value, title=m.title, issuer=m.issuer, published=m.published)
    if is_dataclass(value) and not isinstance(value, type):
        inside = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
        changed = {name: _rebuilt(catalog, item) for name, item in inside.items() if citations_in(item)}
        return replace(value, **changed) if changed else value
    if isinstance(value, list | tuple):
        return type(value)(_rebuilt(catalog, item) for item in value)
    return value
