// The ledger: filters and sorting ask the server for the rows to show; the newest request wins. `element` and `server` are Gradio's.
const find = (selector) => element.querySelector(selector);
const form = find("form");
const shown = find("#ledger");
const panel = find("#row");
const nothing = panel.innerHTML;
let view = { order: "", falling: false, shown: 100 };
let newest = 0;
let opener = null;

function request() {
  const value = (name) => form.elements[name]?.value ?? "";
  const wanted = {
    search: value("search"), kind: value("kind"), region: value("region"), document_id: value("document_id"), section: value("section"),
    year: Number(value("year")) || null,
  };
  return { ...view, wanted, look: form.elements.look.value };
}

async function refresh() {
  const mine = ++newest;
  const reply = await planqa.call(server.rows, request());
  if (mine !== newest || !reply) return;
  const focused = document.activeElement?.closest?.("[data-act]");
  const again = focused && shown.contains(focused) ? `[data-act="${focused.dataset.act}"][data-value="${CSS.escape(focused.dataset.value ?? "")}"]` : "";
  shown.innerHTML = reply.shown;
  if (again) shown.querySelector(again)?.focus();
  fill(reply.fields);
}

// The choices follow the documents; what is chosen stays chosen while it can be.
function fill(html) {
  const fields = find(".fields");
  if (fields.dataset.html === html) return;
  fields.dataset.html = html;
  const chosen = [...fields.querySelectorAll("select")].map((one) => [one.name, one.value]);
  const focused = document.activeElement?.name;
  fields.innerHTML = html;
  for (const [name, value] of chosen) {
    const select = form.elements[name];
    if (select && [...select.options].some((option) => option.value === value)) select.value = value;
  }
  if (focused && fields.querySelector(`[name="${focused}"]`)) form.elements[focused].focus();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  view.shown = 100;
  if (event.target.name === "document_id") form.elements.section.value = "";
  refresh();
});

async function open(button) {
  const html = await planqa.call(server.row, { key: button.dataset.value });
  if (html === null) return;
  if (!html) return refresh();
  opener = button.dataset.value;
  panel.innerHTML = html;
  const section = panel.querySelector(".source-panel");
  section.focus({ preventScroll: true });
  const mark = section.querySelector("mark");
  if (mark && mark.offsetTop + mark.offsetHeight > section.clientHeight) section.scrollTop = mark.offsetTop - section.clientHeight / 3;
}

function close() {
  if (!opener) return;
  panel.innerHTML = nothing;
  shown.querySelector(`button[data-act=open][data-value="${CSS.escape(opener)}"]`)?.focus();
  opener = null;
}

element.addEventListener("click", async (event) => {
  const wanted = event.target.closest("[data-file]");
  if (wanted) return planqa.download(await planqa.call(server.file, { ...request(), form: wanted.dataset.file }));
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const { act, value } = button.dataset;
  if (act === "open") return open(button);
  if (act === "close") return close();
  if (act === "sort") view = { ...view, order: value, falling: view.order === value && !view.falling };
  if (act === "more") view.shown += 100;
  refresh();
});
element.addEventListener("keydown", (event) => event.key === "Escape" && close());

// Drawn whenever the tab comes into sight, so that it shows the documents as they are.
new IntersectionObserver(([entry]) => {
  if (!entry.isIntersecting) return;
  if (planqa.figuresOf) {
    form.reset();
    form.elements.document_id.value = planqa.figuresOf;
    planqa.figuresOf = "";
  }
  refresh();
}).observe(form);
