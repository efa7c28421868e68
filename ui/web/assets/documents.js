// Filters the cards in the browser; the buttons lead to the other tabs. `element` is Gradio's.
function narrow() {
  const form = element.querySelector("form");
  if (!form) return;
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const value = (name) => form.elements[name].value;
  let found = 0;
  for (const card of element.querySelectorAll("li.card")) {
    const fits =
      words.every((word) => card.dataset.words.includes(word)) &&
      ["status", "kind", "region"].every((name) => !value(name) || card.dataset[name] === value(name)) &&
      (!value("year") || card.dataset.year.split(" ").includes(value("year")));
    card.hidden = !fits;
    found += fits;
  }
  const count = element.querySelector(".count");
  count.textContent = found ? count.dataset.found.replace("{n}", found) : count.dataset.none;
}

element.addEventListener("input", narrow);
element.addEventListener("submit", (event) => event.preventDefault());
element.addEventListener("click", (event) => {
  const about = event.target.closest("[data-ask-about]");
  if (about) return planqa.askAbout(about.dataset.askAbout);
  const figures = event.target.closest("[data-figures]");
  if (!figures) return;
  planqa.figuresOf = figures.dataset.figures;
  planqa.openTab("ledger");
});
