"""``manifest.toml`` in the documents folder: what people know better than the page does."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from index.document import KINDS, Metadata
from index.errors import PlanqaError
from index.metadata import kind, region_of
from index.reading import READERS
from index.titles import document_time

NAME = "manifest.toml"
IN_FORCE, EXPIRED = "有效", "已失效"


class BadManifest(PlanqaError):
    """The manifest cannot be used; the message names the file and the field."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One file's entry. Empty fields correct nothing."""

    title: str = ""
    issuer: str = ""
    published: str = ""
    region: str = ""
    kind: str = ""
    years: tuple[int, ...] = ()
    status: str = ""
    """:data:`IN_FORCE` or :data:`EXPIRED`."""
    superseded_by: str = ""

    def apply(self, read: Metadata) -> Metadata:
        """``read`` with what this entry corrects; a new title also tells region, kind and years where the entry does not."""
        m = read
        if self.title and self.title != read.title:
            time = document_time(self.title, self.published or read.published)
            m = replace(
                m, title=self.title, title_span=None, kind=kind(self.title), region=region_of(self.title) or m.region,
                years=tuple(y for y in (time.reviewed, time.planned) if y),
            )  # fmt: skip
        told = {
            name: getattr(self, name) for name in ("issuer", "published", "region", "kind", "years", "superseded_by")
        }
        m = replace(m, **{name: value for name, value in told.items() if value})
        if self.status == IN_FORCE:
            m = replace(m, status="", status_span=None)
        elif self.status == EXPIRED and not m.status:
            m = replace(m, status=EXPIRED)
        return m


def load_manifest(docs: Path, files: frozenset[str]) -> Mapping[str, Correction]:
    """Entries by file; empty where there is no manifest. ``files`` are all files of the folder.

    Raises:
        BadManifest: no TOML, an entry for a file that is not there, an unknown field, or a value that cannot be.
    """
    path = docs / NAME
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadManifest(f"{path} 无法解析：{error} (not valid TOML)") from error
    return read_manifest(text, path, files)


def read_manifest(text: str, path: Path, files: frozenset[str]) -> Mapping[str, Correction]:
    """The entries of a manifest's text; ``path`` is where it stands, for what is said of it.

    Raises:
        BadManifest: see :func:`load_manifest`.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadManifest(f"{path} 无法解析：{error} (not valid TOML)") from error
    entries = {}
    for file, entry in table.items():
        if file not in files:
            raise BadManifest(f"{path}：没有文件 {file}，请核对文件名，子文件夹写作 文件夹/文件名 (no such file)")
        if not isinstance(entry, dict):
            raise BadManifest(f'{path}：{file} 应写作一节 ["{file}"]，下面逐行写字段 (not a table)')
        entries[file] = _correction(entry, f"{path}:{file}")
        after = entries[file].superseded_by
        if Path(after).suffix.lower() in READERS and after not in files:
            raise BadManifest(f"{path}：{file} 的 superseded_by 指向不存在的文件 {after} (no such file)")
    return entries


def _correction(entry: Mapping[str, Any], where: str) -> Correction:
    names = [f.name for f in fields(Correction)]
    if unknown := next((name for name in entry if name not in names), ""):
        raise BadManifest(f"{where} 有未知字段 {unknown}，可用：{'、'.join(names)} (unknown field)")
    values: dict[str, Any] = {
        name: _years(value, where) if name == "years" else _text(name, value, where) for name, value in entry.items()
    }
    if "published" in values:
        try:
            values["published"] = datetime.date.fromisoformat(values["published"]).isoformat()
        except ValueError as error:
            raise BadManifest(f"{where} 的 published 应为日期，如 2023-07-03 (bad date)") from error
    for name, allowed in (("kind", KINDS), ("status", (IN_FORCE, EXPIRED))):
        if name in values and values[name] not in allowed:
            raise BadManifest(f"{where} 的 {name} 应为 {'、'.join(allowed)} 之一 (bad {name})")
    return Correction(**values)


def _years(value: object, where: str) -> tuple[int, ...]:
    if not isinstance(value, list) or not value or not all(type(y) is int and 1949 <= y <= 2100 for y in value):
        raise BadManifest(f"{where} 的 years 应为年份的列表，如 [2022, 2023] (bad years)")
    return tuple(sorted(value))


def _text(name: str, value: object, where: str) -> str:
    if name == "published" and isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if not isinstance(value, str) or not value.strip():
        raise BadManifest(f"{where} 的 {name} 应为非空的文字 (bad value)")
    return value.strip()
