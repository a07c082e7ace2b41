"""The local embedding model: the graph we wrote is the published encoder, and its int8 form stays near it."""

import math
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

from shopchat.integrations.embeddings import (
    Embedder,
    EmbeddingModelMissing,
    HashedEmbedder,
    MiniLm,
    Vector,
    minilm_weights,
)
from shopchat.integrations.embeddings.minilm import MODEL_ID, model_folder
from shopchat.integrations.embeddings.minilm_build import build_minilm
from shopchat.integrations.embeddings.minilm_graph import encoder_graph
from shopchat.integrations.embeddings.minilm_weights import read_weights

TEXTS = [
    "",
    "red running shoes",
    "Do you ship to Switzerland, and what does it cost?",
    "Waterproof hiking boot with a rubber sole, sizes 36 to 48. " * 6,
    "Rückgabe innerhalb von 30 Tagen",
    "SKU AB-1234/XL 🎸",
    "crew neck sweater in merino wool",
    "gift for a two year old",
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("models")
    build_minilm(cache)
    return cache


@pytest.fixture(scope="module")
def minilm(cache: Path) -> MiniLm:
    return MiniLm(cache)


@pytest.fixture(scope="module")
def references(cache: Path) -> list[Vector]:
    """The vectors of TEXTS by the formulas of the paper, in plain numpy."""
    weights = read_weights()
    return [_forward(weights, token_ids) for token_ids in _token_ids(cache)]


def test_the_float_graph_is_the_published_encoder(cache: Path, references: list[Vector]) -> None:
    session = InferenceSession(encoder_graph(read_weights()).SerializeToString())
    for token_ids, reference in zip(_token_ids(cache), references, strict=True):
        (embedding,) = session.run(None, {"token_ids": np.array([token_ids], np.int64)})
        assert embedding @ reference > 0.9999


def test_int8_stays_near_the_published_encoder(minilm: MiniLm, references: list[Vector]) -> None:
    cosines = [minilm.embed(text) @ reference for text, reference in zip(TEXTS, references, strict=True)]
    assert np.mean(cosines) > 0.99
    assert min(cosines) > 0.975


def test_meaning_beats_shared_words(minilm: MiniLm) -> None:
    question = minilm.embed("Can I send it back if it does not fit?")
    returns = minilm.embed("Return policy: refunds within 30 days")
    fit = minilm.embed("Fit guide: how to measure your back")
    assert question @ returns > question @ fit


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "a\0b", "\ud800", "🎸" * 500, "x" * 100_000, "word " * 20_000, "中文的描述", "\u202e\u0301"]
)
def test_any_text_gives_a_unit_vector(minilm: MiniLm, text: str) -> None:
    vector = minilm.embed(text)
    assert vector.shape == (minilm.dimensions,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_the_same_text_gives_the_same_vector_from_every_thread(minilm: MiniLm, cache: Path) -> None:
    lazy = MiniLm(cache)
    found: list[Vector] = []
    threads = [threading.Thread(target=lambda: found.append(lazy.embed(TEXTS[2]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(np.array_equal(vector, minilm.embed(TEXTS[2])) for vector in found)


def test_a_text_is_read_up_to_its_limit_and_no_further(minilm: MiniLm) -> None:
    start = "lamp " * 254
    assert np.array_equal(minilm.embed(start), minilm.embed(start + "chair " * 50))
    assert not np.array_equal(minilm.embed("lamp " * 253), minilm.embed("lamp " * 253 + "chair"))


def test_building_again_touches_nothing(cache: Path) -> None:
    before = _files(cache)
    build_minilm(cache)
    assert _files(cache) == before
    assert [entry.name for entry in cache.iterdir()] == [MODEL_ID]


def test_two_processes_may_build_at_once(tmp_path: Path, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; "
        "from shopchat.integrations.embeddings.minilm_build import build_minilm; build_minilm(Path(sys.argv[1]))"
    )
    builders = [subprocess.Popen([sys.executable, "-c", code, tmp_path]) for _ in range(2)]
    assert [builder.wait() for builder in builders] == [0, 0]
    assert [entry.name for entry in tmp_path.iterdir()] == [MODEL_ID]
    rebuilt, first = (model_folder(folder) / "model.onnx" for folder in (tmp_path, cache))
    assert rebuilt.read_bytes() == first.read_bytes()


def test_without_a_built_model_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingModelMissing, match="make build"):
        MiniLm(tmp_path).embed("anything")


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the published weights")
    monkeypatch.setattr(minilm_weights, "_model_folder", lambda: tmp_path)
    with pytest.raises(EmbeddingModelMissing, match="not the published file"):
        build_minilm(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_web_process_loads_neither_the_builder_nor_a_model_hub(cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from shopchat.integrations.embeddings import MiniLm; "
        "MiniLm(Path(sys.argv[1])).embed('x'); "
        "print([name for name in ('onnx', 'huggingface_hub', 'torch', 'transformers') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code, cache], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_stand_in_keeps_the_same_promises() -> None:
    stand_in: Embedder = HashedEmbedder()
    shoes, boots, lamp = (stand_in.embed(text) for text in ("red shoes", "red boots", "desk lamp"))
    assert shoes.shape == (stand_in.dimensions,)
    assert shoes @ boots > shoes @ lamp
    assert np.linalg.norm(stand_in.embed("")) == 1.0


def _token_ids(cache: Path) -> list[list[int]]:
    tokenizer = Tokenizer.from_file(str(model_folder(cache) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    return [tokenizer.encode(text).ids for text in TEXTS]


def _files(cache: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in cache.rglob("*")}


def _forward(weights: dict[str, Vector], token_ids: list[int]) -> Vector:
    def dense(hidden: Vector, name: str) -> Vector:
        return hidden @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def normalise(hidden: Vector, name: str) -> Vector:
        centred = hidden - hidden.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        normal: Vector = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return normal

    def by_head(hidden: Vector) -> Vector:
        return hidden.reshape(len(token_ids), 12, 32).transpose(1, 0, 2)

    hidden = (
        weights["embeddings.word_embeddings.weight"][token_ids]
        + weights["embeddings.position_embeddings.weight"][: len(token_ids)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = normalise(hidden, "embeddings.LayerNorm")
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        query, key, value = (by_head(dense(hidden, f"{name}.attention.self.{p}")) for p in ("query", "key", "value"))
        weight = np.exp(query @ key.transpose(0, 2, 1) / math.sqrt(32))
        mixed = (weight / weight.sum(-1, keepdims=True)) @ value
        joined = mixed.transpose(1, 0, 2).reshape(len(token_ids), 384)
        hidden = normalise(
            hidden + dense(joined, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm"
        )
        wide = dense(hidden, f"{name}.intermediate.dense")
        gelu = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        hidden = normalise(hidden + dense(gelu, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    pooled = hidden.mean(0)
    unit: Vector = pooled / np.linalg.norm(pooled)
    return unit
