"""The outbox: a mail leaves only with its cause, survives a server that is away, and does not keep its secrets."""

import asyncio
import uuid

import pytest
from sqlmodel import select

from shopchat.accounts import letters, outbox
from shopchat.accounts.models import OutboxMail, User
from shopchat.core import db
from shopchat.core.errors import Unavailable
from shopchat.core.jobs import Job, runner
from shopchat.core.paging import PageParams
from shopchat.integrations.mail import Mail, MailRefused
from tests.mails import mails

pytestmark = pytest.mark.usefixtures("clean_database")

LETTER = letters.reset_password("https://chat.example/reset?token=ml_secret")


class Box:
    """A mailer that keeps what it is given, or raises what it is told to."""

    delivers = True

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.trouble: Exception | None = None

    async def send(self, mail: Mail) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(mail)


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Box:
    made = Box()
    monkeypatch.setattr(outbox, "mailer", lambda: made)
    return made


async def posted() -> uuid.UUID:
    """A letter in the outbox; gives its job."""
    async with db.unit_of_work() as session:
        account = User(email=f"{uuid.uuid4().hex}@shop.example", password_hash="!")
        session.add(account)
        await session.flush()
        await outbox.post(session, account, LETTER)
    async with db.unit_of_work() as session:
        return (await session.exec(select(Job.id).where(Job.status == "queued"))).one()


async def only_row() -> OutboxMail:
    async with db.unit_of_work() as session:
        rows, total = await outbox.list_mails(session, paging=PageParams())
    assert total == 1
    return rows[0]


async def test_a_mail_is_sent_once_and_forgets_its_link(box: Box) -> None:
    job = await posted()
    await asyncio.gather(*(runner.run(job) for _ in range(3)))
    await runner.run(job)
    assert [(mail.subject, mail.text) for mail in box.sent] == [(LETTER.subject, LETTER.text)]
    row = await only_row()
    assert (row.status, row.attempts, row.text, row.html, row.error) == ("sent", 1, "", "", None)
    assert row.sent_at is not None


async def test_what_is_rolled_back_is_not_mailed(box: Box) -> None:
    async def post_and_fail() -> None:
        async with db.unit_of_work() as session:
            account = User(email="gone@shop.example", password_hash="!")
            session.add(account)
            await session.flush()
            await outbox.post(session, account, LETTER)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await post_and_fail()
    assert await mails() == []
    assert box.sent == []


async def test_a_server_that_is_away_is_tried_again(box: Box) -> None:
    job = await posted()
    box.trouble = Unavailable("The mail server did not take the mail: away")
    await runner.run(job)
    row = await only_row()
    assert (row.status, row.attempts, row.error) == ("queued", 1, "The mail server did not take the mail: away")
    assert row.text == LETTER.text
    box.trouble = None
    await _make_due(job)
    await runner.run(job)
    row = await only_row()
    assert (row.status, row.attempts, row.error) == ("sent", 2, None)


async def test_a_mail_that_is_refused_for_good_is_not_tried_again(box: Box) -> None:
    job = await posted()
    box.trouble = MailRefused("The mail server answered 550: no such user")
    await runner.run(job)
    row = await only_row()
    assert (row.status, row.error, row.text) == ("failed", "The mail server answered 550: no such user", "")
    async with db.unit_of_work() as session:
        ended = await session.get_one(Job, job)
    assert ended.status == "failed"


async def test_without_a_mail_server_the_text_is_there_to_read() -> None:
    await runner.run(await posted())
    row = await only_row()
    assert (row.status, row.text) == ("kept", LETTER.text)


@pytest.mark.parametrize(
    "letter",
    [
        letters.verify_email("https://x/?a=1&b=<i>"),
        letters.reset_password("https://x/?a=1&b=<i>"),
        letters.password_changed("https://x/?a=1&b=<i>"),
        letters.email_changed("<script>@shop.example", "https://x/?a=1&b=<i>"),
        letters.api_key_made("<script>alert(1)</script>", "sc_12345678", "https://x/?a=1&b=<i>"),
    ],
)
def test_a_letter_says_the_same_in_both_forms_and_holds_no_markup_of_a_stranger(letter: letters.Letter) -> None:
    assert "https://x/?a=1&b=<i>" in letter.text
    assert 'href="https://x/?a=1&amp;b=&lt;i&gt;"' in letter.html
    assert "<script>" not in letter.html
    assert "<i>" not in letter.html


async def _make_due(job: uuid.UUID) -> None:
    async with db.unit_of_work() as session:
        row = await session.get_one(Job, job)
        row.run_at = row.created_at
