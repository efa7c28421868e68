"""One presentation of an example: which sentences are shown with it, and how question and plan are changed."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rag.reading.tokens import Pair, Pieces
from training.examples import Example, Plan

CITIES = (
    "广州市 杭州市 成都市 武汉市 南京市 苏州市 宁波市 青岛市 长沙市 郑州市 西安市 福田区 南山区 宝安区 光明区 浦东新区 海淀区 朝阳区 越秀区 "
    "江宁区 余杭区 武侯区 渝北区 临溪区 宁川市 青禾县 云泽市 浙江省 江苏省 四川省 湖北省 云南省 贵州省 天河区 番禺区 鼓楼区 高新区 盐田区 坪山区 "
    "罗湖区 大鹏新区 昆山市 义乌市 正定县 长兴县 涪陵区 遵义市 大理州 吉林省 河南省 山西省"
).split()
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=[年—–\-至到~\s、和's,.?]|$)")
_SHORT_YEAR = re.compile(r"(?<!\d)(0[6-9]|1\d|2[0-9])(?=年)")
_SHIFTS = (-3, -1, 2, 4, 5, 7, 8, 10, 12)
_PUNCTUATION = re.compile("[，,。？?！!、；;]")
TAKEN_AWAY, OTHER_YEAR, SHIFTED, OTHER_CITY, CITY_SAID, WRONG_CITY, MISTYPED, BARE, ENDED = (
    0.15,
    0.10,
    0.4,
    0.5,
    0.3,
    0.08,
    0.10,
    0.1,
    0.5,
)
"""How often a presentation is changed in each way; of the ways with places, CITY_SAID and WRONG_CITY are shares of OTHER_CITY."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One sentence with the question. ``label`` is 1 for an answer, 0 for none, None for a partial one; ``marks`` are characters."""

    pair: Pair
    label: int | None
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Draft:
    question: str
    answers: list[int]
    others: list[int]
    context: Callable[[str], str] = field(default=lambda line: line)
    shift: int = 0

    def take_away(self, *, keep_as_wrong: bool) -> None:
        """From now on nothing answers: the answering sentences are gone, or stand there and are wrong."""
        if keep_as_wrong:
            self.others = self.answers + self.others
        self.answers = []


def presentation(
    example: Example, plan: Plan, pieces: Pieces, rng: random.Random, *, sentences: int, limit: int
) -> list[Shown]:
    """Question and ``sentences`` sentences of the plan, at most ``limit`` pieces each."""
    known = {*example.answers, *example.partly, *example.doubtful}
    draft = _Draft(example.question, list(example.answers), [c for c in example.candidates if c not in known])
    if draft.answers and rng.random() < TAKEN_AWAY:
        draft.take_away(keep_as_wrong=False)
    _change_year(draft, plan, rng)
    _change_place(draft, plan, rng)
    if rng.random() < MISTYPED:
        draft.question = mistyped(draft.question, rng)
    if rng.random() < BARE:
        draft.question = _PUNCTUATION.sub(lambda m: rng.choice(("", " ")), draft.question)
    if rng.random() < ENDED:
        draft.question = draft.question.rstrip("?？。 ") + rng.choice(("", "?", "？"))
    chosen = _choose(example, draft, rng, sentences)

    def shown(at: int, label: int | None) -> Shown:
        context = shifted(draft.context(plan.contexts[at]), draft.shift)
        pair = pieces.pair(draft.question, context, shifted(plan.sentences[at], draft.shift), limit)
        return Shown(pair, label, example.marks.get(at, ()) if label else ())

    return [shown(at, label) for at, label in chosen]


def plain(example: Example, plan: Plan, pieces: Pieces, sentences: int, limit: int) -> list[Pair]:
    """An example as the program would show it: its best candidates, unchanged."""
    return [
        pieces.pair(example.question, plan.contexts[at], plan.sentences[at], limit)
        for at in example.candidates[:sentences]
    ]


def _choose(example: Example, draft: _Draft, rng: random.Random, count: int) -> list[tuple[int, int | None]]:
    right = rng.sample(draft.answers, min(len(draft.answers), 2))
    chosen: list[tuple[int, int | None]] = [(at, 1) for at in right]
    if draft.answers and example.partly and rng.random() < 0.5:
        chosen.append((rng.choice(example.partly), None))
    near = [at for at in example.near if at not in example.answers]
    chosen += [(at, 0) for at in near[:3]]
    others = [at for at in draft.others if at not in near]
    best, rest = others[:8], others[8:]
    room = max(count - len(chosen), 1)
    hard = rng.sample(best, min(len(best), (room * 2 + 2) // 3)) if right else best[: (room + 1) // 2]
    easy = rng.sample(rest, min(len(rest), room - len(hard)))
    more = [at for at in best if at not in hard][: room - len(hard) - len(easy)]
    return chosen + [(at, 0) for at in (*hard, *easy, *more)]


def shifted(text: str, years: int) -> str:
    """All years of a text moved."""
    if not years:
        return text
    text = _YEAR.sub(lambda m: str(int(m[1]) + years), text)
    return _SHORT_YEAR.sub(lambda m: f"{(int(m[1]) + years) % 100:02d}", text)


def _change_year(draft: _Draft, plan: Plan, rng: random.Random) -> None:
    years = [int(y) for y in _YEAR.findall(draft.question)]
    if years and draft.answers and rng.random() < OTHER_YEAR:
        told = {year for scope in plan.scopes if scope for year in range(scope[0], scope[1] + 1)}
        free = [y for y in range(min(years) - 8, max(years) + 9) if y not in told]
        close = [y for y in free if abs(y - years[0]) <= 3]
        options = close if close and rng.random() < 0.5 else free
        if options:
            draft.question = shifted(draft.question, rng.choice(options) - years[0])
            draft.take_away(keep_as_wrong=True)
    if rng.random() < SHIFTED:
        draft.shift = rng.choice(_SHIFTS)
        draft.question = shifted(draft.question, draft.shift)


def _change_place(draft: _Draft, plan: Plan, rng: random.Random) -> None:
    if rng.random() >= OTHER_CITY:
        return
    city, own = rng.choice(CITIES), plan.region
    draft.context = lambda line: city + line[len(own) :] if own and line.startswith(own) else f"{city} {line}"
    chance = rng.random()
    if own and own in draft.question:
        draft.question = draft.question.replace(own, city)
    elif own and _short(own) in draft.question:
        draft.question = draft.question.replace(_short(own), _short(city))
    elif chance < CITY_SAID:
        draft.question = _name(city, rng) + rng.choice(("", "的", ",")) + draft.question
    elif chance < CITY_SAID + WRONG_CITY and draft.answers:
        other = rng.choice([c for c in CITIES if c != city])
        draft.question = _name(other, rng) + rng.choice(("", "的")) + draft.question
        draft.take_away(keep_as_wrong=True)


def _short(place: str) -> str:
    return place[:-1] if len(place) > 2 and place[-1] in "市区县省州" else place


def _name(place: str, rng: random.Random) -> str:
    return _short(place) if rng.random() < 0.5 else place


def mistyped(question: str, rng: random.Random) -> str:
    """One or two characters as another of the same sound, or one left out: what phones and haste do."""
    characters = list(question)
    places = [at for at, c in enumerate(characters) if "一" <= c <= "鿿"]
    for at in rng.sample(places, min(len(places), rng.choice((1, 1, 2)))):
        sounds_like = [c for c in _homophones().get(characters[at], ()) if c != characters[at]]
        if sounds_like and rng.random() < 0.8:
            characters[at] = rng.choice(sounds_like)
        elif len(places) > 6:
            characters[at] = ""
    return "".join(characters)


@lru_cache(maxsize=1)
def _homophones() -> dict[str, Sequence[str]]:
    from pypinyin import lazy_pinyin

    usual = [chr(c) for c in range(0x4E00, 0x9FA6) if _is_usual(chr(c))]
    by_sound: dict[str, list[str]] = defaultdict(list)
    for character, sound in zip(usual, (lazy_pinyin(c)[0] for c in usual), strict=True):
        by_sound[sound].append(character)
    return {c: same for same in by_sound.values() for c in same}


def _is_usual(character: str) -> bool:
    """Of the 3,755 characters of GB 2312's first level."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False
