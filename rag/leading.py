"""What answers when and who: the time or the body that a sentence, a bracket behind it or a table's row tells, which then leads the answer."""

from __future__ import annotations

import re

from index.words import tagged
from rag.ground import MARKED, Piece, clauses


def leading(question: str, piece: Piece) -> str:
    """The words of a piece that answer a question (simplified) after a time or a body, as written; empty where neither is asked, or told."""
    if _WHEN.search(question):
        return _nearest(question, piece, _TIME)
    if asks_who(question):
        role = next((role for role in _ROLES if role in question), "")
        return _labelled(piece.text, role) or _nearest(question, piece, _BODY)
    return ""


def asks_who(question: str) -> bool:
    """Whether a question (simplified) asks for a body."""
    return bool(_WHO.search(question))


def _labelled(text: str, role: str) -> str:
    """The value behind a label (责任单位:市商务局; a table's column), of the ``role`` asked for where several are told."""
    found = [(m["label"], m["value"].strip()) for m in _LABELLED.finditer(text) if _BODIES.search(m["label"])]
    found = [(label, value) for label, value in found if value.strip("—－-/ ")]
    return next((value for label, value in found if role in label), found[0][1] if found and not role else "")


def _nearest(question: str, piece: Piece, words: re.Pattern[str]) -> str:
    """Of the times or bodies of a piece the one the reader marked, else the one in the clause that says most of the question's verbs."""
    text, offset = piece.text, piece.start - piece.sentence.start
    found = [(m.start(), m["told"]) for m in words.finditer(text) if m["told"]]
    if len(found) < 2:
        return found[0][1] if found else ""
    marks = piece.sentence.marks
    chances = [sum(marks[offset + at : offset + at + len(told)]) / len(told) if marks else 0.0 for at, told in found]
    asked = [word for word, tag in tagged(question) if tag[:1] == "v" and len(word) > 1]
    spans = clauses(text)

    def worth(n: int) -> tuple[int, bool, float]:
        clause = next((text[a:b] for a, b in spans if a <= found[n][0] < b), "")
        return sum(word in clause for word in asked), chances[n] >= MARKED, chances[n]

    return found[max(range(len(found)), key=worth)][1]


_WHEN = re.compile(
    "什么时[候间]|何时|啥时候?|几时|哪一?[年月天日]|几月|哪个?(?:月|季度)|哪几年|[时期]限(?:是|到|为|[?？]|$)|多久(?:前|之前|完|建|能)|when\\b"
)
_WHO = re.compile(
    "谁|[由归]哪|(?:哪|什么|啥)(?:一?个|些|几个|家)?(?:单位|部门|局|委|办(?!法)|机构|[科处股]室|公司)"
    "|(?:责任|牵头|主管|配合|承办|主办|实施|负责|解释)(?:单位|部门|主体|机构|人)(?:是|有|为|[?？]|$)|who\\b|which (?:department|office|bureau|body|agency)"
)
_ROLES = ("牵头", "配合", "主办", "承办", "主管")
_BODIES = re.compile("单位|部门|主体|机构|牵头|配合|负责|责任|主办|承办|主管")
_LABELLED = re.compile(
    r"(?:^|(?<=[;；,，（(【\[。|]))\s*(?P<label>[^:：;；,，。（()）【\[]{2,16})[:：](?P<value>(?:(?![,，][^,，;；:：]{2,8}[:：])[^;；。）)】\]|])*)"
)
_DAY = r"(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日|份?[底末初]|[上中下]旬|份)?|[底末初]|[上下]半年|第?[一二三四]季度|[春夏秋冬]季)"
_TIME = re.compile(
    rf"(?P<told>(?:(?:(?:19|20)\d\d|[二〇○零一三四五六七八九]{{4}})年|[今明后去前]年){_DAY}?(?:之?前|以前)?"
    rf"|(?<![\d年]){_DAY.replace('|[底末初]', '').replace('[春夏秋冬]季', '年[底末]')}(?:之?前|以前)?)"
)
_HAN = "(?:(?!由)[\u4e00-\u9fff、])"
_ENDS = "局|委|办|部|厅|院|会|公司|集团|中心|镇|乡|街道|政府|组|科|处|站|所|部门|单位"
_BODY = re.compile(
    f"(?P<told>(?<=由){_HAN}{{2,40}}?|(?<![\u4e00-\u9fff]){_HAN}{{2,40}}?(?:{_ENDS}))(?=(?:共同|分别|联合|具体)*"
    "(?:负责|牵头|承担|实施|组织|解释|承建|主办|承办|管理|运营|协调|统筹))"
)
