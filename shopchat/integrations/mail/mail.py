"""What a mail is, and what whoever sends it promises."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

from shopchat.core.errors import ShopChatError


@dataclass(frozen=True)
class Mail:
    """One mail to one person. `id` makes its Message-ID: sent twice after a crash, it is one mail to its reader.

    With `reply_to` it is a person's, whom an answer reaches there, and who is named by `sender_name`.
    """

    id: str
    recipient: str
    subject: str
    text: str
    html: str
    written_at: datetime
    sender_name: str | None = None
    reply_to: str | None = None


class MailRefused(ShopChatError):
    """The mail server will never take this one; trying again is of no use."""


class Mailer(Protocol):
    """Sends mails, or does what stands for it here."""

    delivers: bool
    """Whether the mail reaches its reader's mailbox."""

    async def send(self, mail: Mail) -> None:
        """Raises `MailRefused` for good, `Unavailable` when a later attempt may work."""
        ...


def message(mail: Mail, sender: str) -> EmailMessage:
    """The mail in the form that travels: plain text, with the HTML as the richer alternative."""
    made = EmailMessage()
    name = f"{mail.sender_name} via ShopChat" if mail.sender_name else "ShopChat"
    address = Address(display_name=name, addr_spec=sender)
    made["From"] = address
    made["To"] = mail.recipient
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(mail.written_at)
    made["Message-ID"] = f"<{mail.id}@{address.domain}>"
    if mail.reply_to:
        made["Reply-To"] = mail.reply_to
    else:
        made["Auto-Submitted"] = "auto-generated"  # So that no holiday notice answers.
    made.set_content(mail.text)
    made.add_alternative(mail.html, subtype="html")
    return made
