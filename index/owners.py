"""Names that say nothing of what they are of (投入资金, 参保人数, 开展赛事), made whole with what the text around speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.clauses import CLAUSE_END, LIST
from index.dealt import MEASURE_TAIL
from index.deeds import DONE, NEWCOMERS, opened, split_deed, tags_of
from index.predicates import split_predicate
from index.subjects import LONG_NAME, tidy
from index.units import COUNTS, any_of

_BARE = re.compile(
    "(?:中央|地方|各级|政府|(?:国家|[省市县]级?)?财政|拟|再|累计|投入|安排|下达|拨付|核减|到位|筹集|整合|各类|各项|专项|补贴|补助|资助|救助|惠及|覆盖|受益|"
    "参加|参与|参保|参赛|参会|提价|涨价|降价|综合|全产业链|获得|年|总|新增|完成|实现|实施|开展|年度|项目|资金)*"
    "(?:(?:主营业务|营业|销售)收入|从业人员|入驻企业|资金|经费|补贴|补助|投入|投资计划|人数|人次|人员|群众|学生|在校生|幅度|赛事|产值|产量|销售额|交易额|成交额|效益|项目|利润|任务)"
    "|(?:新增|释放)产[能值]|(?:拆除|清理|改造|整治|修复|覆盖|惠及|受益|净增)面积|市场占有率|保障面|综合收入|人均|(?:补助|补贴|救助|保障)?标准"
)
"""Nouns and verbs of any plan's: a name of these alone needs more."""
_RATE_OF_A_DEED = re.compile("(?:一次性|及时|按[时期]|如期|限时|资金)*(?P<deed>..)率")
_NO_VERB_TO_JIEBA = frozenset("办理 见面 交房 上线 合格 落实 纳统 资助".split())
_ALONE = frozenset("就业 出生 死亡 增长 漏损".split())
"""A rate of these says by itself what it is of."""
_WHOLE = re.compile(".*(?:财政|税收)总?收入|(?:带动|拉动)[^,，]*|政府投资|财政投入")
"""Of the budget, or of the economy as a whole."""
_OF_WHOM = re.compile("^[^的]{1,8}(?:国企|企业|公司|集团|园区|开发区|新区|高校|银行)")
_PURPOSE = re.compile("[^,，;；。]{0,8}?(?:支持|用于|用来|帮助|扶持)(?:了)?(?P<noun>[^,，;；。]{3,}?)$")
_DONE_TO = re.compile(
    "对(?:[^,，;；。]*等)?(?:\\d+[\u4e00-\u9fff])?(?P<noun>[^\\d,，;；。等]{2,12})(?:进行|实施|开展)(?:了)?(?P<deed>[^,，;；。]{2,8})$"
)
_BEARS_ON = re.compile(
    "^(?:.{0,8}?(?:提高|提升|加强|推进|推动|深化|扩大|完善|健全|加大|强化|推行|优化|落实|实施|开展|支持|抓好|做好|增加|促进|创新|参加|举办|保障|巩固|改善|建立|启动|提供|发放)|"
    "(?:建设|发展|争创|创建|打造|推出|出台))(?:了)?(?=.{3})"
)
_DEGREE = re.compile("(?:力度|步伐|进程|水平|标准|范围|能力)$")
_COUNTED = re.compile(f"^.*\\d[万余多]*(?:{any_of(COUNTS)})?")
_EXAMPLES = re.compile("^.*等一批(?=.{3})")
_NO_NOUN = re.compile(
    "\\d|、.*、(?!.*等)|亮点|财政$|^(?:不断|进一步|稳步|持续|[在为把对按从以和与]|通过|按照|根据|力度|我们|坚持|一年|过去|工作|全力|各|其)|(?:工作|作用|成效|进展)$|等$"
)
_MONEY_OUT = re.compile("资金|投入|安排|经费|补助|拨付")


class Owners:
    """Makes the names of one sentence whole, one after the other."""

    def __init__(self, spoken: str) -> None:
        """``spoken`` is what its paragraph says before the sentence."""
        self._sentences = [sentence.strip() for sentence in re.split("[。！？!?]", spoken) if sentence.strip()]
        self._name = self._of = ""
        """The figure told last: its name as it stands, and what that was made whole with."""
        self._clause, self._told = -1, [""]
        """Where the clause told last begins, and the names of its figures."""

    def made_whole(self, name: str, before: str, behind: str) -> str:
        """A name with what it is of where it does not say that itself, else as it is.

        ``before`` is the sentence up to the figure, ``behind`` what follows it.
        """
        clause = CLAUSE_END.split(before)[-1]
        of = ""
        if clause.startswith("其中") and (whole := _OF_WHOM.match(self._name)) and self._name[-2:] == name[-2:]:
            of = whole.group()
        elif name != "项目" and _is_bare(name) and not _WHOLE.fullmatch(name) and not behind.startswith(("的", name)):
            of = next(self._things(name, clause, before, behind), "")
        self._name, self._of = name, of
        at = len(before) - len(clause)
        self._told = [*(self._told if at == self._clause else []), name]
        self._clause = at
        return of + name

    def _things(self, name: str, clause: str, before: str, behind: str) -> Iterator[str]:
        """What a figure may be of, the surest first."""
        if _MONEY_OUT.search(name):
            yield from _purposes(behind)
        listed = clause.rpartition("、")[0]
        yield from _thing_of(_COUNTED.sub("", listed))
        if re.search("\\d", listed):
            yield from [self._of] if self._of else []
            yield from self._earlier(name) if MEASURE_TAIL.search(name) else ()
        for part in _parts(before):
            yield from _thing_of(part)
            if re.search("\\d", part) and not part.startswith(("每", "人均")):
                yield from self._earlier(name)
                return
        yield from self._above()

    def _above(self) -> Iterator[str]:
        """What the sentence before and the head of the paragraph speak of."""
        for sentence in dict.fromkeys([*self._sentences[-1:], *self._sentences[:1]]):
            yield from _thing_of(CLAUSE_END.split(sentence)[0])

    def thing_before(self, before: str) -> str:
        """What the clauses in front of the last one speak of, else the sentence before; empty where they do not say."""
        return next((thing for part in _parts(before) for thing in _thing_of(part)), next(self._above(), ""))

    def _earlier(self, name: str) -> Iterator[str]:
        """What the figures told last are of; a rate is that of all of them (建议668件、提案1053件,办结率均为100%)."""
        if name == "人均":  # 绿地面积增加3公顷,人均达到12平方米
            yield self._name
        if self._of:
            yield self._of
        rate = name.endswith(("率", "面"))
        if (
            split_deed(self._name)[0] in NEWCOMERS and not rate
        ):  # 新增企业6400家,收入4200亿元: of more than the new ones
            return
        things = [_counted(told, name[:-1] if rate else "") for told in (self._told if rate else [self._name])]
        yield from ["、".join(dict.fromkeys(things))] if all(things) else filter(None, things[-1:])


def _is_bare(name: str) -> bool:
    """Whether a name needs more: nouns of any plan's, and rates of a deed (按期办结率, 建成率和接入率)."""
    rates = [_RATE_OF_A_DEED.fullmatch(part) for part in LIST.split(name)]
    return bool(_BARE.fullmatch(name)) or all(rate is not None and _acts(rate["deed"]) for rate in rates)


def _acts(word: str) -> bool:
    return word in _NO_VERB_TO_JIEBA or (word not in _ALONE and all(flag[:1] == "v" for _, flag in tags_of(word)))


def _counted(name: str, deed: str) -> str:
    """The things that a name counts, or empty where it names none; ``deed`` is what a rate tells of them (标准化厂房新建,入驻率)."""
    counted = name.rpartition("的")[2] if "的" in name else ""  # 建成试运转的煤矿
    thing = counted or re.sub("(?:总|计划)?投资额?$|(?:支持|专项)?资金$", "", split_deed(name)[1] or name)
    thing = DONE.sub("", thing.removesuffix(deed)) if deed else thing
    thing = "旅游" if thing.startswith("游客") else thing
    telling = thing == "旅游" or (1 if deed or counted else 2) < len(thing) <= LONG_NAME
    bare = "的" in thing or any(p.search(thing) for p in (_NO_NOUN, MEASURE_TAIL, _MONEY_OUT)) or _is_bare(thing)
    return thing if telling and not bare else ""


def _parts(before: str) -> list[str]:
    """The clauses in front of the last, the nearest first; one that names a field (煤炭方面) goes for all behind it."""
    parts = CLAUSE_END.split(re.split("[;；。]", before)[-1])[-2::-1]
    return sorted(parts, key=lambda part: not part.endswith("方面"))


def _purposes(behind: str) -> Iterator[str]:
    clauses = [clause for clause in re.split("[,，;；。]", behind) if clause.strip()]
    for clause in clauses[:1]:
        if done := _DONE_TO.search(clause):
            yield done["noun"] + done["deed"]
        elif purpose := _PURPOSE.match(clause):
            yield from _noun(purpose["noun"])


def _thing_of(clause: str) -> Iterator[str]:
    """What a clause without figures speaks of: what its verb bears on, else its subject."""
    if re.search("\\d", clause):
        return
    if clause.endswith("方面"):
        yield from _noun(clause.removesuffix("方面"))
        return
    if bears := _BEARS_ON.match(clause):
        yield from _noun(clause[bears.end() :])
        return
    noun, predicate = split_predicate(opened(_EXAMPLES.sub("", clause)).rest, "")
    yield from _noun(noun) if predicate and tags_of(noun)[0][1] not in ("v", "d", "p") else ()


def _noun(phrase: str) -> Iterator[str]:
    phrase = _DEGREE.sub("", tidy(phrase))
    words = tags_of(phrase)
    bits = any(len(word) == 1 and flag == "v" for word, flag in words)  # 调结构扩投资 is no noun
    last = words[-1][1] if words and not bits else ""
    if (
        2 < len(phrase) <= LONG_NAME
        and not (_NO_NOUN.search(phrase) or _is_bare(phrase))
        and last[:1] in ("n", "v", "j", "x", "l", "i")
    ):
        yield phrase
