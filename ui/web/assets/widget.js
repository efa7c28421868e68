// A button to ask, for any page: <script src="https://SITE/widget.js" async></script>
// data-lang="zh|zh-Hant|en"  data-label="…"  data-document="DOCUMENT_ID"  data-side="left|right"
(() => {
  "use strict";
  const script = document.currentScript;
  const site = new URL(".", script.src);
  const { lang = document.documentElement.lang, label, document: only, side = "right" } = script.dataset;
  const language = /^zh-(hant|hk|tw|mo)/i.test(lang) ? "zh-Hant" : /^en/i.test(lang) ? "en" : "zh";
  const words = {
    zh: ["问规划", "规划问答", "关闭"],
    "zh-Hant": ["問規劃", "規劃問答", "關閉"],
    en: ["Ask the plans", "Questions about government plans", "Close"],
  }[language];
  const page = new URL({ zh: "./", "zh-Hant": "zh-hant/", en: "en/" }[language], site);
  page.searchParams.set("embed", "1");
  page.searchParams.set("lang", language);
  if (only) page.searchParams.set("document", only);

  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.innerHTML = `<style>
    :host { all: initial; }
    button { font: 600 16px/1 system-ui, sans-serif; cursor: pointer; border: 0; }
    .open { position: fixed; bottom: 20px; ${side === "left" ? "left" : "right"}: 20px; z-index: 2147483000; min-height: 52px; padding: 0 22px;
      border-radius: 26px; background: #0b5cad; color: #fff; box-shadow: 0 4px 16px rgb(0 0 0 / 30%); }
    .panel { position: fixed; bottom: 20px; ${side === "left" ? "left" : "right"}: 20px; z-index: 2147483001; width: 420px; height: min(680px, calc(100vh - 40px));
      display: flex; flex-direction: column; background: #fff; border: 1px solid #c4ccd6; border-radius: 14px; overflow: hidden; box-shadow: 0 12px 40px rgb(0 0 0 / 30%); }
    .panel[hidden] { display: none; }
    .bar { display: flex; align-items: center; justify-content: space-between; background: #0b5cad; color: #fff; padding: 0 4px 0 16px; font: 600 16px/1 system-ui, sans-serif; }
    .bar button { width: 44px; height: 44px; background: none; color: inherit; font-size: 18px; }
    iframe { flex: 1; border: 0; width: 100%; }
    button:focus-visible { outline: 3px solid #ffbf47; outline-offset: -3px; }
    @media (max-width: 520px) { .panel { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; } }
  </style>
  <button class="open" type="button" aria-haspopup="dialog"></button>
  <div class="panel" role="dialog" hidden><div class="bar"><span></span><button type="button">✕</button></div></div>`;
  const open = shadow.querySelector(".open");
  const panel = shadow.querySelector(".panel");
  const close = shadow.querySelector(".bar button");
  open.textContent = label ?? words[0];
  shadow.querySelector(".bar span").textContent = words[1];
  panel.setAttribute("aria-label", words[1]);
  close.setAttribute("aria-label", words[2]);

  open.addEventListener("click", () => {
    if (!panel.querySelector("iframe")) {
      const frame = document.createElement("iframe"); // loaded only when wanted
      frame.src = page.href;
      frame.title = words[1];
      frame.allow = "clipboard-write";
      panel.append(frame);
    }
    panel.hidden = false;
    open.hidden = true;
    close.focus();
  });
  function shut() {
    panel.hidden = true;
    open.hidden = false;
    open.focus();
  }
  close.addEventListener("click", shut);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && shut());
  document.body.append(host);
})();
