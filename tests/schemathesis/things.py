"""What the account of a Schemathesis run has, so that cases reach deeper than a 404: an id of each kind.

Half of the cases take these where an id, a widget key or a visitor's token is asked for; the rest stay generated.
"""

import json
from typing import Any

import httpx

Ids = dict[str, str]
CSV = b"title,content\nReturns,Within 30 days.\n"


class Account:
    """Calls the running server as the account of `token`."""

    def __init__(self, server: str, token: str) -> None:
        self.http = httpx.Client(base_url=f"{server}/api/v1", headers={"Authorization": f"Bearer {token}"})

    def made(self, path: str, **content: Any) -> Any:
        answer = self.http.post(path, **content)
        answer.raise_for_status()
        return answer.json()

    def things(self) -> Ids:
        """A bot that was taught and talked to, and all that comes of it, by their names in the document."""
        bot = self.made("/chatbots", json={"name": "Alba"})
        known = {"chatbot_id": bot["id"], "title": "Returns", "content": "You can return anything within 30 days."}
        entry = self.made("/knowledge", json=known | {"metadata": {"url": "https://shop.example/returns"}})
        upload: Any = {"data": {"chatbot_id": bot["id"]}, "files": {"file": ("a.csv", CSV)}}
        said = self.made(
            "/widget/chat",
            json={"widget_key": bot["widget_key"], "visitor_id": "v", "message": "Can I return something?"},
        )
        endpoint = self.made(
            "/webhook-endpoints", json={"url": "https://shop.example/hook", "event_types": ["gap.found"]}
        )
        return {
            "chatbot_id": bot["id"],
            "widget_key": bot["widget_key"],
            "entry_id": entry["id"],
            "import_id": self.made("/knowledge/imports", **upload)["id"],
            "conversation_id": said["conversation_id"],
            "visitor_token": said["visitor_token"],
            "message_id": said["message"]["id"],
            "key_id": self.made("/api-keys", json={"name": "program", "scopes": ["read"]})["id"],
            "endpoint_id": endpoint["id"],
            "delivery_id": self.made(f"/webhook-endpoints/{endpoint['id']}/test")["id"],
            "export_id": self.http.get("/auth/me/export").json()["id"],
        }


def bindings(kept: Ids, spare: Ids, credentials: Ids) -> str:
    """The part of `schemathesis.toml` that names `kept` everywhere, but `spare` to what destroys or switches off.

    `credentials` are for signing in.
    """
    words = [
        f"[dictionaries.{group}_{name}]\nvalues = [{json.dumps(value)}]"
        for group, ids in (("kept", kept), ("spare", spare), ("signing_in", credentials))
        for name, value in ids.items()
    ]
    destroying = '[[operations]]\ninclude-method = "DELETE"\n\n[operations.parameters]'
    changing = '[[operations]]\ninclude-path-regex = "/chatbots/[^/]+(/rotate-key)?$"\n\n[operations.parameters]'
    signing_in = '[[operations]]\ninclude-path = "/api/v1/auth/login"\n\n[operations.parameters]'
    return "\n\n".join(
        [
            *words,
            "[parameters]\n" + _bound("kept", kept, "path", "query", "body"),
            f"{destroying}\n{_bound('spare', spare, 'path')}",
            f"{changing}\n{_bound('spare', spare, 'path')}",
            f"{signing_in}\n{_bound('signing_in', credentials, 'body')}",
        ]
    )


def _bound(group: str, ids: Ids, *places: str) -> str:
    return "\n".join(
        f'"{place}.{name}" = {{ dictionary = "{group}_{name}", probability = 0.5 }}' for name in ids for place in places
    )
