"""``planqa doctor``: is everything there that answers need, and is it what it was; each finding with what to do."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from index.catalog import text_digests
from index.checksums import CATALOG, changed_files, read_checksums
from index.errors import PlanqaError
from index.versions import MissingIndex, current_version
from ui.asked import one_line
from ui.opening import open_store
from ui.settings import Settings

if TYPE_CHECKING:
    from rag.llm.model import LLMSettings

LEAST_FREE = 1024 * 1024 * 1024
"""Bytes of disk below which a build or a day of feedback may not fit."""
LLM_SECONDS = 5.0
Check = Callable[[], Iterator["Finding"]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``do`` is empty where nothing needs doing."""

    check: str
    ok: bool
    finding: str
    do: str = ""


def examine(settings: Settings, llm: Callable[[], LLMSettings | None]) -> list[Finding]:
    """Everything, in the order in which it is needed. A check that fails in a way of its own is a finding too."""
    checks: dict[str, Check] = {
        "installation": installation,
        "documents": lambda: documents(settings.docs_dir),
        "index": lambda: index(settings.index_dir, settings.vectors_here),
        "model": lambda: model(settings),
        "llm": lambda: language_model(llm),
        "feedback": lambda: feedback(settings.feedback_file),
        "disk": lambda: disk(settings),
    }
    return [finding for name, check in checks.items() for finding in _guarded(name, check)]


def report(findings: list[Finding]) -> str:
    """The findings for a person to read."""
    lines = []
    for f in findings:
        lines.append(f"{'✓' if f.ok else '✗'} {f.check}: {f.finding}" + (f"\n    → {f.do}" if f.do else ""))
    wrong = sum(not f.ok for f in findings)
    lines.append(f"{wrong} 项需要处理 (to be done: {wrong})" if wrong else "一切正常 (all is well)")
    return "\n".join(lines)


def _guarded(name: str, check: Check) -> list[Finding]:
    try:
        return list(check())
    except (PlanqaError, OSError, sqlite3.Error) as error:
        return [Finding(name, False, one_line(str(error)), _REMEDIES.get(name, ""))]
    except Exception as error:
        return [Finding(name, False, one_line(f"{type(error).__name__}: {error}"), _REMEDIES.get(name, ""))]


_REMEDIES = {
    "installation": "重新安装:make setup (install again)",
    "documents": "用 --docs 或 PLANQA_DOCS 指定文件夹 (name the documents folder)",
    "index": "运行 planqa build 重建索引 (build the index)",
    "model": "检查 PLANQA_MODEL，或去掉它使用自带模型 (check PLANQA_MODEL, or unset it)",
    "llm": "检查 PLANQA_LLM_* 设置与服务 (check the LLM's settings and server)",
    "feedback": "移走该文件，程序会新建一个 (move the file away; a new one is made)",
    "disk": "腾出空间或换一个目录 (free some space, or choose another folder)",
}


def installation() -> Iterator[Finding]:
    """Python, and each package that the program names, in a version that it takes."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding("installation", sys.version_info >= (3, 11), f"Python {python}")
    try:
        wanted = [Requirement(line) for line in requires("planqa") or ()]
    except PackageNotFoundError:
        yield Finding("installation", True, "从源码目录运行，未作为软件包安装 (run from a checkout)")
        return
    wrong = [f"{r.name}{r.specifier}({have})" for r in wanted if _applies(r) and (have := _unfit(r))]
    what = "、".join(wrong) or f"{sum(map(_applies, wanted))} 个依赖齐全 (all packages there)"
    yield Finding("installation", not wrong, what, _REMEDIES["installation"] if wrong else "")


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _unfit(requirement: Requirement) -> str:
    """The version that does not do, or that there is none; empty where all is well."""
    try:
        have = version(requirement.name)
    except PackageNotFoundError:
        return "缺 missing"
    return "" if requirement.specifier.contains(have, prereleases=True) else have


def documents(folder: Path) -> Iterator[Finding]:
    """The folder that builds read."""
    from index.build import files_below

    if not folder.is_dir():
        raise FileNotFoundError(f"没有文件夹 {folder} (no such folder)")
    files = sum(1 for _ in files_below(folder))
    yield Finding(
        "documents", files > 0, f"{folder}：{files} 个文件 (files)", "" if files else "放入规划文件 (put plans there)"
    )


def index(directory: Path, vectors: bool = True) -> Iterator[Finding]:
    """The version in use: every file, those of vectors where they are needed, and every document's text against its checksum."""
    import json

    from index.store import FORMAT

    found = current_version(directory)
    manifest = json.loads((found / "manifest.json").read_text(encoding="utf-8"))
    if manifest["format"] != FORMAT:
        yield Finding("index", False, f"{found}：格式 {manifest['format']}，需要 {FORMAT} (format)", _REMEDIES["index"])
        return
    changed = changed_files(found, vectors)
    what = (
        f"已改变 changed: {', '.join(changed)}"
        if changed
        else f"{len(read_checksums(found).files)} 个文件与校验和一致 (files as built)"
    )
    yield Finding("index", not changed, f"{found}: {what}", _REMEDIES["index"] if changed else "")
    if CATALOG in changed and not _opens(found / CATALOG):
        return
    expected, have = read_checksums(found).documents, text_digests(found / CATALOG)
    altered = sorted(set(expected.items()) ^ set(have.items()))
    ids = "、".join(dict.fromkeys(document for document, _ in altered))
    what = f"原文已改变 text changed: {ids}" if altered else f"{len(have)} 份文件的原文与校验和一致 (texts as read)"
    yield Finding("index", not altered, what, _REMEDIES["index"] if altered else "")


def _opens(path: Path) -> bool:
    try:
        text_digests(path)
    except sqlite3.Error:
        return False
    return True


def model(settings: Settings) -> Iterator[Finding]:
    """The embedding model loads, and is the one that the index was built with."""
    from index.embedding import SentenceTransformerEmbeddings

    embeddings = SentenceTransformerEmbeddings(settings.model)
    identity = embeddings.identity
    yield Finding("model", True, f"{identity.name}，{identity.dimension} 维 (dimensions)")
    try:
        store = open_store(settings, current_version(settings.index_dir), embeddings)
    except MissingIndex:
        return  # told above
    try:
        store.embed_query("试")
    finally:
        store.close()


def language_model(chosen: Callable[[], LLMSettings | None]) -> Iterator[Finding]:
    """The LLM's server, if one is set, answers when asked what models it has. No question is sent, and the key is shown nowhere."""
    settings = chosen()
    if settings is None:
        yield Finding("llm", True, "未设置，回答摘自原文 (none: extractive answers)")
        return
    if not settings.base_url:
        yield Finding("llm", True, f"{settings.name}，服务商默认地址 (the provider's own address)")
        return
    import httpx

    headers = {"authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}
    reply = httpx.get(f"{settings.base_url.rstrip('/')}/models", headers=headers, timeout=LLM_SECONDS)
    ok = reply.status_code < 500 and reply.status_code not in (401, 403)
    yield Finding(
        "llm", ok, f"{settings.name}: {settings.base_url} → {reply.status_code}", "" if ok else _REMEDIES["llm"]
    )


def feedback(file: Path) -> Iterator[Finding]:
    """The file of feedback, where there is one, is whole."""
    if not file.exists():
        yield Finding("feedback", True, f"{file}：还没有 (none yet)")
        return
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    size = file.stat().st_size / 1024 / 1024
    yield Finding(
        "feedback", state == "ok", f"{file}: {size:.1f} MB,{state}", "" if state == "ok" else _REMEDIES["feedback"]
    )


def disk(settings: Settings) -> Iterator[Finding]:
    """Room for the next version and for feedback."""
    for place in dict.fromkeys((_there(settings.index_dir), _there(settings.feedback_file.parent))):
        free = shutil.disk_usage(place).free
        ok = free >= LEAST_FREE
        yield Finding("disk", ok, f"{place}：剩余 {free / 2**30:.1f} GB (free)", "" if ok else _REMEDIES["disk"])


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    folder = folder.absolute()
    return next(place for place in (folder, *folder.parents) if place.exists())
