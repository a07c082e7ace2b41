"""The owner's chatbots as the options of a select."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.core.paging import MAX_PAGE_SIZE, PageParams
from shopchat.web.theme import INPUT


@dataclass(frozen=True)
class Choice:
    """One option: what is sent, and what is read."""

    value: str
    label: str


async def bot_choices(session: AsyncSession, account: User) -> list[Choice]:
    """The account's chatbots, newest first; a select of more than a hundred would help nobody."""
    bots, _ = await chatbots.list_chatbots(session, account, paging=PageParams(page_size=MAX_PAGE_SIZE))
    return [Choice(str(bot.id), bot.name) for bot in bots]


def bot_select(choices: Any, *, every: str | None = None, class_name: str = "", **props: Any) -> rx.Component:
    """A select of chatbots. `every` labels an option for all of them, sent as an empty value."""
    return rx.el.select(
        rx.el.option(every, value="") if every else None,
        rx.foreach(choices, lambda choice: rx.el.option(choice.label, value=choice.value, key=choice.value)),
        class_name=f"{INPUT} select {class_name}",
        **props,
    )
