"""A table in text: a header row, then rows, whatever the delimiter."""

import csv
import io
from collections.abc import Iterator, Sequence

from shopchat.core.errors import Invalid
from shopchat.knowledge.importing.drafts import RowError

csv.field_size_limit(16 * 1024 * 1024)

Row = tuple[int, dict[str, str]]


def header_of(text: str) -> list[str]:
    """The column names. Raises `Invalid` for a file without any."""
    header = next(_rows(text), None)
    if not header or not any(cell.strip() for cell in header):
        raise Invalid("The file is empty: its first row must name the columns.", ("body", "file"))
    return [cell.strip() for cell in header]


def records(text: str, header: Sequence[str]) -> Iterator[Row | RowError]:
    """Each row's number, from 1, and its stripped cells by column; rows without any text are passed over."""
    rows = _rows(text)
    next(rows)
    for number, cells in enumerate(rows, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            yield RowError(number, f"The row has {len(cells)} cells, the header {len(header)}.")
            continue
        yield number, dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _rows(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Invalid(
            f"Line {reader.line_num} of the file cannot be read as CSV: {error}.", ("body", "file")
        ) from error


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    candidates: Sequence[str] = (",", ";", "\t")
    return max(candidates, key=head.count)
