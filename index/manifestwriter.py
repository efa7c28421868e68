"""Entries of ``manifest.toml`` written for people who do not write TOML; everything else in the file stays as it is, comments too."""

from __future__ import annotations

import threading
from dataclasses import asdict
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from index.manifest import NAME, BadManifest, Correction, read_manifest
from index.wholefile import write_whole

_writing = threading.Lock()


def write_correction(docs: Path, file: str, correction: Correction, files: frozenset[str]) -> None:
    """Have the folder's manifest correct ``file`` so, and in nothing else; an empty correction takes the entry out.

    Raises:
        BadManifest: the manifest as it is, or as it would be, cannot be used; it stays as it is.
        OSError: it cannot be written.
    """
    path = docs / NAME
    with _writing:
        text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        read_manifest(text, path, files)
        try:
            new = _with_entry(text, file, correction)
        except TOMLKitError as error:
            raise BadManifest(f"{path} 无法解析：{error} (not valid TOML)") from error
        read_manifest(new, path, files)
        write_whole(path, new.encode())


def _with_entry(text: str, file: str, correction: Correction) -> str:
    whole = tomlkit.parse(text)
    entry = whole.get(file)
    if not isinstance(entry, Table):
        if entry is not None:  # written inline: as a table from now on
            del whole[file]
        entry = tomlkit.table()
        whole[file] = entry
    for name, value in asdict(correction).items():
        if value:
            wanted = list(value) if isinstance(value, tuple) else value
            if str(entry.get(name, "")) != str(wanted):
                entry[name] = wanted
        elif name in entry:
            del entry[name]
    if not entry:
        del whole[file]
    return tomlkit.dumps(whole)
