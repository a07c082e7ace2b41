// A line beside the button, for shops whose tag asks for one: after a while, a scroll, on some pages, once in a while.
import { addSheet, h } from "../panel/dom.js";
import { due } from "./due.js";
import css from "./proactive.css";

const CLOSE = {
  en: "Close",
  de: "Schließen",
  fr: "Fermer",
  es: "Cerrar",
  it: "Chiudi",
  nl: "Sluiten",
  pt: "Fechar",
  pl: "Zamknij",
  sv: "Stäng",
  ja: "閉じる",
  ar: "إغلاق",
  he: "סגירה",
};
const SHOWN = "shopchat:proactive";

/** Watches the page and shows the tag's message at most once; a shopper who has written is never addressed. */
export function propose({ host, tag, signal, language }, open) {
  const { dataset } = tag;
  let seconds = 0;
  const timer = setInterval(look, 1000);
  const stop = () => clearInterval(timer);
  signal.addEventListener("abort", stop);
  document.addEventListener("shopchat:open", stop, { signal, once: true });

  function look() {
    const { scrollHeight } = document.documentElement;
    const scrolled = ((scrollY + innerHeight) / scrollHeight) * 100;
    const now = { path: location.pathname, seconds: ++seconds, scrolled: scrollY && scrolled, time: Date.now(), shown: lastShown() };
    if (!due(dataset, now)) return;
    stop();
    show();
  }

  function lastShown() {
    try {
      return localStorage.getItem(`shopchat:${dataset.widgetKey}`) ? Infinity : Number(localStorage.getItem(SHOWN));
    } catch {
      return 0; // storage is blocked: once a page, then
    }
  }

  function show() {
    addSheet(host, css);
    const text = h("button", { type: "button", dir: "auto" }, dataset.proactive);
    const close = h("button", { type: "button", "aria-label": CLOSE[language] }, "×");
    const bubble = h("div", { class: "proactive", part: "proactive", role: "status" }, text, close);
    const leave = () => bubble.remove();
    text.onclick = open;
    close.onclick = leave;
    document.addEventListener("shopchat:open", leave, { signal, once: true });
    host.shadowRoot.append(bubble);
    try {
      localStorage.setItem(SHOWN, Date.now());
    } catch {
      // Blocked or full.
    }
  }
}
