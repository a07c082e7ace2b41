"""An example of every body and parameter, put together from the examples of the fields."""

import re
from typing import Any

Json = dict[str, Any]

_OF_FORMAT = {
    "uuid": "3f2b8a52-9f5e-4c68-9a0e-6f6d1f0b7a11",
    "date-time": "2026-03-14T09:26:53Z",
    "date": "2026-03-14",
    "binary": "title,price\nAlpine jacket,149.00\n",
}
# What a field of this name usually holds, where its model gives no example of its own.
_OF_NAME: Json = {
    "email": "owner@shop.example",
    "plan": "pro",
    "role": "owner",
    "external_platform_id": "merchant-2041",
    "external_store_id": "store-7",
    "name": "Alba",
    "welcome_message": "Hi! Looking for something for the mountains?",
    "widget_key": "wk_5hN2c0nV1m8Q5yT7uKeRzW",
    "language": "en",
    "title": "Alpine jacket",
    "content": "A warm, waterproof jacket that weighs 400 g.",
    "passage": "A warm, waterproof jacket that weighs 400 g.",
    "source_type": "product_catalog",
    "kind": "csv",
    "source": "products.csv",
    "visitor_id": "6d3c5f0e-visitor",
    "visitor_name": "Robin",
    "visitor_token": "vt_2pXbJ4c0nV1m8Q5yT7uKeRzWfHsLdGaN3oPqYxCvBiE",
    "message": "Do you have a waterproof jacket?",
    "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIzZjJiOGE1MiJ9.c2lnbmF0dXJl",
    "refresh_token": "rt_2pXbJ4c0nV1m8Q5yT7uKeRzWfHsLdGaN3oPqYxCvBiE",
    "key": "sc_2pXbJ4c0nV1m8Q5yT7uKeRzWfHsLdGaN3oPqYxCvBiE",
    "key_prefix": "sc_2pXbJ4c0",
    "url": "https://shop.example/products/alpine-jacket",
    "price": "149.00",
    "currency": "EUR",
    "availability": "in_stock",
    "question": "Do you ship to Norway?",
    "text": "Do you ship to Norway?",
    "version": "0.1.0",
    "theme_config": {"primary_color": "#2f6f4f", "position": "bottom-right"},
    "metadata": {"price": "149.00", "currency": "EUR", "availability": "in_stock"},
    "signals": {"text": 0.82, "vector": 0.61},
    "mapping": {"title": "Artikel"},
    "total": 42,
    "done": 42,
    "created": 40,
    "updated": 1,
    "skipped": 1,
    "failed": 0,
    "page_size": 20,
    "message_count": 6,
    "expires_in": 1800,
    "response_status": 200,
    "body": '{"type": "gap.found", "timestamp": "2026-03-14T09:26:53Z", "data": {}}',
}
_DEEPEST = 6


def add_examples(document: Json) -> None:
    """Gives each body, in and out, one `example` that its schema accepts, and each parameter one."""
    schemas = document.get("components", {}).get("schemas", {})
    for methods in document["paths"].values():
        for operation in methods.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in (content for body in bodies for content in body.get("content", {}).values()):
                schema = content.get("schema")
                if schema and not {"example", "examples"} & content.keys():
                    content["example"] = example(schema, schemas)
            for parameter in operation.get("parameters", []):
                if parameter.get("required"):
                    parameter.setdefault("example", example(parameter["schema"], schemas, parameter["name"]))


def example(schema: Json, schemas: Json, name: str = "", depth: int = 0) -> Any:
    """A value that the schema accepts: its own example, what its parts make up, or what such a field usually holds."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth)
    if given := _given(schema):
        return given[0]
    if "anyOf" in schema or "oneOf" in schema:
        choices = schema.get("anyOf") or schema["oneOf"]
        return None if depth > _DEEPEST else example(choices[0], schemas, name, depth)
    return _of_type(schema, schemas, name, depth)


def _given(schema: Json) -> list[Any]:
    """The values that the schema itself names, the best one first."""
    # An empty default stands for what is left out, and is often no value that could be sent.
    fixed = [schema[name] for name in ("const", "default") if schema.get(name) not in (None, "", [], {})]
    word = re.fullmatch(r"\^(\w+)\$", schema.get("pattern", ""))
    patterns = [word[1]] if word else []
    return [*schema.get("examples", []), *fixed, *patterns, *schema.get("enum", [])]


def _of_type(schema: Json, schemas: Json, name: str, depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        if "properties" in schema:
            return {each: example(field, schemas, each, depth + 1) for each, field in schema["properties"].items()}
        return _OF_NAME.get(name, {}) if isinstance(_OF_NAME.get(name, {}), dict) else {}
    if kind == "array":
        items = schema.get("items", {})
        return [example(items, schemas, name.removesuffix("s"), depth + 1)] if items and depth <= _DEEPEST else []
    if kind == "string":
        usual = _OF_FORMAT.get(schema.get("format", "")) or _OF_NAME.get(name)
        return usual if isinstance(usual, str) else name.replace("_", " ") or "text"
    usual = _OF_NAME.get(name)
    if kind in ("integer", "number") and isinstance(usual, int | float):
        return usual
    plain: Json = {"integer": max(1, schema.get("minimum", 1)), "number": schema.get("minimum", 4.5), "boolean": True}
    return plain.get(kind or "")
