"""A time, said in the reader's own zone and language by the browser: "5 minutes ago", or the date when it is older."""

from typing import Any

import reflex as rx

from shopchat.web.ui.inline import Inline

_MOMENT_JS = """
const shopChatUnits = [["day", 86400], ["hour", 3600], ["minute", 60]];
function shopChatAgo(date) {
  const seconds = (Date.now() - date.getTime()) / 1000;
  if (seconds < 60) return "just now";
  if (seconds > 7 * 86400) return date.toLocaleDateString(undefined, { dateStyle: "medium" });
  const [unit, size] = shopChatUnits.find(([, size]) => seconds >= size);
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(-Math.floor(seconds / size), unit);
}
function ShopChatMoment({ iso, className }) {
  const [text, setText] = useState("");
  useEffect(() => {
    if (!iso) return;
    const say = () => setText(shopChatAgo(new Date(iso)));
    say();
    const timer = setInterval(say, 30000);
    return () => clearInterval(timer);
  }, [iso]);
  return jsx("time", { dateTime: iso, className, title: text && new Date(iso).toLocaleString() }, text);
}
"""


class _Moment(Inline):
    source = _MOMENT_JS
    hooks = ("useEffect", "useState")
    tag = "ShopChatMoment"
    iso: rx.Var[str]


def moment(iso: Any, class_name: str = "") -> rx.Component:
    """`iso` is a time in ISO 8601 with its offset."""
    return _Moment.create(iso=iso, class_name=class_name)
