"""Live pages: an event every few seconds while, and only while, the page is open and in view.

The browser keeps the time, so leaving the page stops it and no task stays behind on the server.
"""

from typing import Any

import reflex as rx
from reflex_base.event import no_args_event_spec

from shopchat.web.ui.inline import Inline

_POLL_JS = """
function ShopChatPoll({ every, onTick }) {
  const tick = useRef(onTick);
  useEffect(() => { tick.current = onTick; });
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) tick.current(); }, every);
    return () => clearInterval(timer);
  }, [every]);
  return null;
}
"""


class _Poll(Inline):
    source = _POLL_JS
    hooks = ("useEffect", "useRef")
    tag = "ShopChatPoll"
    every: rx.Var[int]
    on_tick: rx.EventHandler[no_args_event_spec]  # type: ignore[type-arg, valid-type]


def poll(handler: Any, *, every_ms: int) -> rx.Component:
    """Fires `handler` every `every_ms` milliseconds; ticks that a lost connection would queue are dropped."""
    return _Poll.create(every=every_ms, on_tick=handler.temporal)
