"""One frontend build for every host and port: a page speaks to the server that it came from."""

import re
from typing import Unpack

from reflex.plugins import Plugin, PreCompileContext

# Reflex writes the port of the build into the page, and assumes 443 behind https.
BACKEND = "const endpoint = new URL(url_str);"
OWN_BACKEND = """const endpoint = new URL(url_str);
  if (typeof window !== "undefined") {
    const secure = window.location.protocol === "https:";
    endpoint.protocol = (endpoint.protocol.startsWith("ws") ? "ws" : "http") + (secure ? "s:" : ":");
    endpoint.hostname = window.location.hostname;
    endpoint.port = window.location.port;
    return endpoint;
  }"""
# Whether a cookie is for https only is known when the page is there, not when it is built.
SECURE = re.compile(r'"secure": (?:true|false|null)')
SECURE_HERE = '"secure": typeof window !== "undefined" && window.location.protocol === "https:"'


class SameOriginPlugin(Plugin):
    """Changes the two places of Reflex's client that would tie a build to one address."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Runs at each build."""
        context["add_modify_task"]("utils/state.js", own_backend)
        context["add_modify_task"]("utils/context.jsx", secure_cookies)


def own_backend(source: str) -> str:
    """`source` with its backend address taken from the page's own. Raises when Reflex has changed the place."""
    if OWN_BACKEND in source:
        return source
    if source.count(BACKEND) != 1:
        raise RuntimeError("Reflex's state.js has changed: adapt shopchat/web/same_origin.py to it.")
    return source.replace(BACKEND, OWN_BACKEND)


def secure_cookies(source: str) -> str:
    """`source` with cookies that only https carries wherever the page itself came by https."""
    return SECURE.sub(SECURE_HERE, source)
