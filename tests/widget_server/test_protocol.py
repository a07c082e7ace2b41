"""A client written from PROTOCOL.md alone, against the real server: what the document says is what travels."""

import json
import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

import widget_server
from tests.doors import Json, Owner

PROTOCOL = (Path(widget_server.__file__).parent / "PROTOCOL.md").read_text()
BASE = "/api/v1/widget"


def example(after: str) -> Any:
    """The first JSON example behind a heading or a sentence of the document."""
    found = re.search(r"```json\n(.*?)```", PROTOCOL[PROTOCOL.index(after) :], re.DOTALL)
    assert found
    return json.loads(found[1])


def kinds(value: Any) -> Any:
    """What a value is made of: names and JSON kinds. Empty lists and nulls say nothing about theirs."""
    if isinstance(value, dict):
        return {name: kinds(part) for name, part in value.items()}
    if isinstance(value, list):
        return [kinds(value[0])] if value else "anything"
    return "anything" if value is None else "number" if isinstance(value, (int, float)) else type(value).__name__


def fits(shown: Any, sent: Any) -> bool:
    """Whether what was sent has just the names and kinds that the document shows."""
    if "anything" in (shown, sent):
        return True
    if isinstance(shown, dict):
        return (
            isinstance(sent, dict)
            and shown.keys() == sent.keys()
            and all(fits(shown[name], sent[name]) for name in shown)
        )
    if isinstance(shown, list):
        return isinstance(sent, list) and fits(shown[0], sent[0])
    return bool(shown == sent)


class Client:
    """No cookie, no header but `Accept`, bodies as text/plain."""

    def __init__(self, http: httpx.AsyncClient, key: str) -> None:
        self.http, self.key = http, key
        self.token: str | None = None
        self.visitor = str(uuid.uuid4())

    async def post(self, path: str, accept: str = "*/*", **fields: Any) -> httpx.Response:
        body = {"widget_key": self.key, "visitor_token": self.token, **fields}
        headers = {"Accept": accept, "Content-Type": "text/plain;charset=UTF-8"}
        return await self.http.post(f"{BASE}/{path}", content=json.dumps(body), headers=headers)

    async def turn(self, message: str, message_id: str) -> list[tuple[str, Any]]:
        answer = await self.post(
            "chat", "text/event-stream", visitor_id=self.visitor, message=message, client_message_id=message_id
        )
        assert answer.headers["content-type"].startswith("text/event-stream")
        heard = [event async for event in self.events(answer)]
        for name, data in heard:
            if name in ("start", "done"):
                self.token = data["visitor_token"] or self.token
        return heard

    @staticmethod
    async def events(answer: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
        for block in answer.text.split("\n\n"):
            name, data = "message", []
            for line in block.split("\n"):
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    data.append(line[6:])
            if data:
                yield name, json.loads("\n".join(data))


async def test_a_client_written_from_the_document_gets_along(
    bot: Json, owner: Owner, client: httpx.AsyncClient
) -> None:
    shopper = Client(client, bot["widget_key"])
    config = (await client.get(f"{BASE}/config", params={"widget_key": shopper.key})).json()
    assert fits(kinds(example("## Configuration")), kinds(config))

    first = str(uuid.uuid4())
    heard = await shopper.turn("Do you have a red lamp?", first)
    names = [name for name, _ in heard]
    assert names[0] == "start"
    assert names[-1] == "done"
    documented = re.findall(r"^\| `(\w+)` \| .* \| (?:once|at most once|any number)", PROTOCOL, re.MULTILINE)
    assert set(names) <= set(documented)
    assert all(names.count(name) <= 1 for name in ("start", "products", "sources", "done"))
    done = heard[-1][1]
    assert fits(kinds(example("Names that a client does not know")), kinds(done))
    assert done["products"]
    assert (
        "".join(data["text"] for name, data in heard if name == "token").strip() == done["message"]["content"].strip()
    )

    again = await shopper.turn("Do you have a red lamp?", first)
    assert again[-1][1] == done
    past = (await shopper.post("history")).json()
    assert [message["role"] for message in past["messages"]] == ["user", "assistant"]
    told = re.search(r"messages: \[\{([^}]*)\}\]", PROTOCOL)
    assert told
    assert past["messages"][1].keys() == set(told[1].split(", "))

    before_and_after = {
        "feedback": {"message_id": done["message"]["id"], "helpful": True},
        "events": {"type": "product_click", "entry_id": done["products"][0]["entry_id"]},
        "handoff": {"email": "ada@example.com", "message": "Is it dimmable?"},
        "rate": {"score": 4},
        "end": {},
    }
    paths = set(re.findall(r"^\| `(\w+)` \|", PROTOCOL[PROTOCOL.index("## Before and after") :], re.MULTILINE))
    assert paths == {"history", *before_and_after}
    for path, fields in before_and_after.items():
        answer = await shopper.post(path, **fields)
        assert (answer.status_code, answer.content) == (204, b""), path
    assert (await shopper.post("history")).json() == {"conversation": None, "messages": []}
    kept = shopper.token
    await shopper.turn("Hello again", str(uuid.uuid4()))
    assert shopper.token
    assert (await owner.http.get("/api/v1/conversations")).json()["total"] == 2
    assert kept


async def test_refusals_are_those_of_the_document(bot: Json, owner: Owner, client: httpx.AsyncClient) -> None:
    shopper = Client(client, bot["widget_key"])
    message = {"visitor_id": "v", "message": "Hello", "client_message_id": "m"}
    for bad in ({"message": ""}, {"message": "x" * 2001}):
        assert (await shopper.post("chat", **{**message, **bad})).status_code == 422
    unknown = Client(client, "wk_nobody")
    for answer in (await unknown.post("chat", **message), await client.get(f"{BASE}/config?widget_key=wk_nobody")):
        assert answer.status_code == 404
        assert answer.json().keys() == {"detail"}
    await owner.http.patch(f"/api/v1/chatbots/{bot['id']}", json={"is_active": False})
    assert (await shopper.post("chat", **message)).status_code == 404


async def test_a_page_of_another_site_may_read_what_it_is_told(bot: Json, client: httpx.AsyncClient) -> None:
    answer = await client.get(
        f"{BASE}/config?widget_key={bot['widget_key']}", headers={"Origin": "https://shop.example"}
    )
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    exposed = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert exposed == {"Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID"}
    assert all(f"`{name}`" in PROTOCOL for name in exposed)
    assert "set-cookie" not in answer.headers
