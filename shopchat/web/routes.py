"""Every page of the people door, as data."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from shopchat.web import theme
from shopchat.web.account import AccountState
from shopchat.web.admin import audit, mails, switches, system, usage, users, webhooks
from shopchat.web.head import head_components, toaster
from shopchat.web.notices import NoticeState
from shopchat.web.offline import offline_notice
from shopchat.web.owner import (
    analytics,
    analytics_state,
    api_keys,
    billing,
    chatbot,
    chatbot_embed,
    chatbot_look,
    chatbot_playground,
    chatbot_settings,
    chatbots,
    conversation_row,
    conversations,
    gaps,
    home,
    imports,
    knowledge,
    reasoning,
    settings,
    start_page,
    webhook_endpoints,
)
from shopchat.web.owner.chatbot import ChatbotState
from shopchat.web.owner.conversations import ConversationsState
from shopchat.web.owner.installed import InstalledState
from shopchat.web.owner.knowledge_editor import EditorState
from shopchat.web.owner.knowledge_undo import UndoState
from shopchat.web.owner.settings_credentials import EmailState, PasswordState
from shopchat.web.owner.settings_export import ExportState
from shopchat.web.owner.settings_mails import MailChoicesState
from shopchat.web.owner.settings_profile import ProfileState
from shopchat.web.owner.settings_sign_ins import SignInsState
from shopchat.web.owner.start import StartState
from shopchat.web.owner.thread import ThreadState
from shopchat.web.owner.thread_tags import TagsState
from shopchat.web.public import entrance, landing, not_found, reset, verify
from shopchat.web.public.landing import DemoWidgetKey, LandingState
from shopchat.web.session import BROKEN

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """A page: where, what it is called, what it shows, what it loads. Only public ones go into the sitemap."""

    route: str
    title: str
    view: Callable[[], rx.Component]
    on_load: Any = None
    in_sitemap: bool = False


def _owner(route: str, title: str, view: Callable[[], rx.Component], *on_load: Any) -> Page:
    return Page(route, f"{title} · {theme.NAME}", view, [NoticeState.load, *on_load])


def _admin(route: str, title: str, view: Callable[[], rx.Component], *on_load: Any) -> Page:
    return Page(route, f"{title} · {theme.NAME} admin", view, list(on_load))


_BOT = chatbot.ROUTE

PAGES = (
    Page("/", f"{theme.NAME}: the shopping assistant that knows your store", landing.landing, LandingState.load, True),
    Page("/login", f"Sign in · {theme.NAME}", entrance.login, AccountState.arrive, True),
    Page("404", f"Not found · {theme.NAME}", not_found.not_found),
    Page("/register", f"Open an account · {theme.NAME}", entrance.register, AccountState.arrive, True),
    Page("/reset", f"New password · {theme.NAME}", reset.page, reset.ResetState.arrive),
    Page("/verify", f"Confirm your email · {theme.NAME}", verify.page, verify.VerifyState.arrive),
    _owner(theme.HOME, "Home", home.page, home.HomeState.load),
    _owner(theme.START, "Your first answer", start_page.page, StartState.arrive, InstalledState.arrive),
    _owner(chatbots.PATH, "Chatbots", chatbots.page, chatbots.ChatbotsState.load),
    _owner(_BOT, "Chatbot", chatbot_settings.page, ChatbotState.load, chatbot_settings.ChatbotSettingsState.load),
    _owner(f"{_BOT}/look", "Look", chatbot_look.page, ChatbotState.load, chatbot_look.LookState.load),
    _owner(
        f"{_BOT}/playground",
        "Playground",
        chatbot_playground.page,
        ChatbotState.load,
        chatbot_playground.PlaygroundState.start,
        reasoning.ReasoningState.start,
    ),
    _owner(f"{_BOT}/embed", "Embed", chatbot_embed.page, ChatbotState.load, InstalledState.arrive),
    _owner(
        knowledge.PATH, "Knowledge", knowledge.page, knowledge.KnowledgeState.load, EditorState.arrive, UndoState.leave
    ),
    _owner(f"{knowledge.PATH}/imports", "Import", imports.page, imports.ImportsState.load),
    _owner(conversation_row.PATH, "Conversations", conversations.page, ConversationsState.arrive),
    _owner(
        conversations.ROUTE,
        "Conversation",
        conversations.thread_page,
        ThreadState.load,
        TagsState.load,
        ConversationsState.load,
    ),
    _owner(gaps.PATH, "Unanswered questions", gaps.page, gaps.GapsState.load, UndoState.leave),
    _owner(analytics_state.PATH, "Analytics", analytics.page, analytics_state.AnalyticsState.load),
    _owner(f"{theme.HOME}/billing", "Plan and usage", billing.page, *billing.ON_LOAD),
    _owner(api_keys.PATH, "API keys", api_keys.page, api_keys.ApiKeysState.arrive),
    _owner(webhook_endpoints.PATH, "Webhooks", webhook_endpoints.page, webhook_endpoints.EndpointsState.arrive),
    _owner(
        f"{theme.HOME}/settings",
        "Settings",
        settings.page,
        EmailState.load,
        PasswordState.load,
        ProfileState.load,
        SignInsState.load,
        MailChoicesState.load,
        ExportState.load,
    ),
    _admin(theme.ADMIN_HOME, "System", system.page, system.SystemState.load),
    _admin(users.PATH, "Accounts", users.page, users.UsersState.load),
    _admin(usage.PATH, "Usage and cost", usage.page, usage.UsageState.arrive),
    _admin(switches.PATH, "Switches", switches.page, switches.SwitchesState.load),
    _admin(webhooks.PATH, "Webhook events", webhooks.page, webhooks.WebhookEventsState.load),
    _admin(mails.PATH, "Mails", mails.page, mails.MailsState.load),
    _admin(audit.PATH, "Audit log", audit.page, audit.AuditState.load),
)


FOUND = tuple(page.route for page in PAGES if page.in_sitemap)
"""The pages that search engines are told of."""


def _told(page: Page) -> list[dict[str, str]]:
    """What a link to the page is shown with elsewhere; its picture is made absolute where it is served."""
    said = {
        "og:site_name": theme.NAME,
        "og:type": "website",
        "og:title": page.title,
        "og:description": theme.DESCRIPTION,
    }
    return [
        *({"property": name, "content": text} for name, text in said.items()),
        {"name": "twitter:card", "content": "summary_large_image"},
    ]


def register(app: rx.App, *, demo_widget_key: DemoWidgetKey | None = None) -> None:
    """Gives `app` every page and the look. `demo_widget_key` names the bot that stands on the landing page."""
    if demo_widget_key is not None:
        landing.show_demo_bot(demo_widget_key)
    app.html_lang = "en"
    app.stylesheets = list(theme.STYLESHEETS)
    app.head_components = head_components()
    app.toaster = toaster()
    app.backend_exception_handler = _apologise
    app.app_wraps[(5, "Overlay")] = lambda stateful: rx.fragment(offline_notice()) if stateful else None
    for page in PAGES:
        app.add_page(
            page.view,
            route=page.route,
            title=page.title,
            description=theme.DESCRIPTION,
            image=theme.SHARE_PICTURE,
            meta=_told(page) if page.in_sitemap else [],
            on_load=page.on_load,
            context=None if page.in_sitemap else {"sitemap": None},
        )


def _apologise(error: Exception) -> Any:
    log.error("a page's event failed", exc_info=error)
    return rx.toast.error(BROKEN)
