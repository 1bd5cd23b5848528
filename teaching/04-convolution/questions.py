"""Exam questions on notebook 4."""

from __future__ import annotations

import random

import torch
import torch.nn.functional as F
from torch import nn

from teaching.asking import (
    Choice,
    choose,
    diagnose,
    integers,
    matrix,
    misconception,
    number,
    outcomes,
    ran,
    shape,
)
from teaching.exam import Question


def output_size(draw: random.Random) -> Question:
    """How large is the output?"""
    height, width = draw.sample(range(9, 30), 2)
    kernel, stride, padding = draw.choice([3, 5, 7]), draw.choice([2, 3]), draw.choice([0, 1, 2])
    image, weight = torch.zeros(1, 1, height, width), torch.zeros(1, 1, kernel, kernel)
    rows, columns = F.conv2d(image, weight, stride=stride, padding=padding).shape[2:]
    return Question(
        f"A {height}×{width} image meets a {kernel}×{kernel} kernel with padding {padding} and "
        f"stride {stride}. How many rows and columns does the output have?",
        f"{rows}×{columns}: rounded down, ({height} + 2·{padding} − {kernel}) / {stride} + 1 rows "
        f"and ({width} + 2·{padding} − {kernel}) / {stride} + 1 columns.",
        points=2,
    )


def _size(pixels: int, kernel: int, stride: int, padding: int) -> int:
    image, weight = torch.zeros(1, 1, 1, pixels), torch.zeros(1, 1, 1, kernel)
    return int(F.conv2d(image, weight, stride=stride, padding=(0, padding)).shape[-1])


def fitting_layer(draw: random.Random) -> Question:
    """Which layer fits?"""
    pixels = draw.randrange(17, 40)
    layers = [
        (kernel, stride, padding)
        for kernel in (3, 4, 5, 7)
        for stride in (2, 3)
        for padding in range(kernel // 2 + 1)
    ]
    draw.shuffle(layers)
    kernel, stride, padding = layers[0]
    wanted = _size(pixels, *layers[0])
    mistakes = {
        one.sentence: ran(one.cell)["conv_output_size"]
        for one in (
            misconception("04-convolution/output-size", name)
            for name in ("size_rounded_up", "padding_at_one_end", "padding_left_out",
                         "padding_added_last", "steps_for_positions", "one_added_before_division")
        )
    }  # fmt: skip
    wrong = []
    for layer in layers:
        size = _size(pixels, *layer)
        seeming = [text for text, count in mistakes.items() if count(pixels, *layer) == wanted]
        if size != wanted and (seeming or abs(size - wanted) < 3):
            reason = f" It seems to fit if this is the mistake: {seeming[0]}" if seeming else ""
            wrong.append((not seeming, Choice(_layer(*layer), f"It gives {size}.{reason}")))
    wrong.sort(key=lambda one: one[0])
    return choose(
        draw,
        f"A square image has {pixels}×{pixels} pixels. After one convolution {wanted}×{wanted} are "
        "to be left. Which one does it?",
        Choice(
            _layer(*layers[0]),
            f"({pixels} + 2·{padding} − {kernel}) / {stride}, rounded down, plus 1 is {wanted}.",
        ),
        [one for _, one in wrong[:3]],
    )


def _layer(kernel: int, stride: int, padding: int) -> str:
    return f"kernel {kernel}×{kernel}, stride {stride}, padding {padding}"


def strided_by_hand(draw: random.Random) -> Question:
    """Padding and stride by hand."""
    image, kernel = integers(draw, 1, 3, 4), integers(draw, 1, 2, 2, low=-2, high=3)
    padded = F.pad(image, (1, 1, 1, 1))
    output = F.conv2d(image[None], kernel[None], stride=2, padding=1)[0]
    terms = " + ".join(
        f"({number(weight)})·{number(pixel)}"
        for weight, pixel in zip(
            kernel.flatten().tolist(), padded[:, 2:4, 2:4].flatten().tolist(), strict=True
        )
    )
    return Question(
        f"This image\n{matrix(image)}\nmeets this kernel\n{matrix(kernel)}\n"
        "as deep learning does it, with padding 1 (zeros) and stride 2. Work out the output.",
        f"{matrix(output)}\nThe windows start in rows 0 and 2 and in columns 0, 2 and 4 of the "
        f"padded 5×6 image. The second row's second number is {terms} = "
        f"{number(output[0, 1, 1].item())}.",
        points=4,
    )


def windows_on_a_pixel(draw: random.Random) -> Question:
    """How often is a pixel seen?"""
    height, width = draw.sample(range(6, 12), 2)
    kernel, padding = draw.choice([2, 3, 4]), draw.choice([0, 1])
    row, column = draw.choice([0, 1]), draw.choice([0, 1, 3])
    image = torch.zeros(1, 1, height, width)
    image[0, 0, row, column] = 1
    seen = F.conv2d(image, torch.ones(1, 1, kernel, kernel), padding=padding)[0, 0]
    down, across = int((seen.sum(1) > 0).sum()), int((seen.sum(0) > 0).sum())
    return Question(
        f"A {kernel}×{kernel} kernel slides over an image of {height} rows and {width} columns, "
        f"with stride 1 and padding {padding}. Under how many of its windows does the pixel in row "
        f"{row}, column {column} lie (both counted from 0)?",
        f"{int(seen.sum())}: {down} starts of a window above or at its row that reach it, times "
        f"{across} such starts along the columns. In the middle of the image it would be "
        f"{kernel * kernel}.",
        points=2,
    )


def stride_mistake(draw: random.Random) -> Question:
    """What went wrong? Padding and stride."""
    image, kernel = integers(draw, 1, 4, 5), integers(draw, 1, 2, 2, low=1, high=4)
    right = matrix(F.conv2d(image[None], kernel[None], stride=2, padding=1)[0])
    wrong = outcomes(
        "04-convolution/manual-conv",
        [
            "padding_ignored",
            "stride_ignored",
            "padding_repeats_the_edge",
            "kernel_rotated",
            "kernel_transposed",
            "products_averaged",
            "padding_below_and_right_only",
            "stride_in_the_size_only",
            "padding_around_the_output",
        ],
        lambda cell: matrix(cell["conv2d_manual"](image, kernel, stride=2, padding=1)),
    )
    return diagnose(
        draw,
        lambda got: (
            f"A classmate's function slides this kernel\n{matrix(kernel)}\nover this image\n"
            f"{matrix(image)}\nwith padding 1 (zeros) and stride 2. It gives\n{got}"
        ),
        right,
        wrong,
    )


def two_channels(draw: random.Random) -> Question:
    """Two input channels."""
    image, kernel = integers(draw, 2, 2, 3, high=6), integers(draw, 2, 2, 2, low=-2, high=3)
    output = F.conv2d(image[None], kernel[None])[0]
    alone = [F.conv2d(image[None, c : c + 1], kernel[None, c : c + 1])[0, 0, 0] for c in range(2)]
    parts = [", ".join(number(value) for value in one.tolist()) for one in alone]
    return Question(
        f"An image has two channels,\n{matrix(image[0])}\nand\n{matrix(image[1])}\n"
        f"One kernel has two channels, too,\n{matrix(kernel[0])}\nand\n{matrix(kernel[1])}\n"
        "Work out the output, with stride 1 and without padding.",
        f"{matrix(output)}\nChannel 0 gives {parts[0]}, channel 1 gives {parts[1]}; "
        "the responses of the input channels are added. It is one output channel.",
        points=4,
    )


def shape_of_a_layer(draw: random.Random) -> Question:
    """Which shape comes out?"""
    batch, channels, kernels = draw.sample(range(2, 7), 3)
    height, width = draw.choice([4, 5]), draw.choice([6, 7])
    down, across = draw.sample([2, 3], 2)
    images = torch.zeros(batch, channels, height, width)
    weight = torch.zeros(kernels, channels, down, across)
    right = F.conv2d(images, weight)
    wrong = outcomes(
        "04-convolution/channels",
        [
            "first_image_only",
            "batch_and_output_swapped",
            "kernels_summed",
            "last_positions_missing",
            "channels_concatenated",
            "columns_counted_from_the_height",
        ],
        lambda cell: shape(cell["conv2d_channels"](images, weight).shape),
    )
    return choose(
        draw,
        f"Images of shape {shape(images.shape)} meet kernels of shape {shape(weight.shape)}, "
        "with stride 1 and without padding. Which shape has the result?",
        Choice(
            shape(right.shape),
            f"{batch} images, {kernels} kernels, {height} − {down} + 1 rows and {width} − {across} "
            f"+ 1 columns. The {channels} input channels are summed.",
        ),
        wrong,
    )


def parameters(draw: random.Random) -> Question:
    """Convolution or linear layer?"""
    channels, maps = draw.choice([1, 3]), draw.choice([4, 6, 8])
    kernel, side = draw.choice([3, 5]), draw.choice([10, 12, 16])
    layer = nn.Conv2d(channels, maps, kernel, padding=kernel // 2)
    learned = sum(parameter.numel() for parameter in layer.parameters())
    inputs, outputs = channels * side * side, maps * side * side
    return Question(
        f"Images of {channels} channel{'s' if channels > 1 else ''} and {side}×{side} pixels go "
        f"through a convolution with {maps} kernels of {kernel}×{kernel}, padding {kernel // 2}, "
        "with biases. How many parameters has it? How many has a linear layer, with biases, that "
        "takes as many numbers and gives as many?",
        f"{learned:,} = {maps}·({channels}·{kernel}·{kernel} + 1), and "
        f"{outputs * (inputs + 1):,} = {outputs:,}·({inputs:,} + 1): the layer keeps the size, so "
        f"{maps}·{side}·{side} numbers come out. A convolution uses the same weights everywhere.",
        points=3,
    )


def turned_kernel(draw: random.Random) -> Question:
    """Convolution as mathematics has it."""
    kernel = torch.tensor([float(n) for n in draw.sample(range(-4, 9), 6)]).reshape(1, 2, 3)
    image = integers(draw, 1, 2, 3)
    turned = kernel.flip(1, 2)
    crossed, convolved = ((one * image).sum().item() for one in (kernel, turned))
    return Question(
        f"The kernel\n{matrix(kernel)}\nlies on this part of an image:\n{matrix(image)}\n"
        "Which number does F.conv2d give here? Which one does the convolution of mathematics give? "
        "Write down the kernel that you use for it.",
        f"{number(crossed)} and {number(convolved)}. F.conv2d takes the kernel as it is, which is "
        f"cross-correlation; the other one turns it by 180°, that is, flips both axes:\n"
        f"{matrix(turned)}",
        points=3,
    )


def pooling(draw: random.Random) -> Question:
    """Maximum and mean."""
    image = integers(draw, 1, 4, 6, low=-5, high=9)
    largest, mean = F.max_pool2d(image[None], 2)[0], F.avg_pool2d(image[None], 2)[0]
    return Question(
        "Pool this image with windows of 2×2 and stride 2, once by the maximum and once by the "
        f"mean:\n{matrix(image)}",
        f"The maxima:\n{matrix(largest)}\nThe means:\n{matrix(mean)}\nThe windows don't overlap: "
        "each pixel counts in one of them.",
        points=3,
    )


def pooling_mistake(draw: random.Random) -> Question:
    """What went wrong? Pooling."""
    image = integers(draw, 1, 4, 5, low=-6, high=6)
    image[0, :2, :2] = -integers(draw, 2, 2, low=1, high=6)  # the maximum of a window is below 0
    mode = draw.choice(["max", "avg"])
    pool = {"max": F.max_pool2d, "avg": F.avg_pool2d}[mode]
    names = {
        "max": ["average_for_maximum", "maximum_from_zero", "smallest_number"],
        "avg": ["maximum_for_average", "sum_for_average", "average_divided_by_side"],
    }[mode]
    wrong = outcomes(
        "04-convolution/pool",
        [*names, "stride_one_by_default", "last_window_missing", "first_pixel_of_the_window"],
        lambda cell: matrix(cell["pool2d"](image, 2, mode=mode)),
    )
    word = {"max": "maximum", "avg": "mean"}[mode]
    return diagnose(
        draw,
        lambda got: (
            f"A classmate's function pools this image by the {word}, with windows of 2×2 and no "
            f"stride given:\n{matrix(image)}\nIt gives\n{got}"
        ),
        matrix(pool(image[None], 2)[0]),
        wrong,
    )


def receptive_field(draw: random.Random) -> Question:
    """How much does one number see?"""
    layers = [
        (draw.choice([3, 5]), 1),
        (2, 2),
        (draw.choice([3, 5]), draw.choice([1, 2])),
        (draw.choice([2, 3]), 2),
    ]
    line = torch.zeros(1, 1, 120, requires_grad=True)
    found, fields = line, []
    for kernel, stride in layers:
        found = F.conv1d(found, torch.ones(1, 1, kernel), stride=stride)
        (gradient,) = torch.autograd.grad(found[0, 0, 5], line, retain_graph=True)
        fields.append(int((gradient != 0).sum()))
    told = ", ".join(
        f"{'pooling' if at % 2 else 'a convolution'} {kernel}×{kernel} with stride {stride}"
        for at, (kernel, stride) in enumerate(layers)
    )
    steps, jump, before = [], 1, 1
    for (kernel, stride), field in zip(layers, fields, strict=True):
        steps.append(f"{before} + {kernel - 1}·{jump} = {field}")
        jump, before = jump * stride, field
    return Question(
        f"Four layers follow each other: {told}. How many pixels wide is the receptive field of "
        "one number after the last of them?",
        f"{fields[-1]}. Layer by layer: {'; '.join(steps)}. A layer of kernel k adds (k − 1) times "
        "the jump, and each stride multiplies the jump.",
        points=3,
    )


def small_shift(draw: random.Random) -> Question:
    """A small shift."""
    window, step = draw.choice([2, 3, 4]), draw.choice([1, 2])
    column = draw.randrange(2 * window, 4 * window)
    line = torch.zeros(1, 6 * window)
    line[0, column] = 1
    before, after = (
        int(F.max_pool1d(one, window).argmax()) for one in (line, line.roll(step, dims=1))
    )
    there = "doesn't move" if before == after else "moves by one square"
    right = Choice(
        f"The pooled pixel {there}. From other columns it may be otherwise: what counts is whether "
        "the pixel crosses the border of a window.",
        f"Column {column} lies in window {before}, column {column + step} in window {after}.",
    )
    wrong = [
        Choice(
            "The pooled pixel doesn't move, and so it is for every shift: pooling makes a network "
            "blind to the place.",
            "Pooling hides a shift only within a window; a pixel that crosses a border moves the "
            "output, and a large shift always does.",
        ),
        Choice(
            f"The pooled pixel moves by {step} square{'s' if step > 1 else ''}, as the image does.",
            f"A convolution with stride 1 does that. Here one square stands for {window} columns.",
        ),
        Choice(
            "The pooled pixel fades: the maximum gets smaller near the border of a window.",
            "The maximum of a window is 1 wherever in it the pixel lies. A mean would also stay.",
        ),
        Choice(
            "The pooled pixel moves by half a square.",
            "The output has whole squares only: the pixel lies in one window or in the next.",
        ),
    ]
    return choose(
        draw,
        f"A single bright pixel lies in column {column} of a dark row, counted from 0. The row is "
        f"max-pooled with windows of {window} and stride {window}. Then the pixel moves {step} to "
        "the right. What happens to the pooled row?",
        right,
        wrong,
    )
