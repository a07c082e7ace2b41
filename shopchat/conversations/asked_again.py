"""What came of asking a shopper's question again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AskedAgain:
    """A question and what the chatbot says to it now; whether that is an answer, or the one that was wanted."""

    question: str
    text: str
    is_answered: bool


@dataclass(frozen=True)
class Retrial:
    """Questions, asked again. While `is_learning` the entry that answers them is found by its words alone."""

    told: tuple[AskedAgain, ...]
    is_learning: bool
