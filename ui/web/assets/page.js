// What every part of the page shares: the source panel, tabs, links to copy, keys. Makes no request of its own.
"use strict";

window.planqa = (() => {
  const root = document.documentElement;
  if (new URLSearchParams(location.search).get("embed")) root.classList.add("embedded");

  // --- the source panel: what it shows lies in the page already ---
  let opener = null;
  let empty = null; // what the panel says before anything was opened

  function openSource(key, from, focus = true) {
    const template = document.querySelector(`template[data-panel="${CSS.escape(key)}"]`);
    const body = document.getElementById("source-body");
    if (!template || !body) return;
    empty ??= body.innerHTML;
    body.innerHTML = template.innerHTML;
    document.body.classList.add("source-open");
    for (const one of document.querySelectorAll("[data-source]")) {
      const open = one.dataset.source === key;
      one.classList.toggle("open", open);
      one.setAttribute("aria-expanded", String(open));
    }
    opener = from ?? null;
    const panel = document.getElementById("source");
    if (focus) panel.focus({ preventScroll: true });
    const mark = body.querySelector("mark");
    panel.scrollTop = 0;
    if (mark && mark.offsetTop + mark.offsetHeight > panel.clientHeight) panel.scrollTop = mark.offsetTop - panel.clientHeight / 3;
  }

  function closeSource() {
    if (!document.body.classList.contains("source-open")) return;
    document.body.classList.remove("source-open");
    for (const one of document.querySelectorAll("[data-source]")) {
      one.classList.remove("open");
      one.setAttribute("aria-expanded", "false");
    }
    opener?.focus();
    opener = null;
  }

  // What the panel shows belongs to an answer that is gone, or is not the latest.
  function emptySource() {
    opener = null;
    closeSource();
    if (empty !== null) document.getElementById("source-body").innerHTML = empty;
  }

  // --- tabs ---
  function openTab(name) {
    document.getElementById(`tab-${name}-button`)?.click();
  }

  function focusWhenShown(field, frames = 120) {
    if (field.checkVisibility()) field.focus();
    else if (frames) requestAnimationFrame(() => focusWhenShown(field, frames - 1));
  }

  // --- the server: Gradio answers a call that failed with nothing ---
  async function call(f, data) {
    const reply = await f(data).catch(() => null);
    if (reply == null) say(planqa.busyFor ? planqa.words.busy.replace("{n}", planqa.busyFor) : planqa.words.too_slow);
    planqa.busyFor = 0;
    return reply ?? null;
  }

  // A server that has too much to do says for how many seconds; Gradio's own calls pass here as well.
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const response = await fetched(...request);
    if (response.status === 429) window.planqa.busyFor = Number(response.headers.get("retry-after")) || 1;
    return response;
  };

  function say(text) {
    const status = document.getElementById("announce");
    if (status) status.textContent = text;
  }

  // --- the clipboard, also where the page is not served over https ---
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  async function copyFrom(button, text) {
    await copy(text);
    const was = button.dataset.was ?? button.textContent;
    button.dataset.was = was;
    button.textContent = planqa.words.copied ?? was;
    say(button.textContent);
    setTimeout(() => (button.textContent = was), 1600);
  }

  // Offers a file that came as a value: no copy of it is left on the server.
  function download(file) {
    if (!file) return;
    const { name, type, content } = file;
    const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  document.addEventListener("click", (event) => {
    // Inside another site's page only the widget's own page may be shown; documents open beside it.
    const link = root.classList.contains("embedded") && event.target.closest("a[href]");
    if (link) Object.assign(link, { target: "_blank", rel: "noopener" });
    const source = event.target.closest("[data-source]");
    if (source) return openSource(source.dataset.source, source);
    if (event.target.closest("#close-source")) return closeSource();
    const fold = event.target.closest("[data-fold]");
    if (fold) return fold.setAttribute("aria-expanded", String(fold.form.classList.toggle("unfolded")));
    const tab = event.target.closest("[data-tab]");
    if (tab) return openTab(tab.dataset.tab);
    const copied = event.target.closest("[data-copy-link]");
    if (copied) copyFrom(copied, new URL(copied.dataset.copyLink, document.baseURI).href);
  });

  // Arrows between tabs, as readers of a tab list expect (WAI-ARIA's pattern); Gradio knows only Tab.
  function walkTabs(event) {
    const tabs = [...event.target.closest("[role=tablist]").querySelectorAll("[role=tab]")];
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    tab.focus();
    tab.click();
  }

  // Arrows between the rows or sources of one list.
  function walkList(event) {
    const one = event.target.closest(".opener, .source, .suggestion");
    const list = one?.closest("table, ul, ol");
    if (!list) return;
    const all = [...list.querySelectorAll(`.${one.classList[0]}`)];
    const to = all[all.indexOf(one) + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    to?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSource();
    if (event.target.matches("[role=tab]")) return walkTabs(event);
    if (["ArrowDown", "ArrowUp"].includes(event.key)) walkList(event);
    const typing = event.target.closest("input:not([type=radio]), textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      openTab("chat");
      focusWhenShown(document.getElementById("question"));
    }
  });

  return { openSource, emptySource, openTab, focusWhenShown, call, say, copyFrom, download, figuresOf: "", words: {}, busyFor: 0 };
})();
