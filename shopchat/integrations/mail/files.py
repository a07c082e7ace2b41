"""Mail without a mail server: each one becomes a file that any mail program opens."""

import asyncio
import logging
from pathlib import Path

from shopchat.integrations.mail.mail import Mail, message

log = logging.getLogger(__name__)


class FileMailer:
    """Writes `<id>.eml` into a folder that only this user can open: its links are credentials."""

    delivers = False

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, mail: Mail) -> None:
        file = self._folder / f"{mail.id}.eml"
        await asyncio.to_thread(self._write, file, bytes(message(mail, self._sender)))
        log.info("SMTP_URL is not set: the mail %r lies in %s", mail.subject, file)

    def _write(self, file: Path, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_bytes(content)
