"""The things of public life by their English names, with the names that plans have for them.

The reader and the search know both languages, yet a word of trade (container throughput, duty-free sales) they know in the plans' own tongue
alone. So a question is read with the Chinese name in the English one's place, and the figure of a thing that is named so must be of that
thing: a sentence that has none of its names is near at most.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.units import listed
from index.words import simplify
from rag.candidates import Sentence
from rag.question import Question
from rag.reader_model import reading_context
from rag.several import asks_quantity

_TABLE = r"""
    GDP_growth(?:_rate)?|economic_growth(?:_rate)?=生产总值增长|生产总值|GDP|经济 GDP|gross_domestic_product=生产总值|GDP|经济总量 CPI|consumer_price(?:_index|s)?(?:_inflation)?|inflation(?:_rate)?=居民消费价格涨幅|价格|物价|CPI|通胀|通货膨胀
    (?:general_)?(?:public_)?budget(?:ary)?_revenue|fiscal_revenue|government_revenue=一般公共预算收入|预算收入|财政[总]?收入 (?:budget|fiscal|government)_deficit|deficit=财政赤字|赤字
    (?:public_)?debt=债务|债 fixed[-_]asset_investments?|investments?_in_fixed_assets=固定资产投资 retail_sales(?:_of_consumer_goods)?=社会消费品零售总额|零售
    industrial_(?:value[-_]added|output)=工业增加值|规上工业|工业总?产值 (?:total_)?(?:imports_and_exports|foreign_trade)=进出口总额|进出口|外贸 imports=进口|进出口|外贸 exports=出口|外贸
    (?:actual_use_of_|actually_used_)?foreign_(?:direct_)?(?:investment|capital)|FDI=实际使用外资|外资|外商
    (?:per[-_]capita_)?disposable_incomes?(?:_(?:per_(?:person|capita)|of_residents))?=居民人均可支配收入|可支配收入|居民.{0,4}收入
    (?:surveyed_|registered_)?(?:urban_)?unemployment(?:_rate)?|jobless_rate=失业率|失业 (?:new_)?urban_jobs|jobs|employment=就业|岗位|用工 minimum_wages?=最低工资 wages|salar(?:y|ies)=工资|薪
    (?:total_)?population=总人口|人口|常住 birth_rate=出生率 urbani[sz]ation(?:_rate)?=城镇化率|城镇化|城市化 life_expectancy=预期寿命|期望寿命 foreigners|expats|foreign_residents=外国人|外籍|外国
    PM_?2\.5=细颗粒物年均浓度|细颗粒物|PM_?2|PM₂ (?:days_of_good_air|good[-_]air(?:[-_]quality)?_days)=空气质量优良天数|优良|蓝天 air_(?:pollution|quality)=大气污染|大气|空气|蓝天|颗粒|优良 carbon_emissions?=碳排放|二氧化碳|降碳 forest_(?:cover(?:age)?)(?:_rate)?=森林覆盖率|森林
    sewage|waste_?water=污水 (?:household_)?(?:garbage|rubbish|refuse)=垃圾 green_?ways?=绿道 (?:pocket|city|country|urban|community|new_public)_parks=公园
    (?:grain|cereal)(?:_output|_production|_harvest)?=粮食产量|粮食|粮 high[-_]standard_farmland=高标准农田 farmland=耕地|农田 pigs|hogs=生猪|猪
    metro|subway|underground_(?:line|railway|network)s?=地铁|轨道交通|轻轨 high[-_]speed_(?:rail(?:way)?s?(?:_lines?)?|trains?|lines?)|HSR=高铁|高速铁路|客专|时速
    expressways?|motorways?|highways?=高速公路|高速|公路 airports?=机场|空港|航 bus(?:es)?=公交|巴士|客车 parking_(?:space|lot|place)s?=停车位|停车|泊位
    (?:EV_|electric_vehicle_)?charging_(?:station|pile|point|post|facilit)\w*=充电桩|充电|充换电|换电 bike_lanes?|cycle_(?:path|lane)s?=自行车道|自行车|骑行|慢行
    container_(?:throughput|volume|traffic)=集装箱吞吐量|集装箱 (?:cargo|port)_throughput=货物吞吐量|吞吐量 passenger_throughput=旅客吞吐量|旅客 China[-_]Europe_(?:freight_)?trains?=中欧班列|班列
    duty[-_]free_(?:sales|shopping)=免税销售额|免税 cross[-_]border_e[-_]?commerce=跨境电商|跨境电子商务 e[-_]?commerce=电商|电子商务|网上零售|网络零售
    (?:inbound|foreign|overseas|international)_(?:tourists?|visitors?)(?:_arrivals)?=入境游客|入境 tourists?|visitors?=游客|游|旅|接待 visa[-_]free|visas?=免签|签证|口岸签 sister_cit(?:y|ies)|twin_(?:city|cities|towns)|friendship_cities=友好城市、国际友城|友城|友好.{0,4}城市|姊妹城
    (?:new[-_]energy|electric)_(?:vehicle|car)s?|NEVs?|EVs=新能源汽车|新能源.{0,4}车|电动 (?:motor_)?vehicles|cars|automobiles=汽车|整车|车
    (?:integrated_circuit|semiconductor|chip)s?=集成电路|芯片|半导体 artificial_intelligence|AI=人工智能 5G_base_stations?=5G基站|5G robots?=机器人 low[-_]altitude_economy=低空经济|低空 digital_economy=数字经济|数字
    R&D(?:_(?:spending|expenditure|investment|intensity))?|research_and_development(?:_spending)?=研发投入|研发|研究与试验|R&D patents?=专利 high[-_]tech_(?:enterprise|firm|compan)\w*=高新技术企业|高新|高科技
    unicorns?(?:_companies)?=独角兽 data_cent(?:er|re)s?=数据中心|算力 (?:wind|offshore_wind)_power=风电|风力 (?:solar|photovoltaic)(?:_power)?|PV=光伏|太阳能 nuclear_power=核电 hydrogen=氢
    installed_capacity=装机容量|装机 coal=煤 natural_gas=天然气|燃气 steel=钢 electricity_consumption=用电量|用电
    (?:affordable|public|subsidi[sz]ed|social)_(?:rental_)?(?:housing|homes|flats)=保障性住房|保障性|保租房|公租房|保障房|配售型 shanty_?towns?|urban_villages?=棚户区改造|棚户|城中村|棚改 old_(?:neighbou?rhoods|residential_\w+|housing_estates)=老旧小区|老旧|旧改
    housing_provident_fund=住房公积金|公积金 (?:nursing|care)_homes=养老院|养老|敬老|福利院 housing|homes=住房|房|居 (?:lifts?|elevators?)=电梯 toilets=厕
    (?:nursing|elderly[-_]care|care)_(?:home_)?beds=养老床位|护理型?床位|床位|护理 (?:hospital_)?beds=床位 hospitals?=医院|医 doctors=医生|医师|医 vaccin\w+=疫苗|接种|免疫 medical_insurance|health_insurance=医保|医疗保险 drugs|medicines=药
    nurser(?:y|ies)|(?:nursery|childcare)_places=托位|托育|托儿|婴幼儿 child_?care=托育|托位|婴幼儿|育儿 kindergartens?=幼儿园|学前
    (?:school|student)_places=学位 (?:primary|elementary)_schools?=小学|义务教育 (?:middle|junior_high)_schools?=初中|中学 (?:senior_high|high)_schools?=高中|中学
    universit(?:y|ies)|colleges=高校|大学|高等教育|学院 vocational(?:_(?:school|education|college|training)s?)?=职业|技工|技师|职教 teachers=教师|老师|师资|师 school_?children|pupils=学生
    (?:the_)?(?:elderly|seniors|older_people|old_people)=老年人|老 pensions?=养老金|养老保险|基础养老 disab\w+=残疾人|残疾|助残|无障碍 orphans=孤儿 rural_poor|poverty=脱贫|贫困
    swimming_pools?=游泳 (?:sports|fitness)_(?:venue|facilit|ground|field)\w*=体育场地|体育|健身 libraries|library=图书馆|阅读|书 marathons?=马拉松
    reservoirs?=水库 subsidy|subsidies=补贴 taxis?|cabs=出租车|出租汽车|巡游 bridges?=桥
"""
"""The English name, and the Chinese ones, the usual one first; ``_`` stands for a blank."""
_ROWS = tuple(row.replace("_", " ").rsplit("=", 1) for row in listed(_TABLE))
_NAMED = re.compile(rf"\b(?:{'|'.join(f'(?P<t{n}>{english})' for n, (english, _) in enumerate(_ROWS))})\b", re.I)
_CALLED = tuple(re.compile(chinese, re.I) for _, chinese in _ROWS)


def in_both(asked: Question) -> Question:
    """A question in English that is read with the Chinese names of its things behind it."""
    names = dict.fromkeys(_ROWS[n][1].split("|")[0] for n in _things(asked))
    return replace(asked, read=f"{asked.read.rstrip('? ')} ({'、'.join(names)})?") if names else asked


def leaves_unnamed(asked: Question, sentence: Sentence) -> bool:
    """Whether a question in English names things, and neither a sentence nor what stands above it does; a figure must be of all of them."""
    things, enough = _things(asked), all if asks_quantity(asked) else any
    said = f"{sentence.text} {reading_context(sentence.document, sentence.number, sentence.scope)}" if things else ""
    return bool(things) and not enough(_CALLED[n].search(simplify(said)) for n in things)


def named_by(asked: Question, name: str) -> bool:
    """Whether the name of a figure is that of all things that a question in English names."""
    return bool(things := _things(asked)) and all(_CALLED[n].search(name) for n in things)


def _things(asked: Question) -> list[int]:
    """The rows of the table that a question names."""
    if asked.language != "en":
        return []
    return [int(m.lastgroup[1:]) for m in _NAMED.finditer(asked.plain) if m.lastgroup]


def says_of(asked: Question) -> bool:
    """Whether it is asked what a document says of a thing that the table has: every sentence that names it is an answer."""
    return bool(_SAYS.search(asked.plain)) and bool(_things(asked))


_SAYS = re.compile(r"\b(?:says?|said) (?:about|on)\b|\bmention", re.I)
