"""One linear layer learned to its optimum, for what is told from a question's vector (:mod:`training.forms`, :mod:`training.facets`)."""

from __future__ import annotations

from collections.abc import Callable

import torch


def learn(
    layer: torch.nn.Linear,
    rows: torch.Tensor,
    mean: torch.Tensor,
    scale: torch.Tensor,
    loss: Callable[[torch.Tensor], torch.Tensor],
    decay: float,
    steps: int,
) -> torch.nn.Linear:
    """``layer`` for ``rows`` as they are; it is learned on standardised ones, since e5's vectors all lie close together.

    ``loss`` is that of the layer's outputs, shape (rows, outputs); ``decay`` weighs the squared weights beside it.
    """
    rows = (rows - mean) / scale
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=steps, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        found = loss(layer(rows)) + decay * (layer.weight**2).sum()
        found.backward()
        return found

    optimiser.step(step)
    with torch.no_grad():
        layer.weight /= scale
        layer.bias -= layer.weight @ mean
    return layer
