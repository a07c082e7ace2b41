"""Lists of any length as a file, in the memory of a few rows."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Annotated, Any, Literal

from fastapi import Query
from fastapi.responses import StreamingResponse

from shopchat.core import csv_cells

Format = Literal["csv", "jsonl"]
FileFormat = Annotated[
    Format,
    Query(
        alias="format",
        description="`csv` with a header row, its cells safe to open in a spreadsheet, or `jsonl`: one JSON a line",
    ),
]
MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}

Rows = AsyncIterator[dict[str, Any]]


def file_answer() -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: the answer of success is a file in one of the formats."""
    text = {"schema": {"type": "string"}}
    return {200: {"content": {"text/csv": text, "application/x-ndjson": text}, "description": "The file"}}


def streamed(
    rows: Rows,
    file_format: Format,
    *,
    name: str,
    columns: Sequence[str],
    cells: Callable[[dict[str, Any]], Iterable[Sequence[Any]]],
) -> StreamingResponse:
    """The rows as a file called `name`; `cells` makes the lines of a CSV out of one row."""
    body = _csv(rows, columns, cells) if file_format == "csv" else _json_lines(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"', "Cache-Control": "no-store"}
    return StreamingResponse(body, media_type=MEDIA_TYPES[file_format], headers=headers)


async def _csv(
    rows: Rows, columns: Sequence[str], cells: Callable[[dict[str, Any]], Iterable[Sequence[Any]]]
) -> AsyncIterator[str]:
    yield csv_cells.line(columns)
    async for row in rows:
        yield "".join(csv_cells.line(each) for each in cells(row))


async def _json_lines(rows: Rows) -> AsyncIterator[str]:
    async for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
