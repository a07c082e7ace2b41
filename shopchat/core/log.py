"""Structured logs: one line an event, with the request and the job it belongs to; text for people, JSON for machines.

Modules log through the standard library (`logging.getLogger(__name__)`); what all lines in a context share is bound
with `structlog.contextvars.bound_contextvars(request_id=...)`.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from redis import RedisError

from shopchat.core.config import get_settings

# Without local variables, which may hold anything.
TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))

MASK = "[secret]"
SECRET_NAME = re.compile(r"(?i)(password|passwd|secret|token|authorization|api[_-]?key|cookie|signature)")
SECRET_VALUE = re.compile(
    r"(?x) \b(?:sc|whsec|sk_live|sk_test|rk_live|rk_test)_[A-Za-z0-9_+/=-]{8,}"  # API keys, webhook and Stripe secrets
    r"| \bsk-ant-[A-Za-z0-9_-]{8,}"
    r"| \beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"  # JWTs
    r"| (?<=://)[^\s/:@]*:[^\s/@]+(?=@)"  # user:password in an address
)

# Talkative, or logging what we log ourselves: the level from which each is let through.
QUIET = {
    "huey": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "httpx": logging.WARNING,
    "httpx2": logging.WARNING,
    "anthropic": logging.WARNING,
    "httpcore": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "granian.access": logging.WARNING,
    "sqlalchemy.engine": logging.WARNING,
}
# They come with handlers of their own; without them their lines take our form.
OWN_HANDLERS = (
    "uvicorn",
    "uvicorn.access",
    "uvicorn.error",
    "granian",
    "_granian",
    "granian.access",
    "huey",
    "alembic",
)


def configure() -> None:
    """Sends every log line of the process to standard error, in the form and from the level that the settings say."""
    settings = get_settings()
    as_json = settings.log_format == "json"
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering: list[structlog.typing.Processor] = (
        [TRACEBACKS, hide_secrets, structlog.processors.JSONRenderer()]
        if as_json
        else [
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ]
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    handler.addFilter(_drop_redis_traceback)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(max(level, logging.getLevelName(settings.log_level)))


def hide_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Masks whatever is named like a secret or looks like one of ours, at any depth. The net below, not the rule:
    the rule is not to log them."""
    return {name: _masked(name, value) for name, value in event.items()}


def _masked(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return MASK if SECRET_NAME.search(name) else SECRET_VALUE.sub(MASK, value)
    if isinstance(value, dict):
        return {str(inner): _masked(f"{name}.{inner}", item) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(name, item) for item in value]
    return value


def _drop_redis_traceback(record: logging.LogRecord) -> bool:
    """While Redis is away Huey tells so every few seconds: one line each is enough."""
    if record.name.startswith("huey") and record.exc_info and isinstance(record.exc_info[1], RedisError):
        record.msg, record.args = f"{record.getMessage()}: {record.exc_info[1]}", ()
        record.exc_info = None
    return True
