// The only file that listens: every click, key and connection change becomes one named act.
import { h } from "./dom.js";

export function listen({ shell, api, view, words, dispatch, getState, conversation, close }) {
  const { panel, input, scroller, loadAnswers, loadForms } = view;
  const { signal } = shell;

  function send(text) {
    conversation.send(text);
    view.toEnd();
  }

  function sendInput() {
    if (!input.value.trim() || getState().answer) return; // what is typed during an answer stays
    send(input.value);
    input.value = "";
    view.fitInput();
  }

  /** The two forms are rare: they load when somebody wants one. Gives what they tell the server, or undefined. */
  async function show(name) {
    try {
      const forms = await loadForms();
      dispatch({ type: "viewed", view: name });
      view.focusInput();
      return forms;
    } catch {
      dispatch({ type: "troubled", kind: "lost" });
    }
  }

  const judge = async (id, helpful) => (await loadAnswers()).judge(id, helpful);

  const acts = {
    close,
    suggest: send,
    // Outlives the page that the shopper leaves by this very click, which matters more than its count.
    productClick: (id) => api.post("events", { type: "product_click", entry_id: id }, { keepalive: true }).catch(() => {}),
    helpful: (id) => judge(id, true),
    unhelpful: (id) => judge(id, false),
    retry: () => conversation.retry(),
    person: () => show("person"),
    chat: () => show("chat"),
    end: async () => (await show("closing"))?.end(),
    rate: async (score) => (await loadForms()).rate(Number(score)),
    restart: () => dispatch({ type: "restarted" }),
    scroll: (way, target) => view.turn(target, Number(way)),
  };

  panel.addEventListener("click", (event) => {
    const target = event.target.closest("[data-act]");
    if (!target) return;
    acts[target.dataset.act](target.dataset.value, target);
    // What was pressed may be gone now: the focus must not fall out of the panel.
    if (getState().open && (!target.isConnected || target.closest("[hidden]"))) view.focusInput();
  });

  panel.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (event.target.contains(input)) return sendInput();
    const filled = [...new FormData(event.target)].filter(([, value]) => value);
    (await loadForms()).person(Object.fromEntries(filled), words.person);
  });

  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close();
    // While an input method composes, Enter picks a word; 229 is how older Safari says so.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.target === input && event.key === "Enter" && !event.shiftKey && !composing) {
      event.preventDefault();
      sendInput();
    }
  });
  // Where the panel covers the whole page, the focus must not go behind it; on a desktop it may leave.
  const bringBack = ({ target }) => {
    if (target !== shell.host && getState().open && getComputedStyle(panel).position === "fixed") view.focusInput();
  };
  document.addEventListener("focusin", bringBack, { signal });
  // The shop's own shortcuts must not fire while somebody writes to it.
  for (const type of ["keydown", "keyup", "keypress", "paste", "copy", "cut"]) panel.addEventListener(type, (event) => event.stopPropagation());

  input.addEventListener("input", view.fitInput);
  // Whoever types or presses is about to ask: what an answer needs is there by the time that it is sent.
  for (const type of ["input", "pointerdown"]) panel.addEventListener(type, () => loadAnswers().catch(() => {}), { once: true });
  panel.addEventListener("error", (event) => event.target.replaceWith(h("span", { class: "picture" })), true);
  window.addEventListener("online", () => getState().problem && conversation.retry(), { signal });
  for (const type of ["resize", "scroll"]) visualViewport.addEventListener(type, view.fitViewport, { signal });
  // Browsers leave a card that is half in view where it is; somebody who tabs to it wants to see it.
  panel.addEventListener("focusin", ({ target }) => {
    if (target.matches("li :focus-visible")) target.closest("li").scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  // Whoever moves the panel to another body has scrolled it to its beginning.
  shell.host.addEventListener("toggle", () => getState().messages.length && view.toEnd(), { signal });
  // Whoever scrolls reads: the view stays where it is until the next message is sent.
  for (const type of ["wheel", "touchmove", "keydown"]) scroller.addEventListener(type, view.stopFollowing, { passive: true });
}
