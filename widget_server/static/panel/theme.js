// The owner's colours and shapes as CSS variables, in a sheet of their own: no style attribute, no inline style.
import { brandPair, css, parseColour, readable } from "./contrast.js";
import { addSheet } from "./dom.js";

const BUBBLES = { light: [241, 242, 245], dark: [41, 43, 51] }; // --bubble in panel.css
const FONTS = { serif: "ui-serif,Georgia,serif", mono: "ui-monospace,Menlo,monospace", rounded: "ui-rounded,Nunito,system-ui,sans-serif" };

export function createTheme({ host, tag, signal }) {
  const { dataset } = tag;
  const sheet = addSheet(host);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let config = {};

  function apply() {
    const wanted = dataset.theme ?? config.mode;
    const mode = wanted in BUBBLES ? wanted : dark.matches ? "dark" : "light";
    const colour = !dataset.color && CSS.supports("color", config.primary_color) ? `--shopchat-primary:${config.primary_color};` : "";
    const radius = config.radius >= 0 ? `--radius:${Math.min(config.radius, 32)}px;` : "";
    sheet.replaceSync(`:host{color-scheme:${mode};--font:${fontFamily(config.font)};${radius}${colour}}`);

    // The page may have set the colour itself, so it is read from where it shows.
    const shown = parseColour(getComputedStyle(host.shadowRoot.querySelector("button")).backgroundColor) ?? [99, 102, 241];
    const [brand, text] = brandPair(shown);
    sheet.insertRule(`:host{--brand:${css(brand)};--on-primary:${css(text)};--link:${css(readable(shown, BUBBLES[mode]))}}`, 1);
    host.dataset.mode = mode;
    host.dataset.position = dataset.position ?? config.position;
  }

  dark.addEventListener("change", apply, { signal });
  return (theme) => {
    config = theme ?? {};
    apply();
  };
}

function fontFamily(name) {
  if (name === "inherit") return getComputedStyle(document.body).fontFamily;
  return FONTS[name] ?? "system-ui,sans-serif";
}
