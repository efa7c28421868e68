"""What English words of a claim ask of a Chinese source: words that a translation keeps, whatever else it leaves free."""

from __future__ import annotations

import re

from index.units import listed

Terms = tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


def _read(table: str) -> Terms:
    """``english=chinese`` with spaces between, both patterns; _ stands for a space."""
    pairs = (row.replace("_", " ").rsplit("=", 1) for row in listed(table))
    return tuple((re.compile(rf"\b(?:{english})\b", re.I), re.compile(chinese, re.I)) for english, chinese in pairs)


STAGES = _read(r"""
    br(?:oke|eak|oken)_ground|construction_(?:[\w-]+_){0,10}(?:start(?:ed|s)?|began|begins?|begun|got_under_way)|(?:start(?:ed|s)?|began|begin)_(?:construction|work)|work_(?:\w+_){0,3}(?:started|began)=开工|动工|启动|开建|始|奠基
    under_construction|being_built=在建|建设|推进|加快|施工
    open(?:ed|s)?_(?:[\w-]+_){0,6}to_traffic|in_(?:use|operation|service)|(?:put|came|come|brought)_into_(?:\w+_)?(?:use|operation|service|production)=通|投|启用|开放|运营|营业|使用
    complet(?:ed|ion|ing)|finish(?:ed|ing)?=完|竣|建成|成|毕|结|收官|实现
""")  # fmt: skip
"""How far a thing has come."""
TERMS: Terms = (*STAGES, *_read(r"""
    double-digit=2位数 doubl(?:ed|es|ing)|twofold=翻|1倍|2倍|100%|成倍|倍增 half(?!_of_them)=半|50|5成 (?:a|one|three)_quarters?=25%|75%|4分之|1/4 (?:a|one|two)_thirds?=3分之|/3
    dozens?=数?十|[1-9]\d
    nationwide|national(?:ly)?|in_the_(?:whole_)?country|the_country's|(?:across|in)_china|(?<!west_)(?<!east_)(?<!north_)(?<!south_)china's_(?:\w+_)?(?:first|second|third|only|larg\w+|number)=国|中央|全运
    (?:in_the|the)_world(?:'s)?|global(?:ly)?|worldwide=世界|全球|国际|环球|5洲 provincial(?:ly)?|province-wide|the_whole_province|in_the_province|the_province's=省|区
    county-level|county_level=县 urban(?!_and_rural)=城|市|镇 rural|countryside|villages?=农|乡|村|土地 tripl(?:ed|es|ing)|threefold=2倍|3倍|200%
    all(?!_\d)|every|entire(?:ly)?|whole=(?<![安健])全(?![国省球])|所有|都|各|均|每|皆|100%|尽|悉 (?<!-)free=免|无偿
    thanks_to|because_of|due_to(?!_be|_open)|owing_to|driven_by|as_a_result=由于|因|得益|通过|靠|带动|以|推动|拉动 inbound|overseas|foreign=境|外|国|洋|进出口 expressways?=高速
    colleges?=大学|高校|学院|高等|大专|校 beds?=床 foreign_trade=外贸|进出口 loans?|lending=贷 sales=销|零售|营收|收入 tax(?:es)?=税 economy|GDP=生产总值|经济|GDP grain=粮 wheat=麦
    sewage|wastewater=污 enterprises?|firms?|compan(?:y|ies)=企|公司|家|户|厂|集团|园 high-tech=高新|高科技 influenza|flu=流感 private(?:ly)?=民|私 villages?=村 weeks?=周|星期
    months?|monthly=月 investment=资 approv(?:al|ed)=批|准|核 sown=播
"""))  # fmt: skip
"""English patterns, each with what must be in the source: levels, wholes and shares, causes, and the nouns of plans."""
