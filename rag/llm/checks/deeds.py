"""What clauses begin with: what is done (新增学位), or who or what does it or is told of."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from index.words import tagged, usual_tag
from rag.llm.checks.families import PROMISE, SOFT, STAGES, compiled

NEW = re.compile("新增|净增|[增减]产|增设|新添|增加(?!值)|减少|压减|缩减|减排")
_DEED = compiled((*PROMISE, *STAGES))
_OPENING = re.compile(f"(?:{NEW.pattern}|{'|'.join(family.pattern for family in STAGES)})+")


@lru_cache(maxsize=8192)
def opens_with_deed(text: str) -> bool:
    """Whether a clause begins with what is done rather than with who does it (新增床位, 力争市新华医院投入使用)."""
    text = text.lstrip("—-· #0123456789年全")
    if NEW.match(text) or _DEED.match(text):
        return True
    for (word, flag), (_, behind) in pairwise((*tagged(text), ("", ""))):
        if flag[0] in "dcpru" or flag in ("t", "m", "x"):
            continue
        return (flag[0] == "v" and behind != "q") or word in ("新", "占")  # 充电桩 is no deed
    return True


def opening(text: str) -> str:
    """The noun phrase a clause begins with."""
    found = ""
    for word, flag in tagged(text):
        if flag[0] == "v" and found and not flag.startswith("vn"):
            break
        found += word
    return found


def without_deed(text: str) -> str:
    """A text without the deed that it opens with (新竣工产业项目)."""
    return _OPENING.sub("", text, count=1)


def deed_of(text: str) -> str:
    """The verbs that open a stretch: what an enumeration shares (办理建议257件、提案160件)."""
    led = _OPENING.match(text)
    found = [led.group()] if led else []
    if not led and text[:2] in SOFT:
        return text[:2]
    for word, _ in tagged(text[led.end() if led else 0 :]):
        if usual_tag(word)[:1] not in ("v", "d"):
            break
        found.append(word)
    shared = tagged(text.partition("#")[0])[1:]  # 汽车以旧换新40万辆、家电450万台
    return "".join(found) + "".join(word for word, flag in shared[-1:] if not found and flag[0] in "vil")
