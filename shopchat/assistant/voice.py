"""The built-in composer's sentences, by language and personality."""

from shopchat.assistant.voices import english, french, german, spanish
from shopchat.assistant.voices.form import Voice, Words

_SPEAKERS = {"en": english, "de": german, "fr": french, "es": spanish}
VOICES: dict[str, dict[str, Voice]] = {language: speaker.VOICES for language, speaker in _SPEAKERS.items()}
WORDS: dict[str, Words] = {language: speaker.WORDS for language, speaker in _SPEAKERS.items()}


def voice(language: str, personality: str) -> Voice:
    """The personality's sentences in one of our languages."""
    return VOICES[language][personality]
