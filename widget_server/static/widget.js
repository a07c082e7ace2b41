// The loader: all that a page pays for until a shopper clicks. It shows one button and knows where the rest lies.
import { speak } from "./launcher/language.js";
import css from "./launcher/launcher.css";

function start(tag) {
  const { dataset } = tag;
  const host = document.createElement("shop-chat");
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const sheet = new CSSStyleSheet();
  const stop = new AbortController();
  const { signal } = stop;
  const [language, label = "Chat", offline = "offline"] = speak(dataset.language);
  let panel, loading, note;
  let attempts = "";

  const load = (name) =>
    import(new URL(`widget/${name}.${HASH}.js${attempts}`, tag.src)).catch((error) => {
      attempts += "?"; // a browser may remember a failed import for good, hence a new address for the next
      throw error;
    });

  // What the panel works with; the page may fill in `user` and `context` before the panel exists.
  const shell = { tag, host, button, signal, language, load, user: {}, context: {} };

  /** The panel, still closed; all that it needs is asked for at the same time. */
  function fetchPanel() {
    const code = load("panel"); // leaves first: somebody who wants to type waits for nothing else
    const words = language !== "en" && load(`lang-${language}`).catch(() => {});
    const config = fetch(new URL(`api/v1/widget/config?widget_key=${dataset.widgetKey}`, tag.src));
    loading = code.then(async (it) => it.mount(shell, config, (await words)?.default));
    config.catch(() => {}); // the panel looks at the outcome
    loading.catch(() => (loading = 0)); // and tried again at the next press
    return loading;
  }

  /** Runs the use with the panel; where it cannot be loaded, that is told beside the button. */
  async function withPanel(use) {
    button.ariaBusy = true;
    try {
      panel ||= await (loading || fetchPanel());
      note?.remove();
      use();
    } catch (error) {
      console.warn("ShopChat:", error.message);
      note ||= document.createElement("aside");
      note.role = "alert";
      note.textContent = `${label} ${offline}`;
      root.append(note);
    }
    button.ariaBusy = false;
  }

  const api = {
    open: () => withPanel(() => panel.open()),
    close: () => panel?.close(),
    toggle: () => (button.ariaExpanded === "true" ? panel.close() : api.open()),
    send: (text) => withPanel(() => panel.send(text)),
    identify: (user) => Object.assign(shell.user, user),
    setContext: (context) => Object.assign(shell.context, context),
    on: (type, listener) => document.addEventListener(`shopchat:${type}`, ({ detail }) => listener(detail), { signal }),
    destroy() {
      stop.abort();
      watch.disconnect();
      host.remove();
      delete window.ShopChat;
    },
  };

  // Turbo swaps the body and a single-page app may empty it: the button goes back where it was, once a frame at most.
  const watch = new MutationObserver(() => host.isConnected || requestAnimationFrame(attach));
  function attach() {
    if (host.isConnected || !document.body || signal.aborted) return;
    document.body.append(host);
    host.showPopover?.();
    watch.observe(document.body, { childList: true });
  }

  sheet.replaceSync(css + (CSS.supports("color", dataset.color) ? `:host{--shopchat-primary:${dataset.color}}` : ""));
  root.adoptedStyleSheets = [sheet];
  host.popover = "manual"; // the top layer wins every z-index
  host.dataset.turboTemporary = ""; // so that Turbo keeps no lifeless copy of it
  host.dataset.position = dataset.position;
  button.part = "launcher";
  button.ariaLabel = label;
  button.ariaExpanded = false;
  button.onpointerdown = () => loading || fetchPanel(); // a press lasts a tenth of a second: time enough for most of it
  button.onclick = api.toggle;
  root.append(button);
  watch.observe(document.documentElement, { childList: true });
  attach();

  const call = ([method, ...rest]) => api[method](...rest);
  const { q } = window.ShopChat ?? {};
  window.ShopChat = { ...api, q: { push: call } };
  q?.forEach(call);
  if (dataset.open === "true") api.open();
  if (dataset.proactive) load("proactive").then((it) => it.propose(shell, api.open), () => {}); // the button is enough
}

// An async tag is still the current script; a module, or a tag that an optimiser moved, is not.
const current = document.currentScript;
const tag = current?.dataset.widgetKey ? current : document.querySelector("script[data-widget-key]");
if (!tag) console.warn("ShopChat: data-widget-key is missing.");
else if (!window.ShopChat?.open) start(tag);
