"""A language model behind one small interface: the gateway when it is configured, and a fake for tests.

The SDK takes a second and 70 MB to import, so it is imported by the first turn that needs it and not at all without
`LLM_GATEWAY_URL` and `LLM_API_KEY`.
"""

import asyncio
from functools import lru_cache

from shopchat.core.config import get_settings
from shopchat.integrations.llm.fake import FakeModel
from shopchat.integrations.llm.model import (
    Cited,
    Event,
    Finished,
    LanguageModel,
    ModelFailed,
    Prompt,
    Spent,
    TextPiece,
    Thinking,
    ToolCall,
)
from shopchat.integrations.llm.prices import cost_usd

__all__ = [
    "Cited",
    "Event",
    "FakeModel",
    "Finished",
    "LanguageModel",
    "ModelFailed",
    "Prompt",
    "Spent",
    "TextPiece",
    "Thinking",
    "ToolCall",
    "cost_usd",
    "forget",
    "is_configured",
    "language_model",
]


def is_configured() -> bool:
    """Whether there is a gateway and a key for it."""
    settings = get_settings()
    return settings.llm_gateway_url is not None and settings.llm_api_key is not None


async def language_model() -> LanguageModel | None:
    """The configured model, or `None`."""
    if not is_configured():
        return None
    return await asyncio.to_thread(_gateway)


def forget() -> None:
    """The next use reads the settings anew. For tests."""
    _gateway.cache_clear()


@lru_cache
def _gateway() -> LanguageModel:
    from shopchat.integrations.llm.gateway import Gateway

    settings = get_settings()
    assert settings.llm_gateway_url is not None
    assert settings.llm_api_key is not None
    return Gateway(
        settings.llm_gateway_url,
        settings.llm_api_key.get_secret_value(),
        model=settings.llm_model,
        effort=None if settings.llm_effort == "none" else settings.llm_effort,
    )
