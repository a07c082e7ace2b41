"""The SDK against a gateway of our own: what goes out, and what each kind of reply becomes."""

import pytest

from shopchat.integrations.llm import Cited, Event, Finished, ModelFailed, Prompt, Spent, TextPiece, ToolCall, cost_usd
from shopchat.integrations.llm.gateway import Gateway
from tests.integrations.faulty_gateway import MODEL, FaultyGateway, citation, faulty_gateway, start, stop, text_block

PROMPT = Prompt(
    system="Be brief.",
    messages=[{"role": "user", "content": "hello"}],
    tools=[{"name": "look", "description": "Looks.", "input_schema": {"type": "object", "properties": {}}}],
    max_tokens=300,
)


async def heard(gateway: FaultyGateway, prompt: Prompt = PROMPT, effort: str | None = "low") -> list[Event]:
    model = Gateway(gateway.url, "a-key", model=MODEL, effort=effort)  # type: ignore[arg-type]
    return [event async for event in model.stream(prompt)]


async def test_text_comes_piece_by_piece_and_ends_with_what_it_was() -> None:
    async with faulty_gateway(["normal"], "Two words.") as gateway:
        events = await heard(gateway)
    assert [event.text for event in events if isinstance(event, TextPiece)] == ["Two ", "words."]
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert (finished.stop, finished.content[0]["text"]) == ("end_turn", "Two words.")
    assert events[-2] == Spent(input=50, output=30, cache_written=0, cache_read=900)


async def test_the_request_caches_the_system_part_and_says_how_much_to_think() -> None:
    async with faulty_gateway(["normal"], "Ok.") as gateway:
        await heard(gateway)
        await heard(gateway, Prompt("s", [], [], 100, may_use_tools=False), effort=None)
    first, second = gateway.requests
    assert first["system"] == [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]
    assert (first["model"], first["max_tokens"], first["stream"]) == (MODEL, 300, True)
    assert first["output_config"] == {"effort": "low"}
    assert first["tool_choice"] == {"type": "auto"}
    assert second["tool_choice"] == {"type": "none"}
    assert "output_config" not in second
    # The current models refuse these with a 400.
    assert not {"temperature", "top_p", "top_k"} & first.keys()


async def test_a_tool_call_comes_whole_and_goes_back_as_it_was() -> None:
    async with faulty_gateway(["tool_use"], "-") as gateway:
        events = await heard(gateway)
        assert ToolCall("toolu_1", "search_products", {"query": "mug", "price_max": 100}) in events
        finished = events[-1]
        assert isinstance(finished, Finished)
        results = [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "none"}]
        said = [
            *PROMPT.messages,
            {"role": "assistant", "content": finished.content},
            {"role": "user", "content": results},
        ]
        await heard(gateway, Prompt("s", said, PROMPT.tools, 100))
    assert gateway.requests[1]["messages"][1]["content"][1] == {
        "type": "tool_use", "id": "toolu_1", "name": "search_products", "input": {"query": "mug", "price_max": 100},
    }  # fmt: skip


async def test_a_citation_names_its_search_result(monkeypatch: pytest.MonkeyPatch) -> None:
    async def cites(self: FaultyGateway, writer: object, _: object) -> None:
        block = text_block(0, "So it is.")
        await self._stream(writer, [*start(), *block[:-1], citation(0, "entry-1"), block[-1], *stop("end_turn")])  # type: ignore[arg-type]

    monkeypatch.setattr(FaultyGateway, "normal", cites)
    async with faulty_gateway(["normal"], "") as gateway:
        assert Cited("entry-1") in await heard(gateway)


@pytest.mark.parametrize(
    ("behaviour", "said"), [("too_many", "429"), ("overloaded", "529"), ("overloaded_midway", "answered")]
)
async def test_a_refused_request_is_tried_once(behaviour: str, said: str) -> None:
    async with faulty_gateway([behaviour], "A few words.") as gateway:
        with pytest.raises(ModelFailed, match=said):
            await heard(gateway)
    assert len(gateway.requests) == 1


@pytest.mark.parametrize("behaviour", ["cut", "cut_in_an_event", "garbage", "out_of_order", "empty"])
async def test_a_broken_reply_never_looks_finished(behaviour: str) -> None:
    async with faulty_gateway([behaviour], "A few words more.") as gateway:
        with pytest.raises(Exception):  # noqa: B017, PT011 - the SDK raises what it likes
            await heard(gateway)


async def test_a_gateway_that_is_not_there() -> None:
    with pytest.raises(ModelFailed, match="cannot be reached"):
        await heard(FaultyGatewayNowhere())


class FaultyGatewayNowhere(FaultyGateway):
    def __init__(self) -> None:
        super().__init__([], "")
        self.url = "http://127.0.0.1:9"


def test_cost_is_known_for_known_models() -> None:
    spent = Spent(input=1_000_000, output=1_000_000)
    assert str(cost_usd("claude-haiku-5-5", spent)) == "0.600000"
    assert cost_usd("some-other-model", spent) is None
