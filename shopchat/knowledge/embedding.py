"""The process's embedding models: the present one, and an earlier one while its vectors are still in use."""

from functools import lru_cache

from shopchat.core.config import get_settings
from shopchat.integrations.embeddings import Embedder, MiniLm
from shopchat.integrations.embeddings.minilm import MODEL_ID


def current_model() -> str:
    """The id of the model that this version of the product embeds by."""
    return MODEL_ID


@lru_cache
def embedder(model: str = MODEL_ID) -> Embedder:
    """The model of that id; its file is read at the first text, not before."""
    return MiniLm(get_settings().build_dir / "models", model)


def is_available(model: str) -> bool:
    """Whether texts can be embedded by the model on this machine; files of an earlier build stay where they are."""
    return embedder(model).is_built()
