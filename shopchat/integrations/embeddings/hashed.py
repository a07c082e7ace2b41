"""A stand-in for tests: no model file, no meaning, only shared words."""

import re
import zlib

import numpy as np

from shopchat.integrations.embeddings.embedder import Vector


class HashedEmbedder:
    """Counts each word in a slot chosen by its checksum, so texts with common words come out near each other."""

    model_id = "hashed-words"

    def __init__(self, dimensions: int = 384) -> None:
        self.dimensions = dimensions

    def is_built(self) -> bool:
        return True

    def embed(self, text: str) -> Vector:
        vector = np.zeros(self.dimensions, np.float32)
        for word in re.findall(r"\w+", text.lower()) or [""]:
            vector[zlib.crc32(word.encode("utf-8", "replace")) % self.dimensions] += 1.0
        normalised: Vector = vector / np.linalg.norm(vector)
        return normalised
