"""What part of public life a row of the ledger is about, by the words of its clause and of the headings above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.rows import LedgerRow
from index.words import normalise
from rag.language import Language, in_language


@dataclass(frozen=True, slots=True)
class Subject:
    """``key`` is what programs and links call it."""

    key: str
    chinese: str
    english: str
    words: tuple[str, ...]


def _subject(key: str, chinese: str, english: str, words: str) -> Subject:
    return Subject(key, chinese, english, tuple(words.split()))


SUBJECTS = (
    _subject("education", "教育", "Education",
        "教育 学校 学位 幼儿园 中小学 小学 初中 高中 中职 高职 高校 大学 学院 院校 教师 学生 入学 招生 办学 校园 学前 双减 教学 校舍 教育集团 特级教师 名师 职教"),
    _subject("health", "医疗卫生", "Health care",
        "医疗 医院 卫生院 卫生室 卫生站 医师 医生 医联体 医共体 诊疗 疾控 疾病 社康 疫苗 疫情 公共卫生 卫生健康 卫生服务 卫生城市 卫生县城 卫生乡镇 健康 新型农村合作医疗 新农合 参合 中医 门诊 病床 急救 "
        "医护 护士 药品 集采 预期寿命 医养 床位"),
    _subject("housing", "住房", "Housing",
        "住房 保障房 人才房 公租房 廉租房 安居房 安置房 商品房 棚户区 棚改 老旧小区 小区改造 危房 危旧房 房地产 房屋 回迁 配售 购房 住宅 物业 保交楼 保交房 农房 安居工程"),
    _subject("transport", "交通", "Transport",
        "交通 公路 道路 铁路 高铁 城际 地铁 轨道 公交 机场 港口 码头 航线 航道 航班 大桥 桥梁 危桥 停车 高速 通车 路网 农村路 断头路 快速路 客运 货运 物流 班列 "
        "吞吐量 充电桩 干线 干道 国道 省道 枢纽 隧道 路灯 信号灯"),
    _subject("environment", "生态环境", "Environment",
        "生态 环境 污染 细颗粒物 pm2.5 pm_2.5 空气质量 优良天数 绿化 造林 森林 国土绿化 绿道 碧道 公园 湿地 河湖 水质 断面 垃圾 污水 雨污 黑臭 碳 节能 能耗 环保 "
        "减排 绿色低碳 低碳 清洁取暖 扬尘 臭氧 蓝天 碧水 净土 环卫 水土流失 游园 排放 二氧化硫 矿山修复 秸秆"),
    _subject("industry", "产业与企业", "Industry and firms",
        "产业 工业 制造业 企业 规上 规模以上 专精特新 小巨人 服务业 园区 开发区 数字经济 集群 增加值 产值 商户 个体工商户 经营主体 市场主体 工业互联网 "
        "智能制造 新能源汽车 汽车产量 车间 装备 招商 商标 品牌 质量奖 总部 上市公司 5g 算力 产业生态"),
    _subject("economy", "经济与财政", "Economy and public finance",
        "生产总值 gdp 财政 预算 税收 税费 固定资产投资 固投 投资 消费 零售 进出口 出口 外贸 外资 利用外资 贷款 存款 金融 债券 基金 融资 信贷 物价 价格 cpi 债务 赤字 "
        "经济增长 项目建设 重点项目 重点建设工程 亿元以上项目 开工项目"),
    _subject("technology", "科技与人才", "Science and talent",
        "科技 创新 研发 专利 实验室 高新技术 高企 国高 人工智能 成果转化 技术合同 人才 博士 院士 工程中心 技术中心 孵化器 众创 知识产权 科研 技术攻关 揭榜挂帅 独角兽 瞪羚 创新生态"),
    _subject("agriculture", "农业农村", "Farming and villages",
        "农业 农村 乡村 粮食 农田 农民 农户 村庄 种植 养殖 畜牧 畜禽 生猪 耕地 农机 蔬菜 果品 林果 水产 产粮 脱贫 贫困 扶贫 美丽乡村 和美 三农 合作社 "
        "家庭农场 农产品 厕所 小麦 玉米 行政村 示范村 棉花 作物 奶 粮食安全"),
    _subject("employment", "就业与收入", "Jobs and incomes",
        "就业 创业 技能培训 职业技能 失业 农民工 工资 薪酬 居民收入 可支配收入 纯收入 用工 招聘 零工 欠薪 劳动 岗位"),
    _subject("welfare", "社会保障", "Social security",
        "社会保障 社保 养老 医保 低保 救助 残疾 残障 托育 托位 特困 儿童 老年 老龄 婴幼儿 孤儿 敬老 日间照料 参保 保险 养老床位 护理型床位 生育 优抚 退役军人 慈善 妇女 "
        "临时救助 社会福利 长者 助餐"),
    _subject("culture", "文化体育旅游", "Culture, sport and tourism",
        "文化 体育 旅游 文旅 图书馆 博物馆 美术馆 非遗 文物 景区 游客 场馆 赛事 健身 足球 演出 艺术 文艺 书屋 书房 全民阅读 民宿 运动会 奖牌 金牌 遗产 古城"),
    _subject("safety", "平安与法治", "Safety and law",
        "安全 应急 消防 治安 信访 平安 法治 犯罪 司法 社会治理 事故 警 执法 刑事 诈骗 禁毒 扫黑 矛盾纠纷 法律 调解 防汛 防灾 减灾 地震 网格 综治 命案 案件 食品安全"),
    _subject("government", "政务与改革", "Government and reform",
        "政务 营商环境 审批 一网通办 改革 行政 放管服 政府建设 政府自身 建议提案 人大代表 议案 提案 廉政 三公经费 机构改革 编制 热线 12345 高效办成 负面清单 试点 自贸 "
        "一件事 办事 公务 主题教育 警示教育 廉政教育 学习教育 政治生态 作风 督查"),
    _subject("energy", "水利与能源", "Water and energy",
        "水利 供水 饮水 水库 供电 电力 电网 变电站 天然气 燃气 新能源 光伏 风电 供热 供暖 集中供热 管网 发电 装机 储能 灌溉 水渠 堤防 河道 能源 煤炭 地下水 引水 "
        "输变电 石油 原煤"),
    _subject("city", "城市建设", "City building",
        "城市更新 市政 城中村 违法建筑 违法建设 违建 拆违 管廊 城镇化 城区 县城 街区 土地整备 土地 用地 海绵城市 城市管理 背街小巷 建筑面积 征拆 城市建设 城建 新城 老城"),
)  # fmt: skip
"""A word that stands inside a longer one of another subject (环境 in 营商环境, 床位 in 养老床位) does not count there."""
OTHER = Subject("other", "其他", "Other", ())
_NOTHING = "健康发展 平稳健康 持续健康 健康运行 发展环境 投资环境 市场环境 政策环境 消费环境 外部环境 发展道路 道路自信 良性循环 自然增长".split()
"""Words that hold another's characters and say nothing of a subject."""
_BY_NAME = {name: s for s in (*SUBJECTS, OTHER) for name in (s.key, s.chinese, s.english.lower())}
_WORDS: dict[str, list[tuple[str, str]]] = {}
"""Word and key by the word's first character, the longest word first."""
for _word, _key in sorted(
    [*((word, s.key) for s in SUBJECTS for word in s.words), *((word, "") for word in _NOTHING)],
    key=lambda pair: -len(pair[0]),
):
    _WORDS.setdefault(_word[0], []).append((_word, _key))


def find_subject(name: str) -> Subject | None:
    """The subject of a key or name, also of the beginning of one (医疗, 產業)."""
    wanted = normalise(name.strip())
    if not wanted:
        return None
    begun = (s for known, s in _BY_NAME.items() if len(wanted) > 1 and known.startswith(wanted))
    return _BY_NAME.get(wanted) or next(begun, None)


def subject_name(key: str, language: Language) -> str:
    """What readers call it."""
    subject = _BY_NAME[key]
    return in_language(subject.chinese, subject.english, language)


def subjects_of(row: LedgerRow) -> tuple[str, ...]:
    """Keys of what a row is about: by its own words and the topic it stands under, else by the nearest heading that names any."""
    (found,) = subjects_of_rows((row,))
    return found


def subjects_of_rows(rows: Sequence[LedgerRow]) -> tuple[tuple[str, ...], ...]:
    """:func:`subjects_of` each; all texts are normalised in one go, which is far quicker than each alone."""
    if not rows:
        return ()
    texts = list(dict.fromkeys(text for row in rows for text in (_own(row), row.topic, *row.section)))
    plain = normalise("\0".join(text.replace("\0", " ") for text in texts)).split("\0")
    named = dict(zip(texts, map(_named, plain), strict=True))
    return tuple(_keys(row, named) for row in rows)


def _own(row: LedgerRow) -> str:
    return f"{row.indicator} {row.quote}"


def _keys(row: LedgerRow, named: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    found = named[_own(row)] | named[row.topic]
    for heading in reversed(row.section):
        found = found or named[heading]
    return tuple(s.key for s in SUBJECTS if s.key in found) or (OTHER.key,)


def _named(plain: str) -> frozenset[str]:
    """The subjects of a normalised text's words, read from its beginning, of two words the longer."""
    found, at = set(), 0
    while at < len(plain):
        word, key = next((pair for pair in _WORDS.get(plain[at], ()) if plain.startswith(pair[0], at)), (plain[at], ""))
        found.add(key)
        at += len(word)
    return frozenset(found) - {""}
