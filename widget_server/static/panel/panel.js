// Puts the panel together inside the loader's shadow root. Events go one way: listen, update, render.
import en from "../lang/en.js";
import { createApi } from "./api.js";
import { createConversation } from "./conversation.js";
import { addSheet } from "./dom.js";
import { createIdentity } from "./identity.js";
import { listen } from "./listen.js";
import panelCss from "./panel.css";
import { createView } from "./render.js";
import { createTheme } from "./theme.js";
import { initial, update } from "./update.js";

/** Called by the loader at the first click; `config` is the promise of the bot's configuration. */
export function mount(shell, config, translated) {
  const words = { ...en, ...translated };
  const { widgetKey } = shell.tag.dataset;
  const identity = createIdentity(widgetKey);
  const api = createApi(shell.tag.src, widgetKey, identity, shell.signal);
  addSheet(shell.host, panelCss);
  const applyTheme = createTheme(shell);
  const view = createView(shell, words);
  let state = initial;
  let drawn = 0;

  const emit = (type, detail) => document.dispatchEvent(new CustomEvent(`shopchat:${type}`, { detail }));

  function dispatch(event) {
    const before = state;
    state = update(state, event);
    if (state.bot !== before.bot) applyTheme(state.bot.theme_config);
    // A burst of tokens is drawn once a frame.
    if (event.type !== "token") draw();
    else drawn ||= requestAnimationFrame(draw);
  }

  function draw() {
    cancelAnimationFrame(drawn);
    drawn = 0;
    view.render(state);
  }

  const conversation = createConversation({ api, identity, dispatch, getState: () => state, shell, emit, words, loadCards: view.loadCards });

  function open() {
    if (state.open) return;
    dispatch({ type: "opened" });
    view.focusInput();
    conversation.remember();
    if (state.phase === "down") conversation.configure();
    emit("open");
  }

  function close() {
    if (!state.open) return;
    dispatch({ type: "closed" });
    shell.host.shadowRoot.querySelector("button").focus();
    emit("close");
  }

  applyTheme();
  draw();
  listen({ shell, view, words, dispatch, getState: () => state, conversation, close });
  conversation.configure(config);

  function send(text) {
    open();
    return conversation.send(text);
  }

  return { open, close, send };
}
