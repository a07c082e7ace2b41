"""The small outdoor shop that the stand-in server speaks for: its bot, its goods, its answers."""

from __future__ import annotations

from typing import Any

CONFIG: dict[str, Any] = {
    "name": "Alba",
    "welcome_message": "Hi, I am Alba. Ask me about our outdoor gear.",
    "personality": "friendly",
    "theme_config": {"primary_color": "#0f766e", "position": "bottom-right", "radius": 16, "mode": "auto"},
    "suggested_questions": ["Which jacket keeps me dry?", "How do returns work?", "Do you ship abroad?"],
    "language": "en",
}

JACKETS = [
    {"entry_id": "e1", "title": "Fjell rain jacket", "price": "149.00", "compare_at_price": "189.00", "currency": "EUR",
     "url": "/products/fjell", "image_url": "/pictures/1.svg", "availability": "in_stock", "sku": "FJ-1"},
    {"entry_id": "e2", "title": "Skare hardshell, three layers, for winter tours", "price": "329.00",
     "compare_at_price": None, "currency": "EUR", "url": "/products/skare", "image_url": "/pictures/2.svg",
     "availability": "preorder", "sku": "SK-2"},
    {"entry_id": "e3", "title": "Vind windbreaker", "price": "79.50", "compare_at_price": None, "currency": "EUR",
     "url": "/products/vind", "image_url": "/missing.png", "availability": "out_of_stock", "sku": "VI-3"},
]  # fmt: skip

RETURNS = {"entry_id": "p1", "title": "Returns policy", "url": "/policies/returns"}

MARKDOWN = """Yes. **Free** returns within *30 days*:

- unworn, with tags
- with your `order number`

1. Print the label
2. Bring it to [the post](https://post.example/office)

| Size | Chest |
|---|---|
| S | 90 cm |
| M | 98 cm |"""


def answer_to(message: str) -> dict[str, Any]:
    if "jacket" in message:
        return {
            "content": "For wet days I would take the **Fjell**. It is light, and on sale.",
            "products": JACKETS,
            "suggestions": ["Cheaper ones?", "Does it come in green?"],
        }
    if "return" in message:
        return {"content": MARKDOWN, "sources": [RETURNS], "suggestions": ["Who pays for the parcel?"]}
    if "long" in message:
        return {"content": "\n\n".join(f"Paragraph {n}: " + "words " * 30 for n in range(12)), "sources": [RETURNS]}
    return {
        "content": "I could not find that in our shop's information. Shall I ask a person?",
        "suggestions": ["Talk to a person"],
        "offers_person": True,
    }
