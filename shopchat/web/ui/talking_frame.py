"""The widget in a frame that tells the page around it when there is a new answer."""

from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec

from shopchat.web.ui.inline import Inline

# The frame is of our own origin: its document's events and the widget's memory of its visitor can be read.
_FRAME_JS = """
function ShopChatTalkingFrame({ page, widgetKey, onTalk, ...rest }) {
  const tell = (event) => {
    if (event && event.detail.role !== "assistant") return;
    try {
      const { visitor } = JSON.parse(localStorage.getItem(`shopchat:${widgetKey}`)) ?? {};
      if (visitor) onTalk(visitor);
    } catch {
      // Storage is blocked: the chat works, and nobody can tell whose it is.
    }
  };
  return jsx("iframe", {
    srcDoc: page,
    onLoad: (event) => {
      event.target.contentDocument.addEventListener("shopchat:message", tell);
      tell();
    },
    ...rest,
  });
}
"""


class _TalkingFrame(Inline):
    source = _FRAME_JS
    hooks = ()
    tag = "ShopChatTalkingFrame"
    page: rx.Var[str]
    widget_key: rx.Var[str]
    title: rx.Var[str]
    on_talk: rx.EventHandler[passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]


def talking_frame(*, page: Any, widget_key: Any, on_talk: Any, **props: Any) -> rx.Component:
    """Shows `page`; calls `on_talk` with the visitor's id once it is there and after each answer."""
    return _TalkingFrame.create(page=page, widget_key=widget_key, on_talk=on_talk, **props)
