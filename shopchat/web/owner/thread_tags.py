"""The tags of a conversation, and where one is added."""

from typing import Any, TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations import service as conversations
from shopchat.conversations import tagging
from shopchat.web.session import Events, SessionState, parse_id, signed_in
from shopchat.web.theme import INPUT
from shopchat.web.ui.buttons import button

_FIELD = "new-tag"
_KNOWN = "known-tags"


class NewTag(TypedDict):
    """What the form sends."""

    tag: str


class TagsState(SessionState):
    """The tags of the conversation that is open, and those that the owner uses."""

    conversation_id: str = ""
    tags: list[str] = []
    known: list[str] = []

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads the tags of the conversation of the address, if there is one."""
        asked = self._route_id("open_conversation", "Conversation")
        row = await conversations.get_conversation(session, account, conversation_id=asked)
        self.conversation_id, self.tags = str(row.id), row.tags
        self.known = await tagging.used(session, account)

    @signed_in
    async def add(self, session: AsyncSession, account: User, form: NewTag) -> Events:
        """Adds a tag; one that is there already stays."""
        written = str(form.get("tag", ""))
        if not written.strip():
            return None
        await self._set(session, account, [*self.tags, written])
        return rx.set_value(_FIELD, "")

    @signed_in
    async def remove(self, session: AsyncSession, account: User, tag: str) -> Events:
        """Takes a tag away."""
        await self._set(session, account, [each for each in self.tags if each != tag])

    async def _set(self, session: AsyncSession, account: User, tags: list[str]) -> None:
        asked = parse_id(self.conversation_id, "Conversation")
        self.tags = (await tagging.set_tags(session, account, conversation_id=asked, tags=tags)).tags
        await session.flush()
        self.known = await tagging.used(session, account)

    def _refused(self, refusal: Any) -> Any:
        # What is missing is said by the thread beside it.
        return None if refusal.status == 404 else super()._refused(refusal)


def _tag(tag: Any) -> rx.Component:
    return rx.el.li(
        tag,
        rx.el.button(
            rx.icon("x", size=12, aria_hidden="true"),
            type="button",
            aria_label=f"Remove the tag {tag}",
            on_click=TagsState.remove(tag),
            class_name="tap grid size-5 place-items-center rounded hover:bg-line",
        ),
        class_name="flex items-center gap-1 rounded-md bg-sunken py-0.5 pr-0.5 pl-2 text-xs text-muted",
    )


def tag_bar() -> rx.Component:
    """The tags with their buttons, and a field for one more that knows those used before."""
    return rx.el.div(
        rx.icon("tag", size=14, class_name="shrink-0 text-faint", aria_hidden="true"),
        rx.cond(
            TagsState.tags,
            rx.el.ul(rx.foreach(TagsState.tags, _tag), aria_label="Tags", class_name="flex flex-wrap gap-1.5"),
        ),
        rx.el.form(
            rx.el.input(
                id=_FIELD,
                name="tag",
                type="text",
                list=_KNOWN,
                auto_complete="off",
                max_length=tagging.LONGEST,
                placeholder="Add a tag",
                aria_label="New tag",
                class_name=f"{INPUT} !min-h-8 !w-32 !py-1 text-xs",
            ),
            rx.el.datalist(rx.foreach(TagsState.known, lambda tag: rx.el.option(value=tag)), id=_KNOWN),
            button("Add", type="submit", kind="secondary", class_name="!min-h-8 !px-2.5 text-xs"),
            on_submit=TagsState.add,
            class_name="flex items-center gap-1.5",
        ),
        class_name="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2 sm:px-6",
    )
