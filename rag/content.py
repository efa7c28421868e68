"""What a text is about: its words without those that only ask, time or measure."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import cn2an

from index.sounds import CALLED, sounds
from index.vocabulary import content_words
from index.words import everyday_rarity, normalise, segment, simplify, words
from rag.glossary import Concept, concepts, spoken_names

Language = Literal["zh", "zh-Hant", "en"]


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a question or of a part of it, in the forms it is looked for."""

    concepts: tuple[Concept, ...]
    """Its words; of an English text with every Chinese word they may stand for, of a Chinese one with none but themselves."""
    sounds: tuple[str, ...]
    """Syllable pairs, see :mod:`index.sounds`; of an English text, those of all its concepts."""
    emphasis: tuple[float, ...]
    """Of each of ``sounds`` how much it says, 0 to 1: less in words that everyday language is full of."""
    terms: tuple[str, ...]
    """For full-text search; of an English text its own words and all its concepts' Chinese ones."""
    joins: tuple[tuple[str, str], ...] = ()
    """Words that stand side by side in a Chinese text (登记, 失业率)."""
    names: tuple[str, ...] = ()
    """Syllable pairs of Chinese names in an English text (Guanlan)."""
    gloss: str = ""
    """The terms of plans in an English text, in Chinese."""
    translated: bool = False
    """Whether the text is English, so that any sense of a concept will do."""


def content_of(text: str, language: Language) -> Content:
    """The content of a text in simplified characters."""
    stripped = content_text(text)
    if language != "en":
        own = tuple(Concept(word, (word,)) for word in content_words(stripped))
        weighted = _weighted_sounds(stripped)
        joins = tuple(
            (a, b) for run in stripped.split() for a, b in itertools.pairwise(segment(run)) if len(a) > 1 and len(b) > 1
        )
        return Content(own, tuple(weighted), tuple(weighted.values()), tuple(words(stripped)), joins)
    found = concepts(text) + tuple(Concept(word, (word,)) for word in content_words(stripped) if word[0] >= "\u4e00")
    names = spoken_names(text)
    every = [sound for concept in found for word in concept.senses for sound in sounds(word)]
    spoken = tuple(dict.fromkeys([*sounds(stripped), *every, *names]))
    return Content(
        found,
        spoken,
        (1.0,) * len(spoken),
        tuple(words(stripped)) + tuple(word for concept in found for word in concept.senses),
        gloss=" ".join(c.senses[0] for c in found if c.sure),
        names=names,
        translated=True,
    )


def _weighted_sounds(text: str) -> dict[str, float]:
    """Syllable pairs with their emphasis. A pair across two words may be a word cut in two by a typo, so it keeps half."""
    names = [name for name, said in CALLED.items() if said.search(normalise(text))]
    for name in names:  # its many ways to be written are one thing
        text = CALLED[name].sub(" ", normalise(text))
    whole = dict.fromkeys(names, 1.0) | dict.fromkeys(sounds(text), ACROSS)
    for word in segment(text):
        for sound in sounds(word):
            whole[sound] = max(whole.get(sound, 0.0), specificity(word))
    return whole


def specificity(word: str) -> float:
    """How much a word says by itself, 0.2 to 1: little where everyday language is full of it (咱们, 说法, 国家)."""
    return min(1.0, max(0.2, (everyday_rarity(word) - _EVERYDAY) / (_SPECIAL - _EVERYDAY)))


ACROSS = 0.5
_EVERYDAY, _SPECIAL = 6.0, 12.0
"""Rarities in everyday language: of 国家 or 地方, and of 幼儿园 or 失业率."""


def content_text(question: str) -> str:
    """The question without years, question words and words of tense: what it is about. Breaks stand where words went."""
    text = re.sub(
        r"(?:19|20)\d\d年?(?:末|底)?|\d\d年|[“\"]?十[一二三四五六]?五[”\"]?(?:时期|期间|规划|末)?", " ", question
    )
    text = _ASKING.sub(" ", MEASURED.sub(" ", text))
    kept = [" " if w.lower() in _STOP or not w.strip() else w for w in segment(text)]
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def plain(text: str) -> str:
    """NFKC and simplified, five-year plans by their Chinese names; the case is kept for names in English."""
    text = simplify(unicodedata.normalize("NFKC", text.strip()))
    for cantonese, standard in _CANTONESE:
        text = cantonese.sub(standard, text)
    return _ENGLISH_PERIOD.sub(lambda m: f"“{cn2an.an2cn(m.group(1))[-2:]}五”时期", text)


_CANTONESE = (
    (
        re.compile(
            "(?<![周身旁两路这那里外上下前后东西南北海河左右沿半单双多无])边(?=[个几条度啲样种两三四五六七八九十])"
        ),
        "哪",
    ),
    (re.compile("哪啲"), "哪些"),
    (re.compile("几多"), "多少"),
    (re.compile("(?<=报告|文件|计划|规划)话(?!题)"), "说"),
    (re.compile("嘅"), "的"),
    (re.compile("咗"), "了"),
    (re.compile("系咪"), "是不是"),
    (re.compile("有冇"), "有没有"),
    (re.compile("点样"), "怎样"),
)
"""Question words and particles of Cantonese, in simplified characters, by those of standard Chinese."""
_ENGLISH_PERIOD = re.compile(r"\b(1\d)th Five[- ]Year (?:Plan(?: period)?|period)")


def language_of(text: str) -> Language:
    """The language a question is typed in, and is answered in."""
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    # An acronym alone (GDP?) is asked in any language.
    if latin > 3 * chinese and re.search("[a-z]{2}", text):
        return "en"
    return "zh-Hant" if simplify(text) != text else "zh"


MEASURED = re.compile(
    "(?<!第)(?:多少|几(?!乎))(?:多)?(?:个(?=亿|点))?((?:万|亿)?(?:个百分点|个点|平方公里|平方米|公里|公顷|亩|美元|港元|欧元|元|吨(?!级)|套|所|家|户|项|条|张|座|名|位|人|件|"
    "场次|场|次|处|辆|台|株|棵|倍|米|岁|天|年|个|斤|千瓦时|千瓦)|万|亿)"
)
"""How many of what: the measure word is group 1."""
_ASKING = re.compile(
    "政府工作报告(?:[里中]?(?:说|提出|提到)的?)?|百分之几|多少|哪些|哪几|哪个|哪家|哪里|哪儿|哪[两二三四五六七八九十]|什么|怎么样|怎样|如何|为何|为什么|是不是|有没有|是否|能不能|可不可以|"
    "请问|麻烦|帮我|核一下|查一下|告诉我|我?想知道|想问一?下?|听说|到底|写汇报要用|列出来|列举|一下|按照|那会儿|这块|"
    "边个|边条|边几|边度|几多|打算|预期性?|计划(?!生育)|目标|今年|去年|上一年|前一年|全年|年末|增速|增幅|涨幅|升幅|降幅|同比|过去[一二三四五两几\\d]*年|[这近][一二三四五两几\\d]+年来?|[一二三四五\\d]年来|规模有多大|增加了|定在|做到"
)
_STOP = frozenset(
    """几 哪 谁 吗 呢 啊 呀 吧 哦 嘛 了 的 是 咗 嘅 系 按 请 分之 又想 又 再 想 我家 我们 我 你们 你 他们 咱们 咱 会 要 准备 任务 安排 指标 实际
    最后 完成 已经 已 达到 将 拟 上年 对比 相比 比较 还是 其中 在内 分别 一共 总共 合计 大概 具体 具体是 大约 那个 那 这个 这份 方面 里面
    情况 进行 相关 有关 一个 有 没 没有 不 在 和 与 及 跟 同 由 于 也 都 就 才 把 被 让 给 对 从 到 为 以 能 可以 可 来 去 说 叫 啥 里 中 上 下
    个 些 点 它 它们 各 并 或 还 等 需要 应该 得 地 着 过 之 其 该 本 这 the of a an in to and is are was were do does did will for on at
    by it its how many much what which who when where there be with have has that this s please me plan plans planned aim aims target
    targets year""".split()
)
"""Words that carry no content of their own; years and measure words are dropped elsewhere."""
