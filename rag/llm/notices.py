"""What the page says of the LLM's part in an answer, one line each, in the question's language."""

from __future__ import annotations

from rag.content import Language


def failed(language: Language, reason: str) -> str:
    return _in(
        language,
        f"大模型未能作答({reason}),以下是原文摘录",
        "The language model gave no answer; this is what the document itself says",
    )


def dropped(language: Language, count: int, replaced: bool) -> str:
    zh = f"大模型写的{count}句与所引原文核对不符," + ("已换成原文" if replaced else "已略去")
    en = f"{count} sentence(s) of the language model did not match their source and were " + (
        "replaced by the source" if replaced else "left out"
    )
    return _in(language, zh, en)


def nothing_usable(language: Language) -> str:
    return _in(
        language,
        "大模型没有写出能核对的回答,以下是原文摘录",
        "The language model wrote nothing that could be checked; this is what the document itself says",
    )


def broken_off(language: Language, reason: str) -> str:
    return _in(language, f"大模型没有写完({reason})", "The language model did not finish")


def _in(language: Language, zh: str, en: str) -> str:
    if language == "en":
        return en
    if language == "zh":
        return zh
    import opencc

    return str(opencc.OpenCC("s2t").convert(zh))
