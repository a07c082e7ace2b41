"""Questions as vectors: what passages are compared with."""

import asyncio
from dataclasses import dataclass

import numpy as np

from shopchat.core.real_arrays import RealArray
from shopchat.core.remembered import Remembered
from shopchat.integrations.embeddings import EmbeddingModelMissing, Vector
from shopchat.knowledge.embedding import embedder
from shopchat.knowledge.phrasing import without_phrases
from shopchat.knowledge.terms import normalise

# One turn asks the same text several times.
REMEMBERED_SECONDS = 600
QUESTIONS_REMEMBERED = 2_000


@dataclass(frozen=True)
class QuestionVectors:
    """`whole` is all that is said, for texts. `wish`, for products, lies halfway to what is said without small talk.

    Small talk draws a wish for a product away from it, while a question about a rule is its whole sentence.
    """

    whole: RealArray
    wish: RealArray


_remembered: Remembered[tuple[str, str, str], QuestionVectors] = Remembered(
    seconds=REMEMBERED_SECONDS, most=QUESTIONS_REMEMBERED
)


async def question_vectors(question: str, language: str, model: str) -> QuestionVectors | None:
    """The question by that model; none without the model's file. `language` is the chatbot's."""
    key = question, language, model
    if (known := _remembered.get(key)) is not None:
        return known
    said = normalise(question)
    about = without_phrases(said, language)
    texts = [question, about] if about and about != said else [question]
    try:
        # In threads, because it is a millisecond of computing each, and the very first one loads the model.
        embedded = await asyncio.gather(*(asyncio.to_thread(_embedded, text, model) for text in texts))
    except EmbeddingModelMissing:
        return None
    whole, halfway = embedded[0], np.sum(embedded, axis=0)
    vectors = QuestionVectors(RealArray(whole), RealArray(halfway / np.linalg.norm(halfway)))
    _remembered.put(key, vectors)
    return vectors


def _embedded(text: str, model: str) -> Vector:
    return embedder(model).embed(text)


def forget() -> None:
    """Questions asked before are embedded anew."""
    _remembered.forget()
