// What happens when the shopper says something. The asking itself comes with what reads and draws the answers.
import { uuid } from "./identity.js";

// A welcome with any of these may be Markdown, and then the part that reads it is needed at once.
const MARKS = /[*_`[|#]|^\s*[-•\d]|https?:/m;

export function createConversation({ api, identity, dispatch, getState, shell, emit, loadAnswers }) {
  let history;

  /** Fetches what was said before this page, once; a browser that never wrote asks for nothing. */
  function remember() {
    return (history ??= identity.token() ? recall() : Promise.resolve());
  }

  async function recall() {
    try {
      await (await loadAnswers()).recall();
    } catch {
      history = null; // asked again at the next chance
    }
  }

  /** `asked` is the request that the loader has under way; without it the server is asked again. */
  async function configure(asked) {
    try {
      const bot = await api.config(asked);
      if (MARKS.test(bot.welcome_message)) await loadAnswers().catch(() => {}); // then it stands there as it was written
      dispatch({ type: "configured", bot });
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

  async function ask() {
    try {
      await (await loadAnswers()).ask();
    } catch (error) {
      if (!shell.signal.aborted) dispatch({ type: "failed", ...reason(error) });
    }
  }

  return { configure, remember, send, retry };
}

function reason({ status, seconds }) {
  if (!navigator.onLine) return { kind: "offline" };
  if (!status) return { kind: "lost" };
  if (status === 429) return seconds ? { kind: "busy", seconds } : { kind: "full" };
  return { kind: status === 404 ? "off" : "server" };
}
