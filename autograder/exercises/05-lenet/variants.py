"""Networks that differ from the right one in their activations, poolings or last step.

What such a network computes of given weights tells in what a student's differs, be it in two things
at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

import torch
import torch.nn.functional as F

from autograder.checks.relations import Relation

Step = Callable[[torch.Tensor], torch.Tensor]


def _none(values: torch.Tensor) -> torch.Tensor:
    return values


ACTIVATIONS: dict[str, Step] = {
    "no activation": _none,
    "ReLU": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "LeakyReLU": F.leaky_relu,
    "GELU": F.gelu,
    "softmax": lambda values: values.softmax(dim=1),
}
POOLINGS: dict[str, Step] = {
    "max pooling": lambda maps: F.max_pool2d(maps, 2),
    "average pooling": lambda maps: F.avg_pool2d(maps, 2),
}
ENDS: dict[str, Step] = {
    "": _none,
    "softmax": lambda logits: logits.softmax(dim=1),
    "log-softmax": lambda logits: logits.log_softmax(dim=1),
    "ReLU": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


@dataclass(frozen=True)
class Layout:
    """Which activation, which pooling, and what comes last."""

    activations: tuple[str, ...]
    """After each layer but the last: two convolutions, then linear layers."""
    poolings: tuple[str, ...]
    """After each convolution."""
    pooled_first: bool = False
    """Whether each pooling stands before its activation."""

    def logits(self, images: torch.Tensor, weights: list[torch.Tensor]) -> torch.Tensor:
        """Compute what such a network gives."""
        values = images
        for place, name in enumerate(self.activations):
            weight, bias = weights[2 * place : 2 * place + 2]
            if place < len(self.poolings):
                values = F.conv2d(values, weight, bias, padding=0 if place else 2)
                steps = [ACTIVATIONS[name], POOLINGS[self.poolings[place]]]
                for step in reversed(steps) if self.pooled_first else steps:
                    values = step(values)
            else:
                values = ACTIVATIONS[name](F.linear(values.flatten(1), weight, bias))
        return F.linear(values.flatten(1), *weights[-2:])


def difference(
    got: torch.Tensor,
    right: torch.Tensor,
    images: torch.Tensor,
    weights: list[torch.Tensor],
    close: Callable[[torch.Tensor, torch.Tensor], bool],
) -> Relation | None:
    """Return in what a network differs from the right one, if its logits show that.

    Args:
        got: its logits.
        right: those of the right network.
        images: a batch.
        weights: of both networks, layer by layer.
        close: whether two networks' logits are the same.
    """
    hidden = len(weights) // 2 - 1
    plain = [
        Layout((activation,) * hidden, (pooling, pooling))
        for activation, pooling in product(ACTIVATIONS, POOLINGS)
    ]
    base = next((one for one in plain if close(one.logits(images, weights), right)), None)
    if base is None:
        return None
    for layout in _others(base):
        logits = layout.logits(images, weights)
        for end, step in ENDS.items():
            if (layout != base or end) and close(got, step(logits)):
                return _told(base, layout, end)
    return None


def _others(base: Layout) -> Iterator[Layout]:
    """Return layouts that are a little or a lot like another one, those most like it first."""
    count = len(base.activations)
    activations = [base.activations]
    some = [*((place,) for place in range(count)), (0, 1), range(2, count), range(count)]
    for name, places in product(ACTIVATIONS, some):
        of_all = enumerate(base.activations)
        activations.append(tuple(name if at in places else usual for at, usual in of_all))
    for poolings in sorted(product(POOLINGS, repeat=2), key=lambda two: two != base.poolings):
        for names in dict.fromkeys(activations):
            yield Layout(names, poolings)
        yield replace(base, poolings=poolings, pooled_first=True)


PLACES = ("the first convolution", "the second convolution", "the first linear layer")


def _told(base: Layout, layout: Layout, end: str) -> Relation:
    names, said = [], []
    usual = base.activations[0]
    changed = [place for place, name in enumerate(layout.activations) if name != usual]
    if changed:
        other = layout.activations[changed[0]]
        where = [(*PLACES, "the second linear layer")[place] for place in changed]
        names.append(f"{other} for {usual}")
        said.append(f"{other} in place of {usual} after {' and '.join(where)}")
    pooled = [place for place in (0, 1) if layout.poolings[place] != base.poolings[place]]
    if pooled:
        other = layout.poolings[pooled[0]]
        which = "both times" if len(pooled) == 2 else f"the {('first', 'second')[pooled[0]]} time"
        names.append(f"{other} for {base.poolings[0]}")
        said.append(f"{other} in place of {base.poolings[0]}, {which}")
    if layout.pooled_first:
        names.append("pooled before the activation")
        said.append("the pooling before the activation")
    if end:
        names.append(f"{end} at the end")
        said.append(f"{end} after the last layer, which has none")
    return Relation(" + ".join(names), f"Your network has {'; and '.join(said)}.")
