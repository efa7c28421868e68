"""The ``planqa`` command. Heavy imports stand inside the commands that need them, so that the others are instant."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.catalog import Catalog
from index.errors import PlanqaError
from index.versions import MissingIndex, current_version, open_current
from ui.settings import BadSettings, Settings, load_settings

if TYPE_CHECKING:
    from index.embedding import SentenceTransformerEmbeddings
    from rag.answer import Assistant
    from rag.llm.model import LLMSettings
    from rag.types import Filters


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 success, 1 failure with one line on standard error, 2 bad usage (from argparse)."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings(vars(options))
        command: Callable[[argparse.Namespace, Settings], int] = options.run
        return command(options, settings)
    except PlanqaError as error:
        print(f"planqa: {error}", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        print(
            f"planqa: {error.strerror or error}: {error.filename or ''} (请检查路径、权限和磁盘空间)", file=sys.stderr
        )
    except KeyboardInterrupt:
        print("planqa: 已中断 (interrupted)", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="planqa", description="规划问答:据政府规划文件原文回答,句句有出处")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace, Settings], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--index", metavar="DIR", help="索引目录 (index folder)")
        command.set_defaults(run=run)
        return command

    def add_llm(command: argparse.ArgumentParser) -> None:
        # No flag for the key: command lines are seen by everyone on the machine.
        command.add_argument("--llm-model", metavar="NAME", help="大模型名称 (LLM)")
        command.add_argument("--llm-base-url", metavar="URL", help="OpenAI 兼容服务的地址 (its server)")
        command.add_argument("--llm-timeout", metavar="SECONDS", help="一个回答最多等几秒 (for one answer)")
        command.add_argument(
            "--no-llm", dest="llm_model", action="store_const", const="none", help="不用大模型 (extractive answers)"
        )

    def add_filters(command: argparse.ArgumentParser) -> None:
        command.add_argument("--document", default="", metavar="ID", help="只问这份文件 (only this document)")
        command.add_argument("--region", default="", help="只问这个地区,如 龙华区 (only this region)")
        command.add_argument("--year", type=int, help="只问回顾或安排这一年的文件 (only documents of this year)")

    build = add("build", _build, "读取文件夹中的文件,更新索引 (update the index)")
    build.add_argument("--docs", metavar="DIR", help="文件夹 (documents folder)")
    build.add_argument("--model", help="向量模型名称或本地路径 (embedding model)")
    build.add_argument("--json", action="store_true")

    ask = add("ask", _ask, "回答一个问题 (answer one question)")
    ask.add_argument("question")
    ask.add_argument("--history", action="append", default=[], metavar="Q", help="先前的问题,可多次 (earlier question)")
    add_filters(ask)
    ask.add_argument("--json", action="store_true")

    add_llm(ask)

    batch = add("batch", _batch, "回答一个 JSONL 文件中的问题 (answer a file of questions)")
    batch.add_argument("questions", type=Path)
    batch.add_argument("--out", type=Path, required=True)
    add_filters(batch)
    add_llm(batch)

    documents = add("documents", _documents, "列出文件 (list the documents)")
    documents.add_argument("--json", action="store_true")

    show = add("show", _show, "显示一个文件 (show one document)")
    show.add_argument("document_id")
    show.add_argument("--json", action="store_true")

    commitments = add("commitments", _commitments, "列出文件中的数字承诺与完成数 (the ledger of figures)")
    commitments.add_argument("--kind", choices=("target", "actual"))
    commitments.add_argument("--year", type=int)
    commitments.add_argument("--document", default="", metavar="ID")
    commitments.add_argument("--region", default="", help="如 龙华区、深圳 (plans of this region only)")
    commitments.add_argument("--search", default="", metavar="TEXT")
    commitments.add_argument(
        "--series", action="store_true", help="同一指标历年的数,须跨两年以上 (each indicator through the years)"
    )
    commitments.add_argument("--format", choices=("table", "csv", "json", "xlsx"), default="table")
    commitments.add_argument("--out", type=Path, metavar="FILE")

    evaluate = add("eval", _eval, "用带答案的题目衡量回答质量 (measure answers on a question set)")
    evaluate.add_argument("questions", type=Path, nargs="+", metavar="QUESTIONS.jsonl")
    evaluate.add_argument("--out", type=Path, metavar="RUN.json", help="保存结果 (save the run)")
    evaluate.add_argument(
        "--compare", type=Path, metavar="RUN.json", help="与保存的结果比较 (compare with a saved run)"
    )
    evaluate.add_argument("--ablations", action="store_true", help="逐一去掉各部分 (take parts out one by one)")
    evaluate.add_argument("--report", type=Path, metavar="REPORT.html", help="写出报告网页 (write a report page)")
    evaluate.add_argument("--failures", action="store_true", help="列出没答好的题 (list the questions that failed)")
    evaluate.add_argument("--json", action="store_true")

    feedback = add(
        "feedback", _feedback, "导出网页上的反馈,每行一题 (what people said of answers, as lines of a question set)"
    )
    feedback.add_argument("--verdict", choices=("useful", "wrong"), default="")
    feedback.add_argument("--out", type=Path, metavar="FILE.jsonl")

    mcp = add("mcp", _mcp, "MCP 服务,用标准输入输出 (Model Context Protocol over standard input and output)")
    add_llm(mcp)
    add_llm(evaluate)

    serve = add("serve", _serve, "打开问答网页 (serve the chat page)")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=7860)
    serve.add_argument("--docs", metavar="DIR")
    add_llm(serve)

    local = add("local-llm", _local_llm, "用 GGUF 文件启动本地大模型服务 (serve a GGUF file with llama.cpp)")
    local.add_argument(
        "gguf",
        nargs="?",
        type=Path,
        metavar="FILE.gguf",
        help="默认用已安装的小模型 (default: the small model, if installed)",
    )
    local.add_argument("--host", default="127.0.0.1")
    local.add_argument("--port", type=int, default=8080)
    local.add_argument("--threads", type=int, help="默认为处理器核数的一半 (default: half the cores)")
    local.add_argument("--context", type=int, default=8192, metavar="TOKENS")
    return parser


# commands ---------------------------------------------------------------------------------------------------------


def _build(options: argparse.Namespace, settings: Settings) -> int:
    summary = _run_build(settings)
    if options.json:
        _print_json(summary)
    else:
        print(
            f"已建索引:{summary['documents']} 份文件,{summary['paragraphs']} 段,{summary['sentences']} 句,"
            f"用时 {summary['seconds']} 秒(新算向量 {summary['embedded']} 个)"
        )
    for skipped in summary["skipped"]:
        print(f"跳过 {skipped['file']}:{skipped['reason']}", file=sys.stderr)
    return 0


def _run_build(settings: Settings) -> dict[str, Any]:
    from index.build import build_index
    from index.embedding import SentenceTransformerEmbeddings
    from ui.progress import Progress

    embeddings = SentenceTransformerEmbeddings(settings.model)
    return asdict(build_index(settings.docs_dir, settings.index_dir, embeddings, Progress()))


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    filters = _filters(options, settings)
    answer = open_assistant(settings).ask(options.question, options.history, filters)
    if options.json:
        _print_json(answer.to_dict())
        return 0
    for notice in answer.notices:
        print(f"注意:{notice}")
    print(answer.answer)
    for citation in (*answer.citations, *answer.related):
        mark = f"[{citation.n}]" if citation in answer.citations else "供参考,不是答案:"
        where = " › ".join((citation.title, *citation.section, *([citation.topic] if citation.topic else [])))
        page = f",第 {citation.page} 页" if citation.page else ""
        print(f"\n{mark} {where}({citation.scope or '—'}{page})\n    {citation.quote}")
    return 0


def _batch(options: argparse.Namespace, settings: Settings) -> int:
    from ui.batch import answer_file

    filters = _filters(options, settings)
    return answer_file(options.questions, options.out, lambda: open_assistant(settings), filters)


def _documents(options: argparse.Namespace, settings: Settings) -> int:
    documents = open_catalog(settings).documents()
    if options.json:
        _print_json([asdict(d) for d in documents])
        return 0
    for d in documents:
        years = "、".join(map(str, d.years))
        print(
            f"{d.document_id}\t{d.title}\t{d.kind}\t{d.issuer}\t{d.published}\t{d.standing or '未标注失效'}\t{years}\t{d.paragraphs} 段"
        )
    return 0


def _show(options: argparse.Namespace, settings: Settings) -> int:
    document = open_catalog(settings).document(options.document_id)
    if options.json:
        fields = asdict(document)
        metadata = fields.pop("metadata")
        for sentence in (*fields["sections"], *fields["sentences"]):
            sentence["scope"] = _scope_label(sentence["scope"])
        for paragraph in fields["paragraphs"]:
            paragraph["page"] = document.page(paragraph["start"])
        _print_json({**{k: v for k, v in metadata.items() if not k.endswith("_span")}, **fields})
    else:
        print(document.text)
    return 0


def _commitments(options: argparse.Namespace, settings: Settings) -> int:
    from ui.ledger import Ledger, Wanted, as_rows, series_rows, write

    catalog = open_catalog(settings)
    if options.document:
        catalog.document(options.document)  # an unknown one is an error, not an empty ledger
    ledger = Ledger(catalog)
    chosen = ledger.select(
        Wanted(options.document, options.region, options.kind or "", options.year, search=options.search)
    )
    rows = series_rows(ledger.all_series(chosen)) if options.series else as_rows(chosen)
    write(rows, options.format, options.out)
    return 0


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    from tqdm import tqdm

    from rag.answer import Assistant
    from rag.evaluation import ABLATIONS, changes, evaluate, read_questions, read_run
    from rag.rerank import THRESHOLD
    from ui.evaluate import as_json, as_text, changes_text, figures_table, write_report

    questions = [question for path in options.questions for question in read_questions(path)]
    before = read_run(options.compare) if options.compare else None
    assistant = open_assistant(settings)
    chosen = ABLATIONS if options.ablations else {"all parts": assistant.reader.parts}
    runs = {}
    with tqdm(total=len(questions) * len(chosen), unit="题", disable=not sys.stderr.isatty()) as bar:
        for name, parts in chosen.items():
            asked = (
                assistant
                if parts == assistant.reader.parts
                else Assistant(assistant.store, parts, reranker=assistant.reader.reranker)
            )
            runs[name] = evaluate(asked, questions, lambda done: bar.update() and None)
    run = runs["all parts"]
    ablations = {name: each.figures() for name, each in runs.items()} if options.ablations else {}
    changed = changes(before, run) if before else []
    if options.out:
        run.save(options.out)
    if options.report:
        write_report(options.report, run, ablations, changed, THRESHOLD)
    if options.json:
        print(as_json(run, ablations, changed))
        return 0
    print(as_text(figures_table({"all": run.figures(), **run.by("kind"), **run.by("lang")})))
    if ablations:
        print("\n" + as_text(figures_table(ablations)))
    if options.failures:
        print("\n" + "\n".join(f"{r.id} [{r.kind}] {r.question}\n    {r.answer}" for r in run.rows if not r.good))
    if before:
        print("\n" + changes_text(changed))
    return 0


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from index.embedding import SentenceTransformerEmbeddings
    from ui.feedback import FeedbackStore
    from ui.web.launch import launch
    from ui.web.service import Service

    try:
        current_version(settings.index_dir)
    except MissingIndex:
        print("还没有索引,先构建一次(约一分钟)… (building the index first)", file=sys.stderr)
        _run_build(settings)
    embeddings = SentenceTransformerEmbeddings(settings.model)
    service = Service(
        lambda: open_catalog(settings),
        lambda: open_assistant(settings, embeddings),
        lambda: current_version(settings.index_dir),
    )
    print(f"回答方式:{_mode(settings)}", flush=True)
    print(f"规划问答:http://{options.host}:{options.port}(按 Ctrl+C 停止)", flush=True)
    launch(service, FeedbackStore(settings.feedback_file), options.host, options.port)
    return 0


def _feedback(options: argparse.Namespace, settings: Settings) -> int:
    from ui.feedback import FeedbackStore

    lines = FeedbackStore(settings.feedback_file).question_lines(options.verdict)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


def _mcp(options: argparse.Namespace, settings: Settings) -> int:
    from ui.api import Api
    from ui.mcp import mcp_server
    from ui.web.service import Service

    open_catalog(settings)  # a missing index is said before the talk begins
    mcp_server(Api(Service(lambda: open_catalog(settings), lambda: open_assistant(settings)))).run()
    return 0


def _local_llm(options: argparse.Namespace, settings: Settings) -> int:
    from ui.local_llm import serve_gguf

    serve_gguf(options.gguf, options.host, options.port, options.threads, options.context)
    return 0


# helpers ----------------------------------------------------------------------------------------------------------


def open_catalog(settings: Settings) -> Catalog:
    """The documents of the index in use, without model or FAISS."""
    return open_current(settings.index_dir, lambda version: Catalog(version / "plans.sqlite"))


def _filters(options: argparse.Namespace, settings: Settings) -> Filters:
    """Which documents the reader wants asked.

    Raises:
        UnknownDocument: ``--document`` names none of the index; an error, not a refusal of every question.
    """
    from rag.types import Filters

    if options.document:
        open_catalog(settings).document(options.document)
    return Filters(options.document, options.region, options.year)


def open_assistant(settings: Settings, embeddings: SentenceTransformerEmbeddings | None = None) -> Assistant:
    """The whole answering path over the index in use; it writes with the LLM of the settings if they name one. ``embeddings`` that were
    loaded before are not loaded again.

    Raises:
        BadSettings, LLMUnavailable: the settings of the LLM cannot be used.
    """
    from index.embedding import SentenceTransformerEmbeddings
    from index.store import PassageStore
    from rag.answer import Assistant
    from rag.cross import CrossReranker

    chosen = llm_settings(settings)
    model = embeddings or SentenceTransformerEmbeddings(settings.model)
    store = open_current(settings.index_dir, lambda version: PassageStore(version, model))
    reranker = CrossReranker(settings.reranker) if settings.reranker else None
    if chosen is None:
        return Assistant(store, reranker=reranker)
    from rag.llm.cache import AnswerCache
    from rag.llm.model import LLM
    from rag.llm.writer import Writer

    return Writer(store, LLM(chosen), AnswerCache(settings.index_dir / "answers.sqlite"), reranker)


def llm_settings(settings: Settings) -> LLMSettings | None:
    """What the settings say of the LLM; None where there is none.

    Raises:
        BadSettings: they cannot be used; the message says why.
    """
    if settings.llm_model in ("", "none"):
        if settings.llm_base_url and not settings.llm_model:
            raise BadSettings("设置了 PLANQA_LLM_BASE_URL,还须设置 PLANQA_LLM_MODEL (name the model too)")
        return None
    from rag.llm.model import LLMSettings

    try:
        timeout = float(settings.llm_timeout)
    except ValueError:
        timeout = 0.0
    if not 0 < timeout <= 3600:
        raise BadSettings(f"PLANQA_LLM_TIMEOUT 应为秒数,不是 {settings.llm_timeout} (seconds, up to 3600)")
    try:
        extra = json.loads(settings.llm_extra_body or "{}")
    except ValueError:
        extra = None
    if not isinstance(extra, dict):
        raise BadSettings('PLANQA_LLM_EXTRA_BODY 应为 JSON 对象,如 {"thinking": {"type": "disabled"}} (a JSON object)')
    url = settings.llm_base_url
    if url and not url.startswith(("http://", "https://")):
        raise BadSettings(f"PLANQA_LLM_BASE_URL 应以 http:// 或 https:// 开头,不是 {url} (an http URL)")
    return LLMSettings(settings.llm_model, url, settings.llm_api_key, timeout, extra)


def _mode(settings: Settings) -> str:
    """How questions are answered, for whoever starts the page."""
    chosen = llm_settings(settings)
    if chosen is None:
        return "原文摘录(未设置大模型) (extractive, no LLM)"
    return f"大模型 {chosen.name} 写作,逐句与原文核对 (LLM, checked against the text)"


def _scope_label(scope: dict[str, Any] | None) -> str | None:
    from index.document import Scope

    return Scope(**scope).label if scope else None


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
