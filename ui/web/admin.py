"""The operator's page: documents loaded, corrected and built, feedback read, answers turned off; behind a token, and only where one is set."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import get_args

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from index.build import named_files
from index.errors import PlanqaError
from index.manifest import BadManifest, Correction, load_manifest
from index.manifestwriter import write_correction
from ui.admin.builder import Builder
from ui.admin.notice import Notice
from ui.admin.uploads import BadUpload, store
from ui.feedback import FeedbackStore, Reason, Verdict
from ui.web.admin_door import COOKIE, SESSION_SECONDS, Door, Session
from ui.web.admin_html import (
    MOST_FIELD,
    MOST_FILES,
    FileLine,
    Standing,
    admin_html,
    build_line,
    correction_html,
    feedback_html,
    login_html,
)
from ui.web.admin_texts import ADMIN_TEXTS, AdminTexts
from ui.web.languages import COOKIE as LANGUAGE_COOKIE
from ui.web.languages import choose
from ui.web.limits import ADDRESS
from ui.web.service import Service
from ui.web.shell import YEAR

MOST_FILES_AT_ONCE = 50
MOST_OPINIONS = 100
_FRESH = {"cache-control": "no-store"}
Handler = Callable[[Request], Awaitable[Response]]
Guarded = Callable[[Request, Session, AdminTexts], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Office:
    """What the operator works with."""

    service: Service
    feedback: FeedbackStore
    docs: Path
    builder: Builder
    notice: Notice
    door: Door


def add_admin(app: FastAPI, office: Office) -> None:
    """Add the operator's routes."""
    page = _Pages(office)
    app.add_api_route("/admin", page.front, methods=["GET"])
    app.add_api_route("/admin/login", page.log_in, methods=["POST"])
    for path, handler in (
        ("logout", page.log_out), ("files", page.load), ("file", page.correct), ("build", page.build), ("answers", page.switch),
    ):  # fmt: skip
        app.add_api_route(f"/admin/{path}", _changing(office.door, handler), methods=["POST"])
    for path, handler in (("file", page.correction), ("build", page.progress), ("feedback", page.opinions)):
        app.add_api_route(f"/admin/{path}", _reading(office.door, handler), methods=["GET"])


def _texts(request: Request) -> AdminTexts:
    asked, chosen = request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)
    return ADMIN_TEXTS[choose(asked, chosen, request.headers.get("accept-language", ""))]


def _page(html: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(html, status, {**_FRESH, "vary": "Accept-Language, Cookie"})


def _back() -> RedirectResponse:
    return RedirectResponse("../admin", 303, _FRESH)


def _reading(door: Door, handler: Guarded) -> Handler:
    """``handler``, for operators only."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        t, session = _texts(request), door.session(request.cookies.get(COOKIE))
        if session is None:
            return _page(login_html(t, t.log_in_again, "../"), 401)
        try:
            return await handler(request, session, t)
        finally:
            await request.close()  # which lets go of files that were sent

    guarded.__annotations__ = {"request": Request, "return": Response}
    del guarded.__wrapped__
    return guarded


def _changing(door: Door, handler: Guarded) -> Handler:
    """``handler``, for operators only, and for forms of their own pages only. Nothing of a stranger's request is read."""

    async def from_own_page(request: Request, session: Session, t: AdminTexts) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse(f"{t.no_form}\n", 403, _FRESH)
        if not session.may(_field(await _form(request), "csrf")):
            return PlainTextResponse(f"{t.no_form}\n", 403, _FRESH)
        return await handler(request, session, t)

    return _reading(door, from_own_page)


async def _form(request: Request) -> FormData:
    """The fields sent; Starlette keeps them, so that they are read once."""
    try:
        return await request.form(max_files=MOST_FILES_AT_ONCE, max_fields=20, max_part_size=16 * 1024)
    except HTTPException as error:
        raise HTTPException(400, "表单无法读取 (not a form that is taken here)") from error


def _field(form: FormData | Mapping[str, str], name: str, most: int = MOST_FIELD) -> str:
    value = form.get(name, "")
    return value.strip()[:most] if isinstance(value, str) else ""


class _Pages:
    """One method a route."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def front(self, request: Request) -> Response:
        """Everything at a glance, or the form that asks for the token."""
        t, session = _texts(request), self._office.door.session(request.cookies.get(COOKIE))
        if session is None:
            response = _page(login_html(t))
        else:
            words = _field(request.query_params, "q")
            standing = await to_thread.run_sync(self._standing, words)
            response = _page(admin_html(t, session, standing))
        if request.query_params.get("lang"):
            response.set_cookie(LANGUAGE_COOKIE, t.language, max_age=YEAR, samesite="lax")
        return response

    async def log_in(self, request: Request) -> Response:
        t, door = _texts(request), self._office.door
        if not door.may_try(ADDRESS.get()):
            refused = _page(login_html(t, t.too_many_tries, "../"), 429)
            refused.headers["retry-after"] = "60"
            return refused
        cookie = door.enter(_field(await _form(request), "token"))
        if cookie is None:
            return _page(login_html(t, t.wrong_token, "../"), 403)
        response = _back()
        response.set_cookie(
            COOKIE, cookie, max_age=SESSION_SECONDS, path=_cookie_path(request), httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return response

    async def log_out(self, request: Request, session: Session, t: AdminTexts) -> Response:
        self._office.door.leave(request.cookies.get(COOKIE))
        response = _back()
        response.delete_cookie(COOKIE, path=_cookie_path(request))
        return response

    async def load(self, request: Request, session: Session, t: AdminTexts) -> Response:
        """Take files in. One that is not taken does not keep the others out."""
        form = await _form(request)
        sent = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        loaded, refused = await to_thread.run_sync(self._store, sent, bool(form.get("replace")))
        words = [t.loaded.format(names="、".join(loaded))] if loaded else [] if refused else [t.nothing_chosen]
        session.says(" ".join((*refused, *words)), failed=not loaded or bool(refused))
        return _back()

    def _store(self, sent: list[UploadFile], replace: bool) -> tuple[list[str], list[str]]:
        loaded, refused = [], []
        for one in sent:
            try:
                loaded.append(store(self._office.docs, one.filename or "", one.file, replace))
            except BadUpload as error:
                refused.append(f"{error}。")
        return loaded, refused

    async def correction(self, request: Request, session: Session, t: AdminTexts) -> Response:
        return await to_thread.run_sync(self._correction, session, t, _file_asked(request.query_params))

    def _correction(self, session: Session, t: AdminTexts, file: str) -> Response:
        files, read = self._files(), {d.file: d for d in self._office.service.catalog.documents()}
        if file not in files:
            return PlainTextResponse(f"{t.no_such_file}\n", 404, _FRESH)
        try:
            now, problem = load_manifest(self._office.docs, files).get(file, Correction()), ""
        except (BadManifest, OSError) as error:
            now, problem = Correction(), str(error)
        return _page(correction_html(t, session, file, read.get(file), now, problem))

    async def correct(self, request: Request, session: Session, t: AdminTexts) -> Response:
        return await to_thread.run_sync(self._correct, session, t, await _form(request))

    def _correct(self, session: Session, t: AdminTexts, form: FormData) -> Response:
        file, files, docs = _file_asked(form), self._files(), self._office.docs
        if file not in files:
            return PlainTextResponse(f"{t.no_such_file}\n", 404, _FRESH)
        typed = {f.name: _field(form, f.name) for f in fields(Correction)}
        years, odd = _years(typed.pop("years"))
        correction = Correction(**typed, years=years)
        try:
            if odd:
                raise BadManifest(f"{t.field_years}：{odd}")
            write_correction(docs, file, correction, files)
        except (BadManifest, OSError) as error:
            read = {d.file: d for d in self._office.service.catalog.documents()}
            return _page(correction_html(t, session, file, read.get(file), correction, str(error)), 400)
        session.says(t.saved.format(file=file))
        return _back()

    async def build(self, request: Request, session: Session, t: AdminTexts) -> Response:
        started = await to_thread.run_sync(self._office.builder.start)
        session.says(t.build_started if started else t.build_runs, failed=not started)
        return _back()

    async def progress(self, request: Request, session: Session, t: AdminTexts) -> Response:
        """How the build stands, for the page's script."""
        state = self._office.builder.state()
        return JSONResponse({"running": state.running, "line": build_line(t, state)}, headers=_FRESH)

    async def switch(self, request: Request, session: Session, t: AdminTexts) -> Response:
        """Turn answers off or on."""
        form, notice = await _form(request), self._office.notice
        try:
            if _field(form, "do") == "off":
                notice.put_up(_field(form, "notice", 2000))
                session.says(t.turned_off)
            else:
                notice.take_down()
                session.says(t.turned_on)
        except (PlanqaError, OSError) as error:
            session.says(str(error), failed=True)
        return _back()

    async def opinions(self, request: Request, session: Session, t: AdminTexts) -> Response:
        """The last feedback of one kind."""
        query = request.query_params
        verdict, reason, refused = _field(query, "verdict"), _field(query, "reason"), query.get("refused") == "1"
        if verdict not in get_args(Verdict) or reason not in get_args(Reason):
            return PlainTextResponse(f"{t.no_opinions}\n", 404, _FRESH)
        try:
            said = await to_thread.run_sync(self._office.feedback.latest, verdict, reason, refused, MOST_OPINIONS)
        except PlanqaError as error:
            return PlainTextResponse(f"{error}\n", 500, _FRESH)
        return _page(feedback_html(t, (verdict, reason, refused), said))

    def _files(self) -> frozenset[str]:
        return frozenset(named_files(self._office.docs)[0])

    def _standing(self, words: str) -> Standing:
        office, problems = self._office, []
        files = self._files()
        documents = {d.file: d for d in office.service.catalog.documents()}
        try:
            corrected = frozenset(load_manifest(office.docs, files))
        except (BadManifest, OSError) as error:
            corrected = frozenset()
            problems.append(str(error))
        try:
            counts = office.feedback.counts()
        except PlanqaError as error:
            counts = {}
            problems.append(str(error))
        state = office.builder.state()
        skipped = {one.file: one.reason for one in state.last.skipped} if state.last else {}
        lines = [
            FileLine(file, documents.get(file), file in files, skipped.get(file, ""), file in corrected)
            for file in sorted(files | documents.keys())
        ]
        sought = words.lower().split()
        found = [one for one in lines if all(word in _about(one) for word in sought)]
        return Standing(
            office.notice.text(), state, found[:MOST_FILES], len(found), words, counts,
            sum(one.document is None for one in found), " ".join(problems),
        )  # fmt: skip


def _about(line: FileLine) -> str:
    d = line.document
    return f"{line.file} {d.title} {d.region}".lower() if d else line.file.lower()


def _file_asked(form: FormData | Mapping[str, str]) -> str:
    """A file's name as the folder has it: blanks at its ends belong to it."""
    value = form.get("name", "")
    return value[:4096] if isinstance(value, str) else ""


def _years(text: str) -> tuple[tuple[int, ...], str]:
    """Years as people write them, and the first word that is none."""
    parts = text.replace("、", " ").replace("，", " ").replace(",", " ").split()
    odd = next((part for part in parts if not (part.isdecimal() and len(part) == 4)), "")
    return (() if odd else tuple(map(int, parts))), odd


def _cookie_path(request: Request) -> str:
    return f"{request.scope.get('root_path', '')}/admin"
