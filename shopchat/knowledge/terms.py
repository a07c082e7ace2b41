"""Text to the terms that the inverted index is made of."""

import itertools
import re
import threading
import unicodedata

import Stemmer

from shopchat.knowledge.phrasing import SENTENCE_WORDS, STOP_WORDS, without_phrases

MAX_TERM_LENGTH = 64  # of the column `knowledge_postings.term`

# Snowball, by the first two letters of a language tag; words of any other language are taken as they stand.
STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish"}

_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:['’`]\w+)*(?:[-./_+&]\w+)*", re.UNICODE)
_PART = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*", re.UNICODE)
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_COMBINING = re.compile(r"[\u0300-\u036f]")

_local = threading.local()


def index_terms(text: str, language: str = "en") -> list[str]:
    """The terms of a text in reading order, repeated as often as they occur.

    Letters lose case, accents and endings. A compound ("wi-fi", "16gb", "AB-1234") gives its parts and its joined
    form, so each spelling finds the others. Scripts without spaces give pairs of neighbouring characters.
    """
    stem = _stemmer(language)
    return [term for word in _WORD.findall(normalise(text)) for term in _terms_of(word, stem)]


def body_terms(text: str, language: str = "en") -> list[str]:
    """`index_terms` less the words that stand in every text and would be a quarter of the index."""
    unwanted = STOP_WORDS.get(language[:2], frozenset())
    stem = _stemmer(language)
    words = (word for word in _WORD.findall(normalise(text)) if word not in unwanted)
    return [term for word in words for term in _terms_of(word, stem)]


def phrases(text: str, language: str = "en") -> list[str]:
    """The pairs of neighbouring terms in a title or in a query's gist, each as one term with a space."""
    terms = body_terms(text, language)
    return [f"{first} {second}"[:MAX_TERM_LENGTH] for first, second in itertools.pairwise(terms)]


def query_terms(text: str, language: str = "en") -> list[str]:
    """The distinct terms that a shopper's sentence is about: no stop words, no small talk.

    A text of nothing else ("the who", "it") keeps all its words, because they may be a name.
    """
    return list(dict.fromkeys(index_terms(gist(text, language), language)))


def gist(text: str, language: str = "en") -> str:
    """The telling words of a shopper's text, normalised; all its words when none is telling."""
    normalised = normalise(text)
    core = without_phrases(normalised, language)
    words = _without(STOP_WORDS, _WORD.findall(core), language)
    telling = _without(SENTENCE_WORDS, words, language)
    if core == normalised and len(words) - len(telling) < 2:
        telling = words
    return " ".join(telling) or normalised


def stems(words: list[str], language: str = "en") -> list[str]:
    """The term of each of these normalised words of one piece, in their order."""
    stem = _stemmer(language)
    return [_term(word, stem) for word in words]


def _without(lists: dict[str, frozenset[str]], words: list[str], language: str) -> list[str]:
    unwanted = lists.get(language[:2], frozenset())
    return [word for word in words if word not in unwanted]


def normalise(text: str) -> str:
    """One spelling for what looks the same: compatibility forms unified, case folded, accents dropped."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return unicodedata.normalize("NFC", _COMBINING.sub("", unicodedata.normalize("NFD", folded)))


def _terms_of(word: str, stem: Stemmer.Stemmer | None) -> list[str]:
    if _UNSPACED.search(word):
        return [term for run in _UNSPACED.findall(word) for term in _pairs(run)]
    parts = _PART.findall(word)
    if len(parts) < 2:
        return [_term(part, stem) for part in parts]
    joined = re.sub(r"[\W_]", "", word)
    return [*(_term(part, stem) for part in parts), joined[:MAX_TERM_LENGTH]]


def _term(word: str, stem: Stemmer.Stemmer | None) -> str:
    plain = word if stem is None or not word[0].isalpha() else stem.stemWord(word)
    return plain[:MAX_TERM_LENGTH]


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


def _stemmer(language: str) -> Stemmer.Stemmer | None:
    algorithm = STEMMERS.get(language[:2])
    if algorithm is None:
        return None
    # A stemmer holds a buffer of the word it works on and must not be shared between threads.
    stemmers: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return stemmers[algorithm]
