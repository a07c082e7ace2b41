"""A document of several commands: each writes its own section, between marks of its own, and leaves the others."""

import re
from pathlib import Path


def write_section(file: Path, name: str, text: str) -> None:
    """Puts `text` between the marks of `name`; where there are none yet, at the end of the file with new marks."""
    begin, end = f"<!-- {name}: written by a command, changes here are lost -->", f"<!-- end of {name} -->"
    section = f"{begin}\n{text.strip()}\n{end}"
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if marked.search(before):
        after = marked.sub(lambda _: section, before)
    else:
        after = "\n\n".join(part for part in (before.rstrip(), section) if part) + "\n"
    file.write_text(after, encoding="utf-8")
