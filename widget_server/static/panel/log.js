// The finished messages. Nodes are added once and never rebuilt, so that a screen reader announces each once.
import { h } from "./dom.js";
import { markJudged, messageNode } from "./message.js";

/** `parts()` gives what is loaded by now to draw with: `answers` and `cards`. */
export function createLog(words, parts) {
  const node = h("div", { class: "log", role: "log", "aria-label": words.conversation, "aria-live": "polite" });
  const drawn = new Map();

  function render({ messages, bot, phase }) {
    const welcome = { key: "welcome", role: "assistant", text: bot.welcome_message || words.welcome, products: [], sources: [] };
    const wanted = phase === "ready" ? [welcome, ...messages] : messages;
    const fresh = wanted.filter(({ key }) => !drawn.has(key));
    // A whole history at once is not news.
    node.ariaLive = fresh.length > 2 ? "off" : "polite";
    for (const message of fresh) drawn.set(message.key, messageNode(message, words, ...parts()));
    for (const [key, old] of drawn) {
      if (wanted.some((message) => message.key === key)) continue;
      old.remove();
      drawn.delete(key);
    }
    wanted.forEach((message, index) => {
      const child = drawn.get(message.key);
      if (node.children[index] !== child) node.insertBefore(child, node.children[index] ?? null);
      markJudged(child, message.helpful);
    });
  }

  return { node, render };
}
