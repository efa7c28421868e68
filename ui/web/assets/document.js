// The readable page works without this; with it a paragraph's number copies its link, and the page can be printed by a button.
"use strict";

const pointed = document.querySelector("mark, tr.marked, .pointed");
if (pointed && !location.hash) pointed.scrollIntoView({ block: "center" });
if (matchMedia("(max-width: 899px)").matches) document.querySelector(".contents details")?.removeAttribute("open");

const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => window.print());

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
