"""The process's embedding model."""

from functools import lru_cache

from shopchat.core.config import get_settings
from shopchat.integrations.embeddings import Embedder, MiniLm


@lru_cache
def embedder() -> Embedder:
    """The model that texts and questions share; its file is read at the first text, not before."""
    return MiniLm(get_settings().build_dir / "models")
