"""Exam questions on notebook 3."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import torch
import torch.nn.functional as F

from teaching.asking import (
    Choice,
    against,
    choose,
    diagnose,
    integers,
    matrix,
    number,
    numbers,
    outcomes,
    shape,
)
from teaching.exam import Question


def lost_neighbours(draw: random.Random) -> Question:
    """What flattening loses."""
    height, width = draw.randrange(4, 9), draw.randrange(5, 12)
    row, column = draw.randrange(1, height - 1), draw.randrange(1, width - 1)
    order = torch.arange(height * width).reshape(height, width)
    here, above, below = (int(order[r, column]) for r in (row, row - 1, row + 1))
    return Question(
        f"An image has {height} rows and {width} columns. It is flattened, row by row. At which "
        f"places of the vector (counted from 0) lie the pixel in row {row}, column {column}, and "
        "its neighbours above and below? How far apart are they there?",
        f"{here}, {above} and {below}: row·{width} + column. The neighbours above and below are "
        f"{width} places away, those beside it are 1 place away.",
        points=2,
    )


def positions(draw: random.Random) -> Question:
    """Which shape comes out?"""
    height, width = draw.sample(range(9, 20), 2)
    down, across = draw.sample(range(2, 6), 2)
    rows, columns = F.conv2d(
        torch.zeros(1, 1, height, width), torch.zeros(1, 1, down, across)
    ).shape[2:]
    wrong = outcomes(
        "03-kernels/output-steps",
        [
            "moves_instead_of_positions",
            "one_too_many",
            "side_by_side",
            "kernel_off_both_ends",
            "half_the_kernel_lost",
        ],
        lambda cell: shape(
            int(cell["output_steps"](*sizes)) for sizes in ((height, down), (width, across))
        ),
    )
    swapped = height - across + 1, width - down + 1
    wrong.append(
        Choice(shape(swapped), "Rows come from the two heights, columns from the two widths.")
    )
    return choose(
        draw,
        f"A kernel of {down} rows and {across} columns slides over an image of {height} rows and "
        f"{width} columns, one step at a time, and never leaves it. Which shape has the result, as "
        "(rows, columns)?",
        Choice(
            shape((rows, columns)),
            f"{height} − {down} + 1 rows and {width} − {across} + 1 columns.",
        ),
        wrong,
    )


def by_hand(draw: random.Random) -> Question:
    """Cross-correlation by hand."""
    image, kernel = integers(draw, 1, 3, 4), integers(draw, 1, 2, 2, low=-2, high=3)
    output = F.conv2d(image[None], kernel[None])[0]
    products = [
        f"{number(pixel)}·({number(weight)})"
        for pixel, weight in zip(
            image[0, :2, :2].flatten().tolist(), kernel.flatten().tolist(), strict=True
        )
    ]
    return Question(
        f"Cross-correlate this image\n{matrix(image)}\nwith this kernel\n{matrix(kernel)}\n"
        "Write down the whole output.",
        f"{matrix(output)}\nAt the top left: {' + '.join(products)} = "
        f"{number(output[0, 0, 0].item())}.",
        points=4,
    )


def correlation_mistake(draw: random.Random) -> Question:
    """What went wrong? Cross-correlation."""
    image, kernel = integers(draw, 1, 3, 4), integers(draw, 1, 2, 2, low=1, high=4)
    wrong = outcomes(
        "03-kernels/cross-correlate",
        [
            "kernel_rotated",
            "kernel_flipped_left_to_right",
            "kernel_transposed",
            "products_averaged",
            "sums_multiplied",
            "steps_of_the_kernels_size",
            "last_positions_left_out",
            "padded_to_the_same_size",
            "divided_by_the_kernels_sum",
            "largest_product",
        ],
        lambda cell: matrix(cell["cross_correlate"](image.clone(), kernel.clone())),
    )
    return diagnose(
        draw,
        lambda got: (
            f"A classmate cross-correlates this image\n{matrix(image)}\nwith this kernel\n"
            f"{matrix(kernel)}\nThe program gives\n{got}"
        ),
        matrix(F.conv2d(image[None], kernel[None])[0]),
        wrong,
    )


def edges(draw: random.Random) -> Question:
    """Where does an edge kernel answer?"""
    dark, bright = sorted(draw.sample(range(1, 10), 2))
    weight = draw.choice([1, 2, 3]) * draw.choice([1, -1])
    start, end = draw.choice([1, 2, 3]), draw.choice([5, 6])
    row = torch.full((8,), float(dark))
    row[start:end] = bright
    kernel = torch.tensor([[[[float(weight), -float(weight)]]]])
    answer = F.conv2d(row.reshape(1, 1, 1, 8), kernel).flatten()
    return Question(
        f"One row of an image is {numbers(row)}. The kernel ({number(weight)}, {number(-weight)}) "
        "slides over it. Write down the output. What would the output be if every pixel were "
        f"brighter by {draw.randrange(2, 6)}?",
        f"{numbers(answer)}. It would be the same: the weights add up to 0, so what all pixels "
        "have in common drops out. The sign says whether it gets brighter or darker.",
        points=3,
    )


def sum_of_weights(draw: random.Random) -> Question:
    """What the sum of a kernel says."""
    middle, grey = draw.choice([5, 6, 9]), draw.choice([0.2, 0.3, 0.4, 0.6])
    around = draw.choice([1, 2])
    kernel = torch.tensor([[0.0, -around, 0], [-around, middle, -around], [0, -around, 0]])
    patch = torch.full((1, 1, 3, 3), grey)
    answer = F.conv2d(patch, kernel[None, None]).item()
    total = int(kernel.sum())
    return Question(
        f"A kernel has the rows\n{matrix(kernel)}\nWhich number does it give on an evenly grey "
        f"patch, where all pixels are {grey}? Which middle weight would keep the patch as it is, "
        "and which one would make it 0?",
        f"{number(answer)}: on an even patch every kernel gives the brightness times the sum of "
        f"its weights, here {grey}·({number(total)}). A sum of 1 keeps the patch: {4 * around + 1} "
        f"in the middle. A sum of 0 makes it 0: {4 * around}.",
        points=3,
    )


def mended_average(draw: random.Random) -> Question:
    """An average that is none."""
    height, width = draw.choice([2, 3, 4, 5]), draw.choice([2, 3, 4, 5])
    weight = 1 / height * width
    total = float(torch.full((height, width), weight).sum())
    return Question(
        "In Python, a classmate gives each weight of an averaging kernel the value "
        f"`1 / height * width`. For {height} rows and {width} columns: how large is each weight, "
        "what do all of them add up to, and what happens to the brightness of a photo? Write the "
        "right expression.",
        f"{number(weight)} each, {number(total)} in all: the photo gets {number(total)} times as "
        f"bright. Python divides first, then multiplies. Right is `1 / (height * width)`, here "
        f"{number(1 / (height * width))}; an average's weights add up to 1.",
        points=3,
    )


def gaussian(draw: random.Random) -> Question:
    """A Gaussian kernel by hand."""
    sigma = draw.choice([0.7, 0.8, 0.9, 1.1, 1.2, 1.3, 1.5])
    line = torch.signal.windows.gaussian(3, std=sigma)
    kernel = torch.outer(line, line)
    side, corner, total = (float(one) for one in (kernel[0, 1], kernel[0, 0], kernel.sum()))
    return Question(
        f"Work out the three different weights of a 3×3 Gaussian kernel with σ = {sigma}, to three "
        "digits after the point.",
        f"Centre {1 / total:.3f}, sides {side / total:.3f}, corners {corner / total:.3f}. Before "
        f"normalising: 1, exp(−1 / (2·{sigma}²)) = {side:.4f} and exp(−2 / (2·{sigma}²)) = "
        f"{corner:.4f}; their sum is 1 + 4·{side:.4f} + 4·{corner:.4f} = {total:.4f}.",
        points=4,
    )


def gaussian_mistake(draw: random.Random) -> Question:
    """Near pixels count more."""
    sigma = draw.choice([1.5, 2.0, 2.5, 3.0])
    x, y = draw.choice([(1, 2), (2, 1), (2, 2), (2, 3), (3, 1)])

    def share(kernel: torch.Tensor) -> str:
        return f"{(kernel[0, 3 + y, 3 + x] / kernel[0, 3, 3]).item():.3f}"

    wrong = outcomes(
        "03-kernels/gaussian-blur",
        [
            "deviation_for_variance",
            "two_forgotten",
            "multiplied_by_the_variance",
            "distance_not_squared",
            "one_axis_only",
            "sum_squared",
            "a_box",
            "sigma_ignored",
        ],
        lambda cell: share(cell["gaussian_kernel"](7, sigma)),
    )
    right = math.exp(-(x * x + y * y) / (2 * sigma * sigma))
    return choose(
        draw,
        f"A 7×7 Gaussian kernel has σ = {number(sigma)}. The weight at x = {x}, y = {y} from the "
        "centre is which part of the weight in the centre?",
        Choice(
            f"{right:.3f}",
            f"exp(−({x}² + {y}²) / (2·{number(sigma)}²)). Normalising changes both weights alike.",
        ),
        wrong,
    )


def one_step(draw: random.Random) -> Question:
    """One step of learning."""
    row = [draw.randrange(0, 4) for _ in range(3)]
    row[draw.randrange(3)] = draw.choice([2, 3])
    target = [float(draw.randrange(-3, 4)) for _ in range(2)]
    rate = draw.choice([0.05, 0.1])
    kernel = torch.zeros(1, 1, 2, requires_grad=True)
    prediction = F.conv1d(torch.tensor([[row]]).float(), kernel)[0, 0]
    errors = prediction - torch.tensor(target)
    loss = errors.square().sum()
    loss.backward()
    assert kernel.grad is not None
    gradient = kernel.grad.flatten()
    return Question(
        f"One row of three pixels is {numbers(row)}. The target is {numbers(target)}. A kernel of "
        "two weights starts from 0, 0, and the loss is the sum of the squared differences. Work "
        f"out the loss, its gradient, and the weights after one step with learning rate {rate}.",
        f"Loss {number(loss.item())}, gradient ({numbers(gradient)}), weights "
        f"({numbers(-rate * gradient)}). The errors, prediction minus target, are "
        f"{numbers(errors.detach())}. The first weight meets the pixels "
        f"{row[0]} and {row[1]}, the second {row[1]} and {row[2]}: twice the sum of pixel times "
        "error.",
        points=4,
    )


def momentum(draw: random.Random) -> Question:
    """Steps with momentum."""
    gradient, rate = draw.choice([2.0, 5.0, 10.0]), draw.choice([0.01, 0.02, 0.1])
    share = draw.choice([0.5, 0.8, 0.9])
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=rate, momentum=share)
    places = [0.0]
    for _ in range(3):
        weight.grad = torch.full((1,), gradient)
        optimizer.step()
        places.append(weight.item())
    lengths = [before - after for before, after in pairwise(places)]
    return Question(
        f"A gradient stays at {number(gradient)}. How long are the first three steps of SGD with "
        f"learning rate {rate} and momentum {share}? Which length do the steps approach?",
        f"{numbers(lengths)}. Each step is {number(rate * gradient)} plus {share} times the step "
        f"before. They approach {number(rate * gradient)} / (1 − {share}) = "
        f"{number(rate * gradient / (1 - share))}.",
        points=3,
    )


def true_of_learning(draw: random.Random) -> Question:
    """Learning a kernel."""
    outputs = draw.choice([12, 20, 42, 63])
    right = draw.choice(
        [
            Choice(
                f"With {outputs} outputs, the gradient of the mean squared error is {outputs} "
                "times smaller than that of the sum of squares.",
                f"The mean is the sum divided by {outputs}, and so is its gradient.",
            ),
            Choice(
                "A loss of 0 doesn't show that the kernel behind the target was found.",
                "Where all rows of an image are equal, only the sum of a kernel's rows matters: "
                "many kernels reproduce the target.",
            ),
            Choice(
                "`backward` adds to the gradient that is there, so it has to be cleared in each "
                "step.",
                "`zero_grad` does it.",
            ),
        ]
    )
    names = [
        "step_forgotten",
        "differences_not_squared",
        "uphill",
        "learned_kernel_rotated",
        "gradient_never_cleared",
    ]
    claims = [
        "`loss.backward()` moves the kernel against its gradient.",
        "The sum of the differences, not squared, is as good a loss: it is 0 for the right kernel.",
        "A step goes along the gradient, since the gradient points to the lowest loss.",
        "What F.conv2d has learned has to be turned by 180° before it is used with F.conv2d.",
        "The gradient needs no clearing: `backward` overwrites the old one.",
    ]
    wrong = against("03-kernels/learn-kernel", zip(claims, names, strict=True))
    return choose(draw, "Which statement about learning a kernel is true?", right, wrong)
