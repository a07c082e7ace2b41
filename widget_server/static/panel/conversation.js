// What happens when the shopper does something: calls the server, tells the state.
import { Refusal } from "./api.js";
import { uuid } from "./identity.js";

export function createConversation({ api, identity, dispatch, getState, shell, emit, words, loadCards }) {
  let history;

  /** Fetches what was said before this page, once; a browser that never wrote asks for nothing. */
  function remember() {
    return (history ??= identity.token() ? recall() : Promise.resolve());
  }

  async function recall() {
    try {
      const { messages } = await api.history();
      await ready(...messages);
      if (messages.length) dispatch({ type: "remembered", messages });
    } catch (error) {
      if (error.status === 401 || error.status === 404) identity.forgetToken();
      else history = null; // asked again at the next chance
    }
  }

  /** `asked` is the request that the loader has under way; without it the server is asked again. */
  async function configure(asked) {
    try {
      dispatch({ type: "configured", bot: await api.config(asked) });
    } catch ({ status }) {
      dispatch({ type: "refused", status });
    }
  }

  async function send(text) {
    const { answer, phase } = getState();
    if (!text.trim() || answer || phase === "off") return;
    dispatch({ type: "asked", id: uuid(), text: text.trim() });
    emit("message", { role: "user", text: text.trim() });
    await remember();
    await ask();
  }

  async function retry() {
    const { answer, sending, phase } = getState();
    if (phase === "down") await configure();
    if (answer || !sending) return;
    dispatch({ type: "retried" });
    await ask();
  }

  /** Sends the turn that the state holds. Its id makes the server answer a repeat with the first answer. */
  async function ask() {
    const { id, text } = getState().sending;
    const { page = location.href, ...context } = shell.context;
    const body = {
      visitor_id: identity.visitor(),
      visitor_name: shell.user.name,
      message: text,
      client_message_id: id,
      page_url: page.slice(0, 2000), // the server takes no more
      context: Object.keys(context).length ? context : undefined,
    };
    try {
      await api.chat(body, hear);
    } catch (error) {
      if (!shell.signal.aborted) dispatch({ type: "failed", ...reason(error) });
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
      emit("message", { role: "assistant", text: data.message.content });
    }
  }

  /** Loads what shows products; where that fails the answer's words still stand. */
  const ready = (...answers) => answers.some(({ products }) => products?.length) && loadCards().catch(() => {});

  function judge(id, helpful) {
    dispatch({ type: "judged", id, helpful });
    api.feedback(id, helpful).catch(() => dispatch({ type: "judged", id, helpful: null }));
  }

  async function requestPerson(request) {
    dispatch({ type: "requested", step: "sending" });
    try {
      if (!identity.token()) await send(request.message || words.person);
      dispatch({ type: "viewed", view: "person" });
      await api.handoff(request);
      dispatch({ type: "requested", step: "sent" });
      emit("handoff", {});
    } catch {
      dispatch({ type: "requested", step: "failed" });
    }
  }

  function end() {
    if (identity.token()) api.end().catch(() => {}); // one that was never closed ends by itself later
    emit("end");
  }

  function rate(score) {
    dispatch({ type: "rated", score });
    api.rate(score).catch(() => dispatch({ type: "rated", score: 0 }));
  }

  return { configure, remember, send, retry, judge, requestPerson, end, rate, productClick: api.productClick };
}

function reason(error) {
  if (!navigator.onLine) return { kind: "offline" };
  if (!(error instanceof Refusal)) return { kind: "lost" };
  if (error.status === 429) return error.seconds ? { kind: "busy", seconds: error.seconds } : { kind: "full" };
  return { kind: error.status === 404 ? "off" : "server" };
}
