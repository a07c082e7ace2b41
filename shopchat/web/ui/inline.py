"""Components of our own whose few lines of JavaScript stand in the page that uses them."""

from typing import ClassVar

import reflex as rx
from reflex_base.utils.imports import ImportDict, ImportVar


class Inline(rx.Component):
    """Base of such a component: `source` defines the React function that `tag` names, with these `hooks` of React."""

    source: ClassVar[str]
    hooks: ClassVar[tuple[str, ...]] = ("useEffect",)

    def add_imports(self) -> ImportDict:
        """What `source` uses."""
        return {"react": [ImportVar(tag=hook) for hook in self.hooks], "@emotion/react": [ImportVar(tag="jsx")]}

    def add_custom_code(self) -> list[str]:
        """The function itself, once a page."""
        return [self.source]
