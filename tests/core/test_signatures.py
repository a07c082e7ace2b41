"""Signed messages, with the specification's own library as the stranger on the other side."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from shopchat.core import clock, signatures
from shopchat.core.errors import Unauthenticated

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = '{"type": "user.created", "data": {"email": "né@example.com"}}'


def headers(*, secret: str = SECRET, sent: timedelta = timedelta(), body: str = BODY) -> dict[str, str]:
    moment = datetime.now(UTC) + sent
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", moment, body),
    }


def refused(given: dict[str, str], body: bytes = BODY.encode(), *secrets: str) -> bool:
    try:
        signatures.verify(given, body, *(secrets or (SECRET,)))
    except Unauthenticated:
        return True
    return False


def test_another_secret_is_refused() -> None:
    assert refused(headers(secret=OLD_SECRET))


def test_no_secret_accepts_nothing() -> None:
    assert refused(headers(), BODY.encode(), "")
    with pytest.raises(Unauthenticated):
        signatures.verify(headers(), BODY.encode())


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_each_header_is_needed_and_signed(header: str) -> None:
    good = headers()
    assert refused({name: value for name, value in good.items() if name != header})
    assert refused(good | {header: good[header] + "1"})


def test_a_changed_body_is_refused() -> None:
    assert refused(headers(), BODY.encode() + b" ")


@pytest.mark.parametrize("sent", [timedelta(minutes=-5, seconds=-2), timedelta(minutes=5, seconds=2)])
def test_a_message_from_another_time_is_refused(sent: timedelta) -> None:
    assert refused(headers(sent=sent))


@pytest.mark.parametrize("sent", [timedelta(minutes=-4, seconds=-55), timedelta(minutes=4, seconds=55)])
def test_clocks_may_differ_by_five_minutes(sent: timedelta) -> None:
    assert not refused(headers(sent=sent))


@pytest.mark.parametrize("junk", ["", "abc", "-1", "1e3", "٣", "9" * 12, "9" * 400, "1.5", " 1"])
def test_a_timestamp_that_is_none_is_refused(junk: str) -> None:
    assert refused(headers() | {"webhook-timestamp": junk})


@pytest.mark.parametrize("junk", ["v1,", "v1", "v2," + "A" * 43 + "=", "é", ",", "v1,\udcff", " "])
def test_a_signature_that_is_none_is_refused(junk: str) -> None:
    assert refused(headers() | {"webhook-signature": junk})


def test_the_stranger_is_understood_and_named() -> None:
    assert signatures.verify(headers(), BODY.encode(), SECRET) == "msg_1"


def test_while_secrets_change_both_are_good() -> None:
    assert signatures.verify(headers(secret=OLD_SECRET), BODY.encode(), SECRET, OLD_SECRET) == "msg_1"


def test_one_good_signature_among_several_is_enough() -> None:
    given = headers()
    given["webhook-signature"] = f"v1a,xyz v1,{'A' * 43}= {given['webhook-signature']}"
    assert not refused(given)


def test_the_stranger_understands_us() -> None:
    moment = clock.now()
    given = headers() | {
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signatures.sign(SECRET, "msg_1", moment, BODY.encode()),
    }
    Webhook(SECRET).verify(BODY, given)


def test_a_secret_that_is_no_base64_is_taken_as_it_is() -> None:
    moment = clock.now()
    secret = "just a sentence, chosen freely!"
    given = headers() | {
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signatures.sign(secret, "msg_1", moment, BODY.encode()),
    }
    assert signatures.verify(given, BODY.encode(), secret) == "msg_1"
    assert refused(given)
