"""The Model Context Protocol: lets a language model's program ask the plans, over HTTP beside the page or over standard input and output."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from index.errors import PlanqaError
from ui.api import Api

_INSTRUCTIONS = (
    "Answers from Chinese government plan documents, every sentence with the sentence of the plan that says it. Use `ask` for a question; repeat its "
    "citations, and its notices first. If `refused` is true, say that the documents do not say it: never answer from `related` or from memory. "
    "Targets (目标) are promises for the planned year, actuals (完成) are results of the reviewed year; never mix them. "
    "Use `check` to hold a text that somebody wrote against the plans."
)


def mcp_server(
    api: Api, through: Callable[[Callable[..., Any]], Callable[..., Any]] = lambda call: call
) -> MCPServer[Any]:
    """The tools ask, search, check, commitments and documents; all only read. ``through`` may put something between a call and the API."""
    server: MCPServer[Any] = MCPServer("planqa", title="规划问答", instructions=_INSTRUCTIONS, log_level="WARNING")
    for tool in (api.ask, api.search, api.check, api.commitments, api.documents):
        server.add_tool(
            _telling(through(tool)), annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False)
        )
    return server


def _telling(tool: Callable[..., Any]) -> Callable[..., Any]:
    """``tool``, whose errors reach the caller in their own words."""

    if inspect.iscoroutinefunction(tool):

        @wraps(tool)
        async def told_later(*arguments: Any, **named: Any) -> Any:
            try:
                return await tool(*arguments, **named)
            except PlanqaError as error:
                raise ToolError(str(error)) from error

        return told_later

    @wraps(tool)
    def told(*arguments: Any, **named: Any) -> Any:
        try:
            return tool(*arguments, **named)
        except PlanqaError as error:
            raise ToolError(str(error)) from error

    return told
