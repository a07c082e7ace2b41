"""The product's own widget on our own pages, through the same one script tag that a shop pastes."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from shopchat.chatbots.theme import ThemeConfig
from shopchat.web.ui.inline import Inline

DEFAULTS = ThemeConfig()

# React does not run a script that it renders, so the tag is put into the page by hand, and taken out with it.
_WIDGET_JS = """
function ShopChatWidgetTag({ widgetKey }) {
  useEffect(() => {
    if (!widgetKey) return;
    const tag = document.createElement("script");
    tag.src = "/widget.js";
    tag.async = true;
    tag.dataset.widgetKey = widgetKey;
    document.body.append(tag);
    return () => {
      window.ShopChat?.destroy?.();
      tag.remove();
    };
  }, [widgetKey]);
  return null;
}
"""


class _WidgetTag(Inline):
    source = _WIDGET_JS
    tag = "ShopChatWidgetTag"
    widget_key: rx.Var[str]


def live_widget(widget_key: Any) -> rx.Component:
    """The widget on this page, for as long as the page is open."""
    return _WidgetTag.create(widget_key=widget_key)


def script_tag(origin: str, widget_key: str, theme: Mapping[str, Any]) -> str:
    """The tag that an owner pastes. A colour and a side that are not the default are in it, so that the button is right
    before anything is fetched."""
    look = ""
    if theme["primary_color"] != DEFAULTS.primary_color:
        look += f' data-color="{theme["primary_color"]}"'
    if theme["position"] != DEFAULTS.position:
        look += f' data-position="{theme["position"]}"'
    return f'<script src="{origin}/widget.js" data-widget-key="{widget_key}"{look} async></script>'


def playground_page(tag: str) -> str:
    """A small page of its own that holds nothing but the widget, opened; for a frame's `srcdoc`."""
    opened = tag.replace(" async>", ' data-open="true" async>')
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Playground</title>'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>'
        f"<body>{opened}</body></html>"
    )
