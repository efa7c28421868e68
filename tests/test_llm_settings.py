"""Which model writes, if any: by settings, providers and keys, which are never shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.answer import Assistant
from rag.llm.model import LLM, LLMSettings, LLMUnavailable, open_model
from rag.llm.writer import Writer
from tests.conftest import ROOT
from tests.llm_server import LLMServer
from tests.test_cli import planqa
from tests.writing import KEY, QUESTION, TRUE


def test_without_an_llm_nothing_of_it_is_imported(index_dir: Path) -> None:
    code = (
        "import sys; from ui.cli import main; main(['ask', '2023年要新增多少学位?']);"
        "print(sorted(m for m in sys.modules if m.startswith(('rag.llm', 'langchain_openai', 'openai', 'xllamacpp'))))"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PLANQA_LLM")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120,
        env={**environment, "PLANQA_INDEX": str(index_dir), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_the_command_line_writes_with_the_llm_of_its_settings(
    index_dir: Path, server: LLMServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.say(TRUE)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-this-server")
    monkeypatch.setenv("PLANQA_LLM_MODEL", "from-environment")
    (tmp_path / "planqa.toml").write_text(f'llm_base_url = "{server.url}"\nllm_model = "from-file"\n', encoding="utf-8")
    answer = json.loads(planqa("ask", QUESTION, "--json", index=index_dir, cwd=tmp_path).stdout)
    assert (answer["mode"], answer["llm"]["model"]) == ("llm", "from-environment")
    assert server.requests[-1]["model"] == "from-environment"
    assert server.keys[-1] == "Bearer none"
    planqa("ask", "2023年新增床位多少张?", "--llm-model", "from-flag", index=index_dir, cwd=tmp_path)
    assert server.requests[-1]["model"] == "from-flag"
    off = json.loads(planqa("ask", QUESTION, "--json", "--no-llm", index=index_dir, cwd=tmp_path).stdout)
    assert (off["mode"], off["llm"]) == ("extractive", None)


def test_serve_says_which_mode_answers(index_dir: Path, server: LLMServer) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PLANQA_LLM")}
    environment |= {"PLANQA_INDEX": str(index_dir), "PYTHONPATH": str(ROOT)}
    for chosen, said in (
        ({}, "原文摘录"),
        ({"PLANQA_LLM_BASE_URL": server.url, "PLANQA_LLM_MODEL": "m"}, f"大模型 m({server.url})"),
    ):
        with subprocess.Popen(
            [sys.executable, "-m", "ui", "serve", "--port", "0"], cwd=ROOT, env={**environment, **chosen}, stdout=subprocess.PIPE, text=True
        ) as process:  # fmt: skip
            assert process.stdout
            assert said in process.stdout.readline()
            process.kill()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PLANQA_LLM_BASE_URL", "http://127.0.0.1:1/v1", "PLANQA_LLM_MODEL"),
        ("PLANQA_LLM_MODEL", "nobody:model", "nobody:model"),
        ("PLANQA_LLM_MODEL", "anthropic:claude", "langchain-anthropic"),
    ],
)
def test_settings_that_cannot_be_used_get_one_line(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("PLANQA_LLM_API_KEY", KEY)
    done = planqa("ask", QUESTION, index=index_dir)
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert said in line
    assert KEY not in line


def test_a_provider_by_its_langchain_name(
    assistant: Assistant, server: LLMServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    server.say(TRUE)
    answer = Writer(assistant.store, LLM(LLMSettings("openai:gpt-4.1-mini", api_key=KEY, timeout=120))).ask(QUESTION)
    assert answer.mode == "llm"
    assert server.keys == [f"Bearer {KEY}"]


def test_the_key_is_never_shown() -> None:
    chosen = LLMSettings("m", "http://127.0.0.1:1/v1", KEY)
    assert KEY not in f"{chosen!r} {chosen.name} {open_model(chosen)!r}"
    with pytest.raises(LLMUnavailable) as error:
        open_model(LLMSettings("nobody:m", api_key=KEY))
    assert KEY not in str(error.value)
