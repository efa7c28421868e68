// Opens a source beside the answer. Everything it shows came with the answer, so no request is made.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-source]");
  if (opener) return openSource(opener.dataset.source);
  if (event.target.closest("#close-source")) closeSource();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSource();
});

function openSource(key, focus = true) {
  const template = document.getElementById("source-" + key);
  const body = document.getElementById("source-body");
  if (!template || !body) return;
  body.innerHTML = template.innerHTML;
  document.body.classList.add("source-open");
  document.querySelectorAll(".marker.open, .source.open").forEach((e) => e.classList.remove("open"));
  document.querySelectorAll(`[data-source="${key}"]`).forEach((e) => e.classList.add("open"));
  body.querySelector("mark")?.scrollIntoView({ block: "center" });
  if (focus) document.getElementById("source").focus({ preventScroll: true });
}

function closeSource() {
  document.body.classList.remove("source-open");
}

// A new answer opens its first source by itself where there is room beside the chat.
let newest = 0;
new MutationObserver(() => {
  const answers = document.querySelectorAll("article.answer[data-turn]");
  const last = answers[answers.length - 1];
  const turn = last ? Number(last.dataset.turn) : 0;
  if (turn !== newest && last) {
    last.scrollIntoView({ block: "nearest" });
    if (window.matchMedia("(min-width: 900px)").matches) openSource(turn + "-1", false);
  }
  newest = turn;
}).observe(document.documentElement, { childList: true, subtree: true });
