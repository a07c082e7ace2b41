"""CSV that a spreadsheet shows and never runs."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

# What begins so is a formula to Excel, LibreOffice or Google Sheets; the quote before it makes it text, in our own
# files too, so that a text which begins with quotes and such a sign comes back as it was.
_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def line(values: Sequence[Any]) -> str:
    """One row of a CSV file, with its line end; `None` is an empty cell."""
    written = io.StringIO()
    csv.writer(written).writerow([_safe("" if value is None else str(value)) for value in values])
    return written.getvalue()


def original(cell: str) -> str:
    """The text that `line` was given for the cell."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def _safe(cell: str) -> str:
    return f"'{cell}" if _RISKY.match(cell) else cell
