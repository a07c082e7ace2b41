"""The CSV that `GET /knowledge/export` gives: what comes back in is what went out."""

import json
from collections.abc import Iterator, Mapping, Sequence

from shopchat.core.csv_cells import original
from shopchat.knowledge.importing.drafts import KEY_LENGTH, Draft, RowError
from shopchat.knowledge.importing.table import header_of, records

NEEDED = {"title", "content", "source_type", "is_active", "metadata", "external_key", "id"}


def recognises(header: Sequence[str]) -> bool:
    """Whether these are the columns of an export."""
    return set(header) >= NEEDED


def read(text: str, _filename: str, _mapping: Mapping[str, str]) -> Iterator[Draft | RowError]:
    """Each entry as it was. One made by hand is known by its id, so that a second import of the file adds nothing."""
    for record in records(text, header_of(text)):
        yield record if isinstance(record, RowError) else _draft(*record)


def _draft(number: int, cells: Mapping[str, str]) -> Draft | RowError:
    row = {name: original(cell) for name, cell in cells.items()}
    try:
        metadata = json.loads(row["metadata"]) if row.get("metadata") else None
    except (ValueError, RecursionError):
        return RowError(number, "The column metadata holds no valid JSON.")
    if metadata is not None and not isinstance(metadata, dict):
        return RowError(number, "The column metadata holds JSON that is no object.")
    key = row.get("external_key") or row.get("id") or row.get("title", "").casefold()
    return Draft(
        number,
        row.get("source_type") or "custom_text",
        row.get("title", ""),
        row.get("content", ""),
        metadata,
        key[:KEY_LENGTH],
        is_active=row.get("is_active", "").casefold() != "false",
    )
