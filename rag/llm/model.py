"""The LLM: settings to a langchain chat model, and its text as a stream that ends in time whatever the other side does."""

from __future__ import annotations

import queue
import random
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from pydantic import SecretStr

from index.errors import PlanqaError

TRIES = 3
FIRST_PAUSE = 0.5
"""Seconds before the second try; doubled before the third, and never more than a third of what time is left."""
AT_ONCE = 16
"""Calls under way at once, those included that nobody waits for any more because the other side never ends."""


_Pieces = queue.Queue[AIMessageChunk | Exception | None]
"""What a call brings: pieces, then None; or the error that ended it."""


class LLMUnavailable(PlanqaError):
    """The settings name no usable model; the message says what to do."""


class LLMFailed(Exception):
    """A call that came to nothing. ``reason`` is one short clause for readers, never text from the other side."""

    def __init__(self, reason: str, again: bool = False, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        """Whether another try may succeed."""
        self.wait = wait
        """Seconds the other side asked to wait."""


@dataclass(frozen=True, slots=True)
class LLMSettings:
    """``model`` with ``base_url`` is a model of an OpenAI-compatible server; without it, a langchain provider's (``deepseek:deepseek-chat``)."""

    model: str
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    timeout: float = 30.0
    """Seconds for one answer, all tries included."""
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    """Added to each request of an OpenAI-compatible server, such as what switches thinking off."""
    temperature: float = 0.0
    whole_plan: bool = False
    """Whether a plan that fits is offered whole, in front of the question, so that a provider keeps it."""

    @property
    def name(self) -> str:
        """For people: the model and where it answers, without the key."""
        return f"{self.model}({self.base_url})" if self.base_url else self.model


@dataclass(slots=True)
class Spent:
    """What an answer has cost so far. Tokens are None where the server does not count them."""

    calls: int = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None

    def add(self, chunk: AIMessageChunk) -> None:
        if usage := chunk.usage_metadata:
            self.prompt_tokens = (self.prompt_tokens or 0) + usage["input_tokens"]
            self.completion_tokens = (self.completion_tokens or 0) + usage["output_tokens"]


def open_model(settings: LLMSettings) -> BaseChatModel:
    """The chat model of the settings. No request is made.

    Raises:
        LLMUnavailable: no such provider, its package is not installed, or its key is missing.
    """
    try:
        if settings.base_url:
            from langchain_openai import ChatOpenAI

            # A key from elsewhere (OPENAI_API_KEY) must not go to this server, so one is always given.
            return ChatOpenAI(
                model=settings.model, base_url=settings.base_url, api_key=SecretStr(settings.api_key or "none"), timeout=settings.timeout,
                temperature=settings.temperature, max_retries=0, stream_usage=True, extra_body=dict(settings.extra_body) or None,
                use_responses_api=False,
            )  # fmt: skip
        from langchain.chat_models import init_chat_model

        options: dict[str, Any] = {"temperature": settings.temperature, "timeout": settings.timeout, "max_retries": 0}
        if settings.api_key:
            options["api_key"] = settings.api_key
        model: BaseChatModel = init_chat_model(settings.model, **options)
        return model
    except ImportError as error:
        named = re.search("langchain[-_][a-z_-]+", str(error))
        package = named.group() if named else error.name or "langchain"
        raise LLMUnavailable(
            f"大模型 {settings.model} 需要安装 {package.replace('_', '-')}:.venv/bin/pip install '.[providers]' {package.replace('_', '-')};"
            "若用 OpenAI 兼容服务，请设置 PLANQA_LLM_BASE_URL (package missing)"
        ) from error
    except Exception as error:  # each provider complains in its own way; its text may hold the key
        raise LLMUnavailable(
            f"无法使用大模型 {settings.model}：请检查名称(提供方：模型名)、密钥和 PLANQA_LLM_BASE_URL ({type(error).__name__})"
        ) from error


class LLM:
    """One model, called by many threads."""

    def __init__(self, settings: LLMSettings) -> None:
        self.settings = settings
        self._model = open_model(settings)
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def stream(self, messages: Sequence[BaseMessage], deadline: float, spent: Spent) -> Iterator[str]:
        """The answer's text piece by piece; leaving the loop early ends the call. Tries again as long as nothing was said.

        ``deadline`` is a reading of ``time.monotonic``.

        Raises:
            LLMFailed: nothing usable by the deadline, or it broke off.
        """
        for attempt in range(1, TRIES + 1):
            said = False
            try:
                for piece in self._once(messages, deadline, spent):
                    said = said or bool(piece.strip())
                    yield piece
                if said:
                    return
                raise LLMFailed("没有写出内容", again=True)
            except LLMFailed as failure:
                pause = max(failure.wait, FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.8, 1.2))
                left = deadline - time.monotonic()
                if said or not failure.again or attempt == TRIES or pause > left / 3:
                    raise
                time.sleep(pause)

    def _once(self, messages: Sequence[BaseMessage], deadline: float, spent: Spent) -> Iterator[str]:
        """One call. A thread reads the other side, so that a wait for it can be given up at the deadline."""
        if not self._free.acquire(blocking=False):
            raise LLMFailed("正忙")
        spent.calls += 1
        pieces: _Pieces = queue.Queue(maxsize=64)
        stop = threading.Event()
        threading.Thread(target=self._read, args=(messages, pieces, stop), name="llm", daemon=True).start()
        ended = not self.settings.base_url  # other providers name the reason of the end in other ways
        try:
            while True:
                try:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise queue.Empty
                    piece = pieces.get(timeout=left)
                except queue.Empty:
                    raise LLMFailed(f"{self.settings.timeout:g} 秒内没有写完") from None
                if piece is None:
                    if not ended:
                        raise LLMFailed("连接中断", again=True)
                    return
                if isinstance(piece, Exception):
                    raise _failure(piece) from None  # the cause may hold the key
                spent.add(piece)
                ended = ended or bool(piece.response_metadata.get("finish_reason"))
                yield str(piece.text)
        finally:
            stop.set()

    def _read(self, messages: Sequence[BaseMessage], pieces: _Pieces, stop: threading.Event) -> None:
        def put(piece: AIMessageChunk | Exception | None) -> None:
            while not stop.is_set():  # nobody may be reading any more
                with suppress(queue.Full):
                    return pieces.put(piece, timeout=0.2)

        try:
            stream = self._model.stream(list(messages))
            with closing(stream):  # type: ignore[type-var]  # a generator, which closes the connection
                for chunk in stream:
                    if stop.is_set():
                        return
                    if isinstance(chunk, AIMessageChunk):
                        put(chunk)
            put(None)
        except Exception as error:
            put(error)
        finally:
            self._free.release()


def _failure(error: Exception) -> LLMFailed:
    """What went wrong in words of our own, from the error's type and HTTP status alone."""
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    if isinstance(status, int):
        if status == 429:
            wait = 0.0
            with suppress(AttributeError, TypeError, ValueError):
                wait = float(response.headers.get("retry-after", 0))  # type: ignore[union-attr]
            return LLMFailed("请求过多(429)", again=True, wait=max(0.0, wait))
        if status >= 500:
            return LLMFailed(f"服务出错({status})", again=True)
        if status in (401, 403):
            return LLMFailed(f"密钥无效或无权使用({status})")
        return LLMFailed(f"服务不接受请求({status}),请检查模型名和地址")
    kind = " ".join(cls.__name__ for cls in type(error).__mro__)
    if "Timeout" in kind:
        return LLMFailed("没有及时回应", again=True)
    if "RemoteProtocol" in kind or "ReadError" in kind:
        return LLMFailed("连接中断", again=True)
    if "Connect" in kind or isinstance(error, OSError):
        return LLMFailed("连接不上或连接中断", again=True)
    if isinstance(error, ValueError) or "JSON" in kind or "Validation" in kind:
        return LLMFailed("回应无法读懂", again=True)
    return LLMFailed(f"出错({type(error).__name__})", again=True)
