"""The icons of the landing page in one file: each alone would be a request whose head is larger than its drawing."""

from typing import Unpack

from reflex.plugins import Plugin, PreCompileContext

# As Lucide calls their files. One that is missing here is only a file of its own.
ICONS = (
    "arrow-right", "badge-check", "check", "circle-question-mark", "cloud-off", "list-filter", "menu", "message-circle",
    "messages-square", "quote", "repeat-2", "sliders-horizontal", "sun-moon", "webhook",
)  # fmt: skip
GROUPS = "groups: ["
_GROUP = f"""
            {{ test: /lucide-react.*icons.({"|".join(ICONS)})[.]/, name: "public-icons" }},"""


class PublicIconsPlugin(Plugin):
    """Has the bundler put them together."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Runs at each build."""
        context["add_modify_task"]("vite.config.js", together)


def together(source: str) -> str:
    """The bundler's configuration with the group. Raises when Reflex has changed the place."""
    if _GROUP in source:
        return source
    if source.count(GROUPS) != 1:
        raise RuntimeError("Reflex's vite.config.js has changed: adapt shopchat/web/public_icons.py to it.")
    return source.replace(GROUPS, f"{GROUPS}{_GROUP}")
