"""The sentences of a passage that answer a question, quoted as they stand."""

import html
import re

from shopchat.assistant.relevance import coverage
from shopchat.knowledge.terms import query_terms

WHOLE = 420  # characters: a passage up to here is quoted whole
SENTENCES = 3  # of a longer one

_BREAK = re.compile(r"(?<=[.!?…])\s+(?=[\"'“„(*\[]?[A-ZÄÖÜÉÀÈÁÍÓÚÑ¿¡0-9])|\n+")
_MARKUP = re.compile(r"^#{1,6}\s+|^[ \t]*[-*+]\s+(?=\S)|^>\s?", re.MULTILINE)


_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr)\b[^<>]*>", re.IGNORECASE)


def _without_tags(text: str) -> str:
    """What a browser would show of a text that was stored with its HTML."""
    if not _TAG.search(text):
        return text
    bare = html.unescape(_TAG.sub("", _BLOCK_TAG.sub("\n", text)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in bare.splitlines())).strip()


def quoted(passage: str, question: str, language: str) -> str:
    """The passage if it is short, else its best sentences for the question, in their order."""
    text = _MARKUP.sub(
        lambda mark: "- " if mark.group(0).strip() in ("-", "*", "+") else "", _without_tags(passage)
    ).strip()
    if len(text) <= WHOLE:
        return text
    sentences = [sentence.strip() for sentence in _BREAK.split(text) if sentence.strip()]
    terms = set(query_terms(question, language))
    shares = [coverage(terms, sentence, language) for sentence in sentences]
    # The best sentence and those that follow it: a rule and its exceptions stand side by side.
    best = shares.index(max(shares))
    return _joined(sentences[best : best + SENTENCES])


def _joined(sentences: list[str]) -> str:
    return "".join(
        sentence if at == 0 else ("\n" if sentence.startswith("- ") else " ") + sentence
        for at, sentence in enumerate(sentences)
    )
