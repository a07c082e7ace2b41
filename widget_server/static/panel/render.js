// Draws the state. The frame is built once; each region is drawn again only when what it shows has changed.
import { addSheet, h, iconButton, webAddress } from "./dom.js";
import { createLog } from "./log.js";

const RIGHT_TO_LEFT = ["ar", "he"];

export function createView({ host, button, tag, language, load }, words, tools) {
  const root = host.shadowRoot;
  const chat = button.ariaLabel;
  const name = h("h2");
  const kind = h("p", {}, words.assistant);
  const avatar = h("div", { class: "avatar", "aria-hidden": "true" });
  const person = iconButton("person", words.person, { "data-act": "person" });
  const end = iconButton("end", words.end, { "data-act": "end" });
  const header = h(
    "header",
    { part: "header" },
    avatar,
    h("div", { class: "titles" }, name, kind),
    person,
    end,
    iconButton("close", words.close, { "data-act": "close" }),
  );
  const log = createLog(words, () => [answers, cards]);
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
  let answers, cards, forms;

  function render(state) {
    const last = shown;
    const changed = (...names) => names.some((key) => state[key] !== last[key]);
    shown = state;
    if (changed("bot")) renderBot(state.bot);
    if (changed("messages", "bot", "phase")) log.render(state);
    if (changed("answer", "phase")) renderAnswer(state);
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
    const src = webAddress(bot.theme_config?.avatar_url, tag.src);
    panel.ariaLabel = name.textContent = bot.name || words.assistant;
    kind.hidden = !bot.name;
    avatar.replaceChildren(src ? h("img", { src, alt: "" }) : ([...panel.ariaLabel][0] ?? ""));
  }

  function renderAnswer({ answer, phase }) {
    const waits = phase === "loading" || answer;
    stream.hidden = !waits;
    const dots = h("div", { class: "bubble typing" }, h("i"), h("i"), h("i"));
    stream.replaceChildren(...(!waits ? [] : answer?.text ? answers.parts(answer, cards).filter(Boolean) : [dots]));
  }

  function renderNotice({ problem, phase, sending, view }) {
    const reason = view === "closing" ? null : phase === "off" ? "off" : (problem?.kind ?? (phase === "down" && "server"));
    const again = reason && reason !== "off" && (sending || phase === "down");
    notice.replaceChildren(
      ...(reason ? [h("p", {}, words[reason].replace("{n}", problem?.seconds))] : []),
      ...(again ? [h("button", { type: "button", class: "pill", "data-act": "retry" }, words.retry)] : []),
    );
  }

  function renderSuggestions({ messages, suggestions: next, offersPerson, answer, bot, phase, view }) {
    const last = messages.at(-1);
    const offered = answer || phase !== "ready" ? [] : last ? next : (bot.suggested_questions ?? []);
    const chip = (text, act) => h("button", { type: "button", class: "pill", "data-act": act, "data-value": text, dir: "auto" }, text);
    suggestions.hidden = view !== "chat";
    // The server suggests a person in words, too, for clients without a form.
    const asked = offered.filter((text) => !offersPerson || text !== words.person);
    suggestions.replaceChildren(...asked.map((text) => chip(text, "suggest")), ...(offersPerson ? [chip(words.person, "person")] : []));
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

  /** Fetches a part that not every panel needs, at its first use; one that did not come is asked for again. */
  function part(file, use) {
    let coming;
    const forget = (error) => {
      coming = null;
      throw error;
    };
    return () => (coming ??= load(file).then(use).catch(forget));
  }

  root.append(panel);

  return {
    panel,
    input,
    scroller,
    render,
    loadAnswers: part("answers", (it) => (answers = it.prepare(host, words, tools))),
    loadCards: part("products", (it) => (cards = it.prepare(host, words))),
    loadForms: part("forms", (it) => (forms = it.createForms(host, panel, words, tools))),
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
