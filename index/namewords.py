"""Words around a figure by which :mod:`index.namer` tells what belongs to its name."""

from __future__ import annotations

import re

from index.deeds import CAUSATIVE, LIGHT
from index.predicates import STANDING

SHARE_OF = re.compile("(?<=..)占(?:全[国省市区县]|世界|全球)(?:总[量数]|同类[^，,]{1,8})?$")
VERB_AHEAD = re.compile(f"(?:{LIGHT}|{CAUSATIVE}|争取|到位)(?=..?$)")
WITHIN = re.compile("在[^，,]{2,12}[中里]的?(?:占比|比重|比例|份额)$")
GROWN = re.compile("(?<=..)[新净]增$")
TREATED = ("治理", "改造", "修复", "恢复", "整治")
OTHER_RATE = re.compile("[高低快]于[^,，]*([增涨降]幅|增速)$")
HANGING = ("的", "、", "和", "及")
PREPOSITIONS = ("在", "对", "向", "使", "让")
EMPTY_BEHIND = re.compile(f"(?:{STANDING.pattern}|大关|台阶|安排|目标)")
