"""Whether a chatbot answers rightly: the owner's saved questions, and questions derived from its own catalogue.

Asking stores nothing: no conversation, no gap, nothing that counts against a plan.
"""

import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import service as assistant
from shopchat.assistant.answer import Answer
from shopchat.assistant.turns import PastTurn
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.evaluation import queries
from shopchat.evaluation.catalogue import Row, row
from shopchat.evaluation.checks import Check, contradictions
from shopchat.evaluation.deriving import derived
from shopchat.evaluation.drafts import Expectations, QuestionDraft
from shopchat.evaluation.judging import judge
from shopchat.evaluation.models import SavedQuestion
from shopchat.knowledge import exporting

SAVED = "saved"


@dataclass(frozen=True)
class Kept:
    """What became of the chatbot's saved questions."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True)
class Outcome:
    """One question and what is wrong with its answer; nothing is wrong with one that passes.

    `group` is `saved`, or what a derived question asks for: min, max, between, in stock, of size, not.
    """

    group: str
    question: str
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class _Case:
    group: str
    text: str
    before: tuple[str, ...]
    check: Check


async def list_questions(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> list[QuestionDraft]:
    """The chatbot's saved questions, in their order. Raises `NotFound` for the chatbot."""
    chatbot = await chatbots.get_chatbot(session, account, chatbot_id=chatbot_id)
    return [_draft(saved) for saved in await queries.questions(session, chatbot)]


async def replace_questions(
    session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, drafts: Sequence[QuestionDraft]
) -> Kept:
    """Makes these the chatbot's saved questions, and removes all others. Raises `NotFound` for the chatbot."""
    chatbot = await chatbots.hold_chatbot(session, account, chatbot_id=chatbot_id)
    known = {saved.fingerprint: saved for saved in await queries.questions(session, chatbot)}
    added = changed = 0
    for position, draft in enumerate(drafts):
        expected = draft.expect.stored()
        saved = known.pop(draft.fingerprint(), None)
        if saved is None:
            added += 1
            saved = SavedQuestion(
                chatbot_id=chatbot.id,
                position=position,
                question=draft.question,
                before=list(draft.before),
                expectations=expected,
                fingerprint=draft.fingerprint(),
            )
        elif saved.expectations != expected:
            changed += 1
        saved.position, saved.expectations = position, expected
        session.add(saved)
    await queries.delete_questions(session, chatbot, [saved.id for saved in known.values()])
    await session.flush()
    return Kept(added, changed, len(known))


async def outcomes(account: User, *, chatbot_id: uuid.UUID) -> AsyncIterator[Outcome]:
    """Asks the built-in composer every question, and tells each outcome as it is there.

    Reads in short units of work of its own. Raises `NotFound` for the chatbot.
    """
    async with unit_of_work(acting=account.id) as session:
        chatbot = await chatbots.get_chatbot(session, account, chatbot_id=chatbot_id)
        saved = await queries.questions(session, chatbot)
    rows = {
        shown["id"]: row(shown["id"], shown["title"], shown["content"], shown["metadata"])
        async for shown in exporting.exported(
            account, chatbot_id=chatbot_id, source_type="product_catalog", is_active=True
        )
    }
    for case in _cases(saved, rows, chatbot.language):
        answer = await _asked(account, chatbot, case)
        yield Outcome(case.group, " / ".join([*case.before, case.text]), tuple(case.check(answer)))


def _cases(saved: Sequence[SavedQuestion], rows: dict[str, Row], language: str) -> Iterator[_Case]:
    for question in saved:
        expected = Expectations.model_validate(question.expectations)
        yield _Case(SAVED, question.question, tuple(question.before), _judged(expected))
    for each in derived(list(rows.values()), language):
        yield _Case(each.group, each.text, (), _checked(each.check, rows))


def _judged(expected: Expectations) -> Check:
    return lambda answer: judge(expected, answer)


def _checked(check: Check, rows: dict[str, Row]) -> Check:
    return lambda answer: list(dict.fromkeys([*check(answer), *contradictions(answer, rows)]))


async def _asked(account: User, chatbot: Chatbot, case: _Case) -> Answer:
    past: list[PastTurn] = []
    for message in (*case.before, case.text):
        async with unit_of_work(acting=account.id) as session:
            answer = await assistant.answer(session, account, chatbot, message=message, past=past)
        past.append(answer.turn)
    return answer


def _draft(saved: SavedQuestion) -> QuestionDraft:
    return QuestionDraft(
        question=saved.question,
        before=tuple(saved.before),
        expect=Expectations.model_validate(saved.expectations),
    )
