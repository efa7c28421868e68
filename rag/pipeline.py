"""The way from a question to an answer: ``STEPS``, in reading order. Each step takes the context and gives the next one; any may end the
way with an answer. The runner times them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from rag import about, citing, itself
from rag.absent import another_thing
from rag.asked import OFFICE, asked_of
from rag.candidates import Sentence
from rag.cells import read_sentences
from rag.citing import cite
from rag.combine import combine
from rag.compose import compose
from rag.context import Context, Tools
from rag.decide import RELATED
from rag.documents import choose, meant, of_year, which, with_places, without_document
from rag.english import in_both, leaves_unnamed, says_of
from rag.forms import chances
from rag.fulfilment import fulfilment, goals, of_thing
from rag.measure import measure_asked, tells
from rag.messages import runs, say
from rag.question import Question, readings
from rag.retriever import Candidate, believed, retrieve
from rag.scope import veto
from rag.several import Part, quantities, side_by_side, things
from rag.time import TimeAsked, time_asked
from rag.types import Answer, Filters

log = logging.getLogger(__name__)
READ = 20
"""Candidates that the reader reads."""
FIRST, SURE = 12, 0.9
"""Candidates read first where one sentence is wanted; no more are read where the best of them answers with this chance."""
OF_EACH = 8
"""Candidates read for each of several things asked at once."""
MANY, ENOUGH, BROAD = 16, 24, 48
"""Documents from which on no more sentences are opened than these, and where a whole subject is asked for."""
PRIOR = 1.25
"""Weight of the search's belief beside the reader's logit: both know things that the other does not."""
NEAR = 0.2
"""About the chance that a sure sentence is given that tells nothing in the measure asked for: it is offered as near and is no answer."""
Step = Callable[[Tools, Context], Context]


def understand(tools: Tools, context: Context) -> Context:
    """What the question names, by itself and behind the ones before it."""
    return replace(context, readings=readings(context.typed, context.history))


def speak_for_itself(tools: Tools, context: Context) -> Context:
    """A greeting, or what is asked of the program and not of a document."""
    status = itself.spoken(context.asked)
    answer = itself.answer_itself(context.asked, status, tools.library, context.filters) if status else None
    return replace(context, answer=answer)


def recognise_form(tools: Tools, context: Context) -> Context:
    """What sort of answer is wanted, by the learned forms; several things where the message plainly asks for each of them."""
    found = dict(chances(tools.library.vector(context.asked.plain)))
    if max(found, key=lambda form: found[form]) in ("single", "list") and len(quantities(context.asked)) > 1:
        found["several"] = 1.0
    found |= {"overview": 1.0} if says_of(context.asked) else {}
    return replace(context, forms=found)


def choose_documents(tools: Tools, context: Context) -> Context:
    """The documents it is put to; ends where place, year or name tell that none held can answer."""
    choice = choose(tools.library, context.asked, context.history, context.filters)
    if choice.status:
        return replace(context, choice=choice, answer=_refusal(context, choice.status, choice.reason))
    asked = tuple(with_places(tools.library, reading) for reading in context.readings)
    if says_of(context.asked):  # the year is the report's, which tells of others too
        own = of_year(context.asked, choice.documents)
        choice, asked = replace(choice, documents=own), tuple(replace(r, time=TimeAsked()) for r in asked)
    if choice.rest:
        asked = tuple(
            replace(r, read=r.read.replace(r.plain, choice.rest), time=time_asked(choice.rest)) for r in asked
        )
    return replace(context, choice=choice, readings=asked)


def tell_of_document(tools: Tools, context: Context) -> Context:
    """Who gave or issued it, when, is it in force, its parts: from the page's own lines. What they do not say is searched for."""
    text = context.choice.rest or context.asked.read
    wanted, asked = asked_of(text, tools.library.vector), context.asked
    if not wanted:
        return context
    choice = meant(tools.library, asked, context.history, context.filters, context.choice, holder=wanted == OFFICE)
    context = replace(context, choice=choice)
    if len(context.documents) > 1:
        reason = say("which_document", asked.language, held=which(tools.library, asked.plain, context.documents))
        return replace(context, answer=_refusal(context, "which_document", reason))
    document = tools.library.document(context.documents[0].document_id)
    near = partial(tools.library.nearest, document.document_id)
    found = about.facts(wanted, document, tools.library.rows(document.document_id), near)
    if not found and (wanted == OFFICE or (context.choice.rest and not (wanted.parts or wanted.whole))):
        return replace(context, answer=_refusal(context, "not_said", say("not_said", asked.language)))
    if not found:
        return context
    return replace(context, answer=about.tell(asked.typed, asked.resolved, found, document, asked.language))


def tell_of_targets(tools: Tools, context: Context) -> Context:
    """Which of a year's targets were missed or met, from the ledgers of its plan and its report; or its plan's main targets."""
    told = (tools.library, context.asked, context.documents)
    return replace(context, answer=fulfilment(*told) or goals(*told))


def search(tools: Tools, context: Context) -> Context:
    """Candidate sentences by dense and lexical search, in the readings of the question one after the other."""
    ids = frozenset(d.document_id for d in context.documents)
    found: dict[tuple[str, int], Candidate] = {}
    pools: list[frozenset[tuple[str, int]]] = []
    read_too = tuple(map(in_both, context.readings))
    for reading in read_too:
        own = _candidates(tools, reading, ids)
        pools.append(frozenset(_key(c) for c in own))
        for candidate in own:
            key = _key(candidate)
            if key not in found or found[key].fused < candidate.fused:
                found[key] = candidate
    ranked = sorted(found.values(), key=lambda c: -c.fused)
    time = tools.library.time(context.documents[0].document_id) if len(context.documents) == 1 else None
    parts = (
        Part(part, tuple(tools.library.found(c) for c in _candidates(tools, part, ids)))
        for part in map(
            in_both, side_by_side(context.asked, context.documents) or things(context.asked, context.form, time)
        )
    )
    context = replace(context, readings=read_too)
    return replace(context, sentences=tuple(_opened(tools, context, ranked)), parts=tuple(parts), found=tuple(pools))


def _key(candidate: Candidate) -> tuple[str, int]:
    assert candidate.passage.sentence is not None
    return candidate.passage.document_id, candidate.passage.sentence


def _opened(tools: Tools, context: Context, candidates: Sequence[Candidate]) -> Iterator[Sentence]:
    """The candidates' sentences, best first; of many documents, each of which must be opened, no more than enough of those that no veto takes."""
    missing = BROAD if context.form == "overview" else ENOUGH
    many = len(context.documents) >= MANY
    for candidate in candidates:
        sentence = tools.library.found(candidate)
        yield sentence
        missing -= many and not _veto(tools, context.readings, sentence)
        if not missing:
            return


def _candidates(tools: Tools, asked: Question, documents: frozenset[str]) -> list[Candidate]:
    vector = tools.library.search_vector(asked.read)
    found = retrieve(tools.library.store, asked.read, vector, documents, tools.parts)
    return believed(tools.library.store, vector, found, tools.parts)


def keep_in_scope(tools: Tools, context: Context) -> Context:
    """Vetoes: sentences of another time, place or number are kept for the trail and answer nothing."""
    kept = tuple(replace(s, veto=_veto(tools, context.readings, s)) for s in context.sentences)
    parts = (
        replace(p, sentences=tuple(s for s in p.sentences if not _veto(tools, (p.asked,), s))) for p in context.parts
    )
    return replace(context, sentences=kept, parts=tuple(parts))


def _veto(tools: Tools, readings: Sequence[Question], sentence: Sentence) -> str:
    """What takes a sentence away in every reading of the question; empty where nothing does."""
    time = tools.library.time(sentence.document.document_id)
    return min((veto(reading, sentence, time) for reading in readings), key=bool) if tools.parts.scope else ""


def read(tools: Tools, context: Context) -> Context:
    """The reader's score of each candidate in scope; of two readings of the question the one with the surer best sentence stands."""
    pairs = context.open[: READ // 2 if context.parts else READ]
    if not tools.parts.reader:
        return replace(context, sentences=tuple(replace(s, score=s.fused, marks=()) for s in pairs))
    best: tuple[float, Question, list[Sentence]] | None = None
    turns = any(r.behind for r in context.readings)
    every = pairs
    for reading, pool in zip(context.readings, context.found, strict=True):
        pairs = tuple(s for s in context.open if s.key in pool)[:READ] if turns else every
        scored = _scored(tools, reading, pairs[:FIRST]) if _is_simple(context) else []
        if not scored or tools.thresholds.chance(scored[0].score) < SURE:
            scored = _surer([*scored, *_scored(tools, reading, pairs[len(scored) :])])
        top = max((s.score for s in scored), default=float("-inf"))
        if turns and tools.thresholds.chance(top) >= tools.thresholds.answer[context.form]:
            best = top, reading, scored
            break
        if best is None or top > best[0]:
            best = top, reading, scored
    assert best
    parts = tuple(_read_part(tools, part, context.asked, best[2]) for part in context.parts)
    ranked = _surer([*best[2], *(s for p in parts for s in p.sentences)])
    vetoed = [s for s in context.sentences if s.veto]
    others = tuple(r for r in context.readings if r is not best[1])
    return replace(context, readings=(best[1], *others), sentences=(*ranked, *vetoed), parts=parts)


def _read_part(tools: Tools, part: Part, asked: Question, whole: Sequence[Sentence]) -> Part:
    """A part with its sentences read for it; one of several times also by what the whole question, whose sentences are ``whole``, makes of them."""
    found = of_thing(_scored(tools, part.asked, part.sentences[:OF_EACH]), part.asked)
    if part.asked.plain == asked.plain:
        said = {s.key: s.score for s in whole}
        found = sorted(
            (replace(s, score=max(s.score, said.get(s.key, s.score))) for s in found), key=lambda s: -s.score
        )
    return replace(part, sentences=tuple(found))


def _is_simple(context: Context) -> bool:
    """Whether one sentence is wanted, so that a sure one need not be compared with what the search ranks far below it."""
    return context.form == "single" and not context.parts


def _scored(tools: Tools, asked: Question, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with what the reader and the search say of each, the surest first."""
    times = [tools.library.time(s.document.document_id) for s in sentences]
    read = read_sentences(tools.reader, asked, sentences, times, headings=tools.parts.headings)
    measure, near = measure_asked(asked.plain), tools.thresholds.score(NEAR)

    def score(s: Sentence) -> float:
        both = s.score + PRIOR * s.belief
        told = (measure is None or tells(s.text, measure)) and not leaves_unnamed(asked, s)
        told = told and not (
            measure == "change" and asked.time.years and s.scope and s.scope.first_year not in (None, s.scope.year)
        )
        return both if told else min(both, near + both / 10)

    return sorted((replace(s, score=score(s)) for s in read), key=lambda s: -s.score)


def _surer(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Each sentence once, with the surest of its readings, the surest sentence first."""
    found: dict[tuple[str, int], Sentence] = {}
    for sentence in sentences:
        if sentence.key not in found or found[sentence.key].score < sentence.score:
            found[sentence.key] = sentence
    return sorted(found.values(), key=lambda s: -s.score)


def decide(tools: Tools, context: Context) -> Context:
    """Ends with the nearest sentences, or with a refusal, where no sentence is sure enough to answer."""
    able = context.open
    chance = tools.thresholds.chance(able[0].score) if able else 0.0
    sure = bool(able) and chance >= tools.thresholds.answers(context.form, len(context.documents))
    sure |= bool(able) and says_of(context.asked) and not leaves_unnamed(context.asked, able[0])
    absent = sure and context.form == "single" and another_thing(tools.library, context.asked, able[0])
    if sure and not absent:
        return context
    asked = context.asked
    near = able[:RELATED] if able and chance >= tools.thresholds.related else ()
    if asked.time.years and not near and any(s.veto == "other_time" for s in context.sentences):
        when = "、".join(f"{year}年" for year in asked.time.years) if asked.language != "en" else runs(asked.time.years)
        answer = _refusal(context, "other_year", say("then_not_said", asked.language, when=when), chance)
    elif near:
        answer = _refusal(context, "unsure", say("related", asked.language), chance)
        answer = replace(answer, outcome="related", related=tuple(cite(n, s) for n, s in enumerate(near, 1)))
    elif itself.is_personal(asked):
        answer = _refusal(context, "not_a_question", itself.outside(asked), chance)
    else:
        answer = _refusal(context, "not_said", say("not_said", asked.language), chance)
    if place := without_document(asked, tools.library.documents):
        lacking = say("no_place", asked.language, place=place)
        gap = " " if asked.language == "en" else ""
        answer = replace(answer, reason=f"{lacking}{gap}{answer.reason}" if near else lacking)
    if len(context.documents) == 1:  # what is no longer in force says so also where it is silent
        own = tools.library.document(context.documents[0].document_id)
        answer = replace(answer, notices=citing.notices([own], asked.language))
    return replace(context, answer=answer)


def _of_the_thing(tools: Tools, context: Context) -> tuple[Sentence, ...]:
    """The candidates, the surest first; beside it none that would answer with the figure of another thing."""
    beside = [s for s in context.open[1:] if tools.thresholds.chance(s.score) >= tools.thresholds.more[context.form]]
    of_others = {s.key for s in beside if context.form == "single" and another_thing(tools.library, context.asked, s)}
    return tuple(s for s in context.open if s.key not in of_others)


def put_together(tools: Tools, context: Context) -> Context:
    """The answer's lines: one statement, a list, a comparison, a digest, several documents side by side."""
    library, asked = tools.library, context.asked
    able = _of_the_thing(tools, context)
    combined = combine(library, asked, context.form, able, context.parts, context.documents, tools.thresholds)
    named = context.choice.named or len(library.documents) == 1
    made = compose(library, asked, context.form, combined, named=named)
    cited = [library.document(i) for i in dict.fromkeys(c.document_id for c in made.citations)]
    answer = Answer(
        asked.typed, asked.resolved, "answer", "digest" if context.form == "overview" else "answered", tuple(made.lines),
        confidence=round(tools.thresholds.chance(context.open[0].score), 3),
        notices=(*citing.notices(cited, asked.language), *made.notices), routine=tuple(made.routine),
        citations=tuple(made.citations), derived=tuple(made.derived), language=asked.language, rows=tuple(made.rows),
    )  # fmt: skip
    return replace(context, answer=answer)


STEPS: tuple[Step, ...] = (
    understand,
    speak_for_itself,
    recognise_form,
    choose_documents,
    tell_of_document,
    tell_of_targets,
    search,
    keep_in_scope,
    read,
    decide,
    put_together,
)


def run(tools: Tools, question: str, history: Sequence[str], filters: Filters) -> Context:
    """All steps until one ends the way with an answer.

    Raises:
        BadQuestion: the question is empty or too long.
    """
    context = Context(question, tuple(history), filters)
    started = time.perf_counter()
    timings: dict[str, float] = {}
    for step in STEPS:
        begun = time.perf_counter()
        context = step(tools, context)
        timings[step.__name__] = round((time.perf_counter() - begun) * 1000, 2)
        if context.answer:
            break
    timings["total"] = round((time.perf_counter() - started) * 1000, 2)
    assert context.answer
    log.info(
        "%s %s documents=%d %.0f ms",
        context.answer.outcome,
        context.answer.status,
        len(context.documents),
        timings["total"],
    )
    return replace(context, answer=replace(context.answer, timings_ms=timings), timings_ms=timings)


def _refusal(context: Context, status: str, reason: str, chance: float | None = None) -> Answer:
    asked = context.asked
    confidence = None if chance is None else round(chance, 3)
    return Answer(
        asked.typed, asked.resolved, "refuse", status, reason=reason, confidence=confidence, language=asked.language
    )
