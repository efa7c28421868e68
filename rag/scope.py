"""Vetoes: what no likeness of words can mend. Each takes a sentence away that speaks of another time, place or number than the question."""

from __future__ import annotations

from collections.abc import Callable

from index.neighbours import names_others, of_others
from index.times import DocumentTime
from rag.candidates import Sentence
from rag.kinds import other_one
from rag.places import innermost, same_place, speaks_of
from rag.question import Question
from rag.time import of_kind, whole_or_part
from rag.time import speaks_of as speaks_of_time

Veto = Callable[[Question, Sentence, DocumentTime], bool]


def other_time(asked: Question, sentence: Sentence, time: DocumentTime) -> bool:
    """It speaks of none of the years asked for."""
    return not speaks_of_time(asked.time.wanted(time), sentence.scopes, sentence.text, time)


def other_kind(asked: Question, sentence: Sentence, time: DocumentTime) -> bool:
    """It tells what came of it where only the promise is asked for, or the other way round."""
    return not of_kind(asked.time, sentence.scopes)


def part_of_year(asked: Question, sentence: Sentence, time: DocumentTime) -> bool:
    """It tells half a year where the year is asked for, or the other way round."""
    return not whole_or_part(asked.time, sentence.scopes, sentence.text)


def other_place(asked: Question, sentence: Sentence, time: DocumentTime) -> bool:
    """A place is named that is neither its document's nor spoken of in it; or it tells of a neighbour, and none is asked about."""
    told = sentence.document.sentences[sentence.number]
    if of_others(sentence.document, told) and not names_others(asked.plain):
        return True
    region = sentence.document.metadata.region
    if not region:
        return False
    if any(same_place(place, innermost(region)) for place in asked.places):
        return False
    foreign = [place for place in asked.places if not same_place(place, region)]
    return bool(foreign) and not any(speaks_of(_with_headings(sentence), place) for place in foreign)


def other_number(asked: Question, sentence: Sentence, time: DocumentTime) -> bool:
    """A numbered thing is asked for (22号线, 5A级, 三期) and it speaks of another one."""
    return other_one(asked.plain, sentence.text)


VETOES: tuple[Veto, ...] = (other_time, other_kind, part_of_year, other_place, other_number)


def veto(asked: Question, sentence: Sentence, time: DocumentTime) -> str:
    """The name of the first veto against a sentence; empty where there is none."""
    return next((v.__name__ for v in VETOES if v(asked, sentence, time)), "")


def _with_headings(sentence: Sentence) -> str:
    document = sentence.document
    paragraph = document.paragraphs[document.sentences[sentence.number].paragraph]
    return " ".join((*document.heading_path(paragraph.section)[-1:], paragraph.topic, sentence.text))
