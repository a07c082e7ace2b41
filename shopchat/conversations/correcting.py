"""A wrong answer becomes an entry that says it right, and its question is asked again."""

import uuid

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import service as assistant
from shopchat.chatbots import service as chatbots
from shopchat.conversations import queries, recalling, service, turn
from shopchat.conversations.asked_again import AskedAgain, Retrial
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.models import Entry


async def correct(session: AsyncSession, account: User, *, message_id: uuid.UUID, question: str, answer: str) -> Entry:
    """Writes question and answer into the knowledge of the chatbot that gave the answer `message_id`.

    Raises `NotFound`, and what `knowledge.add_entry` raises.
    """
    message, _ = await recalling.answered(session, account, message_id=message_id)
    talk = await service.get_conversation(session, account, conversation_id=message.conversation_id)
    fields = EntryChanges(source_type="faq", title=question, content=answer)
    return await knowledge.add_entry(session, account, chatbot_id=talk.chatbot_id, fields=fields)


async def ask_again(session: AsyncSession, account: User, *, message_id: uuid.UUID, entry_id: uuid.UUID) -> Retrial:
    """What the built-in composer says now to the shopper, after all that was said before, and to the entry's title.

    Answered is what has the entry among its sources. Nothing of it is stored. Raises `NotFound`.
    """
    message, asked = await recalling.answered(session, account, message_id=message_id)
    talk = await service.get_conversation(session, account, conversation_id=message.conversation_id)
    chatbot = await chatbots.get_chatbot(session, account, chatbot_id=talk.chatbot_id)
    entry = await knowledge.get_entry(session, account, entry_id=entry_id)
    past = turn.past_turns(await queries.messages_before(session, asked, turn.PAST_MESSAGES))
    told = []
    for question, before in {asked.content: past, entry.title: ()}.items():
        found = await assistant.answer(session, account, chatbot, message=question, past=before)
        told.append(AskedAgain(question, found.text, any(source.entry.id == entry.id for source in found.sources)))
    return Retrial(tuple(told), entry.embedding_status == "pending")
