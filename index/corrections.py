"""Notices that correct what was printed: “投资18.6亿元”有误,应为“投资16.8亿元”."""

from __future__ import annotations

import re

_QUOTE = '[“"「『][^“”"「」『』]*[”"」』]'
_CORRECTED = re.compile(
    f'(?P<wrong>{_QUOTE})(?P<between>[^。；;“”"]{{0,24}}?(?:应为|应是|更正为|订正为|修改为|改为|应当为|误为)[:：]?)(?P<right>{_QUOTE})'
)


def corrected(text: str) -> str:
    """A text with what was wrong as commas and the right words out of their quotes, every other character in its place."""
    return _CORRECTED.sub(_right, text)


def _right(match: re.Match[str]) -> str:
    wrong, between, right = match["wrong"], match["between"], match["right"]
    if between.rstrip(":：").endswith("误为"):  # “16.8亿元”误为“18.6亿元”
        return f"，{wrong[1:-1]}，" + "，" * (len(between) + len(right))
    return "，" * (len(wrong) + len(between)) + f"，{right[1:-1]}，"
