"""A zip that is written in one pass and leaves in pieces."""

import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any


class Archive:
    """Files of JSON lines in a zip. `taken` takes out what is finished of it, so that it is never whole in memory."""

    def __init__(self) -> None:
        self._pieces = _Pieces()
        self._zip = zipfile.ZipFile(self._pieces, "w", zipfile.ZIP_DEFLATED)
        self._file: IO[bytes] | None = None

    def begin(self, name: str) -> None:
        """Closes the last file and opens the next."""
        self._end()
        self._file = self._zip.open(name, "w", force_zip64=True)

    def write_text(self, text: str) -> None:
        """Adds to the open file."""
        assert self._file is not None
        self._file.write(text.encode())

    def write_rows(self, rows: Sequence[dict[str, Any]]) -> None:
        """Adds a line for each row to the open file; what JSON does not know is written as text."""
        self.write_text("".join(json.dumps(row, ensure_ascii=False, default=_plain) + "\n" for row in rows))

    def close(self) -> None:
        """Writes the end of the zip."""
        self._end()
        self._zip.close()

    def taken(self, least: int) -> bytes:
        """What is finished and was not taken yet, if it is `least` bytes or more; else nothing."""
        return self._pieces.taken(least)

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


class _Pieces:
    """A file that can only be written to."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, data: bytes, /) -> int:
        self._bytes += data
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def taken(self, least: int) -> bytes:
        if len(self._bytes) < least:
            return b""
        data = bytes(self._bytes)
        self._bytes.clear()
        return data
