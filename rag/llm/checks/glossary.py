"""English words of plans that stand for few Chinese ones: a claim that has one is only said by a source that has one of the others."""

from __future__ import annotations

SURE = (
    ("maize|corn", "玉米"), ("wheat", "麦"), ("rice", "稻|米"), ("soy\\w*", "豆"), ("grain", "粮|谷"), ("vegetables?", "菜"), ("fruits?", "果|莓"),
    ("pigs?|hogs?|pork", "猪"), ("cattle|beef", "牛"), ("tea", "茶"), ("cotton", "棉"), ("sugar\\w*|cane", "糖|蔗"), ("fish\\w*", "鱼|渔|水产"),
    ("urban|cit(?:y|ies)", "城|市"), ("rural|farmers?|farming", "农|乡|村"), ("count(?:y|ies)", "县|旗|区"), ("townships?", "乡|镇"),
    ("villages?|villagers?", "村"), ("provinc\\w+", "省|全区|自治区"), ("households?|families", "户|家|庭"),
    ("exports?|exported", "出口|外销|出海"), ("imports?|imported", "进口|进出口"), ("foreign trade", "外贸|进出口"),
    ("schools?", "学|校"), ("kindergartens?|preschools?", "幼|学前"), ("universit\\w+|colleges?", "大学|高校|学院|高等|院校"), ("teachers?", "师"),
    ("students?|pupils?", "学|生"), ("child\\w*", "儿|童|子女|幼|孩"), ("elderly|seniors?|old people", "老"), ("women", "女|妇"), ("veterans?", "退役|军"),
    ("disab\\w+", "残"), ("migrant workers?\\W*", "农民工|随迁|务工"), ("hospitals?", "医"), ("doctors?|physicians?", "医"), ("nurses?", "护"),
    ("beds?", "床"), ("rail\\w*|trains?", "铁|轨|列"), ("expressways?|motorways?|highways?", "高速|公路"), ("metro|subway", "地铁|轨道"),
    ("airports?", "机场"), ("bridges?", "桥"), ("tunnels?", "隧"), ("roads?", "路|道"), ("parking", "停车|泊"), ("toilets?", "厕"), ("lifts?|elevators?", "电梯"),
    ("sewage|wastewater", "污"), ("reservoirs?", "水库"), ("coal", "煤"), ("solar|photovoltaic", "光伏|光电|太阳"), ("hydrogen", "氢"), ("nuclear", "核"),
    ("steel", "钢"), ("cement", "水泥"), ("vehicles?|cars?|autos?|automobiles?", "车"), ("aircraft|planes?", "飞机|航空|机"), ("ships?|shipbuilding", "船|舶"),
    ("charging", "充"), ("base stations?", "基站"), ("tourists?|tourism|visitors?", "游|旅|客"), ("patents?", "专利"), ("tax\\w*", "税"),
    ("loans?|lending", "贷"), ("pensions?", "养老|退休|金"), ("unemploy\\w+", "失业"), ("jobs?|employment|employed", "就业|岗"), ("retail", "零售|消费"),
    ("hectares?|mu", "亩|公顷"), ("forest\\w*|trees?|afforest\\w+", "林|树|绿|木"), ("museums?", "博物"), ("librar\\w+", "图书"), ("laborator\\w+|labs?", "实验室"),
    ("compan(?:y|ies)|firms?|enterprises?", "企|公司|户|家|厂|商|主体|业"), ("factor(?:y|ies)", "厂|企"), ("deaths?|died|fatalit\\w+", "死|亡|丧"),
    ("per capita", "人均"), ("disposable income", "可支配收入"), ("revenue", "收入|税|营收"), ("housing|homes?|flats?|apartments?", "房|居|宅|公寓|家"),
)  # fmt: skip
"""Patterns of English words and of the Chinese they stand for."""
