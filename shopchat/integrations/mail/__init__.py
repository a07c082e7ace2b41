"""Mail to people: through SMTP when `SMTP_URL` is set, else as files."""

from urllib.parse import urlsplit

from shopchat.core.config import get_settings
from shopchat.integrations.mail.files import FileMailer
from shopchat.integrations.mail.mail import Mail, Mailer, MailRefused
from shopchat.integrations.mail.smtp import SmtpMailer, server_at

__all__ = ["Mail", "MailRefused", "Mailer", "mailer"]


def mailer() -> Mailer:
    """What sends this copy's mails."""
    settings = get_settings()
    sender = settings.mail_from or f"no-reply@{urlsplit(settings.site_url).hostname or 'localhost'}"
    if settings.smtp_url is None:
        return FileMailer(settings.home.expanduser() / "mail", sender)
    return SmtpMailer(server_at(settings.smtp_url.get_secret_value()), sender)
