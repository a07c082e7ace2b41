// Draws the state. The frame is built once; each region is drawn again only when what it shows has changed.
import { addSheet, h, iconButton, webAddress } from "./dom.js";
import { createLog } from "./log.js";
import { answerParts } from "./message.js";

const RIGHT_TO_LEFT = ["ar", "he"];

export function createView({ host, tag, language, load }, words) {
  const root = host.shadowRoot;
  const button = root.querySelector("button");
  const chat = button.ariaLabel;
  const name = h("h2");
  const avatar = h("div", { class: "avatar", "aria-hidden": "true" });
  const person = iconButton("person", words.person, { "data-act": "person" });
  const end = iconButton("end", words.end, { "data-act": "end" });
  const header = h(
    "header",
    { part: "header" },
    avatar,
    h("div", { class: "titles" }, name, h("p", {}, words.assistant)),
    person,
    end,
    iconButton("close", words.close, { "data-act": "close" }),
  );
  const log = createLog(words, () => cards);
  const stream = h("div", { class: "message bot", "aria-hidden": "true" });
  const notice = h("div", { role: "alert" });
  const suggestions = h("div", { class: "suggestions" });
  const scroller = h(
    "div",
    { class: "scroller", part: "messages", role: "region", "aria-label": words.conversation, tabindex: 0 },
    log.node,
    stream,
    notice,
    suggestions,
  );
  const input = h("textarea", { rows: 1, maxlength: 2000, placeholder: words.placeholder, "aria-label": words.placeholder, enterkeyhint: "send" });
  const submit = h("button", { class: "icon send", "aria-label": words.send, title: words.send });
  const composer = h("form", { class: "composer", part: "composer" }, input, submit, h("p", { class: "note" }, words.note));
  const panel = h(
    "section",
    { part: "panel", role: "dialog", lang: language, dir: RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr", hidden: true },
    header,
    scroller,
    composer,
  );
  const viewport = addSheet(host);
  let following = true;
  let shown = {};
  let forms, cards;

  function render(state) {
    const last = shown;
    const changed = (...names) => names.some((key) => state[key] !== last[key]);
    shown = state;
    if (changed("bot")) renderBot(state.bot);
    if (changed("messages", "bot", "phase")) log.render(state);
    if (changed("answer")) renderAnswer(state.answer);
    if (changed("problem", "phase", "view")) renderNotice(state);
    if (changed("messages", "suggestions", "answer", "bot", "phase", "view")) renderSuggestions(state);
    forms?.render(state);
    if (changed("open", "unread")) renderLauncher(state);
    panel.hidden = !state.open;
    scroller.hidden = state.view === "person";
    composer.hidden = state.view !== "chat";
    end.hidden = !state.messages.length || state.view !== "chat";
    person.hidden = state.view === "person";
    input.disabled = state.phase === "off";
    submit.ariaDisabled = Boolean(state.answer);
    if (following && state.open && state.messages.length) toEnd(); // measures the page, so not without need
  }

  function renderBot(bot) {
    const title = bot.name || words.assistant;
    const src = webAddress(bot.theme_config?.avatar_url, tag.src);
    panel.ariaLabel = name.textContent = title;
    avatar.replaceChildren(src ? h("img", { src, alt: "" }) : [...title][0]);
  }

  function renderAnswer(answer) {
    stream.hidden = !answer;
    const waiting = h("div", { class: "bubble typing" }, h("i"), h("i"), h("i"));
    stream.replaceChildren(...(!answer ? [] : answer.text ? answerParts(answer, words, cards) : [waiting]));
  }

  function renderNotice({ problem, phase, sending, view }) {
    const kind = view === "closing" ? null : phase === "off" ? "off" : (problem?.kind ?? (phase === "down" && "server"));
    const again = kind && kind !== "off" && (sending || phase === "down");
    notice.replaceChildren(
      ...(kind ? [h("p", {}, words[kind].replace("{n}", problem?.seconds))] : []),
      ...(again ? [h("button", { type: "button", class: "pill", "data-act": "retry" }, words.retry)] : []),
    );
  }

  function renderSuggestions({ messages, suggestions: next, offersPerson, answer, bot, phase, view }) {
    const last = messages.at(-1);
    const offered = answer || phase !== "ready" ? [] : last ? next : (bot.suggested_questions ?? []);
    const chip = (text, act) => h("button", { type: "button", class: "pill", "data-act": act, "data-value": text, dir: "auto" }, text);
    suggestions.hidden = view !== "chat";
    suggestions.replaceChildren(...offered.map((text) => chip(text, "suggest")), ...(offersPerson ? [chip(words.person, "person")] : []));
  }

  function renderLauncher({ open, unread }) {
    button.ariaExpanded = open;
    if (unread) button.dataset.unread = unread;
    else delete button.dataset.unread;
    button.ariaLabel = open ? words.close : unread ? `${chat}, ${words.unread.replace("{n}", unread)}` : chat;
  }

  /** Scrolls to the newest message, yet never past the first line of an answer that is longer than the view. */
  function toEnd() {
    following = true;
    const newest = stream.hidden ? log.node.lastChild : stream;
    scroller.scrollTop = Math.min(scroller.scrollHeight, (newest?.offsetTop ?? 0) - 12);
  }

  function focusInput() {
    (forms?.first(shown.view) ?? input).focus({ preventScroll: true });
  }

  root.append(panel);

  return {
    panel,
    input,
    scroller,
    render,
    /** Cards and forms are not in every chat: they load when there is something for them to show. */
    async loadCards() {
      cards ??= (await load("products")).prepare(host, words);
    },
    async loadForms() {
      if (forms) return;
      forms = (await load("forms")).createForms(host, panel, words);
    },
    focusInput,
    toEnd,
    stopFollowing: () => (following = false),
    turn: (from, way) => from.parentNode.querySelector("ul").scrollBy({ left: way * 180, behavior: "smooth" }),
    /** As many rows as the text needs, five at most. */
    fitInput() {
      input.rows = 1;
      while (input.scrollHeight > input.clientHeight && input.rows < 5) input.rows++;
    },
    /** A phone's keyboard covers the page without resizing it: the full-screen panel follows what is left. */
    fitViewport() {
      const { height, offsetTop, scale } = visualViewport;
      viewport.replaceSync(scale === 1 ? `:host{--height:${height}px;--top:${offsetTop}px}` : "");
    },
  };
}
