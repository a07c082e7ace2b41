"""What stands in the head of every page, and where toasts appear."""

import reflex as rx

from shopchat.web import theme

# Before the first paint, so that a dark page is not white for a moment. The framework takes over once it runs.
_EARLY_COLOUR_MODE = """
(function () {
  var mode = localStorage.getItem("theme");
  var dark = mode === "dark" || (mode !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.add(dark ? "dark" : "light");
})();
"""


def head_components() -> list[rx.Component]:
    """Fonts that are needed at once, the icon, and the colour mode of the first paint."""
    return [
        rx.el.script(_EARLY_COLOUR_MODE),
        rx.el.link(rel="icon", href=theme.LOGO, type="image/svg+xml"),
        *[
            rx.el.link(
                rel="preload", href=font, custom_attrs={"as": "font"}, type="font/woff2", cross_origin="anonymous"
            )
            for font in theme.FONTS
        ],
    ]


def toaster() -> rx.Component:
    """Short messages at the top of the page; the list is a live region for screen readers."""
    return rx.toast.provider(position="top-center", rich_colors=True, expand=False, close_button=True)
