"""Names the figures of a sentence one after the other, and remembers what later clauses leave unsaid."""

from __future__ import annotations

import re

from index import counted
from index import namewords as words
from index.bounds import CHANGE, CHANGE_VERB, EXCEEDS, LEVEL, SHARE_OF, without_bounds
from index.clauses import CLAUSE_END, LIST, Segment
from index.dealt import LEVEL_TIME, MEASURE_OF, MEASURE_TAIL, OF_THINGS, OUTPUT, OWN_SIZE, SIZE
from index.deeds import (
    CAUSATIVE,
    DONE,
    LAST_VERB,
    LEAD_DEED,
    LIGHT,
    NEWCOMERS,
    joined,
    opened,
    split_deed,
    tags_of,
)
from index.goals import ENSURES, GOAL_AHEAD, GOAL_BEHIND, MEASURED, without_intent
from index.modifiers import THINGS_MADE
from index.predicates import BARE_NOUN, CLOSING_DEEDS, PLACES, split_predicate, told_by_deeds
from index.sharing import GRADE
from index.subjects import LONG_NAME, last_clause, sector_of, subject_between, tidy, topic_of
from index.units import COUNTS, MONEY, SHARES, normalized

_TOTAL_SO_FAR = re.compile("(?:现|已|累计|总计|总数|共)*(?:达到|达|增至|增加到|至|为)?了?")
_SIZE_OF = re.compile(f"(?<=实施)(?:{SIZE.pattern})$|(?<=谋划)(?:{SIZE.pattern})$|(?<=推动)(?:{SIZE.pattern})$")
_FIRST_THING = re.compile(
    f"县(?![域级乡城处委])[市区]?|乡?镇(?!域)|村(?!居|民|委|级|庄|干部)|[^的，,、]*?(?:{THINGS_MADE})+"
)
_COUNTED_BEHIND = re.compile(rf"的\d[\d.]*[余多]?(?:{'|'.join(COUNTS)})([^，,、;；。]+)")
_BASE = re.compile(r"(?:从|由)[^从由]*\d[^从由]*$")
_BASE_RATE = re.compile(r"(?:现行|原定)[^的]*\d[\d.]*[%％]的?")
"""由9.8%降至7.5%, 现行16%的税率: the figure that is left behind is no part of the name."""
_LEFT_BEHIND = re.compile(r"(?:由|从|比|较|^)(?:(?:19|20)\d\d年|[“”十一二三四五六七八九]+五”?(?:期间|时期|末))的$")
"""由1985年的12%提高到14%, 比1985年的397元增长: the figure that is left behind has the name of the one that is reached."""
_TIMES = re.compile("(?:分别)?(?:是|为|相当于|等于|达到?)[^，,]{2,30}的$")
"""支出3366亿元,是1997年的1.8倍."""
_CHANGES = re.compile(f"^(?:{CHANGE_VERB})")


class Namer:
    """Names the figures of one sentence in order; remembers what later clauses leave unsaid."""

    def __init__(self) -> None:
        self._thing = ""
        """What one figure counts, where another figure is said of it."""
        self.predicate = ""
        """What the things counted last do, where they are the subject of their clause."""
        self._subject = ""
        self._deed = ""
        self._object = ""
        self._acts = False
        self._goal = ""
        self.passed = False
        """Whether a clause without figures stands between this one and the one before with figures."""
        self._unit = self._figure_unit = ""
        """Of the figure told last, and of this one."""
        self._beside = ""
        """What stands between the figure before and this one, where no mark divides them."""
        self._above = self._things = ""
        """What was counted last, until something else is spoken of."""
        self._whole = ""
        """The things of which some were told apart (其中) and nothing else since."""
        self._sizes_of = ""
        """What the first size of the sentence is that of (高速公路 of 高速公路总投资68亿元)."""
        self._counted = self._counts = False
        """Whether the figure before, and this one, counts things."""

    def turn_to(self, subject: str) -> None:
        """A clause without figures has spoken of something else since the last figure."""
        self._subject, self._deed, self._object, self._acts, self._things = subject, "", "", False, ""
        self._whole = ""

    def name(self, segment: Segment, above: str, spoken: str, within: str, ahead: str) -> str:  # noqa: C901 (a list of cases in reading order)
        """The indicator of a segment; ``above`` is the paragraph before the sentence, ``spoken`` the sentence before its clause, ``within`` the rest of that, ``ahead`` what comes behind."""
        self.predicate = self._thing = ""
        self._above = above
        figure = segment.figure
        self._figure_unit = figure.unit
        self._counted, self._counts = self._counts, normalized(1.0, figure.unit)[1] in _COUNTS
        before, _ = without_bounds(re.split("[(（](?=[^)）]*$)", segment.before)[-1].rstrip())
        before = without_intent(LEVEL_TIME.sub("", before))
        beside = before and before == self._beside and tags_of(before)[-1][1] != "v"
        before = "" if beside and segment.behind and self._counts else before  # 21个乡镇64个行政村
        self._beside = segment.behind if segment.open else ""
        if done := counted.done_to(before, segment.behind):
            return self._keep("", done)
        if "其中" in segment.before and self._counted and self._counts:
            self._whole = self._whole or self._object.rsplit("的", 1)[-1]
        elif self._counts and not self._counted:
            self._whole = ""
        if goal := self._of_goal(segment, before):
            return goal
        if left := _LEFT_BEHIND.search(before) or (figure.unit == "倍" and _TIMES.search(before)):
            rest = tidy(opened(before[: left.start()]).rest)
            owner = "" if rest and not rest.startswith("占") else self._subject
            return self._keep("", owner + rest or topic_of(spoken))
        if figure.unit == "%" and (share := SHARE_OF.search(before)):
            part = tidy(opened(before[: share.start()]).rest) or self._subject
            return self._keep("", f"{part}占{share['whole']}比重")
        stated = CHANGE.search(before) if figure.change else None
        exceeds = EXCEEDS.search(before) if figure.change and not stated else None
        level = None if stated or exceeds else LEVEL.search(before)
        cut = stated or exceeds or level
        before = _BASE.sub("", _BASE_RATE.sub("", before[: cut.start()])).removeprefix("的") if cut else before
        relative = bool(figure.change)
        if (mark := words.GOES_ON.search(before)) and not LEAD_DEED.fullmatch(
            opened(before[: mark.end() - 1]).deed or before[: mark.end() - 1]
        ):
            before = before[mark.end() :]
        if relative and before.endswith("、"):  # 稳居全国前十、增长4.8%; 增加值扭负为正、增长3.5%
            noun, predicate = split_predicate(before[:-1], "")
            before = noun if predicate and len(noun) >= BARE_NOUN else ""
        behind = (
            ""
            if relative or segment.behind[:1] in tuple("、”’）)" + "（(" * bool(before))
            else segment.behind.rstrip("。 ")
        )
        lead = opened(before)
        if before.endswith("连续"):
            owner = tidy(lead.rest.removesuffix("连续")) or self._subject
            self._subject = owner or _CHANGES.sub("", behind)
            return tidy(f"{owner}连续{within.partition('、')[0]}")
        if behind.lstrip("的") in ("增长", "增速"):  # 营收保持20%以上增长
            return self._keep("", (tidy(lead.rest).removesuffix("保持") or self._subject) + "增速", relative=True)
        if behind.startswith(("全覆盖", "覆盖")):
            return self._keep("", (opened(before.removesuffix("实现")).rest or self._subject) + "覆盖", relative)
        behind = re.sub(
            f"(?:{LIST.pattern}|{LIGHT}|{CAUSATIVE})$" if segment.open else f"(?:{LIST.pattern})$", "", behind
        )
        told = MEASURE_TAIL.search(tidy(before)) and not (lead.acts and not lead.deed)
        if (level and lead.rest) or told or words.EMPTY_BEHIND.match(behind):
            behind = ""
        size = tidy(lead.rest)
        if segment.of and (tail := _SIZE_OF.search(size)):  # 谋划实施总投资55亿元的重点项目
            size = tail.group()
        if not self._sizes_of and (own := OWN_SIZE.fullmatch(size)):
            self._sizes_of = own["of"]
        if SIZE.fullmatch(size) and not relative:
            fresh = not segment.shared and (
                spoken.rstrip()[-1:] in (*";；。", "") or not (self._subject or self._things)
            )
            if thing := self._sized(segment, behind, within, ahead, fresh):
                return self._keep("", thing + size)
        behind = counted.own_part(counted.whole_of(behind, within, figure.unit) if segment.open else behind)
        if figure.unit == self._unit and not behind and (part := counted.part_of(self._things, before)):
            return part
        if segment.open and (first := _FIRST_THING.match(behind)):  # 82个新能源项目完成投资432亿元
            gained = counted.GAINED.match(behind, first.end())
            behind = self._thing = (f"{gained.group()}的" if gained else "") + first.group()
        if behind:
            return self._behind(segment, before, behind)
        return self._in_front(segment, before, relative, spoken)

    def _sized(self, segment: Segment, behind: str, within: str, ahead: str, fresh: bool) -> str:
        """What a size is that of: 投资3亿元的新东环路, 投资20万元完成道路亮化, 已投资800万元, 投资6万元,完成…防渗处理."""
        if segment.of and not behind and (things := _COUNTED_BEHIND.match(within)):  # 总投资15亿元的3个项目
            return split_predicate(things.group(1), "")[0]
        if behind and segment.of:
            head = split_predicate(behind, "")[0]
            whole = _FIRST_THING.match(behind) if len(head) <= BARE_NOUN else None
            return whole.group() if whole else head
        if behind:
            return opened(behind).rest or counted.counted_by(within)
        if segment.open and (thing := counted.counted_by(within)):
            return thing
        if not fresh:
            return self._owner()
        if thing := counted.counted_by(ahead):
            return thing
        lead = opened(re.split(rf"{CLAUSE_END.pattern}|\d", ahead)[0])
        return tidy(lead.deed + lead.rest) if lead.acts and len(lead.rest) >= BARE_NOUN else ""

    def _owner(self) -> str:
        """The things that a bare measure behind them is that of."""
        if self._whole:
            return self._whole
        owner = MEASURE_OF.sub("", self._subject)
        if owner != self._subject and len(owner) >= BARE_NOUN - 1 and opened(owner).rest:
            return owner
        return (self._object.rsplit("的", 1)[-1] if self._counted else self._things) or self._sizes_of

    def _of_goal(self, segment: Segment, before: str) -> str:
        """The name of a goal that what was told before is measured by, and of the share of it that was reached; empty for any other figure."""
        ahead = GOAL_AHEAD.search(before)
        behind = bool(GOAL_BEHIND.match(segment.behind)) and bool(
            MEASURED.fullmatch(before) or ENSURES.fullmatch(before) or (segment.figure.bound and not before)
        )
        of_it = bool(self._goal) and before == "的"
        self._goal = self._subject if ahead or behind else ""
        if not self._subject or not (ahead or behind or of_it):
            return ""
        return self._subject + ("目标完成率" if of_it or (ahead and ahead["of"]) else "")

    def _in_front(self, segment: Segment, before: str, relative: bool, spoken: str) -> str:  # noqa: C901 (a list of cases in reading order)
        if before.endswith("等"):  # 争取预算内资金、债券资金等141亿元
            lead = opened(before[:-1])
            named = lead.rest if len(lead.rest) < LONG_NAME else lead.rest.partition("、")[0]
            return self._keep(lead.deed, tidy(named) + "等", relative)
        last = tidy(words.EXAMPLES.sub("", before))
        bare = words.TOTALS.fullmatch(last) or (len(MEASURE_OF.sub("", last)) < BARE_NOUN and not SIZE.fullmatch(last))
        lead = opened(before if bare else words.EXAMPLES.sub(self._verb_of_examples, before))
        within = words.WITHIN.match(before)
        deed, rest = lead.deed, within.group() if within else tidy(lead.rest)
        if not deed and len(rest) == 1 and self._object:  # 再建9个
            deed, rest = rest, ""
        if self._counts and segment.figure.unit == self._unit and (done := counted.done_of(rest, self._things)):
            return done
        if deed + rest in CLOSING_DEEDS and self._object:  # 竣工投产460个
            return joined(deed + rest, self._object)
        if not deed and self._object and len(rest) == 2 and self._counts_as_before(segment, rest):
            return self._object if rest in self._object else rest + self._object
        if not (rest or deed) or within or rest.startswith("占"):
            self._subject = self._subject or topic_of(spoken)
        if not rest and not deed and relative:
            rate = words.OTHER_RATE.search(segment.before)  # 工业税收高于整体税收增幅5个百分点
            return self._subject + (rate.group(1) if rate and self._subject[-1:] not in "幅速" else "")
        if not rest:
            if not deed and self._deed == "新增" and _TOTAL_SO_FAR.fullmatch(segment.before.strip()):
                self._subject = self._object  # 新增70家,达420家
                return self._subject
            if not deed and self._subject:
                return self._subject
            name = joined(deed, self._object or self._done_to(deed) or DONE.sub("", topic_of(spoken)))
            if deed and deed in self._object:  # 全区累计加装电梯537台,今年加装120台
                name = words.SO_FAR.sub("", self._object)
            self._subject = self._subject or name  # 改造192个,其中2025年70个
            return name
        if (within or rest.startswith("占")) and not deed:
            rest += "" if re.search("比[重例]?$|率$|份额$", rest) else "比重"
            return self._subject + rest
        if (grade := GRADE.fullmatch(rest)) and (of := GRADE.search(self._object)):  # 国家级企业2家、省级8家
            rest = grade.group() + self._object[of.end() :]
        alike = len(rest) <= BARE_NOUN or rest.endswith(self._things[-2:] or "、")
        whole = self._deed or counted.verbs_ahead(self._things)
        if "其中" in segment.before and whole and not deed and alike:  # 净增主体3万户,其中企业1万户
            self._subject = joined(whole, rest)
            return self._subject
        if segment.before.endswith("的") and self._object and self._counts:  # 其中过50亿元的6家
            rest = lead.rest + self._object.rsplit("的", 1)[-1]
        grown = words.GROWN.search(rest)
        if grown and not deed:  # 上市公司新增3家
            deed, rest = grown.group(), rest[: grown.start()]
        if OF_THINGS.fullmatch(rest) and not deed and not (relative and rest == "工业增加值"):
            new = self._counted and self._deed in NEWCOMERS
            alone = not segment.shared and (self.passed or not spoken.strip())
            output = OUTPUT.search(rest) and (new or alone)
            owner = (sector_of(spoken) if output else "") or self._owner() or subject_between(last_clause(spoken))
            owner = owner or (sector_of(self._above) if output else "")
            if owner and "、" not in owner:
                self._subject = owner + rest
                return self._subject
        if len(rest) <= _BARE and not deed and (verb := words.VERB_AHEAD.search(before)):  # 带动消费300亿元
            return self._keep("", verb.group() + rest, relative)
        if words.SHARE_OF.search(rest) and segment.figure.unit in SHARES and not relative:
            rest += "比重"
        if words.TOTALS.fullmatch(rest) and not deed and (self._object or self._subject):
            return (self._object or self._subject) + rest
        goes_on = segment.shared and segment.figure.unit not in SHARES  # 新建厂房30万平方米、入驻率80%
        if goes_on and not deed and not lead.acts and not relative and not LEVEL.search(segment.before):
            deed = counted.shared_deed(self._deed, self._object, rest, self._counts)
        return self._keep(deed, rest, relative)

    def _done_to(self, deed: str) -> str:
        """The subject, without a deed of its own where another is told (建成500套,新开工700套)."""
        return split_deed(self._subject)[1] if deed else self._subject

    def _counts_as_before(self, segment: Segment, rest: str) -> bool:
        """Whether a bare verb in front of a figure is done to what was told last in the same unit (治理河道50公里,到2030年累计治理210公里)."""
        return segment.figure.unit == self._unit and tags_of(rest) == [(rest, "v")]

    @staticmethod
    def _verb_of_examples(match: re.Match[str]) -> str:
        """建成甲、乙等 keeps 建成."""
        return opened(match.group()).deed

    def _behind(self, segment: Segment, before: str, behind: str) -> str:  # noqa: C901 (a list of cases in reading order)
        if each := counted.EACH.match(before):  # 每个市完成1个以上试点任务, 省、市、县各级100个事项
            name = self._behind(segment, before[each.end() :], behind)
            return name if name.startswith(each.group()) else each.group() + name
        if segment.figure.unit not in _COUNTED and "、" in before and not segment.shared and not opened(before).acts:
            before, behind = before.rpartition("、")[2], behind.partition("、")[0]  # 甲一期、乙200万吨生产线
        if segment.figure.unit == self._unit and (some := counted.some_of(self._things, segment.before, behind)):
            return some
        lead = opened("" if before.endswith(words.PREPOSITIONS) else before)
        goes_on = segment.shared or not (self.passed or before or not counted.only_things(behind))
        acts = lead.acts or (goes_on and self._acts and not lead.rest)
        self._acts = acts
        described = lead.rest if lead.rest.endswith("的") and 2 < len(lead.rest) < LONG_NAME and acts else ""
        rest = described or (tidy(lead.rest) if not lead.rest.endswith(words.HANGING) else "")  # 推进7大片区、|67个…
        examples = words.EXAMPLES.match(lead.rest)
        last = LAST_VERB.search(lead.rest)
        if examples:
            rest, source = lead.rest[examples.end() :], examples.group().removesuffix("等")
            if acts:
                return self._keep(lead.deed, rest + behind)
            return self._keep("", self._told(behind, source))
        if last and last.group().endswith("有"):
            return self._keep("", counted.some_of(lead.rest[: last.start()], "有", behind) or self._told(behind, ""))
        if rest and rest == lead.rest and all(flag[0] in ("v" if last else "vdcu") for _, flag in tags_of(rest)):
            self._acts = True
            return self._keep(rest, behind)
        if last and len(behind) <= BARE_NOUN and not last["deed"] and len(lead.rest) <= LONG_NAME:  # 残奥会获得8块金牌
            return self._keep("", lead.rest + behind)
        if last:
            self._acts = bool(last["deed"])
            who = tidy(lead.rest[: last.start()]) if last["deed"] else ""  # 四川警察学院新增6门课程
            told = who + lead.rest[last.start() :] + behind
            return self._keep("", told) if counted.is_body(who) else self._keep(last["deed"] or "", behind)
        if acts:
            return self._keep(lead.deed or (self._deed if goes_on else ""), rest + behind)
        named = rest.count("、") + 1
        if named > _BARE or (named > 1 and named == segment.figure.value_min):  # 甲村、乙村2个村获评…: who they are
            return self._keep("", self._told(behind, rest))
        if rest in PLACES:  # 全省50%以上的文化馆具备数字服务能力; 全省8个品种入选目录
            told = self._told(behind, "")
            return self._keep("", told if self.predicate and segment.figure.unit not in SHARES else rest + told)
        if rest:
            return self._keep("", rest + split_predicate(behind, "")[0])
        acting = behind in CLOSING_DEEDS or not any(flag[:1] in "nlijx" for _, flag in tags_of(behind))
        if self._things and acting:  # 115家企业签约,32家投产
            return f"{behind}的{self._things}"
        return self._keep("", self._told(behind, ""))

    def _told(self, phrase: str, examples: str) -> str:
        name = phrase if phrase == self._thing else told_by_deeds(phrase, examples)
        self.predicate = name.rpartition("的")[0] if "的" in name and name not in phrase else ""
        return name

    def _keep(self, deed: str, rest: str, relative: bool = False) -> str:
        name = tidy(joined(deed, rest))
        if not relative or not self._subject or rest:
            self._subject = name
        if not relative:
            self._deed, self._object = deed, tidy(DONE.sub("", tidy(rest)) or rest)
            self._things = self._object.rsplit("的", 1)[-1] if self._counts else ""
            self._unit = self._figure_unit
        return name


_COUNTED = frozenset({*COUNTS, *SHARES, *MONEY, ""})
_COUNTS = frozenset({*COUNTS, ""})
_BARE = 2
