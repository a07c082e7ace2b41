"""The MiniLM encoder written as standard ONNX operators, so that no training framework is ever installed."""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from shopchat.integrations.embeddings.embedder import Vector
from shopchat.integrations.embeddings.minilm_weights import HEADS, HIDDEN, LAYER_NORM_EPSILON, LAYERS

# onnx's newest opset does not load any more once it is quantised; 20 has Gelu and LayerNormalization and does.
OPSET = 20
IR_VERSION = 10


def encoder_graph(weights: dict[str, Vector]) -> onnx.ModelProto:
    """A float32 model: `token_ids` int64 [1, n] in, `embedding` float32 [384] of length 1 out.

    It takes one text without padding, so there is no attention mask and the mean runs over all tokens.
    """
    return _Encoder(weights).build()


class _Encoder:
    def __init__(self, weights: dict[str, Vector]) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self) -> onnx.ModelProto:
        hidden = self._embeddings("token_ids")
        for layer in range(LAYERS):
            hidden = self._layer(hidden, f"encoder.layer.{layer}")
        pooled = self._node("ReduceMean", hidden, self._constant("token_axis", np.array([1])), keepdims=0)
        self._node("LpNormalization", pooled, output="normalised", axis=-1, p=2)
        self._node("Reshape", "normalised", self._constant("flat", np.array([HIDDEN])), output="embedding")
        graph = helper.make_graph(
            self._nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info("token_ids", TensorProto.INT64, [1, "tokens"])],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [HIDDEN])],
            self._constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        onnx.checker.check_model(model, full_check=True)
        return model

    def _embeddings(self, token_ids: str) -> str:
        words = self._node("Gather", self._weight("embeddings.word_embeddings.weight"), token_ids)
        # Every token is of the first type, so its embedding can be added to the positions once and for all.
        positions = self._constant(
            "positions",
            self._weights["embeddings.position_embeddings.weight"]
            + self._weights["embeddings.token_type_embeddings.weight"][0],
        )
        count = self._node("Shape", token_ids, start=1, end=2)
        first = self._constant("first", np.array([0]))
        placed = self._node("Slice", positions, first, count, first)
        return self._layer_norm(self._node("Add", words, placed), "embeddings.LayerNorm")

    def _layer(self, hidden: str, name: str) -> str:
        attended = self._attention(hidden, f"{name}.attention")
        widened = self._node("Gelu", self._dense(attended, f"{name}.intermediate.dense"))
        narrowed = self._dense(widened, f"{name}.output.dense")
        return self._layer_norm(self._node("Add", attended, narrowed), f"{name}.output.LayerNorm")

    def _attention(self, hidden: str, name: str) -> str:
        query = self._heads(self._dense(hidden, f"{name}.self.query"), (0, 2, 1, 3))
        key = self._heads(self._dense(hidden, f"{name}.self.key"), (0, 2, 3, 1))
        value = self._heads(self._dense(hidden, f"{name}.self.value"), (0, 2, 1, 3))
        scale = self._constant("scale", np.array((HIDDEN // HEADS) ** -0.5, np.float32))
        likeness = self._node("Mul", self._node("MatMul", query, key), scale)
        mixed = self._node("MatMul", self._node("Softmax", likeness, axis=-1), value)
        joined_shape = self._constant("joined", np.array([0, 0, HIDDEN]))
        joined = self._node("Reshape", self._node("Transpose", mixed, perm=(0, 2, 1, 3)), joined_shape)
        projected = self._dense(joined, f"{name}.output.dense")
        return self._layer_norm(self._node("Add", hidden, projected), f"{name}.output.LayerNorm")

    def _heads(self, hidden: str, order: tuple[int, ...]) -> str:
        split = self._constant("split", np.array([0, 0, HEADS, HIDDEN // HEADS]))
        return self._node("Transpose", self._node("Reshape", hidden, split), perm=order)

    def _dense(self, hidden: str, name: str) -> str:
        matrix = self._constant(f"{name}.weight", self._weights[f"{name}.weight"].T)
        return self._node("Add", self._node("MatMul", hidden, matrix), self._weight(f"{name}.bias"))

    def _layer_norm(self, hidden: str, name: str) -> str:
        scale, bias = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._node("LayerNormalization", hidden, scale, bias, epsilon=LAYER_NORM_EPSILON)

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, value: np.ndarray) -> str:
        if all(constant.name != name for constant in self._constants):
            self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _node(self, operator: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        output = output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output
