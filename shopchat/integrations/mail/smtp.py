"""Mail through an SMTP server.

The standard library in a thread: a mail is a job of its own in the worker, where nothing waits for it, and so a
library that does the same on the event loop would add a dependency and no speed.
"""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from shopchat.core.errors import Unavailable
from shopchat.integrations.mail.mail import Mail, MailRefused, message

PATIENCE = 20.0  # seconds for the server to connect, and to say each of its words


@dataclass(frozen=True)
class Server:
    """Where mails are handed in. `is_wrapped` means TLS from the first byte; otherwise STARTTLS if it is offered."""

    host: str
    port: int
    user: str | None
    password: str
    is_wrapped: bool


def server_at(url: str) -> Server:
    """The server that `smtp://user:password@host:587` or `smtps://...` names. Raises `ValueError`."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("SMTP_URL is written like smtp://user:password@mail.example.com:587, or smtps://")
    is_wrapped = parts.scheme == "smtps"
    user = unquote(parts.username) if parts.username else None
    return Server(
        parts.hostname, parts.port or (465 if is_wrapped else 587), user, unquote(parts.password or ""), is_wrapped
    )


class SmtpMailer:
    """Hands each mail to the server over a connection of its own. A password is never sent in the clear."""

    delivers = True

    def __init__(self, server: Server, sender: str) -> None:
        self._server = server
        self._sender = sender

    async def send(self, mail: Mail) -> None:
        await asyncio.to_thread(self._send, message(mail, self._sender))

    def _send(self, made: EmailMessage) -> None:
        try:
            with self._connected() as connection:
                connection.send_message(made)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _refusal(code, words) from error
        except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused(f"The mail server cannot do what this mail needs: {error}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(f"The mail server did not take the mail: {error}") from error

    def _connected(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.is_wrapped:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        try:
            connection.ehlo_or_helo_if_needed()
            is_private = server.is_wrapped
            if not is_private and connection.has_extn("starttls"):
                connection.starttls(context=context)
                is_private = True
            if server.user is not None:
                if not is_private:
                    raise Unavailable("The mail server offers no encryption, so the password of SMTP_URL is not sent.")
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _refusal(code: int, words: bytes | str) -> MailRefused | Unavailable:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    sentence = f"The mail server answered {code}: {said}"
    return MailRefused(sentence) if code >= 500 else Unavailable(sentence)
