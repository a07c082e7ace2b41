"""Brand, navigation and the few class names that every page shares. Colours and fonts live in `assets/site.css`."""

from dataclasses import dataclass

NAME = "ShopChat"
PROMISE = "The shopping assistant that answers from your store, and from nowhere else."
DESCRIPTION = (
    "ShopChat gives your online store an assistant that answers shoppers from your own products and policies, "
    "shows the source of every answer, and goes live with one script tag."
)
LOGO = "/logo.svg"
SHARE_PICTURE = "/share.png"
STYLESHEETS = ["/site.css"]
FONTS = ("/fonts/lexend.woff2", "/fonts/outfit.woff2")


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu. `icon` is the name of a Lucide icon; after `g`, `key` on the keyboard goes there.

    `is_outside` is true for what is no page of the app.
    """

    label: str
    href: str
    icon: str = ""
    key: str = ""
    is_outside: bool = False


HOME = "/dashboard"
START = f"{HOME}/start"
DASHBOARD_NAVIGATION = (
    NavItem("Home", HOME, "house", "h"),
    NavItem("Chatbots", f"{HOME}/chatbots", "bot", "b"),
    NavItem("Knowledge", f"{HOME}/knowledge", "book_open", "k"),
    NavItem("Conversations", f"{HOME}/conversations", "messages_square", "c"),
    NavItem("Unanswered", f"{HOME}/gaps", "circle_help", "u"),
    NavItem("Analytics", f"{HOME}/analytics", "chart_column", "a"),
)
ACCOUNT_NAVIGATION = (
    NavItem("Plan and usage", f"{HOME}/billing", "gauge", "p"),
    NavItem("API keys", f"{HOME}/api-keys", "key_round", "i"),
    NavItem("Webhooks", f"{HOME}/webhooks", "webhook", "w"),
    NavItem("Settings", f"{HOME}/settings", "settings", "s"),
)
ADMIN_HOME = "/admin"
ADMIN_NAVIGATION = (
    NavItem("System", ADMIN_HOME, "activity"),
    NavItem("Accounts", f"{ADMIN_HOME}/users", "users"),
    NavItem("Usage and cost", f"{ADMIN_HOME}/usage", "chart_column"),
    NavItem("Switches", f"{ADMIN_HOME}/switches", "toggle_left"),
    NavItem("Webhook events", f"{ADMIN_HOME}/webhooks", "webhook"),
    NavItem("Mails", f"{ADMIN_HOME}/mails", "mail"),
    NavItem("Audit log", f"{ADMIN_HOME}/audit", "scroll_text"),
)
TO_ADMIN = NavItem("Admin", ADMIN_HOME, "shield")
TO_DASHBOARD = NavItem("My dashboard", HOME, "house")
SITE_NAVIGATION = (
    NavItem("How it works", "/#how"),
    NavItem("Plans", "/#plans"),
    NavItem("Demo shop", "/demo", is_outside=True),
    NavItem("API docs", "/docs", is_outside=True),
)

CARD = "rounded-xl border border-line bg-surface shadow-card"
INPUT = (
    "w-full rounded-lg border border-edge bg-surface px-3 py-2 text-sm text-ink min-h-10 pointer-coarse:min-h-11 "
    "pointer-coarse:text-base transition-colors hover:border-faint aria-invalid:border-bad disabled:opacity-60"
)
LINK = "font-medium text-brand-ink underline-offset-4 hover:underline"
