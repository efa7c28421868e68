// The readable page works without this; with it a paragraph's number copies its link, the contents follow the scroll, hits are stepped through,
// and the page can be printed by a button.
"use strict";

const phone = matchMedia("(max-width: 899px)");
const pointed = document.querySelector("mark:not(.hit), tr.marked, .pointed");
if (pointed && !location.hash) pointed.scrollIntoView({ block: "center" });
if (phone.matches) document.querySelector(".contents details")?.removeAttribute("open");

const print = document.getElementById("print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

document.addEventListener("click", async (event) => {
  const anchor = event.target.closest("a.anchor");
  if (!anchor || !navigator.clipboard) return;
  event.preventDefault();
  history.replaceState(null, "", anchor.href);
  document.querySelector(".paragraph.pointed")?.classList.remove("pointed");
  anchor.closest(".paragraph").classList.add("pointed");
  await navigator.clipboard.writeText(anchor.href);
  anchor.classList.add("copied");
  setTimeout(() => anchor.classList.remove("copied"), 1600);
});

// Search: the server has marked the hits; here one is the current one.
const find = document.querySelector("form.find");
const hits = [...document.querySelectorAll("mark.hit[id]")];
if (find && hits.length) {
  const status = find.querySelector(".count"), words = find.elements.find, sought = words.value;
  let at = -1;
  const step = (by) => {
    at = (at + by + hits.length) % hits.length;
    document.querySelectorAll("mark.hit.current").forEach((piece) => piece.classList.remove("current"));
    document.querySelectorAll(`mark.hit[data-hit="${at + 1}"]`).forEach((piece) => piece.classList.add("current"));
    hits[at].scrollIntoView({ block: "center" });
    status.textContent = status.dataset.at.replace("{i}", at + 1);
  };
  find.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    event.preventDefault();
    step(Number(button.dataset.step));
  });
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || words.value !== sought) return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  });
  if (!pointed) step(1);
}

// Contents: the heading last scrolled past is the current one; at the end of the page, the last one.
const headings = [...document.querySelectorAll("article :is(h2, h3, h4, h5, h6)[id]")];
const entries = new Map([...document.querySelectorAll(".contents a")].map((a) => [a.hash.slice(1), a]));
let current = null;
const follow = () => {
  const ended = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  const line = ended ? innerHeight : innerHeight / 3;
  const reached = headings.filter((heading) => heading.getBoundingClientRect().top < line).pop();
  const entry = reached ? entries.get(reached.id) : null;
  if (entry === current) return;
  current?.removeAttribute("aria-current");
  entry?.setAttribute("aria-current", "location");
  current = entry;
  const list = entry?.closest(".contents");
  if (!list || phone.matches) return;
  const box = list.getBoundingClientRect(), place = entry.getBoundingClientRect();
  if (place.top < box.top || place.bottom > box.bottom) list.scrollTop += place.top - box.top - box.height / 3;
};
let asked = false;
document.addEventListener("scroll", () => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    follow();
  });
}, { passive: true });
follow();
