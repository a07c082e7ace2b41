// One turn after the other: sends what the state holds, tells the state what comes.
import { readTurn } from "./stream.js";

const SILENCE_MS = 45_000; // a stream that says nothing for this long is taken for lost

export function createAsking({ api, identity, dispatch, getState, emit, shell, loadCards }, heed) {
  const { signal } = shell;

  /** Sends the turn that the state holds; throws when it got no whole answer. Its id makes the server answer a repeat with the first answer. */
  async function ask() {
    const { id, text } = getState().sending;
    const { page = location.href, ...context } = shell.context;
    await turn({
      visitor_id: identity.visitor(),
      visitor_name: shell.user.name,
      message: text,
      client_message_id: id,
      page_url: page.slice(0, 2000), // the server takes no more
      context: Object.keys(context).length ? context : undefined,
    });
  }

  async function turn(fields) {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    let timer;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENCE_MS);
    };
    alive();
    signal.addEventListener("abort", giveUp);
    try {
      const response = await api.post("chat", fields, { headers: { Accept: "text/event-stream" }, signal: abort.signal });
      await readTurn(response, hear, alive);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    }
  }

  async function hear(name, data) {
    identity.keepToken(data.visitor_token);
    await ready(data);
    if (name === "token") dispatch({ type: "token", text: data.text });
    if (name === "products") dispatch({ type: "products", products: data.products ?? data });
    if (name === "sources") dispatch({ type: "sources", sources: data.sources ?? data });
    if (name === "done") {
      dispatch({ type: "answered", body: data });
      if (data.message) emit("message", { role: "assistant", text: data.message.content });
      heed(Boolean(data.taken_over));
    }
  }

  /** Loads what shows products; where that fails the answer's words still stand. */
  const ready = (...answers) => answers.some(({ products }) => products?.length) && loadCards().catch(() => {});

  /** Shows what was said before this page. A token that the server does not know is forgotten. */
  async function recall() {
    try {
      const { conversation, messages } = await (await api.post("history")).json();
      await ready(...messages);
      if (messages.length) dispatch({ type: "remembered", messages });
      if (conversation?.taken_over) heed(true);
    } catch (error) {
      if (error.status !== 401 && error.status !== 404) throw error;
      identity.forgetToken();
    }
  }

  function judge(id, helpful) {
    dispatch({ type: "judged", id, helpful });
    api.post("feedback", { message_id: id, helpful }).catch(() => dispatch({ type: "judged", id, helpful: null }));
  }

  return { ask, recall, judge };
}
