"""What comes back from a browser: checked before it is used."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from index.errors import PlanqaError

_Kept = TypeVar("_Kept")


class BadRequest(PlanqaError):
    """The browser sent something that is no part of this page's talk."""


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
        return adapter.validate_python(data)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise BadRequest(f"页面发来的内容无法识别({where}),请刷新页面 (unknown content; please reload)") from error


def plain(value: object) -> dict[str, Any]:
    """A dataclass as plain values for the browser to keep; :func:`read` takes them back."""
    return cast("dict[str, Any]", _adapter(cast("Hashable", type(value))).dump_python(value, mode="json"))
