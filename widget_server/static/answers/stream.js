import { createParser } from "./sse.js";

/**
 * Reads one turn off the server's response. Calls `hear(name, data)` for each event and `alive()` whenever something arrives; ends
 * after `done`, throws when there is none.
 */
export async function readTurn(response, hear, alive) {
  if (response.headers.get("Content-Type")?.includes("json")) return hear("done", await response.json());
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parse = createParser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new TypeError("The stream ended early.");
    alive();
    for (const { name, data } of parse(decoder.decode(value, { stream: true }))) {
      if (name === "error") throw Object.assign(new Error("The turn failed."), { status: 500 });
      await hear(name, JSON.parse(data));
      if (name === "done") return reader.cancel();
    }
  }
}
