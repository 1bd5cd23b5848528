"""Exam questions on notebook 1."""

from __future__ import annotations

import random

import torch

from teaching.asking import (
    Choice,
    against,
    choose,
    diagnose,
    matrix,
    numbers,
    outcomes,
    shape,
)
from teaching.exam import Question


def room_in_memory(draw: random.Random) -> Question:
    """How much room does a batch take?"""
    batch, channels = draw.choice([16, 32, 50, 64]), draw.choice([1, 3])
    height, width = draw.sample([20, 28, 32, 40, 64], 2)
    images = torch.zeros(batch, channels, height, width, dtype=torch.uint8)
    count = images.numel()
    return Question(
        f"A batch holds {batch} {'RGB' if channels == 3 else 'grey'} images of {height} rows and "
        f"{width} columns. Which shape has it in PyTorch? How many numbers is it? How many bytes "
        "does it take as `uint8`, and as `float32`?",
        f"{shape(images.shape)}, {count:,} numbers; {images.nbytes:,} bytes as uint8 and "
        f"{images.float().nbytes:,} as float32, with 1 and 4 bytes for each number.",
        points=2,
    )


def two_scales(draw: random.Random) -> Question:
    """Bytes and floats."""
    part = draw.choice([1, 2, 3, 4])
    low, high, more = 51 * part, draw.randrange(230, 256), draw.randrange(30, 90)
    pair = torch.tensor([low, high], dtype=torch.uint8)
    added = pair + more
    return Question(
        f"`pair` is a `uint8` tensor of {low} and {high}. What is `pair / 255`, to three digits? "
        f"What is `pair // 255`? What is `pair + {more}`?",
        f"{numbers(float(f'{value:.3f}') for value in (pair / 255).tolist())}; "
        f"{numbers(pair // 255)}; {numbers(added)}. `//` rounds down. A byte has no room "
        f"above 255: {high} + {more} = {high + more} starts again at 0, {high + more} − 256.",
        points=3,
    )


def slot(draw: random.Random) -> Question:
    """Where does it lie?"""
    sizes = [draw.randrange(2, 5), 3, *draw.sample(range(3, 8), 2)]
    batch = torch.arange(torch.Size(sizes).numel()).reshape(sizes)
    index = [draw.randrange(1, size) for size in sizes]
    place = int(batch[tuple(index)])
    terms = " + ".join(f"{step}·{at}" for step, at in zip(batch.stride(), index, strict=True))
    return Question(
        f"A fresh tensor has the shape {shape(sizes)}. Which strides has it? In which slot of its "
        f"memory, counted from 0, lies the element {list(index)}?",
        f"Strides {shape(batch.stride())}: each is the number of elements in everything to its "
        f"right. Slot {terms} = {place}.",
        points=3,
    )


def turned(draw: random.Random) -> Question:
    """The same strip, read in another order."""
    height, width = draw.sample([2, 3, 4], 2)
    table = torch.tensor(draw.sample(range(10, 60), height * width)).reshape(height, width)
    other = table.T
    return Question(
        f"A table is fresh in memory:\n{matrix(table)}\nWhich shape and strides has `table.T`? "
        "What does `table.T.reshape(-1)` hold? What does `table.T.view(-1)` do?",
        f"Shape {shape(other.shape)}, strides {shape(other.stride())}; "
        f"{numbers(other.reshape(-1))}, a copy; `view` raises a RuntimeError, since no single step "
        "leads through memory in this order.",
        points=3,
    )


def is_there_a_view(draw: random.Random) -> Question:
    """Which of them has a flat view?"""
    images, height, width = draw.randrange(3, 6), *draw.sample([4, 5, 6, 7], 2)
    fresh = torch.zeros(2 * images, 3, height, width)
    batches = {
        f"every second image of a fresh batch of shape {shape(fresh.shape)}": fresh[::2],
        "a fresh colour batch of shape "
        f"{shape((images, height, width, 3))}, permuted to (B, C, H, W)": torch.zeros(
            images, height, width, 3
        ).permute(0, 3, 1, 2),
        "a fresh grey batch of shape "
        f"{shape((images, height, width, 1))}, permuted to (B, C, H, W)": torch.zeros(
            images, height, width, 1
        ).permute(0, 3, 1, 2),
        f"a fresh batch of shape {shape(fresh.shape)} without its last column": fresh[..., :-1],
        f"a fresh batch of shape {shape(fresh.shape)} without its last row": fresh[:, :, :-1],
        f"the first two channels of a fresh batch of shape {shape(fresh.shape)}": fresh[:, :2],
        f"a fresh batch of shape {shape(fresh.shape)} with rows and columns swapped": (
            fresh.transpose(2, 3)
        ),
    }
    choices: dict[bool, list[Choice]] = {True: [], False: []}
    for name, batch in batches.items():
        first = batch[0].squeeze()
        works = _has_flat_view(batch)
        choices[works].append(
            Choice(
                name,
                f"Without axes of size 1, an image has the shape {shape(first.shape)} and the "
                f"strides {shape(first.stride())}. "
                f"{'Each stride is' if works else 'Not each stride is'} the size to its right "
                "times the stride to its right.",
            )
        )
    return choose(
        draw,
        "A batch is to be flattened by `batch.view(len(batch), -1)`. For which of these does it "
        "work?",
        draw.choice(choices[True]),
        choices[False],
        points=3,
    )


def _has_flat_view(batch: torch.Tensor) -> bool:
    try:
        batch.view(len(batch), -1)
    except RuntimeError:
        return False
    return True


def flat_shapes(draw: random.Random) -> Question:
    """Which shape comes out?"""
    sizes = tuple(draw.sample(range(2, 8), 4))
    batch = torch.zeros(sizes)
    wrong = outcomes(
        "01-images/flatten-flatten",
        [
            "flatten_everything",
            "flatten_from_rows",
            "flatten_stops_early",
            "flatten_wrong_end",
            "flatten_keeps_columns",
            "flatten_transposed",
        ],
        lambda cell: shape(cell["flatten_with_flatten"](batch).shape),
    )
    _, channels, height, width = sizes
    return choose(
        draw,
        f"A batch has the shape {shape(sizes)}. A linear layer is to take each image as one row. "
        "Which shape must the flattened batch have?",
        Choice(
            shape(batch.flatten(start_dim=1).shape),
            f"The batch axis stays, and {channels}·{height}·{width} numbers are left of each "
            "image.",
        ),
        wrong,
    )


def scrambled(draw: random.Random) -> Question:
    """Reorder or cut anew?"""
    pixels = torch.tensor(draw.sample(range(10, 250), 6)).reshape(1, 2, 3)
    told = " and ".join(shape(pixel) for pixel in pixels[0].tolist())
    moved, cut = pixels.permute(2, 0, 1), pixels.reshape(3, 1, 2)
    lines = ["; ".join(numbers(channel.flatten()) for channel in image) for image in (moved, cut)]
    return Question(
        f"A file holds an image of one row and two pixels, red, green, blue: {told}. Its shape is "
        "(1, 2, 3). Write down the three channels after `permute(2, 0, 1)` and after "
        "`reshape(3, 1, 2)`. Which of the two shows the photo?",
        f"permute: {lines[0]}. reshape: {lines[1]}. permute shows it: each number keeps its row, "
        "column and channel. reshape keeps the order in memory and cuts it anew, so that colours "
        "land in the wrong channels.",
        points=3,
    )


def channels_first_mistake(draw: random.Random) -> Question:
    """What went wrong? Channels first."""
    values = [51, 102, 153, 204, 255, 0]
    image = torch.tensor([draw.choice(values[:4]) for _ in range(12)], dtype=torch.uint8)
    image[0], image[1], image = 0, 204, image.reshape(2, 2, 3)
    parts = [matrix(image[:, :, channel]) for channel in range(3)]

    def shown(picture: torch.Tensor) -> str:
        return "the first channel" + matrix(picture.float()[0])

    wrong = outcomes(
        "01-images/to-chw",
        [
            "reshape_instead_of_permute",
            "left_unscaled",
            "divided_by_256",
            "divided_by_the_maximum",
            "scaled_around_zero",
            "colours_reversed",
            "whole_number_division",
            "rows_and_columns_swapped",
            "divided_twice",
            "made_grey",
        ],
        lambda cell: shown(cell["to_channels_first"](image.clone())),
    )
    return diagnose(
        draw,
        lambda got: (
            "A photo of 2×2 pixels is read as (H, W, C). Its red, green and blue values are\n"
            f"{parts[0]}{parts[1]}{parts[2]}\nA classmate turns it into (C, H, W) with floats "
            f"from 0 to 1, and gets as {got}"
        ),
        shown(image.permute(2, 0, 1) / 255),
        wrong,
    )


def shared(draw: random.Random) -> Question:
    """Who shares memory?"""
    height, width = draw.sample([2, 3, 4], 2)
    table = torch.arange(height * width).reshape(height, width)
    value = draw.randrange(50, 100)
    flat, copied = table.view(-1), table.T.reshape(-1)
    flat[width], copied[1] = value, value + 1
    return Question(
        f"`table` is `torch.arange({height * width}).reshape({height}, {width})`. Then:\n\n"
        f"```\nflat = table.view(-1)\ncopied = table.T.reshape(-1)\nflat[{width}] = {value}\n"
        f"copied[1] = {value + 1}\n```\n\nWrite down `table` and `copied`.",
        f"`table`:\n{matrix(table)}\n`copied`: {numbers(copied)}. `flat` is a view: its element "
        f"{width} is the table's row 1, column 0. `table.T` has no flat view, so `reshape` copied, "
        "before the change, and the table doesn't see what becomes of the copy.",
        points=3,
    )


def true_of_flattening(draw: random.Random) -> Question:
    """Views and copies."""
    names = {
        "`reshape` always shares memory with its input.": "reshape_instead_of_view",
        "A batch that isn't contiguous never has a flat view.": "demands_contiguous",
        "`batch.view(-1, len(batch))` puts each image into a row.": "view_features_first",
        "`batch.view(-1)` keeps the images apart.": "view_as_one_vector",
    }
    wrong = against("01-images/flatten-view", names.items())
    wrong.append(
        Choice(
            "`batch.contiguous().view(len(batch), -1)` always shares memory with `batch`.",
            "`contiguous` copies a batch that isn't, and then the view is one of the copy.",
        )
    )
    rows = draw.randrange(3, 9)
    right = draw.choice(
        [
            Choice(
                f"Every second row of a fresh table of {2 * rows} rows is a view, and is not "
                "contiguous.",
                "Its strides say how to skip a row; no number moves.",
            ),
            Choice(
                "`permute` moves no number in memory.",
                "It writes the sizes and strides in another order.",
            ),
            Choice(
                "`view` never makes a copy: it works without one or raises an error.",
                "That is why it is the one to take where memory must be shared.",
            ),
        ]
    )
    return choose(draw, "Which statement is true?", right, wrong)
