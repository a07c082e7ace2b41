// What answers need: to be asked for, read and drawn. Comes when somebody begins to write, or has written before.
import en from "../lang/en-answers.js";
import { addSheet, h, iconButton, link } from "../panel/dom.js";
import answersCss from "./answers.css";
import { createAsking } from "./asking.js";
import { createFollowing } from "./following.js";
import { parse } from "./markdown.js";

/** Adds the answers' style to the panel and returns what asks for them and draws them. */
export function prepare(host, translated, tools) {
  const words = { ...en, ...translated };
  addSheet(host, answersCss);
  return {
    ...createAsking(tools, createFollowing(tools, words)),
    /** What an answer consists of, finished or still arriving; `cards` draws its products. */
    parts(answer, cards) {
      if (answer.role === "note") return h("p", { class: "who" }, answer.text);
      const isPerson = answer.role === "person";
      return [
        isPerson && h("p", { class: "who" }, words.shop),
        ...content(answer, cards, words),
        answer.id && !isPerson && thumbs(answer.id, words),
      ];
    },
  };
}

function content({ text, products, sources }, cards, words) {
  return [
    text && h("div", { class: "bubble", dir: "auto" }, parse(text).map(node)),
    products.length > 0 && cards?.(products),
    sources.length > 0 && h("p", { class: "sources" }, `${words.sources}: `, sources.map(source)),
  ];
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
