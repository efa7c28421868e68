// The ledger: filters and sorting ask the server for the rows to show; the newest request wins. `element` and `server` are Gradio's.
const find = (selector) => element.querySelector(selector);
const form = find(".ledger-form");
const staff = find(".staff");
const shown = find("#ledger");
const panel = find("#row");
const nothing = panel.innerHTML;
const FILTERS = ["search", "subject", "kind", "type", "year", "region", "document_id", "section", "state"];
const VIEW = ["look", "order", "falling"];
const TOKEN = "planqa_staff";
let view = { order: "", falling: false, shown: 100 };
let newest = 0;
let opener = null;
let seen = false;
let token = sessionStorage.getItem(TOKEN) ?? "";

// --- the address holds what is chosen, so that a link opens the same rows ---

let linked = fromAddress(); // what the address asks for and the form does not hold yet

function fromAddress() {
  const query = new URLSearchParams(location.search);
  if (query.get("tab") !== "ledger") return null;
  const look = form.querySelector(`[name=look][value="${CSS.escape(query.get("look") ?? "")}"]`);
  if (look) look.checked = true;
  view = { ...view, order: query.get("order") ?? "", falling: query.has("falling") };
  form.elements.search.value = query.get("search") ?? "";
  return Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""]));
}

function value(name) {
  return linked?.[name] ?? form.elements[name]?.value ?? "";
}

function inAddress(query) {
  query.set("tab", "ledger");
  for (const name of FILTERS) if (value(name)) query.set(name, value(name));
  if (form.elements.look.value !== "table") query.set("look", form.elements.look.value);
  if (view.order) query.set("order", view.order);
  if (view.falling) query.set("falling", "1");
}

function without(query) {
  for (const name of ["tab", ...FILTERS, ...VIEW]) query.delete(name);
  return query;
}

function keep(chosen) {
  const here = new URL(location.href);
  without(here.searchParams);
  if (chosen) inAddress(here.searchParams);
  if (here.href !== location.href) history.replaceState(history.state, "", here);
  here.searchParams.delete("staff");
  here.hash = "";
  find("[data-copy-link]").dataset.copyLink = here.href;
  for (const link of document.querySelectorAll(".languages a")) {
    const there = new URL(link.href);
    without(there.searchParams);
    if (chosen) inAddress(there.searchParams);
    link.href = there.href;
  }
  find("[data-act=reset]").hidden = !FILTERS.some((name) => value(name));
}

// --- asking for rows ---

function request() {
  const wanted = Object.fromEntries(FILTERS.filter((name) => name !== "state").map((name) => [name, value(name)]));
  const year = Number(wanted.year) || null;
  return { ...view, wanted: { ...wanted, year }, look: form.elements.look.value, state: value("state"), token };
}

async function refresh() {
  const mine = ++newest;
  keep(true);
  const slow = setTimeout(() => working(true), 300);
  const reply = await planqa.call(server.rows, request());
  clearTimeout(slow);
  if (mine === newest) working(false);
  if (mine !== newest || !reply) return reply;
  const focused = document.activeElement?.closest?.("[data-act]");
  const again = focused && shown.contains(focused) ? `[data-act="${focused.dataset.act}"][data-value="${CSS.escape(focused.dataset.value ?? "")}"]` : "";
  shown.innerHTML = reply.shown;
  if (again) shown.querySelector(again)?.focus();
  fill(reply.fields);
  if (opener && !rowOf(opener)) close(); // a row that is no longer among those shown does not stay open
  point();
  if (linked) {
    const lost = apply(linked);
    linked = null;
    if (lost) refresh(); // the link names what is there no longer: show what the form says
  }
  return reply;
}

// Says that the rows below are still those of before.
function working(now) {
  const sign = find(".working");
  sign.textContent = now ? sign.dataset.words : "";
  shown.setAttribute("aria-busy", String(now));
}

// The choices follow the documents; what is chosen stays chosen while it can be.
function fill(html) {
  const fields = find(".fields");
  if (fields.dataset.html === html) return;
  fields.dataset.html = html;
  const chosen = [...fields.querySelectorAll("select")].map((one) => [one.name, one.value]);
  const focused = document.activeElement?.name;
  fields.innerHTML = html;
  apply(Object.fromEntries(chosen));
  if (focused && fields.querySelector(`[name="${focused}"]`)) form.elements[focused].focus();
}

// Whether anything could not be chosen.
function apply(values) {
  let lost = false;
  for (const [name, chosen] of Object.entries(values)) {
    const field = form.elements[name];
    if (!chosen) continue;
    if (field?.matches?.("input")) field.value = chosen;
    else if (field && [...field.options].some((option) => option.value === chosen)) field.value = chosen;
    else lost = true;
  }
  return lost;
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  linked = null;
  view.shown = 100;
  if (event.target.name === "document_id") form.elements.section.value = "";
  refresh();
});

// --- one row ---

const rowOf = (key) => shown.querySelector(`[data-act=open][data-value="${CSS.escape(key)}"]`);

// Marks the row that is open.
function point() {
  for (const row of shown.querySelectorAll("tr[aria-current]")) row.removeAttribute("aria-current");
  if (opener) rowOf(opener)?.closest("tr")?.setAttribute("aria-current", "true");
}

async function open(button) {
  const html = await planqa.call(server.row, { key: button.dataset.value, token });
  if (html === null) return;
  if (!html) return refresh();
  opener = button.dataset.value;
  panel.innerHTML = html;
  element.classList.add("row-open");
  point();
  const section = panel.querySelector(".source-panel");
  section.focus({ preventScroll: true });
  if (!section.querySelector(".status-form")) reveal(section.querySelector("mark"), section); // staff come for the form above it
  // On a phone the panel covers the lower part of the screen: the row it belongs to stays above it.
  const row = rowOf(opener)?.closest("tr, li");
  const box = row?.getBoundingClientRect();
  const free = section.getBoundingClientRect().top;
  if (box && getComputedStyle(section).position === "fixed" && (box.bottom > free || box.top < 0)) scrollBy(0, box.top - Math.max(8, (free - box.height) / 2));
}

// Scrolls the panel so far that the sentence shows below its title, also where the panel reaches below the screen.
function reveal(mark, section) {
  if (!mark) return;
  const frame = section.getBoundingClientRect();
  const box = mark.getBoundingClientRect();
  const low = Math.min(frame.bottom, innerHeight) - 16;
  const high = frame.top + section.querySelector(".opened").offsetHeight + 16;
  if (box.bottom > low) section.scrollTop += Math.min(box.bottom - low, box.top - high);
}

function close() {
  if (!opener) return;
  panel.innerHTML = nothing;
  element.classList.remove("row-open");
  const key = opener;
  opener = null;
  point();
  shown.querySelector(`button[data-act=open][data-value="${CSS.escape(key)}"]`)?.focus();
}

element.addEventListener("click", async (event) => {
  const wanted = event.target.closest("[data-file]");
  if (wanted) return planqa.download(await planqa.call(server.file, { ...request(), form: wanted.dataset.file }));
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const { act, value } = button.dataset;
  if (act === "open") return open(button);
  if (act === "close") return close();
  if (act === "leave") return enter("");
  if (act === "staff") return door();
  if (act === "reset") {
    clear();
    form.elements.search.focus();
  }
  if (act === "sort") view = { ...view, order: value, falling: view.order === value && !view.falling };
  if (act === "more") view.shown += 100;
  refresh();
});
document.addEventListener("keydown", (event) => event.key === "Escape" && form.checkVisibility() && close());

function clear() {
  linked = null;
  view.shown = 100;
  for (const name of FILTERS) if (form.elements[name]) form.elements[name].value = "";
}

// --- what staff fill in ---

function door() {
  staff.hidden = false;
  find(".staff-door").hidden = true;
  staff.elements.token.focus();
}

async function enter(wanted) {
  token = wanted;
  sessionStorage.setItem(TOKEN, wanted);
  close();
  const reply = await refresh();
  if (!reply || !staff) return;
  if (wanted && !reply.staff) token = "";
  if (!token) sessionStorage.removeItem(TOKEN);
  staff.elements.token.value = "";
  staff.querySelector("label").hidden = staff.querySelector("[type=submit]").hidden = Boolean(token);
  staff.querySelector("[data-act=leave]").hidden = !token;
  staff.querySelector("[role=status]").textContent = token ? staff.dataset.in : wanted ? staff.dataset.wrong : "";
}

element.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (event.target === staff) return enter(staff.elements.token.value.trim());
  const status = event.target.closest(".status-form");
  if (!status) return;
  const said = { key: status.dataset.key, token, state: status.elements.state.value, note: status.elements.note.value };
  const reply = await planqa.call(server.fill, said);
  if (!reply) return;
  status.querySelector("[role=status]").textContent = reply.why || staff.dataset.stored;
  if (!reply.why) refresh();
});

// Drawn whenever the tab comes into sight, so that it shows the documents as they are.
new IntersectionObserver(([entry]) => {
  if (!entry.isIntersecting) {
    if (seen && !form.checkVisibility()) keep(false);
    return;
  }
  if (planqa.figuresOf) {
    clear();
    form.elements.look.value = "table";
    form.elements.document_id.value = planqa.figuresOf;
    planqa.figuresOf = "";
  }
  if (!seen && staff && (token || new URLSearchParams(location.search).has("staff"))) {
    door();
    if (token) enter(token);
  }
  seen = true;
  refresh();
}).observe(form);
