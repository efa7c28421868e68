"""Run the page."""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr

from index.errors import PlanqaError
from ui.web.page import SCRIPT, STYLES, build_page
from ui.web.service import Service

FONTS = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", "sans-serif")


def launch(service: Service, host: str, port: int) -> None:
    """Serve until interrupted. Fonts are the reader's own; nothing is loaded from elsewhere.

    Raises:
        PlanqaError: the port is taken.
    """
    theme = gr.themes.Soft(font=FONTS, font_mono=("ui-monospace", "monospace"))
    try:
        build_page(service).queue(max_size=256).launch(
            server_name=host, server_port=port, share=False, theme=theme, ssr_mode=False, head=page_head(), footer_links=[], quiet=True, show_error=True,
        )  # fmt: skip
    except OSError as error:
        raise PlanqaError(f"无法在 {host}:{port} 启动,请用 --port 换一个端口 (cannot listen: {error})") from error


def page_head() -> str:
    """Style and script inline: Gradio's own ``css`` puts its container before every selector, which breaks ``body`` classes."""
    style = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    script = SCRIPT.read_text(encoding="utf-8")
    return f"<style>{style}</style><script>{script}</script>"
