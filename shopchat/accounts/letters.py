"""What our mails say: pure texts, each in plain words and as simple HTML."""

from dataclasses import dataclass
from html import escape

BRAND = "ShopChat"
_INDIGO = "#6366f1"
_FONT = "font-family:Lexend,'Segoe UI',Helvetica,Arial,sans-serif"


@dataclass(frozen=True)
class Letter:
    """A mail's content, whoever it goes to."""

    subject: str
    text: str
    html: str


def verify_email(link: str) -> Letter:
    """After registration, and after a change of address: is this mailbox yours?"""
    return letter(
        f"Confirm your email for {BRAND}",
        ["Welcome! Confirm that this address is yours, so that we can reach you about your account."],
        ("Confirm email", link),
        "The link works once and for three days. If you did not open an account, ignore this mail.",
    )


def reset_password(link: str) -> Letter:
    """Somebody asked for a new password."""
    return letter(
        f"Choose a new {BRAND} password",
        ["Somebody, hopefully you, asked for a new password for your account."],
        ("Choose a new password", link),
        "The link works once and for one hour. If it was not you, ignore this mail: nothing has changed.",
    )


def set_password(link: str) -> Letter:
    """The platform opened an account: its owner chooses a password, if one is wanted."""
    return letter(
        f"Your {BRAND} account is ready",
        [
            f"Your store's platform opened a {BRAND} account for you.",
            "Choose a password, and you can sign in with this address.",
        ],
        ("Choose a password", link),
        "The link works once and for three days. After that, ask for a new one on the sign-in page.",
    )


def password_changed(reset_page: str) -> Letter:
    """After the fact, so that a thief cannot be quiet about it."""
    return letter(
        f"Your {BRAND} password was changed",
        ["The password of your account was changed, and every sign-in was ended."],
        ("It was not me", reset_page),
        "If it was you, there is nothing to do.",
    )


def email_changed(new_email: str, site: str) -> Letter:
    """To the old address, which cannot sign in any more."""
    return letter(
        f"Your {BRAND} email was changed",
        [f"Your account is reached by {new_email} from now on. This address no longer signs in."],
        (f"Open {BRAND}", site),
        "If it was not you, answer whoever runs this site at once: somebody knows your password.",
    )


def api_key_made(name: str, prefix: str, site: str) -> Letter:
    """A new way into the account exists."""
    return letter(
        f"A new {BRAND} API key was made",
        [f"The key “{name}”, which begins with {prefix}, can now act for your account."],
        (f"Open {BRAND}", site),
        "If it was not you, change your password and revoke the key.",
    )


def letter(
    subject: str, paragraphs: list[str], button: tuple[str, str] | None, small: str, *, sender: str = BRAND
) -> Letter:
    """A mail in the house's form, or in its form but with another `sender` on top.

    `button` is a label and a link, `small` the last line.
    """
    link = [] if button is None else ["{}:\n{}".format(*button)]
    pressed = "" if button is None else _button(*button)
    text = "\n\n".join([*paragraphs, *link, small, f"-- \n{sender}"]) + "\n"
    body = "".join(
        f'<p style="margin:0 0 16px;white-space:pre-line">{escape(paragraph)}</p>' for paragraph in paragraphs
    )
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'
        f'<body style="margin:0;padding:32px 16px;background:#f5f5fb;color:#1f2033;font-size:16px;line-height:1.5;'
        f'{_FONT}">'
        '<div style="max-width:480px;margin:0 auto;padding:32px;background:#ffffff;border-radius:16px">'
        f'<p style="margin:0 0 24px;color:{_INDIGO};font-weight:600;font-size:20px">{escape(sender)}</p>{body}{pressed}'
        f'<p style="margin:0;color:#63657d;font-size:14px">{escape(small)}</p></div></body></html>'
    )
    return Letter(subject, text, html)


def _button(label: str, link: str) -> str:
    return (
        f'<p style="margin:24px 0"><a href="{escape(link)}" style="display:inline-block;padding:12px 20px;'
        f'border-radius:10px;background:{_INDIGO};color:#ffffff;text-decoration:none;font-weight:600">{escape(label)}</a></p>'
    )
