"""Refusals of conversations."""

from shopchat.core.errors import Conflict


class ConversationEnded(Conflict):
    """Nobody can speak in it any more."""

    def __init__(self) -> None:
        super().__init__("This conversation has ended. The shopper's next message begins another.")


class NotTakenOver(Conflict):
    """The chatbot answers in it."""

    def __init__(self) -> None:
        super().__init__("The chatbot answers in this conversation. Take it over, then reply.")
