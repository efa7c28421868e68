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
    nationwide|national(?:ly)?|in_the_(?:whole_)?country|the_country's|(?:across|in)_china|(?<!west_)(?<!east_)(?<!north_)(?<!south_)china's_(?:\w+_)?(?:first|second|third|only|larg\w+|number)=国|中央|全运
    (?:in_the|the)_world(?:'s)?|global(?:ly)?|worldwide=世界|全球|国际|环球|5洲
    provincial(?:ly)?|province-wide|the_whole_province|in_the_province|the_province's=省|区 county-level|county_level=县 urban(?!_and_rural)=城|市|镇
    rural|countryside|villages?=农|乡|村|土地 double-digit=2位数 doubl(?:ed|es|ing)|twofold=翻|1倍|2倍|100%|成倍|倍增 tripl(?:ed|es|ing)|threefold=2倍|3倍|200%
    half(?!_of_them)=半|50|5成 (?:a|one|three)_quarters?=25%|75%|4分之|1/4 (?:a|one|two)_thirds?=3分之|/3 dozens?=数?十|[1-9]\d
    all(?!_\d)|every|entire(?:ly)?|whole=(?<![安健])全(?![国省球])|所有|都|各|均|每|皆|100%|尽|悉 (?<!-)free=免|无偿
    thanks_to|because_of|due_to(?!_be|_open)|owing_to|driven_by|as_a_result=由于|因|得益|通过|靠|带动|以|推动|拉动 inbound|overseas|foreign=境|外|国|洋|进出口
    expressways?=高速 high-speed_rail\w*=高铁|高速铁路|客专|客运专线|城际|铁 rail|railways?=铁|轨 roads?=路|道 bridges?=桥 airports?=机场|空港|航 kindergartens?=幼
    universit(?:y|ies)=大学|高校|学院|高等|本科 colleges?=大学|高校|学院|高等|大专|校 vocational=职 schools?=学|校 students?|pupils?=生 school_places=学位 teachers?=师 hospitals?=医
    beds?=床 elderly=老 doctors?=医 deaths?=亡 accidents?=事故 tourists?|tourism=游|旅 passengers?=客|人次 containers?|TEUs?=箱 exports?=出口 imports?=进口|进出口
    foreign_trade=外贸|进出口 foreign_capital=外资 loans?|lending=贷 deposits?=存 profits?=利润|盈利|利税 sales=销|零售|营收|收入 retail=零售|消费品 tax(?:es)?=税 wages?=工资|薪
    prices?=价 economy|GDP=生产总值|经济|GDP value_added=增加值|附加值 grain=粮 wheat=麦 vegetables?=菜 fruit=果 pigs?|hogs?|pork=猪|肉 cattle|beef=牛 aquatic|fish\w*=水产|渔|鱼
    forests?|afforest\w*|trees?=林|树|绿 parks?=园|停车 water=水 sewage|wastewater=污 air=空气|大气|空|优良 coal=煤 gas=气 oil=油 solar|photovoltaic=光 wind=风 housing=房|住|居
    shantytowns?=棚 compounds?=小区 toilets?=厕 parking=停车|泊位 charging=充电 jobs?|employment=就业|岗位|工 unemployment=失业
    enterprises?|firms?|compan(?:y|ies)=企|公司|家|户|厂|集团|园 high-tech=高新|高科技 market_entities=主体 experts?=专家 academicians?=院士 patents?=专利
    laborator(?:y|ies)=实验室 townships?=乡|镇 households?=户|家庭 farmers?=农 wom[ae]n|girls?|schoolgirls?=女|妇 children=儿|童|幼|少 disabilit(?:y|ies)|disabled=残
    poverty|poor=贫|困 pensions?=养老 insurance=保 medals?|golds?|silvers?=牌|金 museums?=博物 vaccin\w+=苗|免疫|接种 influenza|flu=流感 private(?:ly)?=民|私
    state-owned=国有|国资|央企|国企|国 vehicles?|cars?|buses=车 new-energy=新能源 digital=数 consumption|consumer=消费 R&D=研发|研究 talents?=才 academic|degree=学 villages?=村
    resident(?:s|ial)=居|户|人|民|小区|住 weeks?=周|星期 months?|monthly=月 daily|a_day=日|天 output=产|增加值|量 capacity=能力|规模|容量|产能|装机|量 income=收入|所得|营收|利
    revenue=收入|营收|财|税 investment=资 spending|expenses?|expenditure=费|支|投入|经费 visits?=人次|访|诊|游|医 dynasty=朝|代 satisfaction=满意 health\w*=健康|卫生|医|康 medical=医
    training=训 households?=户|家 hectares?|mu=亩|顷 conference|forum=会|论坛 satellites?=卫星 ships?|vessels?|sailings?=船|舰|航 tons?|tonnes?=吨|斤 Olympics?=奥
    Paralympics?=残 manhole=井 approv(?:al|ed)=批|准|核 sown=播 net=净|网|纯
"""))  # fmt: skip
"""English patterns, each with what must be in the source: levels, wholes and shares, causes, and the nouns of plans."""
