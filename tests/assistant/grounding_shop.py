"""Evidence for tests: the demo shop's own entries, as rows that were never stored."""

import uuid
from typing import Any

from shopchat.assistant.grounding_evidence import Evidence
from shopchat.demo import catalog
from shopchat.knowledge.models import Entry


def product(title: str, text: str = "", **facts: Any) -> Entry:
    meta = {"currency": "USD", "availability": "in_stock", "url": f"/shop/{title.lower().replace(' ', '-')}", **facts}
    return _entry("product_catalog", title, text or f"{title}, well made.", meta)


def text(title: str, content: str, source_type: str = "policy_page", **meta: Any) -> Entry:
    return _entry(source_type, title, content, meta)


def demo_product(title: str) -> Entry:
    found = next(each for each in catalog.products() if each.title == title)
    return _entry("product_catalog", found.title, found.description, dict(found.metadata))


def demo_policies() -> list[Entry]:
    return [text(policy.title, policy.content, url=policy.url) for policy in catalog.policies()]


def evidence(*entries: Entry, language: str = "en", **known: Any) -> Evidence:
    made = Evidence(language=language, **known)
    for entry in entries:
        made.add(entry, entry.content, 1.0)
    return made


def _entry(source_type: str, title: str, content: str, meta: dict[str, Any]) -> Entry:
    return Entry(
        id=uuid.uuid4(), chatbot_id=uuid.uuid4(), source_type=source_type, title=title, content=content, meta=meta
    )
