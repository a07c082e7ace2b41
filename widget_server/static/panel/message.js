// One message. A shopper's words and the welcome are plain text; what draws an answer is loaded with the first.
import { h } from "./dom.js";

/** `answers` is the loaded part that draws answers, or undefined; `cards` draws products. */
export function messageNode(message, words, answers, cards) {
  const own = message.role === "user";
  return h(
    "div",
    { class: own ? "message user" : "message bot", part: own ? "message-user" : "message-bot" },
    own && h("span", { class: "sr" }, `${words.you}: `),
    !own && answers ? answers.parts(message, cards) : h("div", { class: "bubble", dir: "auto" }, message.text),
  );
}

/** Shows which thumb was pressed, on a message that is already drawn. */
export function markJudged(message, helpful) {
  for (const thumb of message.querySelectorAll(".thumb")) {
    thumb.ariaPressed = helpful != null && (thumb.dataset.act === "helpful") === helpful;
  }
}
