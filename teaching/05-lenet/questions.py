"""Exam questions on notebook 5."""

from __future__ import annotations

import random

import torch
import torch.nn.functional as F
from torch import nn

from teaching.asking import Choice, against, choose, integers, misconception, number, numbers, shape
from teaching.exam import Question


def shapes(draw: random.Random) -> Question:
    """Every shape on paper."""
    side, maps = draw.choice([20, 24, 32, 36]), draw.choice([4, 8, 12])
    more, kernel = draw.choice([16, 20, 24]), draw.choice([3, 5])
    padding = (kernel - 1) // 2
    layers = [
        nn.Conv2d(1, maps, kernel, padding=padding),
        nn.MaxPool2d(2),
        nn.Conv2d(maps, more, kernel),
        nn.MaxPool2d(2),
        nn.Flatten(),
    ]
    found, image = [], torch.zeros(1, 1, side, side)
    for layer in layers:
        image = layer(image)
        found.append(shape(image.shape[1:]) if image.dim() > 2 else str(image.shape[1]))
    return Question(
        f"A grey image of {side}×{side} pixels passes through: convolution with {maps} kernels "
        f"{kernel}×{kernel} and padding {padding}; max pool 2×2 with stride 2; convolution with "
        f"{more} kernels {kernel}×{kernel} without padding; max pool 2×2 with stride 2; flatten. "
        "Write down the shape after each of the five.",
        f"{'; '.join(found)}. A convolution gives n + 2·padding − {kernel} + 1 rows and columns, a "
        "pool half of them, rounded down.",
        points=4,
    )


def parameters(draw: random.Random) -> Question:
    """How much is there to learn?"""
    maps, more = draw.choice([4, 8, 10]), draw.choice([12, 16, 20])
    kernel, hidden = draw.choice([3, 5]), draw.choice([50, 64, 100])
    layers = [
        nn.Conv2d(1, maps, kernel),
        nn.Conv2d(maps, more, kernel),
        nn.Linear(more * 16, hidden),
        nn.Linear(hidden, 10),
    ]
    counts = [sum(one.numel() for one in layer.parameters()) for layer in layers]
    return Question(
        f"A network has, with biases: a convolution from 1 to {maps} channels and one from {maps} "
        f"to {more}, both with {kernel}×{kernel} kernels; after flattening maps of 4×4, a linear "
        f"layer to {hidden}; and one from {hidden} to 10. How many parameters has each layer? "
        "Which layer has the most, and how many percent of all?",
        f"{maps}·(1·{kernel * kernel} + 1) = {counts[0]:,}; {more}·({maps}·{kernel * kernel} + 1) "
        f"= {counts[1]:,}; {hidden}·({more * 16} + 1) = {counts[2]:,}; 10·({hidden} + 1) = "
        f"{counts[3]:,}. The first linear layer has "
        f"{100 * counts[2] / sum(counts):.0f} % of {sum(counts):,}.",
        points=4,
    )


def work(draw: random.Random) -> Question:
    """Weights and work."""
    channels, maps = draw.choice([1, 3]), draw.choice([6, 8, 16])
    side, kernel = draw.choice([16, 20, 28]), draw.choice([3, 5])
    weight = torch.zeros(maps, channels, kernel, kernel)
    output = F.conv2d(torch.zeros(1, channels, side, side), weight, padding=kernel // 2)
    used = output.shape[2] * output.shape[3]
    inputs = draw.choice([200, 400, 784])
    hidden = draw.choice([84, 100, 128])
    return Question(
        f"A convolution takes {channels} channel{'s' if channels > 1 else ''} of {side}×{side} "
        f"pixels to {maps} maps of the same size, with {kernel}×{kernel} kernels. A linear layer "
        f"takes {inputs} numbers to {hidden}. How many weights has each, without biases, and how "
        "many multiplications does each make for one image?",
        f"The convolution: {weight.numel():,} weights, each used at {side}·{side} positions, "
        f"{weight.numel() * used:,} multiplications. The linear layer: {inputs * hidden:,} "
        "weights, each used once, as many multiplications.",
        points=3,
    )


def first_linear_layer(draw: random.Random) -> Question:
    """Shapes that cannot be multiplied."""
    batch, maps = draw.choice([2, 8, 32, 64]), draw.choice([12, 16, 20])

    def network(
        padding: tuple[int, int] = (2, 0), stride: int = 2, start: int = 1
    ) -> tuple[int, ...]:
        layers = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=padding[0]),
            nn.AvgPool2d(2, stride=stride),
            nn.Conv2d(6, maps, 5, padding=padding[1]),
            nn.AvgPool2d(2, stride=stride),
            nn.Flatten(start),
        )
        found = layers(torch.zeros(batch, 1, 28, 28))
        return int(found.shape[:-1].numel()), int(found.shape[-1])

    features = network()[1]
    made = {
        "lenet5_five_by_five_without_padding": network(padding=(0, 0)),
        "lenet5_padding_in_both_convolutions": network(padding=(2, 2)),
        "lenet5_pooling_with_stride_one": network(stride=1),
        "sequential_without_flatten": network(start=3),
    }
    name = draw.choice(sorted(made))

    def sentence(one: str) -> str:
        exercise = "sequential" if one.startswith("sequential") else "lenet5"
        return misconception(f"05-lenet/{exercise}", one).sentence

    rows, columns = made[name]
    wrong = [
        Choice(sentence(one), f"Then the message would have {got[0]}×{got[1]}.")
        for one, got in made.items()
        if one != name
    ]
    return choose(
        draw,
        f"A LeNet for 28×28 images has {maps} maps in its second convolution, and its first linear "
        f"layer takes {features} numbers. A batch of {batch} images gives the error *mat1 and mat2 "
        f"shapes cannot be multiplied ({rows}x{columns} and {features}x120)*. What is wrong?",
        Choice(sentence(name), f"{maps}·5·5 = {features} numbers are due for each image."),
        wrong,
        points=3,
    )


def mean_loss(draw: random.Random) -> Question:
    """What does fit return?"""
    first = [draw.randrange(12, 30) / 10 for _ in range(4)]
    second = [draw.randrange(4, 12) / 10 for _ in range(4)]
    epochs = torch.tensor([first, second], dtype=torch.float64)

    def listed(values: torch.Tensor) -> str:
        return f"[{numbers(values)}]"

    weighed = epochs @ torch.tensor([64, 64, 64, 8], dtype=torch.float64) / 200
    made = {
        "sum_for_mean": epochs.sum(1),
        "loss_of_the_last_batch": epochs[:, -1],
        "sum_carried_over": epochs.sum(1).cumsum(0) / 4,
        "means_of_all_epochs_so_far": epochs.sum(1).cumsum(0) / torch.tensor([4, 8]),
        "losses_weighted_by_images": weighed,
        "only_the_last_loss": epochs[1].mean().reshape(1),
    }
    wrong = against("05-lenet/classifier", ((listed(got), name) for name, got in made.items()))
    return choose(
        draw,
        f"A `Classifier` is trained for two epochs of four batches, of 64, 64, 64 and 8 images. "
        f"The batch losses are {numbers(first)} in the first epoch and {numbers(second)} in the "
        "second. What does `fit` return?",
        Choice(listed(epochs.mean(1)), "One number for each epoch: the mean of its batch losses."),
        wrong,
    )


def softmax_twice(draw: random.Random) -> Question:
    """One softmax too many."""
    classes = draw.choice([3, 4, 5, 8, 10])
    sure = torch.zeros(1, classes)
    sure[0, 0] = 1  # the probabilities of a network that is sure and right
    lowest = F.cross_entropy(sure, torch.tensor([0])).item()
    highest = F.cross_entropy(sure, torch.tensor([1])).item()
    return Question(
        f"A network for {classes} classes ends in a softmax, and its loss is cross-entropy, which "
        "does a softmax of its own. The network is quite sure: it gives 1 for one class and 0 for "
        "the others. How large is the loss if it is right, and if it is wrong? What would both be "
        "without the extra softmax, for logits as sure as you like?",
        f"{lowest:.3f} if right, −ln(e / (e + {classes - 1})); {highest:.3f} if wrong, "
        f"−ln(1 / (e + {classes - 1})). Without it: near 0, and as large as you like. Squeezed "
        "between the two, the loss hardly tells right from wrong, and its gradient is small.",
        points=3,
    )


def sigmoid_slopes(draw: random.Random) -> Question:
    """A gradient on its way back."""
    layers, score = draw.choice([2, 3, 4, 5]), draw.choice([0.5, 1.0, 2.0, 3.0])
    value = torch.tensor(score, dtype=torch.float64, requires_grad=True)
    value.sigmoid().backward()
    assert value.grad is not None
    slope = value.grad.item()
    return Question(
        f"On its way back a gradient passes {layers} sigmoids, each at the place {number(score)}. "
        "By which factor do their slopes alone multiply it? What is the largest factor possible "
        f"for {layers} sigmoids? What would {layers} ReLUs do at the same place?",
        f"{slope:.4f} to the power {layers} = {slope**layers:.2g}; the slope is s·(1 − s) with s = "
        f"{torch.tensor(score).sigmoid().item():.4f}. At most (1/4)^{layers} = 1/{4**layers}. "
        "ReLUs have slope 1 there and leave it as it is.",
        points=3,
    )


def order_in_a_block(draw: random.Random) -> Question:
    """Does the order matter?"""
    window = integers(draw, 1, 1, 2, 2, low=-8, high=8)
    window[0, 0, 0, 0], window[0, 0, 1, 1] = -float(draw.randrange(1, 9)), draw.randrange(1, 9)
    got = [pool(window.relu(), 2).item() for pool in (F.max_pool2d, F.avg_pool2d)] + [
        pool(window, 2).relu().item() for pool in (F.max_pool2d, F.avg_pool2d)
    ]
    return Question(
        f"Four neighbouring numbers of a feature map are {numbers(window.flatten())}. Work out: "
        "ReLU, then max pool 2×2; max pool, then ReLU; ReLU, then average pool; average pool, then "
        "ReLU. For which pooling does the order not matter, whatever the numbers are?",
        f"{number(got[0])}; {number(got[2])}; {number(got[1])}; {number(got[3])}. For max pooling: "
        "ReLU never reverses an order. A mean also counts the negative numbers, which ReLU cuts "
        "off.",
        points=3,
    )


def logits_at_the_end(draw: random.Random) -> Question:
    """What belongs into LeNet?"""
    names = {
        "The last linear layer is followed by a softmax, since the outputs must sum to 1.": (
            "lenet_softmax_at_the_end"
        ),
        "The last linear layer is followed by a ReLU, as every other layer is.": (
            "lenet_activation_after_the_last_layer"
        ),
        "Between two linear layers no activation is needed: each has weights of its own.": (
            "lenet_no_activation_between_linear_layers"
        ),
        "A convolution needs no activation if a pooling follows.": (
            "lenet_no_activation_after_convolutions"
        ),
        "Without padding in the first convolution lazy layers raise an error.": (
            "lenet_five_by_five_without_padding"
        ),
        "Pooling 2×2 moves by one pixel unless a stride is given.": (
            "lenet_pooling_with_stride_one"
        ),
    }
    wrong = against("05-lenet/lenet", names.items())
    side = draw.choice([24, 32, 36])
    right = draw.choice(
        [
            Choice(
                "The convolutions have as many parameters for images of "
                f"{side}×{side} pixels as for 28×28.",
                "The same kernels serve at all positions; only the first linear layer changes.",
            ),
            Choice(
                "A lazy layer has no weights before its first batch.",
                "So send a batch of zeros through a new model before you count its parameters.",
            ),
        ]
    )
    return choose(draw, "Which statement about the modern LeNet is true?", right, wrong)


def fair_comparison(draw: random.Random) -> Question:
    """Which model is better?"""
    one = [draw.randrange(9700, 9780) / 100 for _ in range(3)]
    other = [accuracy + draw.choice([-0.5, 0.1, 0.6, 0.9]) for accuracy in one]
    apart = min(other) > max(one) or min(one) > max(other)
    mean = [sum(values) / 3 for values in (one, other)]
    told = ["; ".join(f"{value:.2f} %" for value in values) for values in (one, other)]
    times = draw.choice([3, 5, 8])
    return Question(
        f"Model A and model B were trained with three seeds each. On the test images A has "
        f"{told[0]}, B has {told[1]}. Both had three epochs; one of B's takes {times} times as "
        "long. Work out both means. Do the ranges overlap? What else must you do before you say "
        "that one of them is better?",
        f"{mean[0]:.2f} % and {mean[1]:.2f} %. The ranges {'are apart' if apart else 'overlap'}. "
        f"Give A the same time, about {3 * times} epochs, and use more seeds. Choose epochs and "
        "learning rates on validation images; measure on the test images once.",
        points=3,
    )


def when_to_stop(draw: random.Random) -> Question:
    """When did it begin to remember?"""
    best = draw.randrange(2, 5)
    train = [round(2.0 * 0.6**epoch + draw.random() / 50, 2) for epoch in range(6)]
    valid = [
        round(0.6 + 0.13 * abs(epoch - best) ** 1.2 + draw.random() / 50, 2) for epoch in range(6)
    ]
    lowest = min(range(6), key=valid.__getitem__)
    lines = [f"| {epoch + 1} | {train[epoch]:.2f} | {valid[epoch]:.2f} |" for epoch in range(6)]
    table = "\n".join(
        ["| epoch | training loss | validation loss |", "| --- | --- | --- |", *lines]
    )
    return Question(
        f"A network is trained on 1,000 images.\n\n{table}\n\nAfter which epoch would you keep its "
        "weights? What does it do after that? Which images have you not used yet, and what for?",
        f"After epoch {lowest + 1}, where the validation loss is lowest ({valid[lowest]:.2f}). "
        "After that it learns its training images by heart: their loss still falls, that of images "
        "it hasn't seen rises. The test images: measure on them once, at the end.",
        points=3,
    )
