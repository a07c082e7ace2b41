// Product cards in a row that scrolls sideways; loaded with the first answer that has some.
import en from "../lang/en-products.js";
import { addSheet, h, link, webAddress } from "../panel/dom.js";
import productsCss from "./products.css";

/** Adds the cards' style to the panel and returns what makes a row of cards. */
export function prepare(host, translated) {
  const words = { ...en, ...translated };
  addSheet(host, productsCss);
  return (products) => productCards(products, words);
}

function productCards(products, words) {
  const turn = (way, icon) =>
    h("button", { type: "button", class: `icon turn ${icon}`, tabindex: -1, "aria-hidden": "true", "data-act": "scroll", "data-value": way });
  return h(
    "div",
    { class: "products" },
    h("ul", { role: "list", "aria-label": words.products }, products.map((product) => card(product, words))),
    products.length > 2 && [turn(-1, "previous"), turn(1, "next")],
  );
}

function card({ entry_id, title, price, compare_at_price, currency, url, image_url, availability }, words) {
  const src = webAddress(image_url);
  const before = compare_at_price && Number(compare_at_price) > Number(price) && compare_at_price;
  return h(
    "li",
    { part: "product" },
    link(
      url,
      { "data-act": "productClick", "data-value": entry_id },
      src ? h("img", { class: "picture", src, alt: "", loading: "lazy" }) : h("span", { class: "picture" }),
      h("span", { class: "title", dir: "auto" }, title),
    ),
    price != null &&
      h("p", { class: "price" }, money(price, currency), before && [" ", h("s", {}, h("span", { class: "sr" }, `${words.before} `), money(before, currency))]),
    availability && h("p", { class: `stock ${availability}` }, words[availability]),
    h(
      "button",
      { type: "button", "aria-label": `${words.ask}: ${title}`, "data-act": "suggest", "data-value": words.askAbout.replace("{title}", () => title) },
      words.ask,
    ),
  );
}

function money(amount, currency) {
  try {
    return new Intl.NumberFormat(document.documentElement.lang || undefined, { style: "currency", currency }).format(amount);
  } catch {
    return `${amount} ${currency ?? ""}`; // a currency or a page language that browsers do not know
  }
}
