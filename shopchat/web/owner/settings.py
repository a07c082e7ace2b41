"""`/dashboard/settings`: who the account is, how one gets in, what it is mailed, taking it away, ending it."""

import reflex as rx

from shopchat.web import theme
from shopchat.web.frame import dashboard
from shopchat.web.owner.settings_credentials import email_form, password_form
from shopchat.web.owner.settings_deletion import deletion
from shopchat.web.owner.settings_export import account_export
from shopchat.web.owner.settings_mails import mails
from shopchat.web.owner.settings_profile import profile
from shopchat.web.owner.settings_sign_ins import sign_ins


def page() -> rx.Component:
    """The page."""
    return dashboard(
        rx.el.div(
            profile(),
            email_form(),
            password_form(),
            sign_ins(),
            mails(),
            account_export(),
            deletion(),
            class_name="flex max-w-xl flex-col gap-5",
        ),
        title="Settings",
        active=f"{theme.HOME}/settings",
    )
