"""The four personalities as an owner meets them: a word, and how each would say the same thing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """`sounds` is a handful of words; `sample` answers "Do you ship to Canada?" in that voice."""

    label: str
    sounds: str
    sample: str


VOICES = {
    "friendly": Voice(
        "Friendly", "warm and helpful", "Yes, we do! It takes 6 to 10 days. Anything else I can look up?"
    ),
    "professional": Voice(
        "Professional", "courteous and exact", "Yes. Delivery to Canada takes 6 to 10 business days."
    ),
    "playful": Voice("Playful", "light and cheerful", "We sure do! Give it 6 to 10 days and it lands on your porch."),
    "concise": Voice("Concise", "short and to the point", "Yes. 6 to 10 business days."),
}


LANGUAGES = (
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pt", "Português"),
    ("pl", "Polski"),
    ("sv", "Svenska"),
    ("ja", "日本語"),
    ("ar", "العربية"),
    ("he", "עברית"),
)
