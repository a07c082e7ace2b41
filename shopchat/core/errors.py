"""Expected refusals. A slice raises one by name; each door has one translator."""

from datetime import timedelta


class ShopChatError(Exception):
    """A refusal that its reader can act on: an HTTP status and one sentence that says what to do next."""

    status = 400

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Invalid(ShopChatError):
    """The input breaks a rule. `loc` says where, in the manner of a validation error: `("body", "email")`."""

    status = 422

    def __init__(self, detail: str, loc: tuple[str | int, ...] = ("body",)) -> None:
        super().__init__(detail)
        self.loc = loc


class Unauthenticated(ShopChatError):
    """Nobody is signed in, or the credential is not, or no longer, good."""

    status = 401


class Forbidden(ShopChatError):
    """Known, but not allowed."""

    status = 403


class NotFound(ShopChatError):
    """It does not exist, or belongs to another account; the two read the same."""

    status = 404

    def __init__(self, noun: str) -> None:
        super().__init__(f"{noun} not found.")


class Conflict(ShopChatError):
    """The request contradicts what is there."""

    status = 409


class PreconditionFailed(ShopChatError):
    """Somebody else changed it since the caller looked."""

    status = 412

    def __init__(self) -> None:
        super().__init__("This was changed since you read it. Read it again, then repeat your change.")


class LimitReached(ShopChatError):
    """A plan's limit stops the creation of one more."""

    status = 403


class TooManyRequests(ShopChatError):
    """A rate limit or a plan's monthly limit. `retry_after` is set when waiting helps."""

    status = 429

    def __init__(self, detail: str, retry_after: timedelta | None = None, limit: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
        self.limit = limit


class Unavailable(ShopChatError):
    """Something this needs does not answer right now."""

    status = 503


def is_final(error: Exception) -> bool:
    """Whether it is an expected refusal that stays one however often it is asked: all but those that say: not now."""
    return isinstance(error, ShopChatError) and not isinstance(error, Unavailable | TooManyRequests)
