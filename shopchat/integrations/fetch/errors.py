"""Why something was not fetched, in sentences for the owner who gave the address."""

from shopchat.core.errors import Invalid, ShopChatError


class FetchError(ShopChatError):
    """The address was not fetched. Asking again at once would end the same way."""

    status = 422


class AddressRefused(Invalid, FetchError):
    """The address is not one that a server should call: malformed, or it leads into a private network."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, ("body", "url"))


class RobotsDisallow(FetchError):
    """The site asks programs to stay away from this page."""


class BadStatus(FetchError):
    """The site answered, but not with the page."""

    def __init__(self, url: str, code: int) -> None:
        super().__init__(f"{url} answered with status {code}.")
        self.code = code

    @property
    def is_gone(self) -> bool:
        """The page does not exist, or no longer."""
        return self.code in (404, 410)


class WrongType(FetchError):
    """The answer is of a kind that nothing can be read from here."""


class TooLarge(FetchError):
    """The answer is longer than the bound."""


class TooManyRedirects(FetchError):
    """The site sends from one address to the next without an end."""


class Unreachable(FetchError):
    """No usable answer: no such name, no connection, too slow, or not HTTP. Later it may be different."""
