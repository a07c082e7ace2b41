// Text becomes text nodes and addresses are checked: nothing in the widget turns a string into markup.

/** One element. Attributes that are null or false are left out; strings among the children become text. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value != null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

/** A button drawn with the icon of that name; `act` is what listen.js hears. */
export function iconButton(icon, label, attributes) {
  return h("button", { type: "button", class: `icon ${icon}`, "aria-label": label, title: label, ...attributes });
}

/** The absolute http(s) address, or null for everything else: `javascript:`, `data:`, nonsense. */
export function webAddress(value, base = document.baseURI) {
  try {
    if (typeof value !== "string") return null;
    const url = new URL(value, base);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link to another page, or only its content when the address is not one that we follow. */
export function link(address, attributes, ...children) {
  const href = webAddress(address);
  if (!href) return h("span", attributes, ...children);
  return h("a", { ...attributes, href, rel: "noopener nofollow ugc", target: "_blank" }, ...children);
}

/** A style sheet for the shadow root; unlike a style element it needs no leave of the page's security policy. */
export function addSheet(host, text = "") {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  host.shadowRoot.adoptedStyleSheets.push(sheet);
  return sheet;
}
