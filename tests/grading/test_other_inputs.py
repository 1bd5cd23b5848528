"""A mistake is named by the arguments for which the right function gives the student's answers."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from autograder.grading.other_inputs import changes, named, parameters_of
from tests.trusted import diagnosed

SIZE = "def conv_output_size(size, kernel, stride=1, padding=0):\n    return "
CONV = (
    "def conv2d_manual(image, kernel, stride=1, padding=0):\n"
    "    wide = torch.zeros(1, image.shape[1] + 2 * padding, image.shape[2] + 2 * padding)\n"
    "    rows, columns = image.shape[1:]\n"
    "    wide[:, padding : padding + rows, padding : padding + columns] = image\n"
    "    kernel = {kernel}\n"
    "    h, w = kernel.shape[1:]\n"
    "    out_rows = (wide.shape[1] - h) // stride + 1\n"
    "    out_columns = (wide.shape[2] - w) // stride + 1\n"
    "    out = torch.zeros(1, out_rows, out_columns)\n"
    "    for i in range(out_rows):\n"
    "        for j in range(out_columns):\n"
    "            window = wide[:, i * stride : i * stride + h, j * stride : j * stride + w]\n"
    "            out[0, i, j] = (window * kernel).sum()\n"
    "    return out\n"
)


@pytest.mark.parametrize(
    ("key", "cell", "name"),
    [
        (
            "03-kernels/output-steps",
            "def output_steps(image_size, kernel_size):\n    return kernel_size - image_size + 1",
            "image_size and kernel_size swapped",
        ),
        (
            "03-kernels/output-steps",
            "def output_steps(image_size, kernel_size):\n    return image_size - 3 + 1",
            "kernel_size always 3",
        ),
        (
            "04-convolution/output-size",
            f"{SIZE}(size - 2 * padding - kernel) // stride + 1",
            "padding with the other sign",
        ),
        ("04-convolution/manual-conv", CONV.format(kernel="kernel.flip(2)"), "kernel mirrored"),
        ("04-convolution/manual-conv", CONV.format(kernel="kernel.flip(1)"), "kernel upside down"),
        ("04-convolution/manual-conv", CONV.format(kernel="-kernel"), "kernel negative"),
    ],
)
def test_a_right_function_of_other_arguments_is_told_which(key: str, cell: str, name: str) -> None:
    assert name in diagnosed(key, cell)


def test_a_right_answer_is_no_function_of_other_arguments() -> None:
    right = CONV.format(kernel="kernel")

    assert diagnosed("04-convolution/manual-conv", right) == ""


def test_arguments_go_by_the_names_that_the_solution_gives_them() -> None:
    parameters = parameters_of("def area(height, width=1, *, scale=2):\n    ...", "area")

    assert parameters == ["height", "width", "scale"]
    sent = named({"name": "area", "args": [3, 4], "kwargs": {"scale": 5}}, parameters)
    assert sent == {"height": 3, "width": 4, "scale": 5}
    assert parameters_of("area = lambda: 1", "area") == []


def test_a_change_is_tried_only_where_it_changes_something() -> None:
    calls: list[dict[str, Any]] = [
        {"image": torch.ones(1, 2, 2), "size": 3},
        {"image": torch.ones(1, 2, 2)},
    ]

    tried = {relation.name: change for relation, change in changes(calls)}

    assert tried["size ignored"](calls[1]) is None
    assert tried["size ignored"](calls[0]) == {"image": calls[0]["image"]}
    assert tried["size one more"](calls[1]) is None
    assert tried["image mirrored"]({"image": "words"}) is None
