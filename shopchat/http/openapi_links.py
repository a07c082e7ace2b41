"""Links: which answer holds the id that another operation asks for."""

import re
from typing import Any

Json = dict[str, Any]

_PARAMETER = re.compile(r"{(\w+)}")
# The id that an operation's answer brings: the operation's name, the parameter that takes it, and where it is.
SOURCES = (
    ("create_chatbot", "chatbot_id", "/id"),
    ("list_chatbots", "chatbot_id", "/items/0/id"),
    ("add_entry", "entry_id", "/id"),
    ("list_entries", "entry_id", "/items/0/id"),
    ("start_import", "import_id", "/id"),
    ("list_imports", "import_id", "/items/0/id"),
    ("refresh_entry", "import_id", "/id"),
    ("list_conversations", "conversation_id", "/items/0/id"),
    ("say", "conversation_id", "/conversation_id"),
    ("create_key", "key_id", "/id"),
    ("list_keys", "key_id", "/items/0/id"),
    ("create_endpoint", "endpoint_id", "/id"),
    ("list_endpoints", "endpoint_id", "/items/0/id"),
    ("send_test", "delivery_id", "/id"),
    ("list_deliveries", "delivery_id", "/items/0/id"),
    ("request_export", "export_id", "/id"),
)
# What goes on in the body: the operation that knows, the one that asks, and the fields with where they are.
BODIES: tuple[tuple[str, str, Json], ...] = (
    ("register", "refresh", {"refresh_token": "/refresh_token"}),
    ("login", "refresh", {"refresh_token": "/refresh_token"}),
    ("refresh", "logout", {"refresh_token": "/refresh_token"}),
    ("create_chatbot", "add_entry", {"chatbot_id": "/id"}),
    ("create_chatbot", "search", {"chatbot_id": "/id"}),
    ("create_chatbot", "say", {"widget_key": "/widget_key"}),
    ("add_entry", "search", {"chatbot_id": "/chatbot_id"}),
)


def add_links(document: Json) -> None:
    """Puts each link on the answer of success that it starts from."""
    known = {
        operation["operationId"]: (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
    }
    for source, parameter, place in SOURCES:
        path, operation = known[source]
        given = set(_PARAMETER.findall(path))
        for name, (other, _) in known.items():
            wanted = set(_PARAMETER.findall(other))
            if parameter in wanted and wanted <= {*given, parameter}:
                values = {each: f"$request.path.{each}" for each in sorted(wanted - {parameter})}
                _link(operation, name, {"parameters": {**values, parameter: f"$response.body#{place}"}})
    for source, name, fields in BODIES:
        body = {field: f"$response.body#{place}" for field, place in fields.items()}
        _link(known[source][1], name, {"requestBody": body})


def _link(operation: Json, to: str, how: Json) -> None:
    if to == operation["operationId"]:
        return
    succeeded = next(answer for status, answer in sorted(operation["responses"].items()) if status[0] == "2")
    succeeded.setdefault("links", {})[to] = {"operationId": to, **how}
