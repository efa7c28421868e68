"""The operator's page as HTML; everything from files, manifests and visitors is escaped here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from index.catalog import DocumentSummary
from index.document import KINDS
from index.manifest import EXPIRED, IN_FORCE, Correction
from index.reading import READERS
from index.reading.sandbox import MAX_FILE_BYTES
from ui.admin.builder import State
from ui.admin.notice import MOST_NOTICE
from ui.feedback import Said
from ui.web.admin_door import Session
from ui.web.admin_texts import AdminTexts
from ui.web.shell import whole_page
from ui.web.sources import document_address, status_badge

MOST_FILES = 200
"""Listed at a time."""
MOST_FIELD = 200
"""Characters of a field."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of the documents folder, or one that the index still knows."""

    file: str
    document: DocumentSummary | None
    there: bool
    skipped: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the page tells."""

    notice: str
    build: State
    files: Sequence[FileLine]
    found: int
    """Files that were asked for, of which ``files`` are the first."""
    words: str
    feedback: Mapping[tuple[str, str, bool], int]
    unread: int = 0
    """Of ``found``, those that the index does not hold."""
    problem: str = ""
    """Why the manifest, or the feedback, cannot be read."""


def login_html(t: AdminTexts, problem: str = "", root: str = "") -> str:
    """The form that asks for the token."""
    told = f'<p class="notice" role="alert">{escape(problem)}</p>' if problem else ""
    return _page(
        t,
        f"<h1>{t.admin}</h1>{told}"
        f'<form class="panel" method="post" action="{root}admin/login"><label class="field"><span>{t.token}</span>'
        f'<input type="password" name="token" required maxlength="{MOST_FIELD}" autocomplete="current-password"></label>'
        f'<p class="doors"><button class="button primary">{t.log_in}</button></p></form>',
        root,
    )


def admin_html(t: AdminTexts, session: Session, standing: Standing) -> str:
    """Everything at a glance."""
    problem = f'<p class="notice" role="alert">{escape(standing.problem)}</p>' if standing.problem else ""
    leave = _form(session, "admin/logout", f'<button class="button">{t.log_out}</button>', "leave")
    return _page(
        t,
        f'<div class="top"><h1>{t.admin}</h1>{leave}</div>{_said(session)}{problem}'
        + _answers(t, session, standing.notice)
        + _load(t, session)
        + _build(t, session, standing.build)
        + _skipped(t, standing.build)
        + _files(t, standing)
        + _opinions(t, standing.feedback),
    )


def _said(session: Session) -> str:
    words, failed = session.heard()
    if not words:
        return ""
    return f'<p class="{"notice" if failed else "done"}" role="{"alert" if failed else "status"}">{escape(words)}</p>'


def _form(session: Session, action: str, inside: str, name: str = "panel", more: str = "") -> str:
    """A form that changes something, which only this session's page can send."""
    return (
        f'<form class="{name}" method="post" action="{action}"{more}>'
        f'<input type="hidden" name="csrf" value="{session.csrf}">{inside}</form>'
    )


def _section(name: str, heading: str, inside: str) -> str:
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{heading}</h2>{inside}</section>'


def _answers(t: AdminTexts, session: Session, notice: str) -> str:
    if notice:
        inside = f"<p>{t.answers_off}</p><blockquote>{escape(notice)}</blockquote>" + _form(
            session, "admin/answers", f'<button class="button primary" name="do" value="on">{t.turn_on}</button>'
        )
    else:
        inside = f"<p>{t.answers_on}</p>" + _form(
            session,
            "admin/answers",
            f'<label class="field"><span>{t.notice_words}</span><textarea name="notice" rows="2" maxlength="{MOST_NOTICE}"></textarea></label>'
            f'<p class="doors"><button class="button" name="do" value="off">{t.turn_off}</button></p>',
        )
    return _section("answers", t.answers, inside)


def _load(t: AdminTexts, session: Session) -> str:
    hint = t.load_hint.format(formats=" ".join(sorted(READERS)), size=MAX_FILE_BYTES // 1024 // 1024)
    inside = (
        f'<p class="hint">{hint}</p><label class="field"><span>{t.choose_files}</span>'
        f'<input type="file" name="files" multiple required accept="{",".join(sorted(READERS))}"></label>'
        f'<label class="choice tick"><input type="checkbox" name="replace" value="1"> {t.replace_same}</label>'
        f'<p class="doors"><button class="button primary">{t.load_them}</button></p>'
    )
    form = _form(session, "admin/files", inside, more=' enctype="multipart/form-data"')
    return _section("load", t.load, form)


def build_line(t: AdminTexts, build: State) -> str:
    """How the build stands, in one line of text."""
    if build.running:
        return t.build_running.format(seconds=build.seconds, line=build.line)
    if build.last is None:
        return t.build_none
    words = t.build_done if build.last.ok else t.build_failed
    return words.format(ended=build.last.ended, said=build.last.said)


def _build(t: AdminTexts, session: Session, build: State) -> str:
    running = " disabled" if build.running else ""
    inside = (
        f'<p class="hint">{t.build_hint}</p>'
        f'<p id="build-line" role="status" data-running="{int(build.running)}">{escape(build_line(t, build))}</p>'
        + _form(
            session,
            "admin/build",
            f'<p class="doors"><button class="button primary"{running}>{t.build_it}</button>'
            f'<a class="button" href="admin">{t.refresh}</a></p>',
        )
    )
    return _section("build", t.build, inside)


def _skipped(t: AdminTexts, build: State) -> str:
    found = build.last.skipped if build.last else ()
    rows = "".join(
        f'<li><b lang="zh">{escape(one.file)}</b><br><span lang="zh">{escape(one.reason)}</span></li>'
        for one in found[:MOST_FILES]
    )
    inside = f'<ul class="rows">{rows}</ul>' if rows else f"<p>{t.none_skipped}</p>"
    return _section("skipped", t.skipped, inside)


def _files(t: AdminTexts, standing: Standing) -> str:
    rows = "".join(_file(t, line) for line in standing.files)
    cut = f'<p class="hint">{t.first_files.format(n=MOST_FILES)}</p>' if standing.found > len(standing.files) else ""
    inside = (
        f'<form class="filters" role="search" aria-label="{t.find_file}" action="admin#files"><label class="field wide"><span>{t.find_file}</span>'
        f'<input type="search" name="q" value="{escape(standing.words)}" maxlength="{MOST_FIELD}"></label>'
        f'<button class="button">{t.find_it}</button></form>{cut}'
    )
    inside += f'<ul class="rows">{rows}</ul>' if rows else f"<p>{t.no_files}</p>"
    heading = t.files.format(n=standing.found - standing.unread)
    return _section("files", heading + (t.files_unread.format(n=standing.unread) if standing.unread else ""), inside)


def _file(t: AdminTexts, line: FileLine) -> str:
    d = line.document
    notes = [t.corrected] if line.corrected else []
    if not line.there:
        notes.append(t.no_longer_there)
    elif d is None:
        notes.append(t.not_built)
    title, facts = "", ""
    if d is not None:
        title = f'<a href="{escape(document_address(d.document_id))}" lang="zh">{escape(d.title)}</a>'
        told = (d.region, d.issuer, d.published, t.years(d.years), t.kind_of(d.kind))
        facts = f'<p class="facts">{" · ".join(escape(one) for one in told if one)} {status_badge(t, d.standing)}</p>'
    badges = "".join(f' <span class="status">{note}</span>' for note in notes)
    reason = f'<p class="notice" lang="zh">{escape(line.skipped)}</p>' if line.skipped else ""
    name = escape(line.file)
    link = (
        f'<a class="button" href="admin/file?{escape(urlencode({"name": line.file}))}" aria-label="{t.correct_it.format(file=name)}">{t.correct}</a>'
        if line.there
        else ""
    )
    return f'<li><div><p class="file"><b lang="zh">{name}</b>{badges}</p>{title}{facts}{reason}</div>{link}</li>'


def _opinions(t: AdminTexts, counts: Mapping[tuple[str, str, bool], int]) -> str:
    rows = ""
    for (verdict, reason, refused), number in sorted(
        counts.items(), key=lambda item: (item[0][0] == "useful", -item[1])
    ):
        query = urlencode({"verdict": verdict, "reason": reason, "refused": int(refused)})
        words = t.opinion(verdict, reason, refused)
        rows += f'<li><a href="admin/feedback?{escape(query)}">{escape(words)}</a> <b>{number}</b></li>'
    inside = f'<p class="hint">{t.opinions_hint}</p>'
    inside += f'<ul class="kinds">{rows}</ul>' if rows else f"<p>{t.no_opinions}</p>"
    return _section("opinions", t.opinions, inside)


def feedback_html(t: AdminTexts, kind: tuple[str, str, bool], said: Sequence[Said]) -> str:
    """The last feedback of one kind."""
    rows = ""
    for one in said:
        note = f"<p>{escape(t.remark.format(note=one.note))}</p>" if one.note else ""
        rows += (
            f'<li><div><p class="file"><b lang="zh">{escape(one.question)}</b> <span class="hint">{escape(one.day)}</span></p>'
            f'{note}<p class="said" lang="zh">{escape(one.answer)}</p></div></li>'
        )
    return _page(
        t,
        f'<p class="back"><a href="../admin">← {t.to_admin}</a></p><h1>{escape(t.opinion(*kind))}</h1>'
        f'<p class="hint">{t.last_ones.format(n=len(said))}</p><ul class="rows">{rows}</ul>',
        "../",
    )


def correction_html(
    t: AdminTexts, session: Session, file: str, read: DocumentSummary | None, now: Correction, problem: str = ""
) -> str:
    """The form for what is known better than the file tells; ``now`` is what the manifest says, or what was typed and not taken."""
    as_read = {
        "title": read.title, "issuer": read.issuer, "published": read.published, "region": read.region, "kind": t.kind_of(read.kind),
        "years": t.years(read.years), "status": read.standing or t.in_force_unstated, "superseded_by": read.superseded_by,
    } if read else {}  # fmt: skip
    typed = {
        "title": now.title, "issuer": now.issuer, "published": now.published, "region": now.region,
        "years": t.years(now.years), "superseded_by": now.superseded_by,
    }  # fmt: skip

    def field(name: str, inside: str) -> str:
        hint = (
            t.as_read.format(value=f'<span lang="zh">{escape(as_read[name]) or t.empty_field}</span>') if read else ""
        )
        return f'<div class="field"><label for="f-{name}">{getattr(t, f"field_{name}")}</label>{inside}<span class="hint">{hint}</span></div>'

    def box(name: str) -> str:
        return field(
            name,
            f'<input id="f-{name}" name="{name}" value="{escape(typed[name])}" maxlength="{MOST_FIELD}" lang="zh">',
        )

    def choice(name: str, chosen: str, choices: Sequence[tuple[str, str]]) -> str:
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(shown)}</option>'
            for value, shown in (("", t.unchanged), *choices)
        )
        return field(name, f'<select id="f-{name}" name="{name}">{options}</select>')

    told = f'<p class="notice" role="alert">{escape(problem)}</p>' if problem else ""
    inside = (
        f'<input type="hidden" name="name" value="{escape(file)}">'
        + "".join(box(name) for name in ("title", "issuer", "published", "region"))
        + choice("kind", now.kind, [(kind, t.kind_of(kind)) for kind in KINDS])
        + box("years")
        + choice("status", now.status, [(IN_FORCE, t.status_valid), (EXPIRED, t.status_expired)])
        + box("superseded_by")
        + f'<p class="doors"><button class="button primary">{t.save}</button></p>'
    )
    return _page(
        t,
        f'<p class="back"><a href="../admin">← {t.to_admin}</a></p><h1>{t.correct_it.format(file=f"<span lang=zh>{escape(file)}</span>")}</h1>'
        f'{told}<p class="hint">{t.correct_hint}</p>{_form(session, "file", inside)}',
        "../",
    )


def _page(t: AdminTexts, inside: str, root: str = "") -> str:
    return whole_page(
        t,
        t.admin,
        f'<main id="admin">{inside}</main>',
        f"{root}admin?lang=",
        ("base.css", "admin.css"),
        ("admin.js",),
        root,
    )
