"""The OpenAPI document: it builds, and says of every operation what it does and how it can refuse."""

import json
import re

import httpx
import pytest
from fastapi import FastAPI

from tests.operations import Operation, operations

EVERY = operations()
CONTRACT = """
POST /auth/register, POST /auth/login, POST /auth/refresh, POST /auth/logout,
GET /auth/me, PATCH /auth/me, DELETE /auth/me,
POST /chatbots, GET /chatbots, GET /chatbots/{chatbot_id}, PATCH /chatbots/{chatbot_id}, DELETE /chatbots/{chatbot_id},
POST /chatbots/{chatbot_id}/rotate-key,
POST /knowledge, GET /knowledge, GET /knowledge/{entry_id}, PATCH /knowledge/{entry_id}, DELETE /knowledge/{entry_id},
POST /knowledge/search, POST /knowledge/imports, GET /knowledge/imports, GET /knowledge/imports/{import_id},
DELETE /knowledge/imports/{import_id},
GET /conversations, GET /conversations/{conversation_id}, DELETE /conversations/{conversation_id},
GET /conversations/{conversation_id}/messages, POST /conversations/{conversation_id}/end,
POST /conversations/{conversation_id}/rate,
GET /analytics/overview, GET /analytics/chatbots/{chatbot_id}, GET /billing/plans,
GET /billing/subscription, POST /billing/checkout, POST /billing/portal, POST /auth/provision, GET /usage/platform,
POST /webhooks/stripe, POST /webhooks/platform-events,
POST /api-keys, GET /api-keys, DELETE /api-keys/{key_id}, GET /usage, GET /health,
GET /widget/config, POST /widget/chat, POST /widget/history, POST /widget/rate, POST /widget/feedback, POST /widget/end,
POST /widget/handoff, POST /widget/events
"""


async def test_it_is_served_with_its_pages(client: httpx.AsyncClient) -> None:
    document = await client.get("/openapi.json")
    page = await client.get("/docs")
    assert document.json()["info"]["title"] == "ShopChat"
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_no_operation_of_the_contract_is_missing() -> None:
    promised = {line.strip().replace(" /", " /api/v1/") for line in CONTRACT.replace("\n", " ").split(",")}
    assert promised - {str(operation) for operation in EVERY} == set()


def test_a_bound_is_written_in_the_words_of_json_schema(api: FastAPI) -> None:
    """Pydantic's own words (`ge`, `le`, ...) mean nothing to a reader of the document."""
    words = set(re.findall(r'"(\w+)":', json.dumps(api.openapi())))
    assert words & {"ge", "gt", "le", "lt", "min_length", "max_length", "multiple_of"} == set()


def test_a_theme_is_described_field_by_field(api: FastAPI) -> None:
    schemas = api.openapi()["components"]["schemas"]
    for name in ("NewChatbot", "ChatbotChanges"):
        theme = schemas[name]["properties"]["theme_config"]
        assert theme["properties"]["position"]["enum"] == ["bottom-right", "bottom-left"]
        assert theme["additionalProperties"] is False


@pytest.mark.parametrize("operation", EVERY, ids=str)
def test_an_operation_says_what_it_does_and_how_it_refuses(operation: Operation) -> None:
    expected = set()
    if operation.security:
        expected |= {401, 429}
    if "{" in operation.path:
        expected |= {404, 422}
    if "APIKeyHeader" in operation.security:
        expected |= {403}
    if operation.body:
        expected |= {400, 413, 422}
    if operation.query:
        expected |= {422}
    assert expected - operation.answers == set()
    assert operation.said.endswith((".", "?"))
    assert min(operation.answers) < 300


@pytest.mark.parametrize("operation", EVERY, ids=str)
def test_what_removes_answers_204(operation: Operation) -> None:
    assert (204 in operation.answers) == (operation.method == "DELETE" or 204 in operation.answers)
    if operation.method == "DELETE":
        assert 200 not in operation.answers
