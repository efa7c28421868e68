"""What the command line takes. Help is Chinese first, English in brackets."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from ui.asked import one_line
from ui.web.languages import LANGUAGES

KINDS = {"目标": "target", "完成": "actual", "target": "target", "actual": "actual"}
"""How a ledger row's kind may be named, and what the ledger calls it."""
SHELLS = ("bash", "zsh", "tcsh")
FOLDER = "DIR"
"""The metavar of folders."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong, and what to do, in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: 用法有误 (bad usage)：{one_line(message)}；用法见 {self.prog} --help\n")


Add = Callable[[str, str, str], argparse.ArgumentParser]
"""A command's name, the function that runs it as ``room:function``, and what it does."""


def make_parser() -> argparse.ArgumentParser:
    """The whole command line; ``run`` of what it parses names the function to call."""
    parser = Parser(prog="planqa", description="规划问答：据政府规划文件原文回答，句句有出处")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="命令 (commands)", parser_class=Parser)

    def add(name: str, run: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--index", metavar=FOLDER, help="索引目录 (index folder)")
        command.set_defaults(run=run)
        return command

    _add_answers(add)
    _add_plans(add)
    _add_services(add)
    return parser


def _add_answers(add: Add) -> None:
    ask = add("ask", "answers:ask", "回答一个问题 (answer one question)")
    ask.add_argument("question", metavar="QUESTION", help="问题 (the question)")
    ask.add_argument(
        "--history", action="append", default=[], metavar="Q", help="先前的问题，可多次 (earlier question)"
    )
    _add_filters(ask)
    _add_json(ask)
    ask.add_argument("--explain", action="store_true", help="连同得出答案的全过程 (with the whole trail)")
    _add_llm(ask)

    batch = add("batch", "answers:batch", "回答一个 JSONL 文件中的问题 (answer a file of questions)")
    batch.add_argument(
        "questions", type=Path, metavar="IN.jsonl", help="每行一题：id、question、history (a question a line)"
    )
    batch.add_argument("--out", type=Path, required=True, metavar="OUT.jsonl", help="回答写入此文件 (the answers)")
    _add_filters(batch)
    _add_llm(batch)

    verify = add(
        "verify", "answers:verify", "核对一个 JSONL 文件中的说法是否为其引文所说 (are claims said by what they cite?)"
    )
    verify.add_argument("claims", type=Path, metavar="CLAIMS.jsonl", help="每行一个说法及其引文 (a claim a line)")
    verify.add_argument("--out", type=Path, required=True, metavar="OUT.jsonl", help="结果写入此文件 (the verdicts)")

    check = add("check", "answers:check", "核对稿件：每个数字和说法与文件是否一致 (hold a draft against the documents)")
    check.add_argument("draft", type=Path, metavar="DRAFT", help="稿件，.txt、.md 或 .docx (the draft)")
    _add_filters(check)
    _add_json(check)
    check.add_argument("--word", type=Path, metavar="OUT.docx", help="另存为带批注的 Word 文件 (as Word with comments)")

    evaluate = add("eval", "answers:evaluate", "用带答案的题目衡量回答质量 (measure answers on a question set)")
    evaluate.add_argument(
        "questions", type=Path, nargs="+", metavar="QUESTIONS.jsonl", help="题目，每行一题 (a question a line)"
    )
    evaluate.add_argument("--out", type=Path, metavar="RUN.json", help="保存结果 (save the run)")
    evaluate.add_argument(
        "--compare", type=Path, metavar="RUN.json", help="与保存的结果比较 (compare with a saved run)"
    )
    evaluate.add_argument("--ablations", action="store_true", help="逐一去掉各部分 (take parts out one by one)")
    evaluate.add_argument("--report", type=Path, metavar="REPORT.html", help="写出报告网页 (write a report page)")
    evaluate.add_argument("--failures", action="store_true", help="列出没答好的题 (list the questions that failed)")
    _add_json(evaluate)
    _add_llm(evaluate)


def _add_plans(add: Add) -> None:
    build = add("build", "plans:build", "读取文件夹中的文件，更新索引 (update the index)")
    _add_docs(build)
    build.add_argument("--model", metavar="NAME", help="向量模型名称或本地路径 (embedding model)")
    _add_json(build)

    documents = add("documents", "plans:documents", "列出文件 (list the documents)")
    _add_json(documents)

    show = add("show", "plans:show", "显示一个文件 (show one document)")
    show.add_argument("document_id", metavar="ID", help="编号，见 planqa documents (as planqa documents lists it)")
    _add_json(show)

    commitments = add("commitments", "plans:commitments", "列出文件中的数字承诺与完成数 (the ledger of figures)")
    commitments.add_argument("--kind", choices=tuple(KINDS), help="只列目标数或完成数 (targets or actuals only)")
    commitments.add_argument("--year", type=int, help="只列这一年的数 (figures of this year only)")
    commitments.add_argument("--document", default="", metavar="ID", help="只列这份文件的数 (only this document)")
    commitments.add_argument("--region", default="", help="如 龙华区、深圳 (plans of this region only)")
    commitments.add_argument(
        "--subject", default="", metavar="NAME", help="只列这个领域：教育、医疗、住房、交通… (education, health …)"
    )
    commitments.add_argument(
        "--type", choices=("figure", "action"), default="", help="只列数字或没有数字的行动 (of this type only)"
    )
    commitments.add_argument(
        "--search", default="", metavar="TEXT", help="含有这些词，用空格分开 (with these words, parted by spaces)"
    )
    commitments.add_argument(
        "--series", action="store_true", help="同一指标历年的数，须跨两年以上 (each indicator through the years)"
    )
    commitments.add_argument(
        "--format", choices=("table", "csv", "json", "xlsx"), default="table", help="格式 (default: table)"
    )
    commitments.add_argument(
        "--lang",
        choices=LANGUAGES,
        default="",
        help="csv、xlsx 用这种语言的列名和词，供人阅读；不给则用程序读的字段名 (columns and words for people)",
    )
    commitments.add_argument("--out", type=Path, metavar="FILE", help="写入此文件，xlsx 必须给出 (needed for xlsx)")


def _add_services(add: Add) -> None:
    serve = add("serve", "services:serve", "打开问答网页 (serve the chat page)")
    serve.add_argument("--host", default="127.0.0.1", help="监听地址 (default: 127.0.0.1)")
    serve.add_argument("--port", type=int, default=7860, help="端口 (default: 7860)")
    _add_docs(serve)
    _add_llm(serve)

    mcp = add("mcp", "services:mcp", "MCP 服务，用标准输入输出 (Model Context Protocol over standard input and output)")
    _add_llm(mcp)

    local = add("local-llm", "services:local_llm", "用 GGUF 文件启动本地大模型服务 (serve a GGUF file with llama.cpp)")
    local.add_argument(
        "gguf",
        nargs="?",
        type=Path,
        metavar="FILE.gguf",
        help="默认用已安装的小模型 (default: the small model, if installed)",
    )
    local.add_argument("--host", default="127.0.0.1", help="监听地址 (default: 127.0.0.1)")
    local.add_argument("--port", type=int, default=8080, help="端口 (default: 8080)")
    local.add_argument("--threads", type=int, help="默认为处理器核数的一半 (default: half the cores)")
    local.add_argument("--context", type=int, default=8192, metavar="TOKENS", help="上下文长度 (default: 8192)")

    doctor = add(
        "doctor",
        "services:doctor",
        "检查安装、索引、模型、大模型和磁盘 (check installation, index, model, LLM and disk)",
    )
    _add_docs(doctor)
    _add_json(doctor)
    _add_llm(doctor)

    feedback = add(
        "feedback",
        "services:feedback",
        "导出网页上的反馈，每行一题 (what people said of answers, as lines of a question set)",
    )
    feedback.add_argument(
        "--verdict", choices=("useful", "wrong"), default="", help="只导出有用或有错的 (of this verdict only)"
    )
    feedback.add_argument("--out", type=Path, metavar="FILE.jsonl", help="写入此文件 (instead of standard output)")

    licences = add(
        "licences", "services:licences", "列出所用软件的许可证 (the licences of what this program is built on)"
    )
    _add_json(licences)

    completion = add(
        "completion",
        "services:completion",
        "输出命令补全脚本，如 source <(planqa completion bash) (a script for the shell to complete commands)",
    )
    completion.add_argument("shell", choices=SHELLS, help="所用的 shell (the shell)")


def _add_docs(command: argparse.ArgumentParser) -> None:
    command.add_argument("--docs", metavar=FOLDER, help="文件夹 (documents folder)")


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="输出 JSON (print JSON)")


def _add_filters(command: argparse.ArgumentParser) -> None:
    command.add_argument("--document", default="", metavar="ID", help="只问这份文件 (only this document)")
    command.add_argument("--region", default="", help="只问这个地区，如 龙华区 (only this region)")
    command.add_argument("--year", type=int, help="只问回顾或安排这一年的文件 (only documents of this year)")


def _add_llm(command: argparse.ArgumentParser) -> None:
    # No flag for the key: command lines are seen by everyone on the machine.
    command.add_argument("--llm-model", metavar="NAME", help="大模型名称 (LLM)")
    command.add_argument("--llm-base-url", metavar="URL", help="OpenAI 兼容服务的地址 (its server)")
    command.add_argument("--llm-timeout", metavar="SECONDS", help="一个回答最多等几秒 (for one answer)")
    command.add_argument(
        "--no-llm", dest="llm_model", action="store_const", const="none", help="不用大模型 (extractive answers)"
    )
