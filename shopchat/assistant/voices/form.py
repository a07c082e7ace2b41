"""What a language has to say for the composer to speak it. Facts come from elsewhere; these sentences hold none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """The sentences of one personality in one language. `{name}` is the chatbot's name."""

    greeting: str
    thanks: str
    goodbye: str
    person: str
    one: str
    several: str
    detail: str
    compared: str
    quote: str
    unknown: str
    off_topic: str
    nothing_fits: str
    vague: str
    which_one: str
    not_told: str


@dataclass(frozen=True)
class Words:
    """What every personality of a language says alike. `{price}`, `{values}`, `{title}` and `{part}` are facts."""

    in_stock: str
    out_of_stock: str
    preorder: str
    backorder: str
    was: str
    lowest: str
    highest: str
    nearest: str
    not_made: str
    part: str
    no_such: str
    not_mentioned: str
    ask_person: str
    cheaper_one: str
    same_price: str
    identity: str
    price: str
    availability: str
    brand: str
    category: str
    cheaper: str
    more: str
    person: str
    in_stock_only: str

    def stock(self, availability: str) -> str:
        """The word for one of the four availabilities."""
        return {
            "in_stock": self.in_stock,
            "out_of_stock": self.out_of_stock,
            "preorder": self.preorder,
            "backorder": self.backorder,
        }[availability]
