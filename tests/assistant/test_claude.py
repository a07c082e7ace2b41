"""A turn with the model: what it says is shown once it is checked, and whatever goes wrong the composer answers."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from shopchat.assistant import claude_cache, claude_gate
from shopchat.billing import service as billing
from shopchat.chatbots.models import Chatbot
from shopchat.conversations import turn
from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.core.db import engine, unit_of_work
from shopchat.core.redis import key, redis
from shopchat.integrations.llm import Cited, Finished, ModelFailed, Prompt, Spent, ToolCall
from shopchat.integrations.llm.fake import Pause
from tests.assistant.claude_shop import Behind, Shop, meta, model, open_shop, titles

PINE = "The Pine Mug costs $12.00 and is in stock."


@pytest_asyncio.fixture
async def shop(clean_database: None) -> Shop:
    return await open_shop()


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> Behind:
    return Behind(monkeypatch)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Time limits of a fraction of a second."""
    monkeypatch.setenv("LLM_FIRST_TOKEN_SECONDS", "0.05")
    monkeypatch.setenv("LLM_SILENCE_SECONDS", "0.1")
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


async def test_without_a_gateway_the_composer_answers_and_keeps_its_receipts(shop: Shop) -> None:
    answer = await shop.ask("which mugs do you have?")
    assert set(titles(answer)) == {"Pine Mug", "Oak Mug", "Elm Mug"}
    assert meta(answer)["engine"] == "composer"
    assert "model" not in meta(answer)
    lines = {(line["title"], line["field"]) for line in meta(answer)["receipts"]}
    assert {("Pine Mug", "price"), ("Pine Mug", "availability"), ("Elm Mug", "compare_at_price")} <= lines


async def test_checked_sentences_are_shown_as_they_come(shop: Shop, behind: Behind) -> None:
    behind(fake := model([f"Here you go. {PINE} The Elm Mug is $24.00, reduced from $30.00."]))
    shown: list[str] = []
    answer = await shop.ask("which mugs do you have?", shown=shown)
    assert answer.content == f"Here you go. {PINE} The Elm Mug is $24.00, reduced from $30.00."
    assert shown[0] == f"Here you go. {PINE}"
    assert "".join(shown) == answer.content
    assert titles(answer) == ["Pine Mug", "Elm Mug"]
    assert {source["title"] for source in meta(answer)["sources"]} == {"Pine Mug", "Elm Mug"}
    assert meta(answer)["engine"] == "model"
    assert len(fake.asked) == 1


async def test_each_sentence_keeps_its_receipt(shop: Shop, behind: Behind) -> None:
    behind(model([f"{PINE} You may return anything within 45 days of delivery."]))
    answer = await shop.ask("what does the pine mug cost and can I return it?")
    receipts = meta(answer)["receipts"]
    assert [(line["sentence"], line["title"], line["field"]) for line in receipts] == [
        (PINE, "Pine Mug", "price"),
        (PINE, "Pine Mug", "availability"),
        ("You may return anything within 45 days of delivery.", "Returns", "content"),
    ]
    assert all(line["knowledge_version"] == shop.bot.knowledge_version + 4 for line in receipts)
    assert all(line["entry_id"] and line["at"] for line in receipts)


async def test_words_before_and_after_a_search_are_two_sentences(shop: Shop, behind: Behind) -> None:
    call = ToolCall("1", "search_policies", {"query": "returns"})
    behind(model([PINE, call], ["You may return anything within 45 days of delivery."]))
    answer = await shop.ask("what does the pine mug cost and can I return it?")
    assert answer.content == f"{PINE} You may return anything within 45 days of delivery."


async def test_what_no_source_holds_is_left_out(shop: Shop, behind: Behind) -> None:
    behind(model([f"{PINE} The Oak Mug costs $1.00. Order at https://evil.example now."]))
    answer = await shop.ask("which mugs do you have?")
    assert answer.content == PINE
    assert titles(answer) == ["Pine Mug"]
    assert len(meta(answer)["model"]["removed"]) == 2


async def test_where_nothing_is_left_the_composer_answers(shop: Shop, behind: Behind) -> None:
    shown: list[str] = []
    behind(model(["Great question! The Oak Mug costs $1.00."]))
    answer = await shop.ask("which mugs do you have?", shown=shown)
    assert shown == []
    assert "$12.00" in answer.content
    assert "Great question" not in answer.content
    assert meta(answer)["engine"] == "composer"


async def test_a_product_outside_the_shoppers_limit_is_left_out(shop: Shop, behind: Behind) -> None:
    behind(model([f"{PINE} The Elm Mug is $24.00."]))
    answer = await shop.ask("mugs under $15")
    assert answer.content == PINE


async def test_tools_find_what_the_first_search_did_not(shop: Shop, behind: Behind) -> None:
    lamp = await shop.product("Ash Lamp", "40.00", "A lamp for the desk.")

    def answers(prompt: Prompt) -> list[str]:
        assert lamp in str(prompt.messages[-1])
        return ["The Ash Lamp costs $40.00."]

    calls = [
        ToolCall("1", "search_products", {"query": "lamp", "price_max": 50}),
        ToolCall("2", "search_policies", {"query": "returns"}),
    ]
    behind(fake := model(["Let me look.", *calls], answers))
    answer = await shop.ask("do you have anything else that is bright?")
    assert answer.content == "The Ash Lamp costs $40.00."
    roles = [message["role"] for message in fake.asked[1].messages]
    assert roles[-3:] == ["user", "assistant", "user"]
    assert [result["tool_use_id"] for result in fake.asked[1].messages[-1]["content"]] == ["1", "2"]


async def test_shown_products_are_named_in_the_text(shop: Shop, behind: Behind) -> None:
    await shop.ask("hello")
    ids = {card["title"]: card["entry_id"] for card in meta(await shop.ask("show me mugs", "another"))["products"]}
    calls = [ToolCall("1", "show_products", {"entry_ids": [ids["Elm Mug"], ids["Pine Mug"], "unknown"]})]
    behind(model(calls, [PINE]))
    answer = await shop.ask("which mugs do you have?")
    assert titles(answer) == ["Pine Mug", "Elm Mug"]
    assert answer.content == f"{PINE}\n- **Elm Mug**: $24.00"


async def test_a_person_can_be_offered(shop: Shop, behind: Behind) -> None:
    behind(model([ToolCall("1", "hand_off", {"reason": "an order"})], ["I can help you reach a person of our team."]))
    answer = await shop.ask("my mug arrived broken, where is order 77?")
    assert meta(answer)["offers_person"] is True


@pytest.mark.parametrize(
    "call",
    [
        ToolCall("1", "delete_everything", {}),
        ToolCall("1", "search_products", {"query": "mug", "chatbot_id": "another"}),
        ToolCall("1", "search_products", {"price_max": "free"}),
        ToolCall("1", "search_products", {"limit": 10_000}),
        ToolCall("1", "search_policies", {}),
        ToolCall("1", "show_products", {"entry_ids": []}),
    ],
)
async def test_a_wrong_call_is_told_what_is_wrong(shop: Shop, behind: Behind, call: ToolCall) -> None:
    behind(fake := model([call], [PINE]))
    assert (await shop.ask("which mugs do you have?")).content == PINE
    assert fake.asked[1].messages[-1]["content"][0]["is_error"] is True


async def test_another_shops_knowledge_is_out_of_reach(shop: Shop, behind: Behind) -> None:
    other = await open_shop("other@shop.example")
    secret = await other.product("Secret Mug", "99.00")
    calls = [
        ToolCall("1", "search_products", {"query": "secret mug"}),
        ToolCall("2", "show_products", {"entry_ids": [secret]}),
    ]
    behind(fake := model(calls, ["The Secret Mug costs $99.00."]))
    answer = await shop.ask("which mugs do you have?")
    assert "Secret" not in answer.content
    assert "Secret" not in str(fake.asked)
    assert "Secret Mug" not in titles(answer)


async def test_tools_without_end_are_ended(shop: Shop, behind: Behind) -> None:
    behind(fake := model([ToolCall("1", "search_policies", {"query": "again"})]))
    answer = await shop.ask("which mugs do you have?")
    assert len(fake.asked) == 4
    assert [prompt.may_use_tools for prompt in fake.asked] == [True, True, True, False]
    assert "$12.00" in answer.content


BROKEN = {
    "an error at once": [ModelFailed("the gateway answered 529")],
    "what the SDK raises": [AssertionError()],
    "an error in the middle": [f"{PINE} The Oak", RuntimeError("connection lost")],
    "silence before the first token": [Pause(5)],
    "silence in the middle": [f"{PINE} The Oak", Pause(5)],
    "a refusal": [Finished("refusal", [])],
    "a refusal in the middle": [f"{PINE} The Oak", Finished("refusal", [])],
    "an end without an end": [f"{PINE} The Oak", Finished("pause_turn", [])],
}


@pytest.mark.parametrize("script", BROKEN.values(), ids=BROKEN.keys())
async def test_the_composer_finishes_what_the_model_does_not(
    shop: Shop, behind: Behind, quick: None, script: list
) -> None:
    shown: list[str] = []
    behind(model(script))
    answer = await shop.ask("which mugs do you have?", shown=shown)
    assert set(titles(answer)) == {"Pine Mug", "Oak Mug", "Elm Mug"}
    assert answer.content.startswith("".join(shown))  # to the letter: what was read stays as it was read
    assert not shown or answer.content[len("".join(shown)) :].startswith("\n\n")
    assert meta(answer)["why"]
    assert meta(answer)["engine"] == ("both" if shown else "composer")


async def test_a_reply_that_is_too_long_loses_its_last_words(shop: Shop, behind: Behind) -> None:
    behind(model([f"{PINE} The Elm Mug is $24", Finished("max_tokens", [])]))
    assert (await shop.ask("which mugs do you have?")).content == PINE


async def test_no_connection_is_held_while_the_model_speaks(shop: Shop, behind: Behind) -> None:
    held: list[int] = []

    def looks(_: Prompt) -> list[str]:
        held.append(engine().pool.checkedout())  # type: ignore[attr-defined]
        return [PINE]

    behind(model(looks))
    await shop.ask("which mugs do you have?")
    assert held == [0]


async def test_tokens_and_cost_are_counted_for_turn_chatbot_and_account(shop: Shop, behind: Behind) -> None:
    spent = Spent(input=1000, output=200, cache_written=400, cache_read=2000)
    behind(model([PINE], name="claude-haiku-5-5", spent=spent))
    answer = await shop.ask("which mugs do you have?")
    assert meta(answer)["model"]["input_tokens"] == 3400
    assert meta(answer)["model"]["output_tokens"] == 200
    # 1,000 + 1.25 x 400 + 0.1 x 2,000 at $0.10 and 200 at $0.50 a million.
    cost = Decimal("0.000270")
    assert meta(answer)["model"]["cost_usd"] == str(cost)
    async with unit_of_work() as session:
        assert (await billing.usage(session, shop.owner)).tokens == billing.Tokens(3400, 200, cost)
        of_bot = await billing.tokens_of_chatbot(session, shop.owner, chatbot_id=shop.bot.id)
    assert of_bot == billing.Tokens(3400, 200, cost)


async def test_tokens_of_a_broken_turn_count_too(shop: Shop, behind: Behind) -> None:
    behind(model([PINE, RuntimeError()]))
    await shop.ask("which mugs do you have?")
    async with unit_of_work() as session:
        assert (await billing.usage(session, shop.owner)).tokens == billing.Tokens(100, 0)


@pytest.mark.parametrize("setting", ["LLM_MONTHLY_TOKENS_ENTERPRISE", "LLM_MONTHLY_TOKENS_CHATBOT"])
async def test_over_budget_the_composer_answers_until_the_next_month(
    shop: Shop, behind: Behind, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv(setting, "100")
    get_settings.cache_clear()
    behind(fake := model([PINE]))
    await shop.ask("which mugs do you have?")
    assert meta(await shop.ask("and which mugs are in stock?"))["why"] == "over budget"
    with clock.moved(timedelta(days=32)):
        await shop.ask("which mugs do you sell?", "another visitor")
    assert len(fake.asked) == 2
    monkeypatch.undo()
    get_settings.cache_clear()


async def test_the_same_text_again_and_again_does_not_reach_the_model(shop: Shop, behind: Behind) -> None:
    behind(fake := model([PINE]))
    for _ in range(6):
        assert "Pine Mug" in (await shop.ask("which mugs do you have?")).content
    assert len(fake.asked) == get_settings().llm_repeats


async def test_small_talk_needs_no_model(shop: Shop, behind: Behind) -> None:
    behind(fake := model([PINE]))
    await shop.ask("hello")
    assert fake.asked == []


async def test_a_dead_gateway_is_left_alone_and_tried_by_one_at_a_time(shop: Shop, behind: Behind) -> None:
    behind(dead := model([ModelFailed("the gateway cannot be reached")]))
    for number in range(6):
        await shop.ask(f"which mugs do you have? {number}", f"visitor {number}")
    assert len(dead.asked) == get_settings().llm_breaker_failures
    await redis().delete(key("llm", "resting"))  # as if the rest were over
    assert [await claude_gate.is_open() for _ in range(3)] == [False, True, True]
    await redis().delete(key("llm", "trying"))
    behind(alive := model([PINE]))
    await shop.ask("which mugs do you have now?", "visitor 7")
    await shop.ask("which mugs do you have then?", "visitor 8")
    assert len(alive.asked) == 2


async def test_a_refusal_is_no_failure_of_the_gateway(shop: Shop, behind: Behind) -> None:
    behind(fake := model([Finished("refusal", [])]))
    for number in range(5):
        await shop.ask(f"which mugs do you have? {number}", f"visitor {number}")
    assert len(fake.asked) == 5


async def test_the_same_first_question_is_answered_from_the_cache_until_the_knowledge_changes(
    shop: Shop, behind: Behind
) -> None:
    behind(fake := model([PINE]))
    first = await shop.ask("Which mugs do you have?", "one")
    second = await shop.ask("which mugs do you have", "two")
    assert second.content == first.content
    assert titles(second) == titles(first)
    assert meta(second)["engine"] == "cache"
    assert meta(second)["receipts"] == meta(first)["receipts"]
    assert len(fake.asked) == 1
    await shop.product("Ash Mug", "9.00")
    assert meta(await shop.ask("which mugs do you have?", "three"))["engine"] == "model"
    assert len(fake.asked) == 2


async def test_a_kept_answer_is_of_one_setting_of_the_chatbot_and_the_model(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = claude_cache.cache_key(shop.bot, "Which mugs do you have?")
    assert claude_cache.cache_key(shop.bot, "which mugs do you have") == first
    for field, other in (
        ("name", "Lark"), ("personality", "concise"), ("language", "de"), ("knowledge_version", 99),
        ("allowed_origins", ["https://other.example"]),
    ):  # fmt: skip
        changed = Chatbot.model_validate({**shop.bot.model_dump(), field: other})
        assert claude_cache.cache_key(changed, "Which mugs do you have?") != first, field
    for setting, value in (("LLM_MODEL", "claude-sonnet-5-5"), ("LLM_EFFORT", "high")):
        monkeypatch.setenv(setting, value)
        get_settings.cache_clear()
        assert claude_cache.cache_key(shop.bot, "Which mugs do you have?") != first, setting
        monkeypatch.undo()
        get_settings.cache_clear()
    assert claude_cache.cache_key(shop.bot, "which bowls do you have?") != first


async def test_a_follow_up_is_never_answered_from_the_cache(shop: Shop, behind: Behind) -> None:
    behind(fake := model([PINE]))
    await shop.ask("which mugs do you have?", "one")
    await shop.ask("hello", "two")
    await shop.ask("which mugs do you have?", "two")
    assert len(fake.asked) == 2
    assert [message["role"] for message in fake.asked[1].messages] == ["user", "assistant", "user"]


async def test_the_same_message_twice_at_once_is_stored_once(shop: Shop, behind: Behind) -> None:
    behind(model([PINE, Cited("x")]))
    begun = await shop.begin("which mugs do you have?", client_message_id="m1")
    again = await shop.begin("which mugs do you have?", client_message_id="m1")
    first, second = await asyncio.gather(turn.finish(begun), turn.finish(again))
    assert first
    assert second
    assert first.id == second.id
