"""Words that decide whether a sentence is true, in families: words of one family say the same, words of two never do.

Each family has an example that holds one of its words and a counter-example that only looks so; the tests run both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.units import listed


@dataclass(frozen=True, slots=True)
class Family:
    """Words (regular expressions, the longest first) of one meaning."""

    name: str
    words: str
    example: str
    counter: str

    @property
    def pattern(self) -> str:
        return "|".join(sorted(listed(self.words), key=len, reverse=True))


# --- stages: how far a thing has come, and on which side of a deal it stands ---------------------------------------

STAGES = (
    Family("planned", "谋划 论证 选址 可研 前期工作", "开展地铁前期工作", "前期防控得力"),
    Family("begun", "(?:新)?开工(?:建设)? 动工(?:建设)? 开建 启动建设 破土 奠基 在建(?!设)", "医院开工建设", "开放工作"),
    Family("launched", "启动(?!区|建设) 着手", "启动规划研究", "开放"),
    Family("newly built", "(?<!翻)新建(?!设)", "新建医院9家", "新建设路"),
    Family("rebuilt", "新改扩建 新改建 改扩建 改建 扩建", "新改扩建医院9家", "扩大建设规模"),
    Family("built", "建成(?!区(?!域)) 建设完[成工] 完成(?=(?:[^,;。\\d]{2,40})?建设) 建起(?!来) 修成 (?:新)?竣工 完工 落成 建好", "建成学校3所", "建成区面积"),
    Family("topped out", "封顶 主体结构", "主体结构完成", "主体责任"),
    Family("in use", "投入(?:正式)?(?:使用|运营|运行|商用) 投用 启用 开通(?:运行)? 投产 投运 通车 开诊 开园 开业 (?<=建成)(?:运营|使用|开放)", "地铁开通", "开放通道"),
    Family("on trial", "试运营 试运行 试投产 试行", "投入试运营", "运营良好"),
    Family("collected", "筹集 筹措 筹建", "筹集住房3万套", "集中建设"),
    Family("supplied", "供应(?!链|商|基地) 供地 供给(?!侧) 配租(?!型) 配售(?!型)", "供应住房6000套", "供应链稳定"),
    Family("signed", "签约 签订 签署 新签", "签约项目50个", "约定"),
    Family("settled", "落地 落户", "重点企业落地", "产业用地"),
    Family("brought in", "引进 引入 引来 招引 引育", "引进团队1个", "引导资金"),
    Family("recognised", "认定 获评 获批 入选 评为 授予 荣获 通过验收", "获评示范区", "评价改革"),
    Family("striven for", "争创 申报 申创", "争创先导区", "创新"),
    Family("founded", "成立 组建 新设(?!备) 设立 (?:新)?创设", "组建集团", "建设"),
    Family("demolished", "拆除 拆迁 拆违", "拆除违建", "建设"),
    Family("renewed", "改造 翻新 翻建 修复 修缮", "改造小区6个", "造林"),
    Family("issued", "出台 印发 发布 颁布", "出台政策", "台阶"),
    Family("drafted", "编制(?!数) 起草 修订 制定", "编制规划", "制度"),
    Family("applied for", "申请(?!量)", "申请专利3件", "申报"),
    Family("granted", "授权", "发明专利授权", "授课"),
    Family("cleared", "清零 清退 化解(?!率)", "存量清零", "清洁"),
    Family("total", "总数 (?<!经济)总量 总人数 总计 存量 保有量? 共有 现有", "总数突破3400家", "总部企业"),
    Family("accumulated", "累计", "累计报销7亿元", "积累"),
    Family("lacking", "还差 尚缺 缺口 剩余 还剩", "还差3个", "差异化"),
)  # fmt: skip
# --- changes -------------------------------------------------------------------------------------------------------

OPPOSITES = (
    (
        "增长 增加 提高 提升 上升 上涨 扩大 上调 加快 增强 加大 攀升 新增 增幅 增速 涨",
        "下降 降低 减少 回落 下滑 下跌 缩小 下调 放缓 减弱 [压缩削裁]减 压缩 收窄 降幅 降",
    ),
    ("新建 建设 建成 开工 设立 新增 开通 启用 投用", "拆除 关闭 关停 停建 撤销 停工 停用 取消"),
    ("支持 鼓励 促进 推动 推进 加强 强化", "限制 禁止 反对 阻止 削弱 停止 放弃 叫停 暂缓"),
    ("(?<!不)高于 快于 多于 优于 (?<!不)超过 (?<!不)超", "(?<!不)低于 慢于 (?<!不)少于 劣于 不足 不及"),
    ("放宽 放开 扩围", "收紧 从严"),
    ("上线 引进 引入 吸引 流入", "下线 退出 流失 流出"),
    ("出口 外销", "进口"),
    ("收入 营收 盈利 利润", "支出 亏损"),
    ("城镇", "农村 乡村 农民(?!工)"),
    ("[类级][及和或]?以上", "[类级][及和或]?以下"),
    ("不(?:超过|高于)(?!\\d)", "不低于(?!\\d)"),
)  # fmt: skip
"""Words of two directions; what the source says with one may not be told with the other."""

COMPARISONS = re.compile("(?<!不)(?:高于|低于|多于|少于)|高出|快于|慢于|优于|持平(?!稳)|相差")
"""What compares two things; the source must do so, or the figures told."""

# --- promised or done ----------------------------------------------------------------------------------------------

PROMISE = (
    Family("intends", "(?<![^\\d]\\d年)计划(?!单列|生育) 拟(?!定) 打算 力争 争取(?!了|到|[^,;。\\d]{0,8}(?:国债|债券|资金|专项|补助|政策|试点|指标|支持)) 准备(?!金) 希望 预备 意在 有意 谋求 努力(?!下|后) 旨在 致力于? 部署 提出 (?<=规划|方案|纲要|计划|文件|报告|意见)要求 即将", "计划新增3所", "计划单列市"),
    Family("will", "(?<![即必])将(?!近|军|领|于此) 要(?!求|素|点|闻|塞|是|件|道|么|地|案|约)(?<![主需必首纪摘提只还简概机]要)(?<!(?<!比)重要) 应当 (?<=年)会 [还也]会 须(?!知) 有待", "将新增3所", "即将"),
    Family("will too", "还要", "还要新增3所", "主要"),
    Family("secures", "确保 有望 预计 预期(?!性)", "确保增长7%", "保险"),
    Family("names the goal", "(?<!年初)目标(?!任务)(?=值|数|是|为|:|$|[^完达实如圆超兑全镇村群人客]) 任务(?=是|为|包括|有|:|$) 安排(?=是|为|:|$)", "目标是3所", "任务落地"),
)  # fmt: skip
NOMINAL = re.compile("的[^,;。]*$|[》”(、]|[,，]|(?:提前|如期|圆满|顺利|已|完成[,]|完成$|落地|兑现|达成|实现$)")
"""Behind a word of promise, what makes it the name of a plan: 规划的床位, 计划完成,."""
FORECAST = re.compile("预计|预期(?!性)|有望|即将|(?<![即必])将(?=[会在于达建实完]|要)")
"""Words that make even a report's sentence no fact yet."""
DONE = (
    Family("already", "已经? 业已", "已新增3所", "而后"),
    Family("past", "(?<![为除])(?<=[\u4e00-\u9fff])了(?!解|望|如|然|结)", "建成了3所", "为了"),
    Family("accomplished", "如期 圆满 超额 提前 顺利 成功 兑现 达成 完成情况 落地见效 收官 到位 落实(?=$)", "如期完成", "日期"),
)  # fmt: skip
FINISH = re.compile("完成|实现|达到|落地|兑现|达成|到位|落实|投入使用|投用|交付|办结")

# --- time ----------------------------------------------------------------------------------------------------------

TIMES = listed(
    "明年 后年 前年 上半年 下半年 年底 年末 年初 年中(?![央小等医国华型]) [一二三四1-4本上下前首]个?季度 [一二三四]季 “?十[一二三四五]五”? 每年 每月 每季 月底 月末 [上中下]旬 本月 上月 "
    "上周 本周 春节 国庆 中秋 暑期?(?:前|假) 寒假 \\d{1,2}月(?:份|底|末|初|\\d{1,2}日)? (?<![\\d一两三])年前(?![一二三四上]) (?:今年|本年)?前\\d个月 短期内 近期 日前 近日 即日 长期以来"
)  # fmt: skip
TIMED = re.compile("|".join(sorted(TIMES, key=len, reverse=True)))
SPAN = re.compile(
    r"(?:过去|未来|今后|接下来|[最]?近|这|今明|明后)的?(?P<a>\d{1,2})年|(?<!\d)(?P<b>\d{1,2})年(?:来|间|以来|里|内|(?=累计|年均|平均|共))"
    r"|(?<![\d第每续前后半满])(?P<c>\d{1,2})年(?![级期制以底末初前后上中下计度限均多余]|行动|规划)(?=[\u4e00-\u9fff][^,;。\d]{0,40}\d)"
)

# --- places and calibre --------------------------------------------------------------------------------------------

LEVELS = re.compile(
    "全(?:国|省|市|区|县|州|镇|街道|社会|球|世界|域)|(?:世界|国家|省|市|区|县|州|[十百千万]+亿元?)级|(?:中央|国|省|市|区|县)属|我[国省市区县州]|本[省市区县州]"
    "|[东中西南北]部(?![门队分署长件位落委])|省内|市内|国内|国外|境内|境外|海外|全球|大湾区|粤港澳|长三角|京津冀|华[东南北中]|西[北南]地区"
)
CALIBRE = listed(
    "规模以上 限额以上 人均 户均 亩均 地均 每亿元 每万元 每万人 千人 万人 单位 非 贡献率 平均 年均 日均 公办|公立 民办|私立 "
    "主城区 中心城区 城镇(?!老旧小区|化)|城市(?=居民|最低) 农村|农民 小微 大型 国家级 省级 市级 区级 县级 高新技术 专精特新 小巨人"
)
"""What an indicator is counted over: told and source must have it both."""
# --- words that raise a claim --------------------------------------------------------------------------------------

DEGREE = re.compile(
    r"[\u4e00-\u9fff]?(?:第一|第1|首位|榜首)|[国省市区县州圳球界湾]?首[个支条次家批创座张]|最[大高多好快优早强新]|唯一|全部|所有|仅(?![写说提列给])|只有|大幅|超额|提前|率先|领先|全覆盖"
    r"|突飞猛进|史上|空前|免费|强制|必须|永久|任何|至少(?!\d)|最多(?!\d)|翻倍|前列|几乎|不止|足足|整整|刚好|恰好|正好|起码|可达|有余|开外|出头|不等|起步|显著|确保|务必|保证|大部分|多数|个别|少数|(?<!\d)部分"
)
"""They must be the source's own."""

# --- other names ---------------------------------------------------------------------------------------------------

SAME = tuple(
    tuple(names.split("="))
    for names in listed(
        "gdp=地区生产总值=国内生产总值=生产总值=经济总量 保障性住房=公共住房=保障房 高新技术企业=高企 病床=床位 学位=学位数 托位=托位数 实际使用外资=实际到账外资 "
        "外贸=进出口=外贸进出口 城镇=城市 农村=农民 轨道=轨道交通=地铁 老旧小区=旧小区 养老院=敬老院 建设=修建=兴建=打造=建 推动=推进=促进=加快 学生=学子 医生=医师 惠及=受益 利润=盈利 "
        "投用=投入使用 竣工=完工=建成 开工=动工 关于=围绕 居民=群众=市民=百姓=老百姓=乡亲 居民消费价格=物价=cpi"
    )
)
"""Words that name one thing in plans."""
GLUE = frozenset(
    listed(
        "目标 计划 情况 方面 数量 总数 总量 指标 全年 文件 内容 工作 任务 规模 水平 比例 其中 同时 个数 名称 措施 举措 要求 重点 预期 增速 增幅 涨幅 降幅 政府 省政府 市政府 县政府 区政府 州政府 "
        "增长率 比重 占比 金额 总额 面积 长度 时间 期间 年度 结果 成效 政府 报告 完成 实现 年份 方式 领域 当地 地区 该区 该市 区里 市里 数 量 个 项 年 月 日 人 工程 项目 "
        "事项 具体 主要 方向 原文 资料 句子 实际 之一 分别 包括 涵盖 涉及 还有 此外 另外 以及 并且 同年 当年 今年 去年 通过 进行 开展 做到 达到 达 为 共 共计 一共 "
        "继续 推进 推动 让 使 把 将 对 用于 等 可 会 能 来 去 再 先 也 均 各 有 是 在 约 近 超 建 抓 好 做 持续 进一步 加快 方 上 明确 名叫 名为 叫做 称为 位居 位列 名列 居 排名 截至 截止 受到 接受 合计 总计 成功 正式 陆续 相继 等等 同比 根据 按照 围绕 依托 "
        "获得 取得 得到 成为 保持 属于 位于 期内 年内 年间 之间 本区 本市 本县 区内 市内 现有 原有 有关 相关 左右 以上 以下 以内 其余 分之 处于 位 "
        "面向 针对 基础 至 到 从 由 名单 依次 整体 总体 总的来说 简单 来说 如下 一是 二是 三是 目前 如今 经济 社会 发展 增长 下降 提高 提升 降低 减少 增加 新增 力争 确保 争取 预计 "
        "相比之下 接下来 随后 与此同时 不仅 而且 例如 比如 亮点 特点 总体 提供 拥有 设有 帮助 两年 后续 整个 全部都 如何 什么 您 "
        "乡亲 百姓 老百姓 身上 两地 两者 三者 当中 盘子 省里 身份 此基础 控制线 底线 期限 中要 区要 市要 县要 总共 券共 坦承 坦言 排位 相比 略高于 略低于 问题 提出 页面 网站 网页 栏目 标题 难题 难点 痛点 顽疾 现象 环节 层面 上述 这些 那些 差不多 以来 做法 基本 成果 成绩 机会 条件 过程 阶段 类 批 系列 多项 多个 多种 "
        "台阶 门槛 水质 人数 户数 件数 家数 次数 辆数 笔数 量 金额 款项 钱 资金额 大关 关口 成就 进展 安排 部署 表现 地位 名次 位次 位置 排行 排名 数值 幅度 速度 增量 增长量 降低量 方面 两项 三项 各项 力度 可用 大体 悉数 头等 程度 份额 说法 口径 打算 意向 时期 年代 当前 全部 名额 现状 局面 势头 态势 趋势 重头戏 关键 核心 原因 区间 "
        "超过 突破 不低于 不少于 不超过 不足 不到 至少 接近 将近 高达 多达 将近 最多"
    )
)  # fmt: skip
"""Words that name nothing by themselves."""


CAUSE = re.compile(
    "由于|因为|因而|所以|得益于|归功于|归因于|源于|受益于|带动|拉动|促使|导致|造成|引发|使得|(?<!力争)使(?![用命馆领者徒总])|从而|靠着|凭借|助推|推高"
)
"""What makes one thing come of another; the source must do so too."""
SOFT = frozenset(
    listed(
        "办理 惠及 投向 覆盖 受益 接待 输出 安置 坚持 坚定 深化 强化 加强 增强 完善 优化 推进 推动 促进 加快 加速 加大 实施 落实 开展 做好 做强 抓好 抓紧 打造 构建 建立 健全 探索 创新 引导 鼓励 支持 "
        "培育 发展 壮大 提升 提高 改善 保障 服务 聚焦 突出 围绕 统筹 协调 整合 拓展 拓宽 扩大 参与 配合 组织 举办 举行 召开 用好 发挥 利用 运用 借助 "
        "带动 引领 助力 赋能 服务于 投放 配备 布局 布设 完善 致力 力推 力促 全力 着力 积极 稳步 有序 扎实 不断 全面 切实 逐步 深入 大力 实行 采取 采用 给予 享受"
    )
)  # fmt: skip
"""Verbs of plans that may stand for each other where no figure hangs on them."""


def compiled(families: tuple[Family, ...]) -> re.Pattern[str]:
    """All words of several families, each in a named group ``f<index>``."""
    return re.compile("|".join(f"(?P<f{i}>{family.pattern})" for i, family in enumerate(families)))


EVENTS = frozenset(
    listed("begun built rebuilt supplied collected signed settled recognised founded demolished renewed cleared")
) | {"newly built", "topped out", "in use", "brought in"}
"""Stages that happen or do not; a plan's need a word of promise."""
_STAGE = compiled(STAGES)


def stages_in(text: str) -> Iterator[tuple[Family, int, int]]:
    """The stages that a text names, with their offsets."""
    for match in _STAGE.finditer(text):
        yield STAGES[int((match.lastgroup or "f0")[1:])], match.start(), match.end()


def without_stages(text: str) -> str:
    """A text without the words that name a stage."""
    return _STAGE.sub(" ", text)
