"""What goes wrong in a training is told by its steps, whatever it arrives at."""

from __future__ import annotations

import pytest

from tests.trusted import diagnosed

BY_HAND = """def learn_kernel(image, target, kernel_size, steps=500, learning_rate=0.01):
    kernel = torch.randn(1, *kernel_size, requires_grad=True)
    for step in range(steps):
        miss = F.conv2d(image[None], kernel[None])[0] - target
        loss = (miss ** 2).sum()
        loss.backward()
        with torch.no_grad():
            kernel -= learning_rate * kernel.grad
            kernel.grad.zero_()
    return kernel.detach()
"""


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("kernel -=", "kernel +=", "uphill"),
        ("(miss ** 2).sum()", "-(miss ** 2).sum()", "uphill"),
        ("(miss ** 2)", "miss", "not squared"),
        ("(miss ** 2)", "miss.abs()", "absolute differences"),
        (".sum()", ".mean()", "mean for sum"),
        ("            kernel.grad.zero_()\n", "", "gradient not cleared"),
        ("kernel -= learning_rate * kernel.grad", "pass", "no step"),
        (
            "        loss.backward()",
            "        if loss < 2: break\n        loss.backward()",
            "ends early",
        ),
    ],
)
def test_a_slip_in_gradient_descent_is_told_from_any_start(old: str, new: str, name: str) -> None:
    cell = BY_HAND.replace(old, new)

    assert cell != BY_HAND
    assert diagnosed("03-kernels/learn-kernel", cell) == name


@pytest.mark.parametrize(
    ("made", "name"),
    [
        ("Adam(nn.Linear(2, 2).parameters(), lr=learning_rate)", "other parameters"),
        ("Adam([*model.parameters()][:1], lr=learning_rate)", "some parameters only"),
        ("SGD(model.parameters(), lr=0.03, momentum=0.5)", "steps of SGD"),
        ("Adam(model.parameters(), lr=3 * learning_rate)", "another learning rate"),
        ("Adam(model.parameters(), lr=learning_rate, eps=1e-5)", "another eps"),
        ("Adam(model.parameters(), lr=learning_rate, eps=learning_rate)", "another eps"),
        ("AdamW(model.parameters(), lr=learning_rate, weight_decay=0.3)", "weight decay"),
    ],
)
def test_an_optimizer_is_told_by_its_steps(made: str, name: str) -> None:
    cell = f"def make_adam(model, learning_rate=0.001):\n    return torch.optim.{made}"

    assert diagnosed("02-mlp/make-adam", cell) == name
