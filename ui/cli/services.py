"""The commands that serve, and those about the program itself: serve, mcp, local-llm, doctor, feedback, licences, completion."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from index.checksums import check
from index.versions import current_version, open_current
from ui.cli.parser import FOLDER, make_parser
from ui.cli.plans import run_build
from ui.cli.printing import print_json
from ui.opening import llm_settings, open_assistant, open_catalog
from ui.settings import Settings


def serve(options: argparse.Namespace, settings: Settings) -> int:
    from index.embedding import SentenceTransformerEmbeddings
    from ui.admin.notice import Notice
    from ui.feedback import FeedbackStore
    from ui.web.launch import launch
    from ui.web.options import options_of
    from ui.web.service import Service

    chosen = options_of(settings)
    if not (settings.index_dir / "CURRENT").exists():
        print("还没有索引，先构建一次（约一分钟）… (building the index first)", file=sys.stderr)
        run_build(settings)
    open_current(settings.index_dir, lambda version: check(version, settings.vectors_here))
    embeddings = SentenceTransformerEmbeddings(settings.model)
    service = Service(
        lambda: open_catalog(settings),
        lambda: open_assistant(settings, embeddings, every_file=True),
        lambda: current_version(settings.index_dir),
        notice=Notice(settings.notice_file).text,
    )
    print(f"回答方式：{_mode(settings)}", flush=True)
    print(f"规划问答：http://{options.host}:{options.port} （按 Ctrl+C 停止）", flush=True)
    launch(service, FeedbackStore(settings.feedback_file), options.host, options.port, chosen)
    return 0


def _mode(settings: Settings) -> str:
    """How questions are answered, for whoever starts the page."""
    chosen = llm_settings(settings)
    if chosen is None:
        return "原文摘录（未设置大模型） (extractive, no LLM)"
    return f"大模型 {chosen.name} 写作，逐句与原文核对 (LLM, checked against the text)"


def mcp(options: argparse.Namespace, settings: Settings) -> int:
    from ui.api import Api
    from ui.mcp import mcp_server
    from ui.web.service import Service

    open_catalog(settings)  # a missing index is said before the talk begins
    mcp_server(Api(Service(lambda: open_catalog(settings), lambda: open_assistant(settings)))).run()
    return 0


def local_llm(options: argparse.Namespace, settings: Settings) -> int:
    from ui.local_llm import serve_gguf

    serve_gguf(options.gguf, options.host, options.port, options.threads, options.context)
    return 0


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    from ui.doctor import examine, report

    findings = examine(settings, lambda: llm_settings(settings))
    if options.json:
        print_json([asdict(finding) for finding in findings])
    else:
        print(report(findings))
    return 0 if all(finding.ok for finding in findings) else 1


def feedback(options: argparse.Namespace, settings: Settings) -> int:
    from ui.feedback import FeedbackStore

    lines = FeedbackStore(settings.feedback_file).question_lines(options.verdict)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


def licences(options: argparse.Namespace, settings: Settings) -> int:
    from ui.licences import as_table
    from ui.licences import licences as installed

    found = installed()
    if options.json:
        print_json([asdict(licence) for licence in found])
    else:
        print(as_table(found), end="")
    return 0


def completion(options: argparse.Namespace, settings: Settings) -> int:
    import shtab

    parser = make_parser()
    for action in _actions(parser):
        if action.type is Path or action.metavar == FOLDER:
            action.complete = shtab.FILE if action.type is Path else shtab.DIRECTORY  # type: ignore[attr-defined]
    print(shtab.complete(parser, options.shell))
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """What a parser and the parsers of its commands take."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
