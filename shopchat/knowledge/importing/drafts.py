"""What a format reader makes of a file: drafts of entries, and rows that cannot become one."""

from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from shopchat.core.errors import Invalid
from shopchat.knowledge.changes import EntryChanges, checked_metadata

KEY_LENGTH = 500  # characters that the column of `external_key` holds


@dataclass(frozen=True)
class Draft:
    """An entry to be. `row` is where it stands in the file, counted from 1 without the header."""

    row: int
    source_type: str
    title: str
    content: str
    metadata: dict[str, Any] | None
    external_key: str
    is_active: bool = True

    def with_content(self, content: str) -> "Draft":
        """The same with another text."""
        return replace(self, content=content)

    def shown(self) -> dict[str, Any]:
        """The draft for a preview."""
        return {
            "row": self.row,
            "source_type": self.source_type,
            "title": self.title,
            "content": self.content,
            "metadata": self.metadata,
        }


@dataclass(frozen=True)
class RowError:
    """Why a row was left out, in a sentence for the owner."""

    row: int
    detail: str

    def shown(self) -> dict[str, Any]:
        """The error as an import keeps it."""
        return {"row": self.row, "detail": self.detail}


def checked(draft: Draft) -> Draft | RowError:
    """The draft held to the same rules as an entry made by hand."""
    try:
        fields = EntryChanges.model_validate(
            {
                "title": draft.title,
                "content": draft.content,
                "source_type": draft.source_type,
                "metadata": draft.metadata,
            }
        )
        metadata = checked_metadata(draft.source_type, fields.metadata)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return RowError(draft.row, f"{where}: {first['msg'].removeprefix('Value error, ')}.")
    except Invalid as error:
        return RowError(draft.row, error.detail)
    return replace(draft, title=fields.title, content=fields.content, metadata=metadata)
