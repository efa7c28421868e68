"""Words around a figure by which :mod:`index.namer` tells what belongs to its name."""

from __future__ import annotations

import re

from index.deeds import CAUSATIVE, DEED, LIGHT, NOT_NOUN
from index.predicates import STANDING

SHARE_OF = re.compile("(?<=..)占(?:全[国省市区县]|世界|全球)(?:总[量数]|同类[^，,]{1,8})?$")
VERB_AHEAD = re.compile(f"(?:{LIGHT}|{CAUSATIVE}|争取|到位)(?=..?$)")
WITHIN = re.compile("(?:在[^，,]{2,12}[中里]|对[^，,]{2,12})的?(?:占比|比重|比例|份额|贡献[率度])$")
GROWN = re.compile("(?<=..)[新净]增$")
TREATED = ("治理", "改造", "修复", "恢复", "整治")
OTHER_RATE = re.compile("[高低快]于[^,，]*([增涨降]幅|增速)$")
HANGING = ("的", "、", "和", "及")
PREPOSITIONS = ("在", "对", "向", "使", "让")
EMPTY_BEHIND = re.compile(f"(?:{STANDING.pattern}|大关|台阶|安排|目标)")
EXAMPLES = re.compile("^.*(?<![平高一二中初同均差优劣次])等(?:地(?!方|下))?(?![级待候于同离额]|方面|领域)")
TOTALS = re.compile("增幅|涨幅|降幅|总数量?|总量|总[额值]|总规模|占比|规模|增速|累计总数|总数达")
"""Too bare a name: it is the total of what the clause before counts."""
GOES_ON = re.compile(
    f"^.*破[百千万]亿、(?!达|增|同比|居|位|超)|^.*、(?=[为对向给])|^.*(?<![新改])、(?=(?:{DEED}){NOT_NOUN}[\u4e00-\u9fff]{{2}})|^.*(?:(?<=建设)|(?<=覆盖)|(?<=推进)|(?<=落地)|(?<=投用)|(?<=完成)|(?<=投产)|(?<=开工))、"
)
"""产业园启动建设、签约项目163个: another thing is said behind the mark."""
SO_FAR = re.compile("(?:[我全本][省市县区州国])?累计")
