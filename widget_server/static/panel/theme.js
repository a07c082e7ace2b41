// The owner's colours and shapes as CSS variables, in a sheet of their own: no style attribute, no inline style.
import { brandPair, css, parseColour, readable } from "./contrast.js";
import { addSheet } from "./dom.js";

const BUBBLES = { light: [241, 242, 245], dark: [41, 43, 51] }; // --bubble in panel.css
const INDIGO = [99, 102, 241];
const FONTS = { serif: "ui-serif,Georgia,serif", mono: "ui-monospace,Menlo,monospace", rounded: "ui-rounded,Nunito,system-ui,sans-serif" };

export function createTheme({ host, button, tag, signal }) {
  const { dataset } = tag;
  const sheet = addSheet(host);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let config = {};
  let own; // the colour that the page or the tag has set, which goes before the bot's

  /** Reads the page's colour from where it shows. That makes browsers compute styles, so it is not done at every change. */
  function look() {
    sheet.replaceSync("");
    const shown = getComputedStyle(button);
    own = shown.getPropertyValue("--shopchat-primary") && parseColour(shown.backgroundColor);
  }

  function apply() {
    const wanted = dataset.theme ?? config.mode;
    const mode = wanted in BUBBLES ? wanted : dark.matches ? "dark" : "light";
    const colour = own || parseColour(config.primary_color ?? "") || INDIGO;
    const [brand, text] = brandPair(colour);
    const radius = config.radius >= 0 ? `--radius:${Math.min(config.radius, 32)}px;` : "";
    sheet.replaceSync(
      `:host{color-scheme:${mode};--brand:${css(brand)};--on-primary:${css(text)};--link:${css(readable(colour, BUBBLES[mode]))};` +
        `--font:${fontFamily(config.font)};${radius}}`,
    );
    host.dataset.mode = mode;
    host.dataset.position = dataset.position ?? config.position;
  }

  dark.addEventListener("change", () => (look(), apply()), { signal });
  look();
  return (theme = {}) => {
    config = theme;
    apply();
  };
}

function fontFamily(name) {
  if (name === "inherit") return getComputedStyle(document.body).fontFamily;
  return FONTS[name] ?? "system-ui,sans-serif";
}
