"""A shopper's side of the wire."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.doors import Json

WIDGET = "/api/v1/widget"


@dataclass
class Shopper:
    """A browser with one bot: keeps the token that it was told, like the widget does."""

    http: httpx.AsyncClient
    widget_key: str
    visitor_id: str = "visitor"
    token: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, path: str, **fields: Any) -> httpx.Response:
        """POSTs the fields beside the key, as the widget does: JSON under `text/plain`."""
        body = json.dumps({"widget_key": self.widget_key, **fields})
        headers = {"Content-Type": "text/plain;charset=UTF-8", **self.headers}
        return await self.http.post(f"{WIDGET}/{path}", content=body, headers=headers)

    async def try_to_say(self, message: str, **fields: Any) -> httpx.Response:
        known = {"visitor_id": self.visitor_id, "message": message}
        if self.token:
            known["visitor_token"] = self.token
        return await self.send("chat", **{**known, **fields})

    async def say(self, message: str, **fields: Any) -> Json:
        answer = await self.try_to_say(message, **fields)
        assert answer.status_code == 200, answer.text
        turn: Json = answer.json()
        self.token = turn["visitor_token"] or self.token
        return turn

    async def history(self) -> Json:
        answer = await self.send("history", visitor_token=self.token)
        assert answer.status_code == 200, answer.text
        past: Json = answer.json()
        return past


def events(body: str) -> list[tuple[str, Any]]:
    """The events of a stream: name and data."""
    found = []
    for block in body.strip().split("\n\n"):
        name, data = block.split("\n")
        assert name.startswith("event: ")
        assert data.startswith("data: ")
        found.append((name[7:], json.loads(data[6:])))
    return found
