"""Questions about the document itself, of pages that say it in many layouts."""

from __future__ import annotations

import pytest

from index.build import build_index
from index.embedding import SentenceTransformerEmbeddings
from index.store import PassageStore
from index.versions import current_version
from rag.answer import Assistant
from rag.types import Answer, Filters
from rag.verdicts import normal
from tests.conftest import write_plan

BODY = (
    "一、2030年工作回顾",
    "过去一年,新增学位1200个。",
    "二、2031年工作安排",
    "做好今年工作,要重点抓好以下三个方面工作:",
    "(一)大力发展先进制造业",
    "规模以上工业增加值增长6%。",
    "(二)持续改善教育医疗",
    "新增学位1500个,新增床位300张。",
    "(三)守住生态底线",
    "空气质量优良率达到91%。",
    "三、加强政府自身建设",
    "坚持依法行政,主动接受监督。",
)
OPENING = "现在,我代表市人民政府,向大会报告工作,请予审议,并请市政协委员提出意见。"
PLANS = {
    "日期在后": (
        "政 府 工 作 报 告",
        "——在云泽市第九届人民代表大会第二次会议上",
        "云泽市人民政府市长 李 明",
        "(2031年1月12日)",
        "各位代表:",
        OPENING,
        *BODY,
    ),
    "连成一行": (
        "云泽市2031年政府工作报告",
        "来源:云泽日报",
        "2031年1月14日在云泽市第九届人民代表大会第二次会议上代市长陈一山作政府工作报告。",
        "各位代表:",
        OPENING,
        *BODY,
    ),
    "摘要和空格丢失": (
        "2031年云泽市政府工作报告",
        "时间:2031-02-22????      作者:市县数据????      来源:政府官网????      阅读:",
        "内容摘要:",
        "2031年1月15日在云泽市第九届人民代表大会第二次会议上????云泽市人民政府市长 王 燕????各位代表:????现在,我代表市人民政府,向大会报告工作......2031年1月15日在云泽市第九届人民代表大会第二次会议上云泽市人民政府市长?? 王?? 燕各位代表:",
        OPENING,
        *BODY,
    ),
    "网页表头": (
        "标题:云泽市2031年政府工作报告",
        "发文单位:云泽市人民政府",
        "发文时间:2031-01-16",
        "报告人:赵山河",
        "来源URL:http://www.example.gov.cn/a/1.html",
        "正文:",
        "首页",
        "市长信箱",
        "各位代表:",
        OPENING,
        *BODY,
    ),
    "只有姓名": (
        "云泽市2031年政府工作报告",
        "——2031年2月3日在云泽市第九届人民代表大会第二次会议上",
        "来源:云泽日报",
        "时间:2031-02-24",
        "孙 立",
        "各位代表:",
        OPENING,
        *BODY,
    ),
    "通知": (
        "云泽市人民政府关于印发云泽市职业教育改革实施方案的通知",
        "云政发〔2031〕4号",
        "各县(区)人民政府,市政府各部门:",
        "现将《云泽市职业教育改革实施方案》印发给你们,请认真贯彻执行。",
        "云泽市人民政府",
        "二〇三一年一月二十四日",
        "(此件公开发布)",
        "云泽市职业教育改革实施方案",
        "为加快发展职业教育,根据《职业教育法》,制定本方案。",
        "一、总体要求",
        "到2035年,建成高水平职业学校12所。",
        "二、完善制度",
        "健全学徒制。",
    ),
    "落款在末尾": (
        "云泽市智慧法院建设行动计划(2031—2033年)",
        "为提升审判质效,制定本行动计划。",
        "一、服务群众",
        "建成诉讼服务中心9个。",
        "二、保障措施",
        "加强经费保障。",
        "云泽市中级人民法院办公室\n2031年7月22日",
    ),
    "五年规划": (
        "云泽市国民经济和社会发展第十六个五年规划纲要",
        "云泽市国民经济和社会发展第十六个五年(２０３１—２０３５年)规划纲要,根据《中共云泽市委关于制定第十六个五年规划的建议》编制。",
        "第一篇  开创新局面    第一章  发展环境    面临新的机遇,全市综合实力显著增强,基础设施更加完善,人民生活持续改善,改革开放不断深入。",
        "第二章  人口与家庭    到2035年,全市常住人口控制在320万人以内,出生人口性别比趋于正常,托育服务体系基本建成,养老服务更加完善。",
        "第二篇  建设美丽云泽    第三章  生态保护    森林覆盖率达到48%,重要湿地得到全面保护,河流断面水质稳定达标,城市绿地面积持续增加。",
    ),
    "没有表头": (
        "各位代表:",
        "我代表市人民政府向云泽市第九届人民代表大会第二次会议作工作报告,请予审议。",
        *BODY,
    ),
    "繁體": (
        "雲澤市2031年政府工作報告",
        "——2031年1月18日在雲澤市第九屆人民代表大會第二次會議上",
        "雲澤市市長 許 國強",
        "一、2030年工作回顧",
        "新增學位1200個。",
        "二、2031年工作安排",
        "新增學位1500個。",
    ),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, embeddings: SentenceTransformerEmbeddings) -> Assistant:
    folder = tmp_path_factory.mktemp("pages")
    for name, lines in PLANS.items():
        write_plan(folder / "docs", f"{name}.txt", *lines)
    assert build_index(folder / "docs", folder / "index", embeddings).skipped == ()
    return Assistant(PassageStore(current_version(folder / "index"), embeddings))


def ask(pages: Assistant, name: str, question: str) -> Answer:
    (document,) = (d for d in pages.store.catalog.documents() if d.file == f"{name}.txt")
    answer = pages.ask(question, filters=Filters(document_id=document.document_id))
    text = pages.store.catalog.document(document.document_id).text
    assert all(c.quote == text[c.start : c.end] for c in answer.citations)
    return answer


@pytest.mark.parametrize(
    ("name", "question", "said", "cited"),
    [
        # who, when, before whom
        ("日期在后", "这报告谁念的,哪天在啥会上", ("李明", "2031年1月12日", "第二次会议"), ("市长 李 明", "(2031年1月12日)", "——在云泽市第九届")),
        ("连成一行", "这个报告是哪位市长作的,几号作的", ("陈一山", "1月14日"), ("2031年1月14日在云泽市第九届人民代表大会第二次会议上代市长陈一山",)),
        ("摘要和空格丢失", "哪个念的报告,啥时候念的", ("王燕", "1月15日"), ("2031年1月15日在云泽市第九届人民代表大会第二次会议上????云泽市人民政府市长 王 燕",)),
        ("摘要和空格丢失", "这份报告是哪天发布到网上的", ("2031-02-22",), ("时间:2031-02-22",)),
        ("网页表头", "Who delivered this report?", ("赵山河",), ("报告人:赵山河",)),
        ("网页表头", "这份报告是哪个单位发的", ("云泽市人民政府",), ("发文单位:云泽市人民政府",)),
        ("网页表头", "这份报告是从哪个网站来的", ("example.gov.cn",), ("来源URL",)),
        ("只有姓名", "这报告是谁作的,哪天作的", ("孙立", "2月3日"), ("孙 立", "——2031年2月3日")),
        ("繁體", "這份報告是誰做的,哪天做的", ("許國強", "1月18日"), ("雲澤市市長 許 國強", "——2031年1月18日")),
        ("日期在后", "报告开头请谁审议、请谁提意见", ("政协委员",), ("现在,我代表市人民政府",)),
        ("没有表头", "这个报告是在第几届人大第几次会上作的", ("第九届", "第二次会议"), ("我代表市人民政府向云泽市第九届",)),
        # notices and plans
        ("通知", "这个通知的文号是多少,落款哪天", ("云政发〔2031〕4号", "二〇三一年一月二十四日"), ("云政发〔2031〕4号", "云泽市人民政府\n\n二〇三一年一月二十四日")),
        ("通知", "这个方案是根据什么制定的", ("职业教育法",), ("为加快发展职业教育",)),
        ("落款在末尾", "这计划是谁印发的,落款几号", ("云泽市中级人民法院办公室", "2031年7月22日"), ("云泽市中级人民法院办公室\n2031年7月22日",)),
        ("落款在末尾", "这个计划管哪几年", ("2031", "2033"), ("云泽市智慧法院建设行动计划(2031—2033年)",)),
        ("五年规划", "这规划管的是哪几年", ("2031", "2035"), ("第十六个五年(２０３１—２０３５年)规划纲要",)),
        # in people's words, dialect and English
        ("网页表头", "呢份报告边个讲嘅", ("赵山河",), ("报告人:赵山河",)),
        ("日期在后", "啥子人念的报告哦", ("李明",), ("市长 李 明",)),
        ("通知", "几号文件", ("云政发〔2031〕4号",), ("云政发〔2031〕4号",)),
        ("通知", "Under what number was it issued?", ("云政发〔2031〕4号",), ("云政发〔2031〕4号",)),
        ("通知", "这文件是为了啥要出", ("职业教育法",), ("为加快发展职业教育",)),
        ("落款在末尾", "how many years does this plan run, from when to when", ("2031", "2033"), ("云泽市智慧法院建设行动计划(2031—2033年)",)),
        # parts
        ("连成一行", "这份报告分几大块,最后一块讲的啥", ("三个部分", "自身建设"), ("一、2030年工作回顾", "二、2031年工作安排", "三、加强政府自身建设")),
        ("连成一行", "报告倒数第二部分讲的啥", ("2031年工作安排",), ("二、2031年工作安排",)),
        ("连成一行", "今年的活儿一共分成几个方面", ("三个方面",), ("做好今年工作,要重点抓好以下三个方面工作",)),
        ("日期在后", "31年的活儿分了几个方面", ("三个方面",), ("做好今年工作,要重点抓好以下三个方面工作",)),
        ("日期在后", "What is the third part of this report about?", ("自身建设",), ("三、加强政府自身建设",)),
        ("连成一行", "今年工作的第二条讲的是啥", ("持续改善教育医疗",), ("(二)持续改善教育医疗",)),
        ("连成一行", "讲学校和医院的那块排在2031年任务的第几条", ("第二",), ("(二)持续改善教育医疗",)),
        ("连成一行", "报告里讲政府自己怎么改进的是第几部分", ("第三部分",), ("三、加强政府自身建设",)),
        ("连成一行", "前半截总结的是哪年,后半截安排的是哪年", ("2030", "2031"), ("一、2030年工作回顾", "二、2031年工作安排")),
        ("五年规划", "讲人口的是第几章", ("第二章",), ("第二章  人口与家庭",)),
    ],
)  # fmt: skip
def test_the_page_tells_of_itself_whatever_its_layout(
    pages: Assistant, name: str, question: str, said: tuple[str, ...], cited: tuple[str, ...]
) -> None:
    answer = ask(pages, name, question)
    quotes = [normal(c.quote) for c in answer.citations]
    assert answer.status == "about_document", answer.answer
    assert all(normal(words) in normal(answer.answer) for words in said), answer.answer
    assert all(any(normal(line) in quote for quote in quotes) for line in cited), quotes
    assert sum(any(normal(line) in quote for line in cited) for quote in quotes) * 2 >= len(quotes), quotes


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("连成一行", "新增学位的目标是多少个?"),
        ("连成一行", "空气质量优良率在今年要达到百分之几?"),
        ("连成一行", "人均到手多少块钱"),
        ("通知", "到2035年建成高水平职业学校几所?"),
        ("五年规划", "森林覆盖率全省排第几"),
        ("连成一行", "哪个部门负责垃圾分类"),
        ("连成一行", "会议中心什么时候建成"),
        ("连成一行", "地铁什么时候通车"),
        ("五年规划", "规划几条地铁"),
        ("通知", "这个方案里谁来负责考核"),
        ("通知", "Which department is in charge of waste sorting?"),
    ],
)
def test_a_question_of_the_text_is_not_taken_for_one_of_the_page(pages: Assistant, name: str, question: str) -> None:
    assert ask(pages, name, question).status != "about_document"


def test_what_the_page_does_not_say_is_looked_for_in_the_text(pages: Assistant) -> None:
    answer = ask(pages, "连成一行", "这份报告的文号是多少?")
    assert answer.status != "about_document"
    assert "4号" not in answer.answer
