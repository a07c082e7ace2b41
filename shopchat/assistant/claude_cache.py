"""Answers to first questions, kept while the knowledge that they rest on is the same."""

import hashlib
import json
import logging
import re
from typing import Any

from redis import RedisError

from shopchat.assistant import prompts, tools
from shopchat.chatbots.models import Chatbot
from shopchat.core.config import get_settings
from shopchat.core.redis import key, redis
from shopchat.knowledge.terms import normalise

log = logging.getLogger(__name__)
Kept = dict[str, Any]


def cache_key(chatbot: Chatbot, message: str) -> str:
    """One key for the same question, however it is spelt and dotted, to the same chatbot in the same state."""
    question = " ".join(re.findall(r"[\w$€£%.,<>=-]*\w", normalise(message)))
    settings = get_settings()
    state = (
        chatbot.knowledge_version,
        prompts.system(chatbot.name, chatbot.personality, chatbot.language),
        tools.definitions(),
        sorted(chatbot.allowed_origins),  # outside which no link is shown
        settings.llm_model,
        settings.llm_effort,
    )
    digest = hashlib.sha256(json.dumps([*state, question]).encode()).hexdigest()
    return key("llm", "answer", str(chatbot.id), digest[:40])


async def read(name: str) -> Kept | None:
    """What was kept under the key, or `None`."""
    try:
        found = await redis().get(name)
    except (RedisError, OSError) as error:
        log.warning("Redis does not answer, so no kept answer is used: %s", error)
        return None
    return None if found is None else json.loads(found)


async def write(name: str, kept: Kept) -> None:
    """Keeps an answer for `LLM_CACHE_SECONDS`."""
    seconds = get_settings().llm_cache_seconds
    if not seconds:
        return
    try:
        await redis().set(name, json.dumps(kept, ensure_ascii=False), ex=seconds)
    except (RedisError, OSError) as error:
        log.warning("Redis does not answer, so an answer is not kept: %s", error)
