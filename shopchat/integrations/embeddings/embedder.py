"""What the product asks of an embedding model."""

from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns a text into a vector whose dot product with another one is their likeness.

    Implementations are safe to call from several threads and give the same vector for the same text.
    """

    @property
    def model_id(self) -> str:
        """Name of the vector space; vectors of different ids must never be compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def is_built(self) -> bool:
        """Whether `embed` has what it needs."""
        ...

    def embed(self, text: str) -> Vector:
        """One float32 vector of length 1 and `dimensions` entries, for any text, the empty one included."""
        ...


class EmbeddingModelMissing(RuntimeError):
    """The model file has not been built yet, or lies elsewhere; search goes on with text alone."""
