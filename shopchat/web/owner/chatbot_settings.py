"""The Settings tab: what the chatbot is called, how it speaks, what it opens with, and its end."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.web.form import Form, error_of
from shopchat.web.owner.chatbot import PATH, ChatbotState, bot_page
from shopchat.web.owner.voices import LANGUAGES, VOICES, Voice
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in
from shopchat.web.ui.buttons import button, submit
from shopchat.web.ui.dialog import confirm
from shopchat.web.ui.fields import select_field, switch, text_area, text_field
from shopchat.web.ui.states import section


class ChatbotSettingsState(Form, SessionState):
    """The form's first values, and what was wrong with the last ones."""

    form_for: str = ""
    name: str = ""
    personality: str = "friendly"
    welcome_message: str = ""
    questions: str = ""
    language: str = "en"
    origins: str = ""
    is_active: bool = True
    confirming: bool = False

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Fills the form."""
        self.errors, self.confirming, self.form_for = {}, False, ""
        asked = self._route_id("chatbot_id", "Chatbot")
        bot = await chatbots.get_chatbot(session, account, chatbot_id=asked)
        self.name = bot.name
        self.personality = bot.personality
        self.welcome_message = bot.welcome_message
        self.questions = "\n".join(bot.suggested_questions)
        self.language = bot.language
        self.origins = "\n".join(bot.allowed_origins)
        self.is_active = bot.is_active
        self.form_for = str(bot.id)

    @signed_in
    async def save(self, session: AsyncSession, account: User, form: dict[str, Any]) -> Events:
        """Stores what the form says."""
        self.errors = {}
        await chatbots.update_chatbot(
            session, account, chatbot_id=parse_id(self.form_for, "Chatbot"), changes=_changes(form)
        )
        return [ChatbotState.load, rx.toast.success("Saved. Open widgets show it at their next visit.")]

    @signed_in
    async def delete(self, session: AsyncSession, account: User) -> Events:
        """Removes the chatbot with everything that belongs to it."""
        self.confirming = False
        await chatbots.delete_chatbot(session, account, chatbot_id=parse_id(self.form_for, "Chatbot"))
        return [rx.redirect(PATH, replace=True), rx.toast.success("The chatbot is deleted.")]

    @public
    async def ask(self) -> Events:
        """Opens the question before the deletion."""
        self.confirming = True

    @public
    async def keep(self) -> Events:
        """Closes it."""
        self.confirming = False

    def _refused(self, refusal: Any) -> Any:
        return None if refusal.status == 404 else super()._refused(refusal)  # the shell says that it is missing


def _changes(form: dict[str, Any]) -> ChatbotChanges:
    return ChatbotChanges.model_validate(
        {
            "name": form.get("name", ""),
            "personality": form.get("personality", "friendly"),
            "welcome_message": form.get("welcome_message", ""),
            "suggested_questions": _lines(form.get("suggested_questions")),
            "language": form.get("language", "en"),
            "allowed_origins": _lines(form.get("allowed_origins")),
            "is_active": bool(form.get("is_active")),
        }
    )


def _lines(text: object) -> list[str]:
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]


def _voice(name: str, voice: Voice) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="personality",
            value=name,
            default_checked=ChatbotSettingsState.personality == name,
            class_name="mt-1 size-4 shrink-0 accent-[var(--brand)]",
        ),
        rx.el.span(
            rx.el.span(voice.label, class_name="block font-medium"),
            rx.el.span(f"“{voice.sample}”", class_name="mt-0.5 block text-[0.8125rem] text-muted"),
        ),
        class_name=(
            "flex cursor-pointer gap-3 rounded-lg border border-line px-3.5 py-3 transition-colors hover:border-edge "
            "has-checked:border-brand has-checked:bg-brand-soft"
        ),
    )


def _identity() -> rx.Component:
    return section(
        "Name and voice",
        "The same facts in each voice; only the manner differs.",
        rx.el.div(
            text_field(
                "Name",
                "name",
                required=True,
                max_length=255,
                default_value=ChatbotSettingsState.name,
                error=error_of(ChatbotSettingsState.errors, "name"),
            ),
            rx.el.fieldset(
                rx.el.legend("Voice", class_name="mb-1.5 text-[0.8125rem] font-medium"),
                rx.el.div(
                    *[_voice(name, voice) for name, voice in VOICES.items()], class_name="grid gap-2.5 sm:grid-cols-2"
                ),
            ),
            select_field(
                "Language",
                "language",
                LANGUAGES,
                default_value=ChatbotSettingsState.language,
                hint="Of the chat window's own words. Answers quote your entries as they are written.",
            ),
            class_name="flex flex-col gap-5",
        ),
    )


def _opening() -> rx.Component:
    return section(
        "How it opens",
        "What a shopper sees before the first question.",
        rx.el.div(
            text_area(
                "Welcome",
                "welcome_message",
                rows=2,
                max_length=2000,
                default_value=ChatbotSettingsState.welcome_message,
                error=error_of(ChatbotSettingsState.errors, "welcome_message"),
            ),
            text_area(
                "Suggested questions",
                "suggested_questions",
                rows=3,
                default_value=ChatbotSettingsState.questions,
                hint="One a line, at most six. They stand as buttons under the welcome.",
                error=error_of(ChatbotSettingsState.errors, "suggested_questions"),
            ),
            class_name="flex flex-col gap-5",
        ),
    )


def _access() -> rx.Component:
    return section(
        "Where it runs",
        None,
        rx.el.div(
            switch(
                "Live",
                "When paused, the widget stays away from your shop; nothing is lost.",
                "is_active",
                default_checked=ChatbotSettingsState.is_active,
            ),
            text_area(
                "Allowed sites",
                "allowed_origins",
                rows=2,
                placeholder="https://www.yourstore.com",
                default_value=ChatbotSettingsState.origins,
                hint="One a line. Leave empty to allow every site that has your key.",
                error=error_of(ChatbotSettingsState.errors, "allowed_origins"),
            ),
            class_name="flex flex-col gap-5",
        ),
    )


def _end() -> rx.Component:
    return section(
        "Delete this chatbot",
        "Its knowledge and its conversations go with it, and its widget falls silent. There is no way back.",
        button(rx.icon("trash_2", size=15), "Delete chatbot", kind="danger", on_click=ChatbotSettingsState.ask),
        confirm(
            shown=ChatbotSettingsState.confirming,
            on_dismiss=ChatbotSettingsState.keep,
            on_confirm=ChatbotSettingsState.delete,
            title=f"Delete {ChatbotSettingsState.name}?",
            text="Its knowledge and its conversations are deleted with it. This cannot be undone.",
            verb="Delete chatbot",
            key="delete-chatbot",
        ),
    )


def page() -> rx.Component:
    """The page."""
    return bot_page(
        rx.cond(
            ChatbotSettingsState.form_for == ChatbotState.bot_id,
            rx.el.div(
                rx.el.form(
                    _identity(),
                    _opening(),
                    _access(),
                    rx.el.div(submit("Save changes"), class_name="flex justify-end"),
                    on_submit=ChatbotSettingsState.save,
                    class_name="flex flex-col gap-5",
                ),
                _end(),
                class_name="flex max-w-3xl flex-col gap-5",
            ),
        ),
        tab="Settings",
    )
