"""What an import is started from: a form with a file, or JSON with an address, at the same path."""

import json
import uuid
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile

from shopchat.core.errors import Invalid
from shopchat.core.text import CleanText

MULTIPART = "multipart/form-data"
FILE_TYPES = "CSV (any table, Shopify or WooCommerce products), Markdown, HTML or text; gzip is fine"
_MAPPING = {"type": "string", "description": 'JSON: our field to your column, {"title": "Artikel"}'}


class AddressSource(BaseModel):
    """An address to read: a page, a sitemap, a Shopify shop's `/products.json`, or a shop's front page.

    A front page leads to the rest: a Shopify shop's products and policies, or what the sitemap lists.
    """

    model_config = ConfigDict(extra="forbid")

    chatbot_id: uuid.UUID
    url: Annotated[
        CleanText,
        Field(
            min_length=1,
            max_length=2000,
            json_schema_extra={"format": "http-url"},
            examples=["https://shop.example/pages/returns"],
        ),
    ]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    file: UploadFile
    mapping: CleanText | None = None


class _ImportForm(_Form):
    chatbot_id: uuid.UUID


@dataclass(frozen=True)
class Table:
    """An uploaded file, and the correction of what its columns are taken for."""

    filename: str
    data: bytes
    mapping: dict[str, str]


@dataclass(frozen=True)
class FileSource:
    """A file for a chatbot."""

    chatbot_id: uuid.UUID
    table: Table


async def _source(request: Request) -> FileSource | AddressSource:
    if not request.headers.get("content-type", "").startswith(MULTIPART):
        try:
            return AddressSource.model_validate_json(await request.body())
        except ValidationError as error:
            raise _refused(error) from error
    form = await _form(request, _ImportForm)
    return FileSource(form.chatbot_id, await _table(form))


async def _upload(request: Request) -> Table:
    return await _table(await _form(request, _Form))


Source = Annotated[FileSource | AddressSource, Depends(_source)]
Upload = Annotated[Table, Depends(_upload)]


async def _form(request: Request, model: Any) -> Any:
    try:
        return model.model_validate(dict(await request.form()))
    except ValidationError as error:
        raise _refused(error) from error


def _refused(error: ValidationError) -> RequestValidationError:
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return RequestValidationError([{**problem, "loc": ("body", *problem["loc"])} for problem in problems])


async def _table(form: _Form) -> Table:
    return Table(form.file.filename or "upload.csv", await form.file.read(), _mapping(form.mapping))


def _mapping(written: str | None) -> dict[str, str]:
    if not written:
        return {}
    try:
        mapping = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise Invalid("The mapping is not valid JSON.", ("body", "mapping")) from error
    if not isinstance(mapping, dict) or not all(isinstance(column, str) for column in mapping.values()):
        raise Invalid(
            'The mapping is a JSON object of our field to your column: {"title": "Artikel"}.', ("body", "mapping")
        )
    return mapping


def _form_schema(**more: Any) -> dict[str, Any]:
    file = {"type": "string", "format": "binary", "description": FILE_TYPES}
    fields = {"file": file, **more, "mapping": _MAPPING}
    return {
        "schema": {"type": "object", "properties": fields, "required": ["file", *more], "additionalProperties": False}
    }


# The bodies of the two routes for the OpenAPI document, which FastAPI cannot tell from a bare request.
SOURCE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: _form_schema(chatbot_id={"type": "string", "format": "uuid"}),
            "application/json": {"schema": AddressSource.model_json_schema()},
        },
    }
}
UPLOAD_BODY = {"requestBody": {"required": True, "content": {MULTIPART: _form_schema()}}}
