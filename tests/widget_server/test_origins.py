"""Which pages may talk to a bot, and that every answer, refusals too, can be read by those that may."""

import httpx
import pytest

from shopchat.core.config import get_settings
from tests.doors import Json, Owner
from tests.widget_server.shopper import WIDGET, Shopper

SHOP = "https://shop.example"


async def test_any_page_by_default(shopper: Shopper) -> None:
    shopper.headers = {"Origin": "https://anything.example"}
    answers = [
        await shopper.try_to_say("Hello"),
        await shopper.try_to_say(""),
        await shopper.send("history", visitor_token="vt_unknown"),
        await shopper.send("rate", visitor_token="vt_unknown", score=1),
        await shopper.send("nothing"),
        await shopper.http.get(f"{WIDGET}/config", params={"widget_key": "wk_unknown"}),
        await shopper.http.get(f"{WIDGET}/config"),
        await shopper.http.get(f"{WIDGET}/chat"),
        await shopper.http.post(f"{WIDGET}/chat", content=b" " * 2_000_000),
    ]
    assert [answer.status_code for answer in answers] == [200, 422, 200, 404, 404, 404, 422, 405, 413]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Origin" in answer.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        (SHOP, True),
        ("HTTPS://SHOP.EXAMPLE", True),
        ("OURS", True),  # our own site, by its setting
        ("http://shopchat.test", True),  # our own site, by the name that the browser used
        (None, True),  # no page of another site
        ("http://shop.example", False),
        ("https://shop.example:8443", False),
        ("https://shop.example.evil.example", False),
        ("https://evil.example/shop.example", False),
        ("https://www.shop.example", False),
        ("null", False),
        ("", False),
        ("http://[", False),
    ],
)
async def test_the_pages_that_the_owner_lists(
    shopper: Shopper, owner: Owner, bot: Json, origin: str | None, is_let_in: bool
) -> None:
    await owner.http.patch(f"/api/v1/chatbots/{bot['id']}", json={"allowed_origins": [SHOP]})
    origin = get_settings().site_url if origin == "OURS" else origin
    headers = {} if origin is None else {"Origin": origin}
    shopper.headers = headers
    said = await shopper.try_to_say("Hello")
    config = await shopper.http.get(f"{WIDGET}/config", params={"widget_key": bot["widget_key"]}, headers=headers)
    for answer in (said, config):
        assert answer.status_code == (200 if is_let_in else 403)
        readable_by = answer.headers.get("Access-Control-Allow-Origin")
        assert readable_by == ((origin or "*") if is_let_in else None)
        assert "Origin" in answer.headers["Vary"]


async def test_a_page_that_is_not_listed_changes_nothing(shopper: Shopper, owner: Owner, bot: Json) -> None:
    turn = await shopper.say("Hello")
    await owner.http.patch(f"/api/v1/chatbots/{bot['id']}", json={"allowed_origins": [SHOP]})
    shopper.headers = {"Origin": "https://evil.example"}
    tries: list[tuple[str, Json]] = [
        ("end", {}),
        ("rate", {"score": 1}),
        ("handoff", {"email": "a@b.example"}),
        ("history", {}),
    ]
    for path, fields in tries:
        assert (await shopper.send(path, visitor_token=shopper.token, **fields)).status_code == 403
    stored = (await owner.http.get(f"/api/v1/conversations/{turn['conversation_id']}")).json()
    assert (stored["status"], stored["satisfaction_score"]) == ("active", None)


async def test_nothing_but_the_widgets_endpoints_is_open_to_other_pages(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/billing/plans", "/api/v1/chatbots", "/api/v1/health"):
        answer = await client.get(path, headers={"Origin": SHOP})
        assert "Access-Control-Allow-Origin" not in answer.headers
