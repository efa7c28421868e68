"""python -m training.average BEFORE AFTER --out FILE.pt: the mean of two runs' weights, of which the second began from the first.

Each is a .pt file or an .onnx file as exported. The mean keeps what the first knew and has most of what the second learned (Wortsman et al. 2022,
arXiv:2109.01903).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from training.export import state_of


def mean(
    before: dict[str, torch.Tensor], after: dict[str, torch.Tensor], share: float = 0.5
) -> dict[str, torch.Tensor]:
    """``share`` of ``after``; what only one of them has stays as it is."""
    found = dict(after)
    for name, old in before.items():
        if name in after and torch.is_floating_point(after[name]):
            new = after[name]
            found[name] = ((1 - share) * old.float().reshape(new.shape) + share * new.float()).to(new.dtype)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of the second")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    before, after = (state_of(p) if p.suffix == ".onnx" else torch.load(p) for p in (given.before, given.after))
    torch.save(mean(before, after, given.share), given.out)


if __name__ == "__main__":
    main()
