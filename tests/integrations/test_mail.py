"""Mail: what a real server receives, what it refuses, and what lies in the folder when there is none."""

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from shopchat.core.errors import Unavailable
from shopchat.integrations.mail.files import FileMailer
from shopchat.integrations.mail.mail import Mail, MailRefused
from shopchat.integrations.mail.smtp import Server, SmtpMailer, server_at

MAIL = Mail(
    id="0b6e3b0a",
    recipient="owner@shop.example",
    subject="Grüße aus dem Laden",
    text="Hello, öwner.\n",
    html="<p>Hello, <b>öwner</b>.</p>",
    written_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
)


class Post:
    """A mail server's end: keeps what arrives, answers `reply` to each recipient."""

    def __init__(self) -> None:
        self.arrived: list[tuple[list[str], EmailMessage]] = []
        self.reply = "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.reply

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.arrived.append((envelope.rcpt_tos, parsed))
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, Server]]:
    handler = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, Server("127.0.0.1", port, None, "", is_wrapped=False)
    controller.stop()


async def test_a_server_receives_both_forms_and_the_headers(post: tuple[Post, Server]) -> None:
    handler, server = post
    await SmtpMailer(server, "no-reply@chat.example").send(MAIL)
    ((recipients, arrived),) = handler.arrived
    assert recipients == ["owner@shop.example"]
    assert arrived["Subject"] == "Grüße aus dem Laden"
    assert arrived["From"] == "ShopChat <no-reply@chat.example>"
    assert arrived["Message-ID"] == "<0b6e3b0a@chat.example>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    plain, rich = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().strip() == "Hello, öwner."
    assert rich.get_content().strip() == "<p>Hello, <b>öwner</b>.</p>"


@pytest.mark.parametrize(("reply", "raised"), [("550 No such user", MailRefused), ("451 Try later", Unavailable)])
async def test_a_refusal_is_final_only_when_the_server_says_so(
    post: tuple[Post, Server], reply: str, raised: type[Exception]
) -> None:
    handler, server = post
    handler.reply = reply
    with pytest.raises(raised, match=reply[:3]):
        await SmtpMailer(server, "no-reply@chat.example").send(MAIL)
    assert handler.arrived == []


async def test_a_password_is_not_sent_in_the_clear(post: tuple[Post, Server]) -> None:
    handler, server = post
    with pytest.raises(Unavailable, match="no encryption"):
        await SmtpMailer(replace(server, user="me", password="secret"), "no-reply@chat.example").send(MAIL)
    assert handler.arrived == []


async def test_a_server_that_is_away_is_asked_again_later() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        server = Server("127.0.0.1", closed.getsockname()[1], None, "", is_wrapped=False)
        with pytest.raises(Unavailable):
            await SmtpMailer(server, "no-reply@chat.example").send(MAIL)


async def test_a_recipient_adds_no_header(post: tuple[Post, Server]) -> None:
    handler, server = post
    with pytest.raises(ValueError, match="linefeed"):
        await SmtpMailer(server, "no-reply@chat.example").send(replace(MAIL, subject="Hi\r\nBcc: all@shop.example"))
    assert handler.arrived == []


async def test_without_a_server_a_mail_is_a_private_file(tmp_path: Path) -> None:
    await FileMailer(tmp_path / "mail", "no-reply@localhost").send(MAIL)
    (file,) = (tmp_path / "mail").iterdir()
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0
    read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert read["To"] == "owner@shop.example"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 587, None, "", is_wrapped=False)),
        ("smtps://mail.example", Server("mail.example", 465, None, "", is_wrapped=True)),
        ("smtp://me%40x:p%2Fw@mail.example:25", Server("mail.example", 25, "me@x", "p/w", is_wrapped=False)),
    ],
)
def test_a_url_names_a_server(url: str, server: Server) -> None:
    assert server_at(url) == server


@pytest.mark.parametrize("url", ["mail.example:587", "http://mail.example", "smtp://", ""])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        server_at(url)
