"""Exam questions on notebook 2."""

from __future__ import annotations

import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from teaching.asking import Choice, against, choose, integers, matrix, number, numbers
from teaching.exam import Question


def parameters(draw: random.Random) -> Question:
    """How much does it learn?"""
    channels, side = draw.choice([1, 3]), draw.choice([8, 12, 16, 20])
    hidden, classes = draw.choice([32, 50, 64, 100]), draw.choice([5, 7, 12, 20])
    layers = [nn.Linear(channels * side * side, hidden), nn.Linear(hidden, classes)]
    counts = [sum(one.numel() for one in layer.parameters()) for layer in layers]
    return Question(
        f"Images of {channels} channel{'s' if channels > 1 else ''} and {side}×{side} pixels are "
        f"sorted into {classes} classes by an MLP with one hidden layer of {hidden} neurons. Which "
        "sizes have its two linear layers? How many parameters have they together, with biases?",
        f"{channels * side * side} to {hidden} and {hidden} to {classes}; {sum(counts):,} = "
        f"{hidden}·({channels * side * side} + 1) + {classes}·({hidden} + 1).",
        points=3,
    )


def linear_and_relu(draw: random.Random) -> Question:
    """One layer by hand."""
    weight, bias = integers(draw, 2, 3, low=-3, high=3), integers(draw, 2, low=-4, high=4)
    x = integers(draw, 3, low=-2, high=4)
    z = F.linear(x, weight, bias)
    return Question(
        f"A linear layer has the weights\n{matrix(weight)}\nand the biases {numbers(bias)}. Its "
        f"input is {numbers(x)}. What does it give? What is left after ReLU?",
        f"{numbers(z)}; after ReLU {numbers(z.relu())}. Each row of weights times the input, plus "
        "its bias; ReLU puts 0 in place of what is negative.",
        points=2,
    )


def cross_entropy(draw: random.Random) -> Question:
    """Softmax, loss and gradient."""
    logits = torch.tensor([draw.sample([-1.0, 0.0, 1.0, 2.0, 3.0], 3)], requires_grad=True)
    label = draw.randrange(3)
    loss = F.cross_entropy(logits, torch.tensor([label]))
    loss.backward()
    assert logits.grad is not None
    scores = logits.detach()[0]
    chances, gradient = scores.softmax(0), logits.grad[0]
    told = ", ".join(f"{value:.3f}" for value in chances.tolist())
    down = ", ".join(f"{value:.3f}".replace("-", "−") for value in gradient.tolist())
    return Question(
        f"The logits of one image are {numbers(scores)}, its true class is {label} (counted from "
        "0). Work out the three probabilities, the cross-entropy loss, and the gradient of the "
        "loss for the three logits, to three digits.",
        f"Probabilities {told}; loss −ln {chances[label].item():.3f} = {loss.item():.3f}; gradient "
        f"{down}. Divide e^z by the sum {scores.exp().sum().item():.3f}. The gradient is the "
        "probabilities with 1 taken away at the true class.",
        points=4,
    )


def loss_of_a_batch(draw: random.Random) -> Question:
    """What is the loss of a batch?"""
    chances = torch.tensor([draw.choice([0.1, 0.2, 0.25, 0.4, 0.5, 0.8]) for _ in range(3)])
    chances[draw.randrange(3)] = draw.choice([0.05, 0.15, 0.6, 0.7])
    losses = -chances.log()
    right = f"{losses.mean().item():.3f}"
    made = {
        "sum_for_mean": losses.sum(),
        "logarithm_left_out": chances.mean(),
        "sign_forgotten": -losses.mean(),
        "divided_by_the_classes_too": losses.mean() / 10,
    }
    told = ((f"{got.item():.3f}".replace("-", "−"), name) for name, got in made.items())
    wrong = against("02-mlp/make-loss", told)
    return choose(
        draw,
        "A network chooses among ten digits. For the three images of a batch it gives the true "
        f"digit the probabilities {numbers(chances)}. What is the cross-entropy loss of the batch?",
        Choice(right, f"−ln of each is {', '.join(f'{one:.3f}' for one in losses.tolist())}; the "
               "loss is their mean."),
        wrong,
    )  # fmt: skip


def steps_of_descent(draw: random.Random) -> Question:
    """Steps of SGD."""
    start, goal = draw.choice([0.0, 4.0, 5.0]), draw.choice([1.0, 2.0, 3.0])
    rate = draw.choice([0.05, 0.1, 0.2])

    def walk(*, clear: bool) -> list[float]:
        weight = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([weight], lr=rate)
        places = []
        for _ in range(3):
            if clear:
                optimizer.zero_grad()
            (weight - goal).square().backward()
            optimizer.step()
            places.append(weight.item())
        return places

    return Question(
        f"The loss is (w − {number(goal)})², its gradient 2·(w − {number(goal)}). SGD with "
        f"learning rate {rate} starts at w = {number(start)}. Where is w after each of three "
        "steps? Where is it if nobody calls `zero_grad`?",
        f"With clearing: {numbers(walk(clear=True))}. Without: {numbers(walk(clear=False))}, since "
        "`backward` adds to the gradient that is there, and each step repeats the earlier ones.",
        points=4,
    )


def accuracy(draw: random.Random) -> Question:
    """How good is it?"""
    size = draw.choice([8, 10, 20])
    sizes = [size, size, draw.randrange(2, size // 2 + 1)]
    right = [draw.randrange(size // 2, size + 1), draw.randrange(size // 2, size), 1]
    share = 100 * sum(right) / sum(sizes)
    made = {
        "mean_of_batch_percentages": sum(
            100 * one / many for one, many in zip(right, sizes, strict=True)
        ) / 3,
        "every_batch_counted_full": 100 * sum(right) / (3 * size),
        "last_batch_only": 100 * right[-1] / sizes[-1],
        "small_batch_dropped": 100 * sum(right[:2]) / (2 * size),
        "errors_counted": 100 - share,
    }  # fmt: skip
    wrong = against("02-mlp/accuracy", ((f"{got:.2f} %", name) for name, got in made.items()))
    told = ", ".join(f"{one} of {many}" for one, many in zip(right, sizes, strict=True))
    return choose(
        draw,
        f"Three batches are tested. Right are {told} images. What is the accuracy?",
        Choice(f"{share:.2f} %", f"{sum(right)} of {sum(sizes)} images: count them, not batches."),
        wrong,
    )


def epochs_and_batches(draw: random.Random) -> Question:
    """How many steps?"""
    images, batch = draw.choice([1000, 5000, 12000, 20000]), draw.choice([32, 48, 64, 96])
    held_back, epochs = images // draw.choice([5, 8, 10]), draw.randrange(2, 6)
    learned_from = TensorDataset(torch.zeros(images - held_back))
    loader = DataLoader(learned_from, batch_size=batch)
    steps = len(loader)
    last = images - held_back - batch * (steps - 1)
    return Question(
        f"Of {images:,} images {held_back:,} are held back to validate. The network learns from "
        f"the others in batches of {batch}, for {epochs} epochs. How many steps does the optimizer "
        "take? How many images are in the last batch of an epoch?",
        f"{steps * epochs:,} steps: {steps} batches an epoch, ({images:,} − {held_back:,}) / "
        f"{batch} rounded up. The last one has {last} images.",
        points=2,
    )


def adam(draw: random.Random) -> Question:
    """The first steps of Adam."""
    first, second = draw.choice([2.0, 4.0, 0.02]), draw.choice([-1.0, 0.5, 3.0])
    rate = draw.choice([0.1, 0.01])
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([weight], lr=rate)
    places = [0.0]
    for gradient in (first, second):
        weight.grad = torch.full((1,), gradient, dtype=torch.float64)
        optimizer.step()
        places.append(weight.item())
    moves = [places[1], places[2] - places[1]]
    mean = f"(0.9·0.1·({number(first)}) + 0.1·({number(second)})) / 0.19"
    square = f"(0.999·0.001·({number(first)})² + 0.001·({number(second)})²) / 0.001999"
    return Question(
        f"A weight has the gradients {number(first)} and {number(second)} in two steps. How far "
        f"does Adam with learning rate {rate} move it in the first step, how far in the second? "
        "How far would SGD move it in the first?",
        f"Adam: {number(moves[0])}, then {number(moves[1])}. SGD: {number(-rate * first)}. In its "
        "first step Adam divides the gradient by its own size, so the learning rate is the length. "
        f"In the second, the mean is {mean} and the mean square {square}.",
        points=4,
    )


def predicted(draw: random.Random) -> Question:
    """Read the logits."""
    logits = torch.tensor([float(n) for n in draw.sample(range(-5, 10), 12)]).reshape(3, 4)
    labels = torch.tensor([draw.randrange(4) for _ in range(3)])
    labels[0] = logits[0].argmax()
    found = logits.argmax(dim=1)
    right = int((found == labels).sum())
    return Question(
        f"The logits of three images, one row for each, and four classes:\n{matrix(logits)}\nThe "
        f"labels are {numbers(labels)}. What does `argmax(dim=1)` give? How many percent are "
        "right? What would `argmax(dim=0)` give, and why is it no answer?",
        f"{numbers(found)}; {100 * right / 3:.1f} %. `argmax(dim=0)` gives "
        f"{numbers(logits.argmax(dim=0))}: for each class the image with the largest logit. The "
        "scores of one image lie along dimension 1.",
        points=2,
    )


def true_of_training(draw: random.Random) -> Question:
    """What belongs into the loop?"""
    names = {
        "`backward` makes the step: it changes the weights by their gradients.": "step_forgotten",
        "The gradients are best cleared between `backward` and `step`.": "cleared_before_the_step",
        "The loss gets probabilities, so a softmax stands between model and loss.": (
            "softmax_between_model_and_loss"
        ),
        "One `step` after the loop, for all batches together, is an epoch of SGD.": (
            "one_step_for_the_epoch"
        ),
        "The loss of a batch is measured again after its step.": "loss_after_the_step",
    }
    wrong = against("02-mlp/train-epoch", names.items())
    images = draw.choice([50, 100, 200])
    right = Choice(
        f"With {images} classes instead of ten, a network that knows nothing starts at a loss near "
        f"{-torch.tensor(1 / images).log().item():.1f}.",
        f"It gives each class the probability 1/{images}, and −ln(1/{images}) is that number.",
    )
    return choose(draw, "Which statement about training is true?", right, wrong)


def three_parts(draw: random.Random) -> Question:
    """Which images decide?"""
    rates = draw.sample(["0.001", "0.003", "0.01", "0.03", "0.1", "0.3"], 3)
    train = [draw.randrange(930, 999) / 10 for _ in rates]
    valid = [draw.randrange(900, 925) / 10 for _ in rates]
    valid[draw.randrange(3)] = draw.randrange(926, 940) / 10
    test = [draw.randrange(895, 940) / 10 for _ in rates]
    best = max(range(3), key=valid.__getitem__)
    rows = [
        f"| {rate} | {train[at]} % | {valid[at]} % | {test[at]} % |"
        for at, rate in enumerate(rates)
    ]
    head = ["| learning rate | training | validation | test |", "| --- | --- | --- | --- |"]
    table = "\n".join([*head, *rows])
    return Question(
        "Three learning rates were tried. A classmate measured the accuracy on all images:\n\n"
        f"{table}\n\nWhich learning rate do you choose? Which accuracy do you report? What did the "
        "classmate do that should have been left for the end?",
        f"{rates[best]}, which is best on the validation images, and {test[best]} %, its accuracy "
        "on the test images. Training images can be remembered. Test images are for one "
        "measurement at the end: who chooses by them reports a number that is partly luck.",
        points=2,
    )
