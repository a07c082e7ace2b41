"""Whether a turn goes to the model at all: budgets, repeats, and a breaker for a gateway that is down."""

import hashlib
import logging
import uuid
from datetime import timedelta

from redis import RedisError
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.chatbots.models import Chatbot
from shopchat.core import limits
from shopchat.core.config import get_settings
from shopchat.core.redis import key, redis

log = logging.getLogger(__name__)

REPEATS_IN = timedelta(minutes=10)
NO_LIMIT = -1


async def within_budget(session: AsyncSession, owner: User, chatbot: Chatbot) -> bool:
    """Whether account and chatbot have tokens left this month. A turn under way may go a little over."""
    settings = get_settings()
    spent = await billing.tokens(session, owner)
    of_chatbot = await billing.tokens_of_chatbot(session, owner, chatbot_id=chatbot.id)
    return _below(spent.input + spent.output, settings.llm_monthly_tokens(owner.plan)) and _below(
        of_chatbot.input + of_chatbot.output, settings.llm_monthly_tokens_chatbot
    )


def _below(used: int, limit: int) -> bool:
    return limit == NO_LIMIT or used < limit


async def is_repeating(chatbot_id: uuid.UUID, visitor: str, message: str) -> bool:
    """Whether the visitor keeps sending this text: a script, or a page that sends again by itself."""
    digest = hashlib.sha256(f"{visitor}\n{message.casefold().strip()}".encode()).hexdigest()
    window = limits.Window("llm_repeat", f"{chatbot_id}:{digest}", get_settings().llm_repeats, REPEATS_IN)
    return not (await limits.hit(window)).allowed


async def is_open() -> bool:
    """Whether the gateway is left alone. When its rest is over, one turn at a time tries it until one succeeds."""
    try:
        if await redis().exists(key("llm", "resting")):
            return True
        if not await redis().exists(key("llm", "suspect")):
            return False
        trying = await redis().set(key("llm", "trying"), 1, nx=True, ex=_seconds())
        return not trying
    except (RedisError, OSError) as error:
        log.warning("Redis does not answer, so the model is asked without a breaker: %s", error)
        return False


async def is_resting() -> bool:
    """Whether the gateway has failed so often that no turn asks it at the moment; `False` where Redis cannot tell."""
    try:
        return bool(await redis().exists(key("llm", "resting")))
    except (RedisError, OSError):
        return False


async def failed() -> None:
    """Counts a failure of the gateway; the last of several in a row gives it a rest."""
    settings = get_settings()
    try:
        failures = await redis().incr(key("llm", "failures"))
        await redis().expire(key("llm", "failures"), 60)
        if failures >= settings.llm_breaker_failures or await redis().exists(key("llm", "suspect")):
            await redis().set(key("llm", "resting"), 1, ex=settings.llm_breaker_seconds)
            await redis().set(key("llm", "suspect"), 1, ex=20 * settings.llm_breaker_seconds)
            await redis().delete(key("llm", "trying"))
            log.warning("The model failed %s times in a row; the composer answers alone for a while", failures)
    except (RedisError, OSError) as error:
        log.warning("Redis does not answer, so a failure of the model is not counted: %s", error)


async def succeeded() -> None:
    """The gateway works: what was counted against it is forgotten."""
    try:
        await redis().delete(*(key("llm", name) for name in ("failures", "suspect", "trying", "resting")))
    except (RedisError, OSError) as error:
        log.warning("Redis does not answer, so the breaker keeps its state: %s", error)


def _seconds() -> int:
    return max(int(get_settings().llm_turn_seconds), 1)
