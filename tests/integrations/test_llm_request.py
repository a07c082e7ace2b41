"""The request with everything on is one that the SDK's own types describe, to the last field."""

from typing import Any

import pytest
from anthropic.types import SearchResultBlockParam, TextBlockParam, ToolParam, ToolResultBlockParam, ToolUseBlockParam
from anthropic.types.message_create_params import MessageCreateParamsStreaming
from pydantic import TypeAdapter

from shopchat.assistant import prompts, tools
from shopchat.assistant.prompts import Line
from shopchat.core.config import Settings
from shopchat.integrations.llm import Prompt
from shopchat.integrations.llm.gateway import Gateway
from tests.assistant.grounding_shop import demo_policies, demo_product, evidence
from tests.integrations.faulty_gateway import (
    FaultyGateway,
    citation,
    faulty_gateway,
    start,
    stop,
    text_block,
    tool_block,
)

BLOCKS: dict[str, Any] = {
    "text": TextBlockParam,
    "tool_use": ToolUseBlockParam,
    "tool_result": ToolResultBlockParam,
    "search_result": SearchResultBlockParam,
}


def check_known(value: dict[str, Any], kind: Any) -> None:
    """Fails for a field that the SDK's type does not know, or knows otherwise."""
    adapter = TypeAdapter[Any](kind)
    # What a type does not know is dropped on the way through it, and is missing then.
    assert adapter.dump_python(adapter.validate_python(value), mode="json", warnings=False) == value


def blocks_of(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Every block of every message, those inside results included."""
    outer = [
        block for message in request["messages"] if isinstance(message["content"], list) for block in message["content"]
    ]
    return [*outer, *(inner for block in outer if block["type"] == "tool_result" for inner in block["content"])]


async def sent(effort: Any, may_use_tools: bool, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What goes over the wire in the second round of a turn: passages, earlier lines, a call and its result."""

    async def calls(self: FaultyGateway, writer: Any, _: object) -> None:
        block = text_block(1, "It is. ")
        call = tool_block(2, "search_products", {"query": "jacket", "price_max": 200})
        await self._stream(
            writer, [*start(), *text_block(0, ""), *block[:-1], citation(1, "a"), block[-1], *call, *stop("tool_use")]
        )

    monkeypatch.setattr(FaultyGateway, "normal", calls)
    shop = evidence(demo_product("Beck Rain Jacket"), *demo_policies())
    items = list(shop.items.values())
    messages = prompts.messages("and cheaper?", [Line("user", "jackets?"), Line("assistant", "Here.")], items)
    system, limit = prompts.system("Wren", "friendly", "en"), Settings().llm_max_tokens
    async with faulty_gateway(["normal"], "") as gateway:
        model = Gateway(gateway.url, "a-key", model=Settings().llm_model, effort=effort)
        first = [event async for event in model.stream(Prompt(system, messages, tools.definitions(), limit))]
        result = {
            "type": "tool_result",
            "tool_use_id": "toolu_1",
            "content": [prompts.search_result(items[0])],
            "is_error": False,
        }
        said = [
            *messages,
            {"role": "assistant", "content": first[-1].content},  # type: ignore[union-attr]
            {"role": "user", "content": [result]},
        ]
        second = Prompt(system, said, tools.definitions(), limit, may_use_tools=may_use_tools)
        _ = [event async for event in model.stream(second)]
    return gateway.requests[1]


@pytest.mark.parametrize("may_use_tools", [True, False])
@pytest.mark.parametrize("effort", [None, "low", "medium", "high"])
async def test_every_field_is_known_to_the_api(
    monkeypatch: pytest.MonkeyPatch, effort: Any, may_use_tools: bool
) -> None:
    request = await sent(effort, may_use_tools, monkeypatch)
    for block in blocks_of(request):
        check_known({**block, "content": []} if block["type"] == "tool_result" else block, BLOCKS[block["type"]])
    for tool in request["tools"]:
        check_known(tool, ToolParam)
    assert all(message.keys() == {"role", "content"} for message in request["messages"])
    check_known({**request, "messages": [], "tools": []}, MessageCreateParamsStreaming)


async def test_what_the_api_refuses_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    request = await sent("low", True, monkeypatch)
    # Current models answer 400 to sampling parameters, to a fixed budget for thinking and to a reply begun for them.
    assert not {"temperature", "top_p", "top_k", "thinking"} & request.keys()
    assert request["messages"][-1]["role"] == "user"
    blocks = blocks_of(request)
    results = [block for block in blocks if block["type"] == "search_result"]
    # Citations are on for all search results of a request or for none.
    assert {result["citations"]["enabled"] for result in results} == {True}
    assert all(text["text"].strip() for result in results for text in result["content"])
    # A text without words, which a model may write before a call, is not taken back.
    assert all(block["text"].strip() for block in blocks if block["type"] == "text")


def test_the_part_that_is_cached_is_long_enough_for_the_cache() -> None:
    """512 tokens for claude-haiku-5-5, and more than four characters a token are not to be had."""
    assert len(prompts.system("W", "concise", "en") + str(tools.definitions())) > 512 * 4
