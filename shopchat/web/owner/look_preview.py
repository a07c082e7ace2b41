"""The chat window in small, drawn from a theme that is not stored yet."""

from typing import Any

import reflex as rx
from reflex.style import resolved_color_mode

from shopchat.chatbots.theme import ThemeConfig

# As the widget does it, see `brandPair` in widget_server/static/panel/contrast.js.
_LIGHT_ENOUGH_FOR_BLACK = 0.25  # relative luminance
_READABLE = 4.5  # to one: WCAG 2, level AA
_STEPS = 50  # of darkening, from none to black


def drafted(theme: ThemeConfig) -> dict[str, str]:
    """A theme as the fields of a form hold it."""
    return {name: "" if value is None else str(value) for name, value in theme.model_dump().items()}


def brand_pair(colour: str) -> tuple[str, str]:
    """The background and the text that the widget makes of a brand colour (`#rgb`, `#rrggbb`).

    Black on a light colour; white on others, which are darkened as far as that takes, and on what is no colour.
    """
    brand = _parsed(colour)
    if brand is None or _luminance(brand) > _LIGHT_ENOUGH_FOR_BLACK:
        return colour, "#ffffff" if brand is None else "#000000"
    for step in range(_STEPS):
        darker = tuple(round(part * (1 - step / _STEPS)) for part in brand)
        if (1 + 0.05) / (_luminance(darker) + 0.05) >= _READABLE:
            break
    return colour if darker == brand else "#{:02x}{:02x}{:02x}".format(*darker), "#ffffff"


def _parsed(colour: str) -> tuple[int, ...] | None:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return None


def _luminance(rgb: tuple[int, ...]) -> float:
    shares = [part / 255 for part in rgb]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _font(name: Any) -> Any:
    return rx.match(
        name,
        ("serif", "ui-serif, Georgia, serif"),
        ("mono", "ui-monospace, monospace"),
        ("rounded", "ui-rounded, 'Nunito', system-ui, sans-serif"),
        "system-ui, sans-serif",
    )


def _bubble(text: Any, *, shopper: bool, brand: dict[str, Any]) -> rx.Component:
    look = brand if shopper else {}
    side = "ml-auto" if shopper else "bg-[var(--bubble)]"
    return rx.el.p(
        text,
        class_name=f"w-fit max-w-[85%] px-3 py-2 {side}",
        style={**look, "border_radius": "min(var(--r), 18px)"},
    )


def _window(draft: Any, pair: Any, name: Any, welcome: Any) -> rx.Component:
    brand = {"background": pair[0], "color": pair[1]}
    avatar = rx.cond(
        draft["avatar_url"] != "",
        rx.el.img(src=draft["avatar_url"], alt="", class_name="size-8 rounded-full object-cover"),
        rx.el.span(
            name.to(str)[0],
            class_name="grid size-8 place-items-center rounded-full font-semibold",
            style={"background": pair[1], "color": pair[0]},
        ),
    )
    return rx.el.div(
        rx.el.div(
            avatar,
            rx.el.span(name, class_name="truncate font-semibold"),
            class_name="flex items-center gap-3 px-4 py-3",
            style=brand,
        ),
        rx.el.div(
            _bubble(welcome, shopper=False, brand=brand),
            _bubble("Do you have it in blue?", shopper=True, brand=brand),
            _bubble("Yes, it comes in navy and sky blue.", shopper=False, brand=brand),
            class_name="flex h-64 flex-col gap-2.5 overflow-hidden p-4 text-[0.8125rem]",
        ),
        rx.el.div(
            "Write a message…",
            class_name="border-t border-[var(--rule)] px-4 py-3 text-[0.8125rem] text-[var(--quiet)]",
        ),
        class_name="overflow-hidden border border-[var(--rule)] bg-[var(--paper)] text-[var(--text)] shadow-pop",
        style={"border_radius": "var(--r)"},
    )


_LIGHT = "[--paper:#ffffff] [--text:#1b1c20] [--bubble:#f1f2f5] [--rule:#e3e4ea] [--quiet:#5c5f6b]"
_DARK = "[--paper:#191a1f] [--text:#eeeff3] [--bubble:#292b33] [--rule:#363843] [--quiet:#a6a9b5]"


def preview(draft: Any, *, pair: Any, name: Any, welcome: Any) -> rx.Component:
    """The window and its button, in the mode and at the side that `draft` says, in the colours of `brand_pair`."""
    dark = (draft["mode"] == "dark") | ((draft["mode"] == "auto") & (resolved_color_mode == "dark"))
    return rx.el.figure(
        rx.el.figcaption("Preview", class_name="mb-2 text-[0.8125rem] font-medium text-muted"),
        rx.el.div(
            _window(draft, pair, name, welcome),
            rx.el.div(
                rx.icon("message_circle", size=24, aria_hidden="true"),
                class_name=rx.cond(
                    draft["position"] == "bottom-left",
                    "mt-3 mr-auto grid size-13 place-items-center rounded-full shadow-pop",
                    "mt-3 ml-auto grid size-13 place-items-center rounded-full shadow-pop",
                ),
                style={"background": pair[0], "color": pair[1]},
            ),
            class_name=rx.cond(dark, _DARK, _LIGHT),
            style={"--r": f"{draft['radius']}px", "font_family": _font(draft["font"])},
        ),
        aria_label="Preview of the chat window",
        class_name="lg:sticky lg:top-8",
    )
