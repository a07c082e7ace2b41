"""What may be said of a knowledge entry when it is made or changed."""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, ValidationError

from shopchat.core.errors import Invalid
from shopchat.core.text import Storable, Trimmed, is_storable, up_to
from shopchat.knowledge.facts import ProductFacts

SourceType = Literal["product_catalog", "policy_page", "faq", "custom_text", "url"]
EntrySort = Literal["created_at", "-created_at", "updated_at", "-updated_at", "title", "-title"]
MAX_CONTENT = 200_000  # characters: a long book chapter; above that a page is several pages
MAX_METADATA = 64_000  # bytes of JSON: a product with its 500 variants fits
MAX_DEPTH = 32  # lists and objects inside each other: more than any shop's, less than what JSON writers give up on

Title = Annotated[str, up_to(500), Trimmed, Storable]
Content = Annotated[str, up_to(MAX_CONTENT), Trimmed, Storable]


def _storable_json(value: dict[str, Any] | None) -> dict[str, Any] | None:
    if value is None:
        return None
    if not _is_flatter_than(MAX_DEPTH, value):
        raise ValueError(f"metadata is nested deeper than {MAX_DEPTH} levels")
    try:
        written = json.dumps(value, allow_nan=False, ensure_ascii=False)
    except ValueError as error:
        raise ValueError("metadata holds a number that JSON cannot say") from error
    if not is_storable(written) or "\\u0000" in written:
        raise ValueError("metadata holds a character that cannot be stored")
    if len(written.encode()) > MAX_METADATA:
        raise ValueError(f"metadata is larger than {MAX_METADATA} bytes")
    return value


def _is_flatter_than(depth: int, value: object) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_is_flatter_than(depth - 1, part) for part in inside)


Metadata = Annotated[dict[str, Any] | None, AfterValidator(_storable_json)]


class EntryChanges(BaseModel):
    """Any subset of an entry's fields; `metadata` alone may be cleared with `null`."""

    model_config = ConfigDict(extra="forbid")

    title: Title = Field(default="", validate_default=False)
    content: Content = Field(default="", validate_default=False)
    source_type: SourceType = "custom_text"
    metadata: Metadata = None
    is_active: StrictBool = True

    def given(self) -> dict[str, Any]:
        """Only what the caller named, with `metadata` under its attribute's name."""
        given = self.model_dump(exclude_unset=True)
        if "metadata" in given:
            given["meta"] = given.pop("metadata")
        return given


def checked_metadata(source_type: str, metadata: dict[str, Any] | None) -> dict[str, Any] | None:
    """A product's metadata with its facts validated and prices normalised; any other's as it is. Raises `Invalid`."""
    if source_type != "product_catalog" or not metadata:
        return metadata
    try:
        return ProductFacts.model_validate(metadata).stored()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise Invalid(f"metadata.{where}: {message}.", loc=("body", "metadata", *first["loc"])) from error
