"""Kernels that are hidden in what they make of an image.

Images and kernels have sides of different length, so that swapped axes show; random kernels look
different from each of their rotations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from autograder.checks import compare
from autograder.checks.check import check
from autograder.checks.draw import Draw
from autograder.checks.fields import field, tensors
from autograder.checks.probes import students_code
from autograder.checks.questions import CHANGES, Student

from .descent import NO_STEP, slip_in


@check()
def learn_kernel(student: Student, draw: Draw) -> None:
    """A kernel learned by gradient descent"""

    def hidden(height: int, width: int) -> torch.Tensor:
        # None near 0, where a kernel that never leaves its start would be right; none too far for
        # Adam's steps. Turned by 180° it has the other signs, so that one which is turned is never
        # near by chance.
        half = 2.0 * draw.integers(0, 1, height * width // 2) - 1
        signs = torch.cat([half, -half.flip(0)]).reshape(1, height, width)
        return (0.3 + 0.6 * draw.uniform(1, height, width)) * signs

    def image(height: int, width: int) -> torch.Tensor:
        # So strong that the default steps reach the target, so weak that plain gradient descent
        # does not overshoot.
        return 0.5 * draw.normal(1, height, width)

    def learns(picture: torch.Tensor, kernel: torch.Tensor, **options: int) -> None:
        size = (kernel.shape[1], kernel.shape[2])
        target = F.conv2d(picture[None], kernel[None])[0]
        told = "".join(f", {name}={value}" for name, value in options.items())
        asked = f"learn_kernel(image {tuple(picture.shape)}, target, {size}{told})"
        pending = student.ask(
            learned, asked, image=picture, target=target, kernel_size=size, options=options
        )
        pending.passes(lambda got: _has_learned(got, kernel, picture, options.get("steps", 500)))

    edge = "an edge kernel, from the band"
    with student.part(edge, share=2):
        band = torch.zeros(1, 6, 8)
        band[:, :, 2:6] = 1.0
        # About as much up as down, so that weights which are all the same are not near.
        learns(band, (0.5 + 0.05 * draw.uniform(1, 1, 2)) * torch.tensor([1.0, -1.0]), steps=300)
    with student.part("a hidden kernel, from a random image", share=2):
        learns(image(9, 8), hidden(3, 2))
        learns(image(8, 9), hidden(2, 3), steps=300)
    with student.part("steps and learning rate are used", needs=edge):
        picture, kernel = image(9, 8), hidden(3, 2)
        target = F.conv2d(picture[None], kernel[None])[0]
        # So few and so short steps that no training arrives.
        settings = [
            {"steps": steps, "learning_rate": rate}
            for steps, rate in ((5, 1e-6), (50, 1e-6), (5, 1e-5))
        ]
        asked = "learn_kernel with other steps and learning_rate"
        sent = {"image": picture, "target": target, "kernel_size": (3, 2), "settings": settings}
        student.ask(learned_with, asked, **sent).passes(lambda kernels: _differ(kernels, kernel))
        picture = image(6, 5)
        sent = {
            "image": picture,
            "target": F.conv2d(picture[None], hidden(2, 1)[None])[0],
            "kernel_size": (2, 1),
        }
        # The first of them twice: a training that starts by another generator than torch's never
        # gives the same again.
        defaults = [{"steps": 5}, {"steps": 5}, {"steps": 5, "learning_rate": 0.01}]
        # One step more or less shows, and none of them arrives.
        defaults += [{"learning_rate": 1e-4}, {"steps": 500, "learning_rate": 1e-4}]
        student.ask(
            learned_with, "learn_kernel without steps or learning_rate", settings=defaults, **sent
        ).passes(_has_defaults)
        steps = draw.number(6, 9)
        asked = f"learn_kernel with steps={steps}"
        student.ask(steps_taken, asked, steps=steps, **sent).passes(
            lambda taken: _takes(taken, steps)
        )


def learned(
    notebook: Any, image: Any, target: Any, kernel_size: Any, options: Any
) -> dict[str, Any]:
    """The kernel that is learned, and how: kernel and gradient after each of the first backwards.

    The arguments come back, so that a changed one shows.
    """
    trace, calls = [], []
    backward = torch.Tensor.backward

    def leaves(node: Any, seen: Any) -> Any:
        if node is None or node in seen:
            return []
        seen.add(node)
        if hasattr(node, "variable"):
            return [node.variable]
        return [leaf for following, _ in node.next_functions for leaf in leaves(following, seen)]

    def watched(loss: Any, *args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        found = leaves(loss.grad_fn, set()) if len(calls) <= 3 else []
        result = backward(loss, *args, **kwargs)
        if len(found) == 1 and found[0].grad is not None:
            trace.append([found[0].detach().flatten().clone(), found[0].grad.flatten().clone()])
        return result

    torch.Tensor.backward = watched  # type: ignore[method-assign, assignment]
    try:
        with students_code():
            result = notebook.learn_kernel(image, target, tuple(kernel_size), **options)
    finally:
        torch.Tensor.backward = backward  # type: ignore[method-assign]
    return {"result": result, "arguments": [image, target], "trace": trace, "calls": len(calls)}


def learned_with(
    notebook: Any, image: Any, target: Any, kernel_size: Any, settings: Any
) -> list[Any]:
    """The kernels learned with each of the settings, from the same start."""
    kernels = []
    for setting in settings:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            with students_code():
                kernels.append(
                    notebook.learn_kernel(image.clone(), target.clone(), kernel_size, **setting)
                )
    return kernels


def steps_taken(notebook: Any, image: Any, target: Any, kernel_size: Any, steps: int) -> int:
    """Count the steps that torch's optimizers make in a training.

    It is 0 where the student steps without them.
    """
    from torch.optim.optimizer import register_optimizer_step_post_hook

    taken = []
    hook = register_optimizer_step_post_hook(lambda *_: taken.append(1))
    try:
        with students_code():
            notebook.learn_kernel(image, target, kernel_size, steps=steps, learning_rate=1e-3)
    finally:
        hook.remove()
    return len(taken)


def _has_learned(answer: Any, kernel: torch.Tensor, image: torch.Tensor, steps: int) -> None:
    target = F.conv2d(image[None], kernel[None])[0]
    try:
        _is_learned(field(answer, "result"), kernel)
    except compare.Mismatch as mismatch:
        slip = slip_in(answer, image, target, kernel, steps)
        if slip and mismatch.credit < compare.FORM:
            mismatch.related = (*mismatch.related, slip)
        raise
    for now, then in zip(tensors(answer, "arguments", 2), (image, target), strict=True):
        if not torch.equal(now, then):
            raise compare.Mismatch(
                "Your function changed its argument.",
                "Work on a copy, for example with .clone().",
                credit=compare.FORM,
                related=[CHANGES],
            )


def _is_learned(got: Any, kernel: torch.Tensor) -> None:
    def judge(values: torch.Tensor) -> None:
        miss = float((values - kernel).abs().max())
        if miss > 0.02:
            # Whatever is drawn: trainings that end too soon, or swing, come at most twice as far as
            # the kernel, and on its side of the start; others walk off, or elsewhere.
            near = compare.leads_to(values, kernel, torch.zeros_like(kernel), cosine=0.1)
            near = near and float(values.norm()) < 4 * float(kernel.norm())
            raise compare.Mismatch(
                f"One of your weights is {miss:.2g} away from the kernel that made the target.",
                "Look at the loss at the end. Still falling: longer steps, or a sum for a mean. "
                "Swinging: is the gradient cleared in every step? Never moving: are there backward "
                "and step?",
                credit=compare.NEAR if near else 0.0,
            )

    _hold_kernel(got, kernel.shape, judge)


def _is_plain_kernel(got: Any, shape: torch.Size) -> None:
    _hold_kernel(got, shape, lambda values: None)


def _hold_kernel(got: Any, shape: torch.Size, judge: Callable[[torch.Tensor], None]) -> None:
    if isinstance(got, torch.Tensor) and not bool(torch.isfinite(got).all()):
        raise compare.Mismatch(
            "The learned weights are not finite numbers: the training exploded.",
            "Clear the gradient before each backward, step against the gradient, and square the "
            "differences.",
        )
    compare.formed(got, torch.float32, shape, judge, detached=True)


def _differ(kernels: Any, kernel: torch.Tensor) -> None:
    if not isinstance(kernels, list) or len(kernels) != 3:
        raise compare.Mismatch("The call did not come back as it was sent.")
    for got in kernels:
        _is_plain_kernel(got, kernel.shape)
    short, more, longer = kernels
    # Who has found the kernel has found it, in whatever way.
    if float((short - kernel).abs().max()) < 0.02:
        return
    if torch.equal(short, more) and torch.equal(short, longer):
        raise compare.Mismatch(
            "Neither steps nor learning_rate changes the kernel.",
            "Look for the step that moves it.",
            related=[NO_STEP],
        )
    if torch.equal(short, more):
        raise compare.Mismatch(
            "5 steps and 50 steps give the same kernel.",
            "Take as many steps as the argument says.",
            mistake="steps is not used",
        )
    if torch.equal(short, longer):
        raise compare.Mismatch(
            "Two learning rates give the same kernel.",
            "Hand the argument to the optimizer.",
            mistake="learning_rate is not used",
        )


def _has_defaults(kernels: Any) -> None:
    if not isinstance(kernels, list) or len(kernels) != 5:
        raise compare.Mismatch("The call did not come back as it was sent.")
    for got in kernels:
        _is_plain_kernel(got, torch.Size((1, 2, 1)))
    usual, again, by_rate, long, by_steps = kernels
    advice = "Keep the defaults of the exercise: steps=500, learning_rate=0.01."
    if not torch.equal(usual, again):
        return
    if not _alike(usual, by_rate):
        raise compare.Mismatch(
            "Without learning_rate it gives another kernel than with 0.01.",
            advice,
            mistake="another default",
        )
    if not _alike(long, by_steps):
        raise compare.Mismatch(
            "Without steps it gives another kernel than with 500.",
            advice,
            mistake="another default",
        )


def _alike(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Return whether the same computation gave both.

    Where a tensor lies in memory can change its last digit.
    """
    return torch.allclose(one, other, rtol=1e-5, atol=1e-5)


def _takes(taken: Any, steps: int) -> None:
    if not isinstance(taken, int):
        raise compare.Mismatch("The call did not come back as it was sent.")
    if taken not in (0, steps):
        raise compare.Mismatch(
            f"Your optimizer makes {compare.number_text(taken)} steps, and steps is {steps}.",
            "Take as many as the argument says.",
            mistake="another number of steps",
        )
