"""The public door with aimock behind it: the product and a gateway by other people understand each other."""

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.aimock import TEXT_BLOCK_HEAD, Aimock
from tests.doors import Json, Owner
from tests.widget_server.aimock_turns import CHAOS, MUGS, REPLIES, SEARCHES, aimock, fails, says, searches_first
from tests.widget_server.model_turns import TRUTH, check_turn, configured, events, mug_shop, turns

__all__ = ["aimock"]

QUESTION = "which mugs do you have?"


async def answered(
    client: httpx.AsyncClient, owner: Owner, bot: Json, question: str = QUESTION
) -> tuple[list[tuple[str, Any]], Json]:
    """A turn's events, and what the owner sees of its answer."""
    said = await events(client, bot, question, "visitor")
    conversation = (await owner.http.get(f"/api/v1/conversations/{said[0][1]['conversation_id']}")).json()
    return said, conversation["messages"][-1]


async def test_words_are_streamed_counted_and_paid_for(
    client: httpx.AsyncClient, owner: Owner, aimock: Aimock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await mug_shop(owner)
    await aimock.replies(says(MUGS, response={"usage": {"input_tokens": 1200, "output_tokens": 60}}))
    with configured(aimock.url, monkeypatch):
        said, answer = await answered(client, owner, bot)
    check_turn(said)
    assert answer["content"] == MUGS
    kept = answer["metadata"]
    assert kept["engine"] == "model"
    assert (kept["model"]["input_tokens"], kept["model"]["output_tokens"]) == (1200, 60)
    assert kept["model"]["cost_usd"] == "0.000150"
    assert (await owner.http.get("/api/v1/usage")).json()["tokens"] == {"input": 1200, "output": 60}


async def test_what_it_is_asked_has_everything_on(
    client: httpx.AsyncClient, owner: Owner, aimock: Aimock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await mug_shop(owner)
    await aimock.replies(says(MUGS))
    with configured(aimock.url, monkeypatch):
        await answered(client, owner, bot)
    (request,) = await aimock.requests()
    assert request["response"]["status"] == 200
    assert request["headers"]["anthropic-version"]
    assert {tool["function"]["name"] for tool in request["body"]["tools"]} == {
        "search_products", "search_policies", "show_products", "hand_off",
    }  # fmt: skip
    assert request["body"]["stream"] is True


async def test_tools_are_run_and_their_results_go_back(
    client: httpx.AsyncClient, owner: Owner, aimock: Aimock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await mug_shop(owner)
    await aimock.replies(*searches_first(QUESTION))
    with configured(aimock.url, monkeypatch):
        said, answer = await answered(client, owner, bot)
    check_turn(said)
    assert (answer["content"], answer["metadata"]["engine"]) == (TRUTH, "model")
    _, second = await aimock.requests()
    roles = [(message["role"], message.get("tool_call_id")) for message in second["body"]["messages"]]
    assert roles[-3:] == [("assistant", None), ("tool", "toolu_1"), ("tool", "toolu_2")]
    calls = second["body"]["messages"][-3]["tool_calls"]
    assert [call["function"]["name"] for call in calls] == [call["name"] for call in SEARCHES]


async def test_cards_and_a_person_are_tools_too(
    client: httpx.AsyncClient, owner: Owner, aimock: Aimock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await owner.bot()
    mug = await owner.product(bot, "Pine Mug", "12.00", availability="in_stock")
    calls = [
        {"id": "toolu_1", "name": "show_products", "arguments": {"entry_ids": [mug["id"]]}},
        {"id": "toolu_2", "name": "hand_off", "arguments": {"reason": "an order"}},
    ]
    await aimock.replies(
        {"match": {"hasToolResult": False}, "response": {"content": "One moment.", "toolCalls": calls}},
        says("Here is what we have.", match={"hasToolResult": True}),
    )
    with configured(aimock.url, monkeypatch):
        said, answer = await answered(client, owner, bot)
    check_turn(said)
    assert answer["metadata"]["engine"] == "model"
    assert answer["metadata"]["offers_person"] is True
    assert [card["title"] for card in said[-1][1]["products"]] == ["Pine Mug"]
    assert "One moment" not in answer["content"]


BROKEN = {
    "429": fails(429, "rate_limit_error"),
    "529": fails(529, "overloaded_error"),
    "500": fails(500, "api_error"),
    "400": fails(400, "invalid_request_error"),
    "cut before the words": says(MUGS, truncateAfterChunks=1),
    "cut in the first sentence": says(MUGS, truncateAfterChunks=TEXT_BLOCK_HEAD + 2),
    "cut in the second sentence": says(MUGS, truncateAfterChunks=TEXT_BLOCK_HEAD + 7),
    "no words": says(" "),
    "a refusal": says("I", response={"finishReason": "refusal"}),
    "a pause": says("I", response={"finishReason": "pause_turn"}),
    "silence first": says(MUGS, streamingProfile={"ttft": 20_000, "tps": 100}),
    "silence in between": says(MUGS, streamingProfile={"ttft": 1, "tps": 0.1}),
    "malformed": says(MUGS, chaos={"malformedRate": 1}),
    "disconnected": says(MUGS, chaos={"disconnectRate": 1}),
    "arguments that are none": {
        "match": {},
        "response": {"toolCalls": [{"id": "t", "name": "search_products", "arguments": {"query": 7, "shop": "all"}}]},
    },
}


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN.keys())
async def test_the_composer_finishes_what_it_does_not(
    client: httpx.AsyncClient, owner: Owner, aimock: Aimock, monkeypatch: pytest.MonkeyPatch, reply: Json
) -> None:
    bot = await mug_shop(owner)
    await aimock.replies(reply)
    with configured(aimock.url, monkeypatch):
        said, answer = await answered(client, owner, bot)
    check_turn(said)
    assert answer["metadata"]["engine"] in {"composer", "both"}
    assert answer["metadata"]["why"]


@pytest.mark.parametrize("reason", ["length", "model_context_window_exceeded"])
async def test_a_reply_without_room_keeps_its_whole_sentences(
    client: httpx.AsyncClient, owner: Owner, aimock: Aimock, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    bot = await mug_shop(owner)
    await aimock.replies(says("The Pine Mug costs €12.00. The Oak Mug costs €1", response={"finishReason": reason}))
    with configured(aimock.url, monkeypatch):
        said, answer = await answered(client, owner, bot)
    check_turn(said)
    assert (answer["content"], answer["metadata"]["engine"]) == ("The Pine Mug costs €12.00.", "model")


async def test_a_call_without_room_is_not_run(
    client: httpx.AsyncClient, owner: Owner, aimock: Aimock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its arguments may have lost their end: "under 1" of "under 15"."""
    bot = await mug_shop(owner)
    await aimock.replies({"match": {}, "response": {"toolCalls": SEARCHES[:1], "finishReason": "length"}})
    with configured(aimock.url, monkeypatch):
        said, answer = await answered(client, owner, bot)
    check_turn(said)
    assert answer["metadata"]["engine"] == "composer"
    assert len(await aimock.requests()) == 1


async def test_140_turns_with_chaos(
    client: httpx.AsyncClient, owner: Owner, aimock: Aimock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await mug_shop(owner)
    await aimock.replies(*(reply for each in REPLIES.values() for reply in each))
    await aimock.chaos(**CHAOS)
    with configured(aimock.url, monkeypatch):
        said = await turns(client, bot, 140, list(REPLIES))
    for each in said:
        check_turn(each)
    how = Counter(request["response"].get("chaosAction", "none") for request in await aimock.requests())
    assert how.keys() == {"none", "drop", "malformed", "rateLimit", "disconnect"}
