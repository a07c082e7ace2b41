"""Text to vectors on this machine: one small interface, the MiniLM model behind it, and a fake for tests."""

from shopchat.integrations.embeddings.embedder import Embedder, EmbeddingModelMissing, Vector
from shopchat.integrations.embeddings.hashed import HashedEmbedder
from shopchat.integrations.embeddings.minilm import MiniLm

__all__ = ["Embedder", "EmbeddingModelMissing", "HashedEmbedder", "MiniLm", "Vector"]
