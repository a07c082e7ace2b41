// One message: its text, and for an answer the product cards, the sources and the thumbs.
import { h, iconButton, link } from "./dom.js";
import { parse } from "./markdown.js";

export function messageNode(message, words, cards) {
  const own = message.role === "user";
  return h(
    "div",
    { class: own ? "message user" : "message bot", part: own ? "message-user" : "message-bot" },
    own && h("span", { class: "sr" }, `${words.you}: `),
    own ? h("div", { class: "bubble", dir: "auto" }, message.text) : answerParts(message, words, cards),
    message.id && !own && thumbs(message.id, words),
  );
}

/** What an answer consists of, finished or still arriving. */
export function answerParts({ text, products, sources }, words, cards) {
  return [
    text && h("div", { class: "bubble", dir: "auto" }, parse(text).map(node)),
    products.length > 0 && cards?.(products),
    sources.length > 0 && h("p", { class: "sources" }, `${words.sources}: `, sources.map(source)),
  ].filter(Boolean);
}

/** Shows which thumb was pressed, on a message that is already drawn. */
export function markJudged(message, helpful) {
  for (const thumb of message.querySelectorAll(".thumb")) {
    thumb.ariaPressed = helpful != null && (thumb.dataset.act === "helpful") === helpful;
  }
}

function node(part) {
  if (typeof part === "string") return part;
  const [tag, attributes, ...children] = part;
  if (tag === "a") return link(attributes.href, {}, ...children);
  return h(tag, attributes, ...children.map(node));
}

function source({ title, url }) {
  return link(url, { class: "source", dir: "auto" }, title);
}

function thumbs(id, words) {
  const thumb = (act) => iconButton(`thumb ${act}`, words[act], { "data-act": act, "data-value": id, "aria-pressed": "false" });
  return h("div", { class: "thumbs" }, thumb("helpful"), thumb("unhelpful"));
}
