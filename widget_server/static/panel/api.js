// The only file that talks to the server. Bodies go as text/plain, tokens inside them: no request needs a preflight.
import { createParser } from "./sse.js";

const SILENCE_MS = 45_000; // a stream that says nothing for this long is taken for lost

/** What the server refused: its HTTP status, and the seconds to wait where it named them. */
export class Refusal extends Error {
  constructor(status, seconds) {
    super(`HTTP ${status}`);
    this.status = status;
    this.seconds = seconds;
  }
}

export function createApi(base, widgetKey, identity, signal) {
  async function post(path, body, options) {
    const answer = await fetch(new URL(`api/v1/widget/${path}`, base), {
      method: "POST",
      body: JSON.stringify({ widget_key: widgetKey, visitor_token: identity.token(), ...body }),
      signal,
      ...options,
    });
    if (!answer.ok) throw new Refusal(answer.status, Number(answer.headers.get("Retry-After")) || 0);
    return answer;
  }

  /** One turn. Calls `hear(name, data)` for each event; ends after `done`, throws when there is none. */
  async function chat(body, hear) {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    let timer = setTimeout(giveUp, SILENCE_MS);
    signal.addEventListener("abort", giveUp);
    try {
      const answer = await post("chat", body, { headers: { Accept: "text/event-stream" }, signal: abort.signal });
      if (answer.headers.get("Content-Type")?.includes("json")) return await hear("done", await answer.json());
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      const parse = createParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) throw new TypeError("The stream ended early.");
        clearTimeout(timer);
        timer = setTimeout(giveUp, SILENCE_MS);
        for (const { name, data } of parse(decoder.decode(value, { stream: true }))) {
          if (name === "error") throw new Refusal(500);
          await hear(name, JSON.parse(data));
          if (name === "done") return reader.cancel();
        }
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    }
  }

  return {
    chat,
    /** The bot, or a Refusal. The loader has already asked for it once. */
    async config(asked) {
      const answer = await (asked ?? fetch(new URL(`api/v1/widget/config?widget_key=${widgetKey}`, base)));
      if (!answer.ok) throw new Refusal(answer.status);
      return answer.json();
    },
    history: async () => (await post("history")).json(),
    feedback: (message_id, helpful) => post("feedback", { message_id, helpful }),
    rate: (score) => post("rate", { score }),
    end: () => post("end"),
    handoff: (request) => post("handoff", request),
    // Outlives the page that the shopper leaves by this very click.
    productClick: (entry_id) => post("events", { type: "product_click", entry_id }, { keepalive: true }),
  };
}
