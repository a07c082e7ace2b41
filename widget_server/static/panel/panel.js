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
  const applyTheme = createTheme(shell); // reads the page's colours while there is little to compute
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

  // What this file and the parts that load later work with.
  const tools = { api, identity, dispatch, getState: () => state, emit, shell };
  const view = createView(shell, words, tools);
  const { loadAnswers, loadCards } = view;
  const conversation = createConversation({ ...tools, loadAnswers });
  Object.assign(tools, { loadCards, send: conversation.send });

  function open() {
    if (state.open) return;
    dispatch({ type: "opened" });
    // With the frame that shows it: to focus an element now would make the browser compute its place twice.
    requestAnimationFrame(() => state.open && view.focusInput());
    conversation.remember();
    if (state.phase === "down") conversation.configure();
    emit("open");
  }

  function close() {
    if (!state.open) return;
    dispatch({ type: "closed" });
    shell.button.focus();
    emit("close");
  }

  applyTheme();
  draw();
  listen({ ...tools, view, words, conversation, close });
  conversation.configure(config);

  function send(text) {
    open();
    return conversation.send(text);
  }

  return { open, close, send };
}
