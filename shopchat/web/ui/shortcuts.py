"""Keys that do what a click does, and the sheet that names them. They can be switched off (WCAG 2.1.4)."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from shopchat.web.theme import NavItem
from shopchat.web.ui.buttons import button, icon_button
from shopchat.web.ui.inline import Inline

SHEET = "shortcuts"
_SWITCH = "shortcuts-on"
# Marks the button that a page's `n` presses, and those that open the sheet.
NEW = {"data-shortcut": "n"}
_OPENS = {"data-opens": SHEET}

# A key is a click on the link or button that does the same, so the keys can do nothing that the page cannot.
_SHORTCUTS_JS = """
function ShopChatShortcuts({ pages }) {
  useEffect(() => {
    const sheet = document.getElementById("shortcuts");
    const on = document.getElementById("shortcuts-on");
    const kept = "shopchat_shortcuts";
    const read = () => { try { return localStorage.getItem(kept); } catch { return null; } };
    let going = 0;
    on.checked = read() !== "off";
    const keep = () => { try { localStorage.setItem(kept, on.checked ? "on" : "off"); } catch {} };
    const open = () => { if (!document.querySelector("dialog[open]")) sheet.showModal(); };
    const press = (selector) => document.querySelector(selector)?.click();
    // Whether the key was one of ours.
    const act = (key) => {
      const goes = Date.now() - going < 1500;
      going = key === "g" && !goes ? Date.now() : 0;
      const search = key === "/" && document.querySelector("main input[type=search]");
      if (goes) press(`nav[aria-label="Main"] a[href="${pages[key]}"]`);
      else if (key === "?") open();
      else if (key === "n") press("main [data-shortcut=n]");
      else if (search) search.select();
      else return false;
      return true;
    };
    const pressed = (event) => {
      if (!on.checked || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = event.composedPath()[0];
      if (at.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
      if (act(event.key)) event.preventDefault();
    };
    const clicked = (event) => {
      if (event.target.closest("[data-opens=shortcuts]")) open();
      if (event.target === sheet || event.target.closest("[data-closes=shortcuts]")) sheet.close();
    };
    document.addEventListener("keydown", pressed);
    document.addEventListener("click", clicked);
    on.addEventListener("change", keep);
    return () => {
      document.removeEventListener("keydown", pressed);
      document.removeEventListener("click", clicked);
      on.removeEventListener("change", keep);
    };
  }, []);
  return null;
}
"""


class _Shortcuts(Inline):
    source = _SHORTCUTS_JS
    tag = "ShopChatShortcuts"
    pages: rx.Var[dict[str, str]]


def shortcuts_button() -> rx.Component:
    """Opens the sheet by mouse; where nobody has a keyboard it is not there."""
    return icon_button("keyboard", "Keyboard shortcuts", custom_attrs=_OPENS, class_name="pointer-coarse:hidden")


def _row(what: str, *keys: str) -> rx.Component:
    look = "rounded border border-edge bg-sunken px-1.5 py-0.5 font-mono text-xs"
    return rx.el.div(
        rx.el.dt(what, class_name="text-muted"),
        rx.el.dd(*[rx.el.kbd(key, class_name=look) for key in keys], class_name="flex gap-1"),
        class_name="flex items-center justify-between gap-4 py-1.5",
    )


def shortcuts(pages: Sequence[NavItem]) -> rx.Component:
    """The keys and their sheet, once a page. `pages` are those that `g` and a letter lead to."""
    general: tuple[tuple[Any, ...], ...] = (
        ("This sheet", "?"),
        ("Search on this page", "/"),
        ("The page's new or add button", "n"),
    )
    return rx.fragment(
        rx.el.dialog(
            rx.el.div(
                rx.el.h2("Keyboard shortcuts", id=f"{SHEET}-title", class_name="text-lg font-semibold"),
                icon_button("x", "Close", custom_attrs={"data-closes": SHEET}, class_name="-mr-2"),
                class_name="flex items-center justify-between gap-4",
            ),
            rx.el.dl(*[_row(*each) for each in general], class_name="mt-3 divide-y divide-line text-sm"),
            rx.el.h3("Go to", class_name="mt-5 text-sm font-semibold"),
            rx.el.dl(
                *[_row(item.label, "g", item.key) for item in pages],
                class_name="mt-1 grid gap-x-8 text-sm sm:grid-cols-2",
            ),
            rx.el.div(
                rx.el.label("Shortcuts are on", html_for=_SWITCH, class_name="text-[0.8125rem] font-medium"),
                rx.el.input(type="checkbox", role="switch", id=_SWITCH, default_checked=True, class_name="switch"),
                class_name="mt-5 flex items-center justify-between gap-6 border-t border-line pt-4",
            ),
            rx.el.div(
                button("Close", kind="secondary", custom_attrs={"data-closes": SHEET}),
                class_name="mt-5 flex justify-end",
            ),
            id=SHEET,
            aria_labelledby=f"{SHEET}-title",
            class_name=(
                "m-auto w-[calc(100vw-1.5rem)] max-w-lg max-h-[calc(100dvh-2rem)] overflow-y-auto rounded-2xl border "
                "border-line bg-surface p-5 text-ink shadow-pop sm:p-6"
            ),
        ),
        _Shortcuts.create(pages={item.key: item.href for item in pages}),
    )
