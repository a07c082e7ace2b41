"""Thirty strings that would run if any part of the widget took text for markup, an address or code, and whole lists.

The lists are not ours and not in this repository: `HOSTILE_LISTS` names a folder of text files, one string a line, such
as the XSS lists of PayloadsAllTheThings. A line that is only the name of an event handler becomes two tags with it.
"""

import os
import re
from pathlib import Path

import pytest

# Replaces what the strings call when they run, and remembers the calls.
TRAP = """window.booms = [];
for (const name of ["alert", "confirm", "prompt", "print", "open", "boom", "URL_", "INJECTX"])
    window[name] = (...given) => { booms.push(`${name} ${given[0]} on ${location.pathname}`); };"""


def listed() -> list[str]:
    """Every string of the lists, once. Skips the test where no lists are given."""
    folder = os.environ.get("HOSTILE_LISTS")
    if not folder:
        pytest.skip("HOSTILE_LISTS names no folder with lists of hostile strings, one a line")
    files = [file for file in sorted(Path(folder).iterdir()) if file.suffix in (".txt", ".svg")]
    lines = [line.strip() for file in files for line in file.read_text(errors="replace").splitlines()]
    return list(dict.fromkeys(text for line in lines if line for text in _tags(line)))


def _tags(line: str) -> list[str]:
    if not re.fullmatch(r"on[a-z]+", line):
        return [line]
    return [f"<img src=x {line}=alert(1)>", f"<input autofocus tabindex=0 contenteditable {line}=alert(1)>"]


HOSTILE = [
    "<script>boom()</script>",
    "</script><script>boom()</script>",
    "<img src=x onerror=boom()>",
    "<img src=x onerror='boom()' alt=\"\">",
    "<svg onload=boom()>",
    "<svg><animate onbegin=boom() attributeName=x dur=1s>",
    "<svg><script href=data:,boom()></script></svg>",
    "<iframe srcdoc='<script>parent.boom()</script>'></iframe>",
    "<iframe src=javascript:parent.boom()>",
    "<body onload=boom()>",
    "<details open ontoggle=boom()>",
    "<input autofocus onfocus=boom()>",
    "<video><source onerror=boom()></video>",
    "<math><mtext><table><mglyph><style><img src=x onerror=boom()>",
    "<template><script>boom()</script></template>",
    "<style>@import 'javascript:boom()'</style>",
    '"><img src=x onerror=boom()>',
    "' onmouseover='boom()' x='",
    '" autofocus onfocus=boom() x="',
    "javascript:boom()",
    "JaVaScRiPt:boom()",
    "java\tscript:boom()",
    "\u0001javascript:boom()",
    "data:text/html,<script>parent.boom()</script>",
    "[click](javascript:boom())",
    '[click](https://a.example"onmouseover=boom())',
    "**<img src=x onerror=boom()>** `<svg onload=boom()>`",
    "| <img src=x onerror=boom()> | b |\n|---|---|\n| <svg onload=boom()> | [x](javascript:boom()) |",
    "- <img src=x onerror=boom()>\n- [x](  javascript:boom() )",
    "{{constructor.constructor('boom()')()}} ${boom()} #{boom()} {title}",
]
