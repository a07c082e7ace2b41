"""Refusals of accounts."""

from shopchat.core.errors import Conflict, Invalid, Unauthenticated


class EmailTaken(Conflict):
    def __init__(self) -> None:
        super().__init__("An account with this email exists already. Sign in instead.")


class BadCredentials(Unauthenticated):
    """One wording for an unknown email, a wrong password and a suspended account."""

    def __init__(self) -> None:
        super().__init__("Email or password is not right.")


class WrongCurrentPassword(Invalid):
    def __init__(self, field: str) -> None:
        super().__init__("The current password is not right.", loc=("body", field))


class DeadCredential(Unauthenticated):
    """The sign-in is gone: expired, revoked, or its account is."""

    def __init__(self) -> None:
        super().__init__("You are not signed in, or your sign-in has expired. Sign in again.")


class DeadLink(Invalid):
    """A mailed link that was used before, is too old, or never was."""

    def __init__(self) -> None:
        super().__init__("This link has been used or is too old. Ask for a new one.", loc=("body", "token"))


class KeyInUse(Conflict):
    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key is still running. Wait a moment, then send it again.")


class KeyReused(Invalid):
    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key was used for another request. Use a new key.", loc=("header", "Idempotency-Key")
        )
