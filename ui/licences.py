"""``planqa licences``: what the program is built on, under which licence, read from the installed packages themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, requires
from pathlib import Path

from packaging.requirements import Requirement

_CLASSIFIER = "License :: OSI Approved :: "
_ATTRIBUTED = ("cc by", "cc-by", "creative commons attribution")


@dataclass(frozen=True, slots=True)
class Licence:
    """One package's licence in its own words."""

    package: str
    version: str
    licence: str
    homepage: str

    @property
    def wants_attribution(self) -> bool:
        """Whether whoever shows its content must name it, as Creative Commons BY does."""
        return any(words in self.licence.lower() for words in _ATTRIBUTED)


def licences(root: str = "planqa") -> list[Licence]:
    """Of a package and of everything it needs to run, by name; extras are left out. Without the package installed, an empty list."""
    found: dict[str, Licence] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = _licence(package)
        waiting += _needed(name)
    return sorted(found.values(), key=lambda licence: licence.package.lower())


def as_table(found: list[Licence]) -> str:
    """A line a package, parted by tabs."""
    return "".join(f"{x.package}\t{x.version}\t{x.licence}\t{x.homepage}\n" for x in found)


_HEAD = """# Licences

What the program is built on, out of the packages themselves (`make licences` writes this file, `planqa licences` prints it with versions). The
program itself is under the MIT licence. Whatever is under a Creative Commons BY licence is named on the page's tab 关于 too.

"""


def as_markdown(found: list[Licence]) -> str:
    """``docs/licences.md``, without versions, so that an update changes it only where a licence changes."""
    rows = (f"| {x.package} | {x.licence.replace('|', '/')} | {x.homepage} |" for x in found if x.package != "planqa")
    return _HEAD + "\n".join(("| package | licence | home |", "| --- | --- | --- |", *rows, ""))


def attributions() -> list[Licence]:
    """Packages of those the program names itself whose licence asks for attribution."""
    try:
        named = [_licence(distribution(name)) for name in _needed("planqa")]
    except PackageNotFoundError:
        return []
    return [licence for licence in named if licence.wants_attribution]


def _needed(name: str) -> Iterator[str]:
    for line in requires(name) or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def _licence(package: Distribution) -> Licence:
    about = package.metadata
    told = {name.lower(): about[name] for name in ("License", "License-Expression", "Home-page") if name in about}
    classified = [c.removeprefix(_CLASSIFIER) for c in about.get_all("Classifier") or () if c.startswith(_CLASSIFIER)]
    loose = told.get("license", "").strip().split("\n")[0]
    words = told.get("license-expression") or "; ".join(classified) or loose or "not stated"
    links = [link.split(",", 1) for link in about.get_all("Project-URL") or () if "," in link]
    home = told.get("home-page") or next((address.strip() for _, address in links), "")
    return Licence(about["Name"], package.version, words[:100], home)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(as_markdown(licences()), encoding="utf-8")
