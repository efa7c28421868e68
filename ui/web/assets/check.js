// A draft: text files are read here, Word files by the server; what was found is shown with its sources. `element` and `server` are Gradio's.
const find = (selector) => element.querySelector(selector);
const form = find("form");
const shown = find("#checked");
const progress = find(".progress");
const problem = find("[role=alert]");
const word = find("[data-act=word]");
const frame = find("template.frame").innerHTML;
let file = null;
let nothing = "";
let opener = null;
let busy = false;

function tell(text) {
  problem.textContent = text ?? "";
  problem.hidden = !text;
}

// One call at a time; null where it failed, with the reason shown.
async function ask(f, data) {
  if (busy) return null;
  busy = true;
  tell("");
  progress.textContent = progress.dataset.checking;
  form.classList.add("busy");
  const reply = await planqa.call(f, data);
  busy = false;
  progress.textContent = "";
  form.classList.remove("busy");
  if (reply === null) tell(planqa.words.too_slow);
  else if (reply.error) tell(reply.error);
  return reply === null || reply.error ? null : reply;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const value = (name) => form.elements[name]?.value ?? "";
  if (!value("draft").trim()) return form.elements.draft.focus();
  const wanted = { draft: value("draft"), document_id: value("document_id"), region: value("region"), year: Number(value("year")) || null };
  const reply = await ask(server.check, wanted);
  if (!reply) return;
  file = reply.file;
  word.hidden = false;
  opener = null;
  shown.innerHTML = reply.shown;
  nothing = shown.querySelector(".check-source").innerHTML;
  shown.querySelector(".count").scrollIntoView({ block: "nearest" });
});

form.elements.file.addEventListener("change", async (event) => {
  const [chosen] = event.target.files;
  event.target.value = "";
  if (!chosen) return;
  if (chosen.size > Number(progress.dataset.limit)) return tell(progress.dataset.unreadable);
  const bytes = new Uint8Array(await chosen.arrayBuffer());
  const text = chosen.name.toLowerCase().endsWith(".docx") ? await wordText(chosen.name, bytes) : plainText(bytes);
  if (text !== null) form.elements.draft.value = text;
});

async function wordText(name, bytes) {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  const reply = await ask(server.text, { name: name.slice(-100), content: btoa(binary) });
  return reply ? reply.text : null;
}

function plainText(bytes) {
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
    } catch {
      continue;
    }
  }
  tell(progress.dataset.unreadable);
  return null;
}

function open(from) {
  const { value, key } = from.dataset;
  const template = key && shown.querySelector(`template[data-panel="${CSS.escape(key)}"]`);
  for (const one of shown.querySelectorAll("[data-act=open]")) one.classList.toggle("open", one.dataset.value === value);
  const beside = shown.querySelector(from.matches("mark") ? `.opener[data-value="${value}"]` : `mark[data-value="${value}"]`);
  if (window.matchMedia("(min-width: 900px)").matches) beside?.scrollIntoView({ block: "nearest" });
  opener = from;
  const place = shown.querySelector(".check-source");
  place.innerHTML = template ? frame.replace("{body}", () => template.innerHTML) : nothing;
  const panel = place.querySelector(".source-panel");
  if (!template) return;
  panel.focus({ preventScroll: true });
  panel.scrollIntoView({ block: "nearest" });
  const mark = panel.querySelector("mark");
  if (mark && mark.offsetTop + mark.offsetHeight > panel.clientHeight) panel.scrollTop = mark.offsetTop - panel.clientHeight / 3;
}

function close() {
  if (!opener) return;
  shown.querySelector(".check-source").innerHTML = nothing;
  opener.focus();
  opener = null;
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const { act } = button.dataset;
  if (act === "open") open(button);
  if (act === "close") close();
  if (act === "word") planqa.download(file);
});
document.addEventListener("keydown", (event) => event.key === "Escape" && form.checkVisibility() && close());
element.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && event.target.matches("mark[data-act=open]")) {
    event.preventDefault();
    open(event.target);
  }
});
