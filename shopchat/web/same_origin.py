"""One frontend build for every host and port: the page speaks to the server that it came from."""

from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins.base import PreCompileContext

# Reflex writes the port of the build into the page, and assumes 443 behind https.
ORIGINAL = "const endpoint = new URL(url_str);"
SAME_ORIGIN = """const endpoint = new URL(url_str);
  if (typeof window !== "undefined") {
    const secure = window.location.protocol === "https:";
    endpoint.protocol = (endpoint.protocol.startsWith("ws") ? "ws" : "http") + (secure ? "s:" : ":");
    endpoint.hostname = window.location.hostname;
    endpoint.port = window.location.port;
    return endpoint;
  }"""


class SameOriginPlugin(Plugin):
    """Changes the one function of Reflex's client that decides where the backend is."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        context["add_modify_task"]("utils/state.js", same_origin)


def same_origin(source: str) -> str:
    """`source` with its backend address taken from the page's own. Raises when Reflex has changed the place."""
    if SAME_ORIGIN in source:
        return source
    if source.count(ORIGINAL) != 1:
        raise RuntimeError("Reflex's state.js has changed: adapt shopchat/web/same_origin.py to it.")
    return source.replace(ORIGINAL, SAME_ORIGIN)
