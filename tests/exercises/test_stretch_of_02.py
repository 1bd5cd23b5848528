"""The stretch of 02-mlp: what it claims, what its checks accept, and which mistakes they name."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from tests.exercises.test_texts import text_of
from tests.exercises.without_points import cells_of, changed, folded, run
from tests.trusted import names_before

BY_LOOPS = """
def gradients_by_hand(X, y, W1, b1, W2, b2):
    sums = [torch.zeros_like(weights) for weights in (W1, b1, W2, b2)]
    for x, label in zip(X, y):
        h = torch.clamp(W1 @ x + b1, min=0)
        g = (W2 @ h + b2).exp()
        g = g / g.sum()
        g[label] -= 1
        d = W2.T @ g
        d[h == 0] = 0
        for total, share in zip(sums, (torch.outer(d, x), d, torch.outer(g, h), g)):
            total += share
    return [total / len(X) for total in sums]
"""

HALF_AND_HALF = """
def one_neuron(network):
    count = network.hidden.out_features
    small = MLP(network.hidden.in_features, 1, network.output.out_features)
    small.hidden.weight.data[0] = network.hidden.weight.data.sum(dim=0)
    small.hidden.bias.data[0] = network.hidden.bias.data.sum()
    small.output.weight.data[:, 0] = network.output.weight.data.mean(dim=1)
    small.output.bias.data = network.output.bias.data.clone()
    return small
"""

STARTS, _ = cells_of("02-mlp")["starts-compare"].source.split("\n\nprint(")

SUM = "network.output.weight.sum(dim=1, keepdim=True)"


@pytest.fixture
def names() -> dict[str, Any]:
    """Names of the notebook after its exercises, with both stretches done."""
    found = names_before("02-mlp/adam-report")
    for name in ("backprop-stretch", "one-stretch"):
        run(folded("02-mlp", name), found)
        run(cells_of("02-mlp")[f"{name}-check"].source, found)
    return found


def said_of(name: str, answer: str) -> str:
    """Return what a stretch's check says of an answer."""
    found = names_before("02-mlp/adam-report")
    run(answer, found)
    return run(cells_of("02-mlp")[f"{name}-check"].source, found)


@pytest.mark.parametrize(
    ("name", "answer"), [("backprop-stretch", BY_LOOPS), ("one-stretch", HALF_AND_HALF)]
)
def test_what_is_right_in_another_way_passes(name: str, answer: str) -> None:
    assert said_of(name, answer).startswith("Passed")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (" / len(X)", "", "of b2: it is 6 times too large"),
        ("sum(dim=0)", "mean(dim=0)", "of b2: it is 6 times too small"),
        (" - F.one_hot(y, len(b2))", "", "of b2: subtract 1 at the true class"),
        ("/ len(X)", "/ -len(X)", "of b2: the sign is wrong"),
        ("softmax(dim=1)", "softmax(dim=0)", "of b2: the softmax of an image runs over"),
        ("A.relu()", "A", "of b2: ReLU is missing between the layers"),
        ("F.one_hot(y, len(b2))", "F.one_hot(y)", "for 8 images, none of class 2, it stops with"),
        ("/ len(X)", "/ 6", "for 8 images, none of class 2, the gradient of b2: b2[0] is"),
        (", G.sum(dim=0)", ", G", "the shape (3,), but has (6, 3). Sum over the images"),
        (", G.sum(dim=0)", ", G.sum()", "the shape (3,), but has (). Sum over the images"),
        ("sum(dim=0)", "sum(dim=0, keepdim=True)", "but has (1, 3). Sum without keepdim."),
        (", D.sum(dim=0)", ", G.sum(dim=0)", "but has (3,). Which gradient has 5 columns"),
        (", D.sum(dim=0)", ", D.sum(dim=1)", "the shape (5,), but has (6,). Sum over the images"),
        ("G.T @ H", "H.T @ G", "of W2 must have the shape (3, 5), but has (5, 3). It is trans"),
        ("G.T @ H", "G.T @ A", "of W2: W2 is multiplied by what ReLU gives"),
        (" * (A > 0)", "", "of b1: the slope of ReLU is missing"),
        ("D.T @ X", "(G @ W2).T @ X", "of W1: the slope of ReLU is missing"),
        ("(G @ W2) * (A > 0)", "(G @ W2).relu()", "of b1: ReLU's slope depends on A"),
        ("(A > 0)", "H", "of b1: the gradient is multiplied by ReLU's slope"),
        ("(A > 0)", "(A < 0)", "of b1: ReLU's slope is 1 where A is positive"),
        ("D.T @ X", "X.T @ D", "of W1 must have the shape (5, 4), but has (4, 5). It is trans"),
        ("return D.T @ X, D.sum(dim=0),", "return", "return four tensors"),
        ("D.T @ X, D.sum(dim=0), G.T @ H", "G.T @ H, D.sum(dim=0), D.T @ X", "not their order"),
        ("    A = X", "    W1 += 1\n    A = X", "your function changes W1"),
        ("    A = X", "    b1.backward()\n    A = X", "here autograd would do the work"),
    ],
)
def test_a_mistake_on_the_way_back_is_named(old: str, new: str, said: str) -> None:
    told = said_of("backprop-stretch", changed("02-mlp", "backprop-stretch", {old: new}))

    assert told.startswith("Not yet: ")
    assert told.count("\n") == 1
    assert said in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SUM, SUM.replace("sum", "mean"), "were averaged"),
        (SUM, "network.output.weight[:, :1]", "the first neuron alone"),
        (SUM, "network.output.weight[:, -1:]", "the last neuron alone"),
        (SUM, SUM.replace(", keepdim=True", ""), "4 hidden neurons and 3 logits, it stops"),
        (
            "network.hidden.in_features",
            "784",
            "for 6 inputs, 4 hidden neurons and 3 logits, it stops",
        ),
        ("hidden.bias[:1]", "hidden.bias.sum()", "hidden.bias isn't that"),
        ("hidden.weight[:1]", "hidden.weight.sum(0)", "hidden.weight isn't that"),
        ("hidden.bias.copy_", "hidden.bias.add", "hidden.bias isn't that"),
        ("copy_(network.output.bias)", "zero_()", "The output's bias is missing"),
        (
            "copy_(network.output.bias)",
            "copy_(network.output.bias * network.output.in_features)",
            "is added once",
        ),
        ("return small", "return network", "make MLP(6, 1, 3)"),
        ("MLP(network.hidden.in_features, 1", "MLP(network.hidden.in_features, 4", "(4, 6)"),
        ("return small", "return small.hidden", "must return an MLP"),
        ("small = MLP", "network.hidden.bias.data.zero_()\n    small = MLP", "was changed"),
        (".bias.copy_(network.output.bias)", ".bias = network.output.bias", "share memory"),
    ],
)
def test_a_mistake_about_one_neuron_is_named(old: str, new: str, said: str) -> None:
    told = said_of("one-stretch", changed("02-mlp", "one-stretch", {old: new}))

    assert told.startswith("Not yet: ")
    assert told.count("\n") == 1
    assert said in told


def test_a_neuron_made_larger_with_weights_summed_is_told_to_do_one_of_the_two() -> None:
    answer = HALF_AND_HALF.replace(".mean(dim=1)", ".sum(dim=1)")

    assert "Do one of the two" in said_of("one-stretch", answer)


def test_the_numbers_of_one_image_are_those_of_autograd() -> None:
    h = torch.tensor([2.0, 0.0], requires_grad=True)
    weights = torch.tensor([[1.0, 1.0], [0.0, 1.0], [2.0, 1.0]], requires_grad=True)
    logits = torch.tensor([2.0, 0.0, 1.0])
    z = weights @ h
    F.cross_entropy((z + (logits - z).detach())[None], torch.tensor([1])).backward()
    assert h.grad is not None
    assert weights.grad is not None
    told = text_of("02-mlp")

    assert f"-0.910 \\cdot 2 = {weights.grad[1, 0]:.3f}$" in told
    assert f"0.245 \\cdot 2$, which is {h.grad[0]:.3f}." in told


def test_training_by_hand_takes_the_steps_of_autograd_and_learns(names: dict[str, Any]) -> None:
    printed = run(cells_of("02-mlp")["backprop-train"].source, names)
    images, labels = names["train_images"], names["train_labels"]
    by_hand, losses = names["train_by_hand"](images, labels, steps=20)
    torch.manual_seed(0)
    network = names["MLP"](784, 128, 10)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    batches = [(images[chosen], labels[chosen]) for chosen in torch.randint(len(images), (20, 64))]
    mean_loss = names["train_one_epoch"](network, batches, names["make_loss"](), optimizer)

    assert sum(losses) / 20 == pytest.approx(mean_loss, rel=1e-4)
    for mine, its in zip(by_hand.parameters(), network.parameters(), strict=True):
        assert torch.allclose(mine, its, atol=1e-4)
    first, last = (float(line.split(":")[1]) for line in printed.splitlines()[:2])
    assert last < first / 3


def test_as_handed_out_the_training_says_what_to_write_first() -> None:
    found = names_before("02-mlp/adam-report")
    for name in ("backprop-stretch", "backprop-stretch-check"):
        run(cells_of("02-mlp")[name].source, found)

    assert run(cells_of("02-mlp")["backprop-train"].source, found).startswith("Write grad")


def test_of_the_five_starts_two_learn_and_one_neuron_does_what_those_alike_do(
    names: dict[str, Any],
) -> None:
    printed = run(cells_of("02-mlp")["starts-compare"].source, names)
    rows = [line.split() for line in printed.splitlines()[1:]]
    (same,) = [row for row in rows if "one_neuron" in row]
    losses = {row[0]: float(row[1]) for row in rows if row != same}
    kinds = {row[0]: int(row[2]) for row in rows if row != same}

    assert {name for name, loss in losses.items() if loss < 0.5} == {"random", "b"}
    assert losses["a"] == pytest.approx(math.log(10), abs=0.05)
    assert losses["d"] == pytest.approx(math.log(10), abs=0.05)
    assert losses["c"] > 1
    # Far below 0.5, and not by luck: a larger learning rate makes the last of these losses jump.
    assert max(losses["random"], losses["b"]) < 0.1
    assert kinds == {"random": 128, "a": 1, "b": 128, "c": 1, "d": 1}
    assert float(same[-1]) < 1e-4


def test_a_wrong_one_neuron_leaves_the_five_starts_to_compare(names: dict[str, Any]) -> None:
    run("def one_neuron(network):\n    raise NotImplementedError", names)

    rows = run(cells_of("02-mlp")["starts-compare"].source, names).splitlines()[1:]

    assert [row.split()[0] for row in rows] == ["random", "a", "b", "c", "d"]


def test_neurons_alike_stay_so_only_where_their_weights_to_the_logits_are_alike_too(
    names: dict[str, Any],
) -> None:
    run(STARTS, names)
    images, labels = names["train_images"][:200], names["train_labels"][:200]
    kinds = {}
    for output in (0.01, None):
        network, _ = names["train_from"](0.01, output, images, labels)
        kinds[output] = len(network.hidden.weight.round(decimals=3).unique(dim=0))

    assert kinds == {0.01: 1, None: 128}


@pytest.mark.parametrize(("hidden", "output"), [(0, None), (0, 0)])
def test_from_hidden_weights_of_0_only_the_last_bias_learns_how_frequent_each_digit_is(
    hidden: int, output: int | None, names: dict[str, Any]
) -> None:
    run(STARTS, names)
    images, labels = names["train_images"][:200], names["train_labels"][:200]
    (before, _), (after, _) = (
        names["train_from"](hidden, output, images, labels, steps=steps) for steps in (1, 200)
    )
    frequent = torch.bincount(labels, minlength=10) / len(labels)

    assert torch.equal(before.output.weight, after.output.weight)
    assert not after.hidden.weight.any()
    assert not after.hidden.bias.any()
    assert torch.allclose(after.output.bias.softmax(dim=0), frequent, atol=0.01)


def test_from_output_weights_of_0_the_first_step_moves_the_output_layer_alone(
    names: dict[str, Any],
) -> None:
    run(STARTS, names)
    images, labels = names["train_images"][:200], names["train_labels"][:200]
    network, _ = names["train_from"](None, 0, images, labels, steps=1)
    fresh = copy.deepcopy(network)
    sgd = torch.optim.SGD(network.parameters(), lr=0.5)
    names["train_one_epoch"](network, [(images, labels)], names["make_loss"](), sgd)
    torch.manual_seed(0)

    assert torch.equal(fresh.hidden.weight, names["MLP"](784, 128, 10).hidden.weight)
    assert fresh.output.weight.any()
    assert not torch.equal(network.hidden.weight, fresh.hidden.weight)


def test_the_slope_of_relu_at_0_is_taken_as_0() -> None:
    inputs = torch.zeros(1, requires_grad=True)
    nn.functional.relu(inputs).sum().backward()
    assert inputs.grad is not None

    assert inputs.grad.item() == 0
