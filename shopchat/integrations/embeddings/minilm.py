"""all-MiniLM-L6-v2 in int8 on onnxruntime: about 1 ms for a query on one core."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shopchat.integrations.embeddings.embedder import EmbeddingModelMissing, Vector

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

# Vectors of different builds are not comparable: raise the revision whenever the graph or its quantisation changes.
MODEL_ID = "all-MiniLM-L6-v2-int8-r1"
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"

MAX_TOKENS = 256
# Tokens past MAX_TOKENS are thrown away, so a megabyte of text need not be split into tokens first.
MAX_CHARACTERS = 16_000


def model_folder(cache: Path, model_id: str = MODEL_ID) -> Path:
    """Where a built model lies below a cache folder; those of earlier builds stay beside the present one."""
    return cache / model_id


class MiniLm:
    """The local model, loaded by its first use (0.2 s, 100 MB) and shared by all threads.

    Texts go in one at a time: int8 vectors depend on what else is in the batch, and a batch is slower.
    """

    dimensions = 384

    def __init__(self, cache: Path, model_id: str = MODEL_ID) -> None:
        self.model_id = model_id
        self._folder = model_folder(cache, model_id)
        self._loading = threading.Lock()
        self._loaded: tuple[Tokenizer, InferenceSession] | None = None

    def is_built(self) -> bool:
        """See `Embedder`."""
        return self._loaded is not None or self._folder.is_dir()

    def embed(self, text: str) -> Vector:
        """See `Embedder`. Reads the first 256 word pieces. Raises EmbeddingModelMissing before the model is built."""
        tokenizer, session = self._loaded or self._load()
        readable = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode()
        token_ids = np.array([tokenizer.encode(readable).ids], np.int64)
        (embedding,) = session.run(["embedding"], {"token_ids": token_ids})
        vector: Vector = embedding
        return vector

    def _load(self) -> "tuple[Tokenizer, InferenceSession]":
        with self._loading:
            if self._loaded is None:
                if not self._folder.is_dir():
                    raise EmbeddingModelMissing(f"No embedding model in {self._folder}. Run `make build`.")
                self._loaded = _tokenizer(self._folder / TOKENIZER_FILE), _session(self._folder / MODEL_FILE)
            return self._loaded


def _tokenizer(file: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    # The published file pads every text to 128 tokens, which costs twenty times a query's work.
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _session(file: Path) -> "InferenceSession":
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Texts differ in length, so memory kept for one shape is of no use to the next.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return InferenceSession(
        file, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
