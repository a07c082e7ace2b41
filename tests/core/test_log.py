"""Log lines carry their context and no secrets."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from redis import ConnectionError as RedisGone
from structlog.contextvars import bound_contextvars

from shopchat.core import log
from shopchat.core.config import get_settings

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)

    def configure(form: str) -> None:
        monkeypatch.setenv("LOG_FORMAT", form)
        get_settings.cache_clear()
        log.configure()

    yield configure
    root.handlers[:], root.level = before
    monkeypatch.undo()
    get_settings.cache_clear()


def test_a_json_line_has_its_message_level_logger_and_context(
    configured: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    configured("json")
    with bound_contextvars(request_id="r1", job_id="j1"):
        logging.getLogger("shopchat.somewhere").warning("Sold %d hats", 3)
    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "Sold 3 hats",
        "level": "warning",
        "logger": "shopchat.somewhere",
        "request_id": "r1",
        "job_id": "j1",
    }


def test_a_text_line_is_readable(configured: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    configured("text")
    logging.getLogger("shopchat.somewhere").error("Sold out")
    line = capsys.readouterr().err
    assert "Sold out" in line
    assert not line.startswith("{")


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize(
    "secret",
    [
        JWT,
        "sc_" + "k" * 43,
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "sk_live_0123456789abcdef",
        "sk-ant-api03-0123456789",
        "hunter2hunter2",
    ],
)
def test_secrets_are_masked_wherever_they_stand(
    form: str, secret: str, configured: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    configured(form)
    logger = logging.getLogger("shopchat.somewhere")
    with bound_contextvars(headers={"Authorization": [secret]}, password=secret):
        try:
            local = secret  # noqa: F841 - what a traceback with local variables would show
            raise ValueError(f"cannot reach postgresql://owner:{secret}@db/shop")
        except ValueError:
            logger.exception("Failed at redis://:%s@cache", secret)
    shown = capsys.readouterr().err
    assert "cannot reach" in shown
    assert secret not in shown


def test_redis_away_is_one_line_from_huey_and_other_failures_keep_their_traceback(
    configured: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    configured("text")
    for error in (RedisGone("Connection refused"), ZeroDivisionError("a fault")):
        try:
            raise error
        except type(error):
            logging.getLogger("huey.consumer.Worker").exception("Error reading from queue")
        shown = capsys.readouterr().err
        assert str(error) in shown
        assert ("Traceback" in shown) is isinstance(error, ZeroDivisionError)


def test_servers_do_not_chatter(configured: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    configured("text")
    for name in ("huey.consumer", "alembic.runtime.migration", "uvicorn.access", "httpx"):
        logging.getLogger(name).info("chatter")
    assert capsys.readouterr().err == ""
