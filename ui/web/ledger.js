// Clicks inside the ledger's HTML go to the server as {act, value}; what comes back is shown where it stands.
element.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-act]");
  if (asked) trigger("click", { act: asked.dataset.act, value: asked.dataset.value ?? "" });
});
element.addEventListener("keydown", (event) => {
  const close = event.key === "Escape" && element.querySelector("[data-act=close]");
  if (close) close.click();
});
watch("value", () => {
  const panel = element.querySelector(".source-panel:not(.empty)");
  if (!panel) return;
  panel.focus({ preventScroll: true });
  const mark = panel.querySelector("mark");
  if (mark && mark.offsetTop + mark.offsetHeight > panel.clientHeight) panel.scrollTop = mark.offsetTop - panel.clientHeight / 3;
});
