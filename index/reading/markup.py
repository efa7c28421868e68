"""What markup says about text beside its letters: hidden, struck out, raised. Shared by the readers of web pages and Markdown."""

from __future__ import annotations

import re
from typing import Any

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?:\.0+)?(?![.\d])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}|clip\s*:\s*rect\(0",
    re.I,
)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|sub)\b", re.I)
_STRUCK_TAGS = frozenset({"del", "s", "strike"})
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"^(?:[a-z][\w-]*)?([.#][\w-]+)$", re.I)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_NOTE = re.compile(r"[\[［〔【(（]?(?:注|附注)?\s*(?:\d{1,3}|[①-⑳⑴-⒇]|\*{1,3}|[a-z])[\]］〕】)）]?", re.I)
_POWERS = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_POWER_OF = re.compile(r"(?:[×xX*·]\s*10|(?<![A-Za-z])(?:[mM]|km|cm|dm|mm|㎡|CO|SO|NO))$")


class Sheet:
    """The selectors of a page's own style sheets that hide or strike out; only those of one class or one id are known."""

    def __init__(self, root: Any) -> None:
        self._hidden: set[str] = set()
        self._struck: set[str] = set()
        for style in root.iter("style"):
            for selectors, rules in _RULE.findall(_COMMENT.sub("", style.text or "")):
                self._keep(selectors, rules)

    def _keep(self, selectors: str, rules: str) -> None:
        for into, pattern in ((self._hidden, _HIDDEN_STYLE), (self._struck, _STRUCK_STYLE)):
            if pattern.search(rules):
                into.update(m.group(1) for s in selectors.split(",") if (m := _SIMPLE.match(s.strip())))

    def leaves_out(self, element: Any) -> bool:
        """Whether a reader of the page does not see the element, or sees it struck out."""
        if element.tag in _STRUCK_TAGS or element.get("hidden") is not None:
            return True
        if element.get("aria-hidden", "").strip().lower() == "true":
            return True
        style = element.get("style", "")
        if _HIDDEN_STYLE.search(style) or _STRUCK_STYLE.search(style):
            return True
        names = {f".{name}" for name in element.get("class", "").split()} | {f"#{element.get('id', '')}"}
        return bool(names & (self._hidden | self._struck))


def is_raised(element: Any) -> bool:
    """Whether an element stands above or below its line."""
    return element.tag in ("sup", "sub") or bool(_RAISED_STYLE.search(element.get("style", "")))


def power(text: str) -> str:
    """Digits as they stand above the line: 4 as ⁴."""
    return text.translate(_POWERS)


def raised(text: str, before: str) -> str:
    """What a raised piece of text means behind ``before``: a power or the number of a square as such, a note's mark as nothing."""
    if _POWER_OF.search(before.rstrip()) and re.fullmatch(r"[\d+-]+", text.strip()):
        return power(text.strip())
    return "" if _NOTE.fullmatch(text.strip()) else text
