"""Builds the int8 MiniLM file that the product embeds with, once for each cache folder."""

import os
import shutil
import tempfile
from pathlib import Path

from shopchat.integrations.embeddings.minilm import MODEL_FILE, MODEL_ID, TOKENIZER_FILE, model_folder
from shopchat.integrations.embeddings.minilm_weights import read_tokenizer, read_weights


def build_minilm(cache: Path) -> Path:
    """Makes the model under `cache` unless it is there, and returns its folder. Takes about 5 seconds and 700 MB.

    The folder appears whole or not at all, and any number of processes may build at once. Raises
    EmbeddingModelMissing when the package with the weights is absent or altered.
    """
    folder = model_folder(cache)
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{MODEL_ID}-", dir=cache))
    try:
        _write_model(workshop)
        try:
            workshop.rename(folder)
        except OSError:
            # A folder that holds files is never replaced: another process was faster, with the same result.
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return folder


def _write_model(folder: Path) -> None:
    # Imported here because they are heavy and only a build needs them.
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from shopchat.integrations.embeddings.minilm_graph import encoder_graph

    graph = encoder_graph(read_weights())
    # Tells the quantiser that its preparation step has nothing to do here; else it warns at every build.
    onnx.helper.set_model_props(graph, {"onnx.quant.pre_process": "onnxruntime.quant"})
    float_file = folder / "float32.onnx"
    onnx.save(graph, float_file)
    # One scale for a whole matrix costs likeness: mean cosine to float32 .96 instead of .99. Seven bits instead of
    # eight never overflow the 16-bit sums of processors without VNNI, so every machine makes the same vectors.
    quantize_dynamic(float_file, folder / MODEL_FILE, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    float_file.unlink()
    (folder / TOKENIZER_FILE).write_bytes(read_tokenizer())
    folder.chmod(0o755)
    for name in (MODEL_FILE, TOKENIZER_FILE):
        with (folder / name).open("rb") as written:
            os.fsync(written.fileno())
