// The operator's page works without this; with it the line of a running build is kept up to date.
"use strict";

const line = document.getElementById("build-line");
const look = async () => {
  try {
    const reply = await fetch("admin/build", { headers: { accept: "application/json" }, cache: "no-store" });
    if (!reply.ok) return;
    const state = await reply.json();
    if (line.textContent !== state.line) line.textContent = state.line;
    if (state.running) setTimeout(look, 2000);
    else location.replace("admin");
  } catch {
    setTimeout(look, 5000);
  }
};
if (line?.dataset.running === "1") setTimeout(look, 1000);
