"""What a plan tells of other places than its own: 邻县去年举办展销48场, to learn from or to be measured by."""

from __future__ import annotations

import re

from index.document import PlanDocument, Sentence

_OTHER = re.compile(
    "(?<![与同和跟及])(?:(?:友?邻|兄弟|毗邻|相邻)(?:的?[\u4e00-\u9fff]{2,4}?)??|(?:邻近|附近)的?(?:[\u4e00-\u9fff]{2,4}?)??)"
    "(?:省|市|县|区|州|旗|盟|镇|乡|村)(?![和与、])"
)
_OWN = re.compile("[我本全](?:省|市|县|区|州|旗|盟|镇|乡|村)|我们|合作|共建|共享|互通|联合|协同|联动|互联|一体化")
_SAME = re.compile("\\s*该(?:省|市|县|区|州|旗|盟|镇|乡|村|地)")


def of_others(document: PlanDocument, sentence: Sentence) -> bool:
    """Whether all that a sentence tells is told of a neighbour: it names one and not its own place, or goes on about it (该县…)."""
    text = document.quote(sentence)
    if _OWN.search(text):
        return False
    before = document.text[document.paragraphs[sentence.paragraph].start : sentence.start]
    return bool(_OTHER.search(text) or (_SAME.match(text) and _OTHER.search(before)))


def names_others(question: str) -> bool:
    """Whether a question asks about neighbours."""
    return bool(_OTHER.search(question)) or "邻" in question or "兄弟" in question
