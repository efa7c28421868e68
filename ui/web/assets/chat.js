// The conversation: asks, shows answers as they grow, keeps them in this browser. `element`, `trigger`, `server`, `props`, `watch` are Gradio's.
const KEY = "planqa.conversation.1";
const DRAFT = "planqa.draft"; // what is typed and not yet answered, for this tab of the browser
const MOST = 100;
const SILENCE = 180_000; // ms without a word about a question after which it counts as failed
const PULSE = 4_000; // ms between looks whether the server is there at all

const find = (selector) => element.querySelector(selector);
const frame = find("#talk-and-source");
const words = (planqa.words = JSON.parse(frame.dataset.words));
const site = (planqa.site = new URL(frame.dataset.root || ".", document.baseURI).href);
const { say, call } = planqa;
const wide = window.matchMedia("(min-width: 900px)");
const box = find("#question");
const form = find("#ask-form");

let turns = kept(); // [{answer, filters, next, verdict}], as the server gave them
let running = null; // the question being answered
let line = []; // those asked meanwhile, each with its turn on the screen: Gradio would lose one put while it ends another
let heard = 0;
let pulse = 0;
let numbered = 0;

// Storage may be full, or closed to a page inside another site's; what is on the screen works without it.
function stored(storage, key, value) {
  try {
    if (value === undefined) return window[storage].getItem(key);
    window[storage].setItem(key, value);
  } catch {
    /* not kept, then */
  }
  return null;
}

function kept() {
  try {
    return JSON.parse(stored("localStorage", KEY)) ?? [];
  } catch {
    return [];
  }
}

function keep() {
  turns = turns.slice(-MOST);
  stored("localStorage", KEY, JSON.stringify(turns));
}

// --- turns on the screen ---

function addTurn(html) {
  const article = document.createElement("article");
  article.className = "turn";
  article.dataset.turn = String(++numbered);
  article.innerHTML = html;
  find("#turns").append(article);
  settle();
  return article;
}

function settle() {
  const any = Boolean(find(".turn"));
  find("#welcome").hidden = any;
  find(".toolbar").hidden = !turns.length;
}

function asked(question) {
  const heading = document.createElement("h2");
  heading.className = "asked";
  heading.textContent = question;
  const wait = document.createElement("div");
  wait.className = "card waiting";
  wait.textContent = words.searching;
  return heading.outerHTML + wait.outerHTML;
}

function failedTurn(question, message) {
  const card = document.createElement("div");
  card.className = "card failed";
  card.innerHTML = "<h3></h3><p></p><p class='tools'><button type='button' class='button'></button></p>";
  card.querySelector("h3").textContent = words.failed;
  card.querySelector("p").textContent = message;
  const again = card.querySelector("button");
  again.textContent = words.again;
  again.dataset.ask = question;
  return asked(question).replace(/<div class="card waiting">.*<\/div>$/s, "") + card.outerHTML;
}

// What is said with many an answer is read once.
function once(article) {
  const earlier = [...element.querySelectorAll(".turn")].filter((one) => one !== article);
  const told = new Set(earlier.flatMap((one) => [...one.querySelectorAll(".routine")]).map((one) => one.textContent));
  for (const one of article.querySelectorAll(".routine")) one.hidden = told.has(one.textContent);
}

// --- asking ---

function ask(question) {
  question = question.trim();
  if (!question) {
    say(words.empty);
    form.classList.add("empty");
    box.focus();
    return;
  }
  if (line.some((one) => one.question === question) || (running && !running.done && running.question === question)) return;
  const article = addTurn(asked(question));
  line.push({ id: article.dataset.turn, question, article, filters: filters() });
  foldFilters();
  say(words.searching);
  article.scrollIntoView({ block: "start" });
  if (!running) put();
}

// Sends the first question in line.
function put() {
  running = line.shift() ?? null;
  if (!running) return;
  const { id, question } = running;
  running.history = turns.slice(-6).map((turn) => turn.answer.question);
  busy(true);
  draft(question);
  trigger("submit", { id, question, history: running.history, filters: running.filters });
  listen();
}

function listen() {
  heard = Date.now();
  clearInterval(pulse);
  pulse = setInterval(async () => {
    const mine = running;
    const there = await server.alive({}).catch(() => false);
    if (running !== mine || (there && Date.now() - heard < (mine.done ? PULSE : SILENCE))) return;
    if (!mine.done) fail();
    end();
  }, PULSE);
}

function fail() {
  if (!box.value) box.value = running.question;
  const why = planqa.busyFor ? words.busy.replace("{n}", planqa.busyFor) : words.too_slow;
  planqa.busyFor = 0;
  running.article.innerHTML = failedTurn(running.question, why);
  say(why);
}

function busy(on) {
  frame.classList.toggle("busy", on);
  find("#turns").setAttribute("aria-busy", String(on));
}

function end() {
  clearInterval(pulse);
  running = null;
  busy(false);
  settle();
  put();
}

// Gradio has ended the event: after its last value, or before it because of an error.
planqa.ended = () => {
  if (!running) return;
  if (!running.done) fail();
  end();
};

watch("value", () => {
  const reply = props.value;
  if (!running || !reply || reply.id !== running.id) return;
  const { article, history } = running;
  article.innerHTML = reply.html;
  if (reply.words) article.querySelector(".waiting").textContent = reply.words; // one's place in the line
  heard = Date.now();
  if (reply.state !== "done" && reply.state !== "failed") return;
  running.done = true;
  if (reply.state === "done") {
    once(article);
    turns.push({ ...reply.kept, history });
    draft(box.value);
    keep();
    if (wide.matches && !line.length) {
      planqa.emptySource();
      planqa.openSource(`${reply.id}-1`, null, false);
    }
    if (!line.length) article.scrollIntoView({ block: "start" });
  }
  settle();
  say(article.querySelector("[data-said]")?.dataset.said ?? "");
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = box.value;
  box.value = "";
  grow();
  ask(question);
});

box.addEventListener("keydown", (event) => {
  // Enter that ends the choice of a Chinese word is not the Enter that asks.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  form.requestSubmit();
});

function draft(text) {
  stored("sessionStorage", DRAFT, text);
}

function grow() {
  form.classList.remove("empty");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}
box.addEventListener("input", () => {
  grow();
  draft(box.value);
});

// --- filters ---

function filters() {
  const value = (name) => form.elements[name]?.value ?? "";
  return { document_id: value("document"), region: value("region"), year: Number(value("year")) || null };
}

function showFilters() {
  const chosen = [...form.querySelectorAll("select")].filter((select) => select.value);
  const chips = find(".chips");
  chips.replaceChildren();
  if (!chosen.length) return;
  const text = document.createElement("span");
  text.textContent = words.only_in + chosen.map((select) => select.selectedOptions[0].textContent).join(" · ");
  const off = document.createElement("button");
  off.type = "button";
  off.className = "link";
  off.dataset.act = "no-filters";
  off.textContent = words.no_filters;
  chips.append(text, off);
}
form.addEventListener("change", showFilters);

function foldFilters(folded = true) {
  find("#filters").hidden = folded;
  find("[data-act=filters]").setAttribute("aria-expanded", String(!folded));
}

function only(name, value) {
  form.elements[name].value = value;
  showFilters();
}

planqa.askAbout = (documentId) => {
  only("document", documentId);
  planqa.openTab("chat");
  planqa.focusWhenShown(box);
};

// --- buttons ---

const acts = {
  filters() {
    foldFilters(!find("#filters").hidden);
  },
  "no-filters"() {
    for (const select of form.querySelectorAll("select")) select.value = "";
    showFilters();
  },
  async export(button) {
    planqa.download(await call(server.export, { form: button.dataset.form, turns, site }));
  },
  clear() {
    if (!confirm(words.clear_sure)) return;
    turns = [];
    line = [];
    keep();
    find("#turns").replaceChildren();
    planqa.emptySource();
    settle();
    say(words.cleared);
    box.focus();
  },
  copy(button) {
    const text = button.closest(".card").querySelector("template[data-copy]").content.textContent;
    return planqa.copyFrom(button, text.replaceAll("{site}", site));
  },
  useful(button) {
    return judge(button, { verdict: "useful" });
  },
  wrong(button) {
    const complaint = button.closest(".card").querySelector(".complaint");
    complaint.hidden = !complaint.hidden;
    button.setAttribute("aria-expanded", String(!complaint.hidden));
    if (!complaint.hidden) complaint.querySelector("input").focus();
  },
  cancel(button) {
    const card = button.closest(".card");
    card.querySelector(".complaint").hidden = true;
    const wrong = card.querySelector("[data-act=wrong]");
    wrong.setAttribute("aria-expanded", "false");
    wrong.focus();
  },
};

element.addEventListener("click", (event) => {
  const question = event.target.closest("[data-ask]");
  if (question) return ask(question.dataset.ask);
  const button = event.target.closest("[data-act]");
  if (button && Object.hasOwn(acts, button.dataset.act)) acts[button.dataset.act](button);
});

// --- what people think of an answer ---

function turnOf(button) {
  const articles = [...element.querySelectorAll(".turn")].filter((a) => a.querySelector("template[data-copy]"));
  return turns[turns.length - articles.length + articles.indexOf(button.closest(".turn"))];
}

async function judge(button, said) {
  const turn = turnOf(button);
  const card = button.closest(".card");
  const reply = await call(server.judge, { ...said, turn, history: turn.history ?? [] });
  const error = reply ? reply.error : words.not_stored;
  if (error) return say(error), showThanks(card, error);
  turn.verdict = said.verdict;
  keep();
  card.querySelector(".complaint").hidden = true;
  judged(card, said.verdict);
  showThanks(card, words.thanks);
  say(words.thanks);
}

function judged(card, verdict) {
  for (const one of card.querySelectorAll("[data-act=useful], [data-act=wrong]")) {
    one.setAttribute("aria-pressed", String(one.dataset.act === verdict));
    one.disabled = true;
  }
}

function showThanks(card, text) {
  const tools = card.querySelector(".tools");
  const thanks = tools.querySelector(".thanks") ?? tools.appendChild(document.createElement("span"));
  thanks.className = "thanks hint";
  thanks.textContent = text;
}

element.addEventListener("submit", (event) => {
  const complaint = event.target.closest(".complaint");
  if (!complaint) return;
  event.preventDefault();
  const reason = complaint.elements.reason.value || "other";
  judge(complaint.closest(".card").querySelector("[data-act=wrong]"), { verdict: "wrong", reason, note: complaint.elements.note.value });
});

// --- the start ---

async function begin() {
  box.value = stored("sessionStorage", DRAFT) ?? "";
  grow();
  document.getElementById("first-sight")?.remove();
  const query = new URLSearchParams(location.search);
  const shown = await call(server.start, { turns });
  if (!shown) return;
  find("#welcome").innerHTML = shown.welcome;
  const chosen = filters();
  find("#filters").innerHTML = shown.filters;
  only("document", query.get("document") ?? chosen.document_id);
  turns = turns.filter((_, i) => shown.turns[i]);
  if (!running) {
    shown.turns.filter(Boolean).forEach((html, i) => {
      const article = addTurn(html);
      once(article);
      if (turns[i].verdict) judged(article.querySelector(".card"), turns[i].verdict);
    });
  }
  settle();
  if (query.get("tab")) planqa.openTab(query.get("tab"));
  if (query.get("q")) ask(query.get("q"));
  else find("#turns").lastElementChild?.scrollIntoView({ block: "start" });
  frame.classList.add("ready");
}
begin();
