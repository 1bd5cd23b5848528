"""What 03-kernels says of answers is true of them, and its stretch takes whatever is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode

from tests.exercises.without_points import (
    cells_of,
    changed,
    definitions_of,
    folded,
    questions_of,
    run,
)
from tests.trusted import misconception

SHARPEN = torch.tensor([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]])
SOBEL = torch.tensor([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])


def said_of(stretch: str, answer: str) -> str:
    """Return what the check of a stretch says of a cell."""
    names = definitions_of("03-kernels")
    run(answer, names)
    return run(cells_of("03-kernels")[f"{stretch}-check"].source, names)


def by_the_answer(stretch: str, name: str) -> Callable[..., torch.Tensor]:
    """Return the function of a folded answer."""
    names = definitions_of("03-kernels")
    run(folded("03-kernels", stretch), names)
    function: Callable[..., torch.Tensor] = names[name]
    return function


BY_SVD = """def separate(kernel):
    if torch.linalg.matrix_rank(kernel[0]) != 1:
        return None
    u, s, v = torch.linalg.svd(kernel[0])
    return (u[:, :1] * s[0])[None], v[None, :1]
"""

BY_RATIOS = """def separate(kernel):
    rows = kernel[0].tolist()
    base = max(rows, key=lambda row: max(map(abs, row)))
    place = max(range(len(base)), key=lambda c: abs(base[c]))
    factors = [row[place] / base[place] for row in rows]
    for row, factor in zip(rows, factors):
        if any(abs(weight - factor * other) > 1e-6 for weight, other in zip(row, base)):
            return None
    return [torch.tensor(factors)[None, :, None], torch.tensor(base)[None, None]]
"""

IN_FLOAT64 = """def separate(kernel):
    kernel = kernel.double()
    r, c = divmod(kernel.abs().argmax().item(), kernel.shape[2])
    column, row = kernel[:, :, c:c + 1], kernel[:, r:r + 1] / kernel[0, r, c]
    return (column, row) if torch.allclose(column * row, kernel) else None
"""

BY_BRIGHT_PIXELS = """def as_matrix(kernel, height, width):
    pixels = torch.eye(height * width).reshape(-1, 1, height, width)
    return F.conv2d(pixels, kernel[None]).flatten(1).T
"""

BY_PADDED_ROWS = """def as_matrix(kernel, height, width):
    _, h, w = kernel.shape
    rows = []
    for i in range(height - h + 1):
        for j in range(width - w + 1):
            rows.append(F.pad(kernel[0], (j, width - w - j, i, height - h - i)).flatten())
    return torch.stack(rows)
"""


SPARSE = """def as_matrix(kernel, height, width):
    pixels = torch.eye(height * width).reshape(-1, 1, height, width)
    return F.conv2d(pixels, kernel[None]).flatten(1).T.to_sparse()
"""


@pytest.mark.parametrize(
    ("stretch", "answer"),
    [
        ("separable-stretch", BY_SVD),
        ("separable-stretch", BY_RATIOS),
        ("separable-stretch", IN_FLOAT64),
        ("matrix-stretch", BY_BRIGHT_PIXELS),
        ("matrix-stretch", BY_PADDED_ROWS),
        ("matrix-stretch", SPARSE),
    ],
)
def test_a_right_answer_passes_however_it_is_written(stretch: str, answer: str) -> None:
    assert said_of(stretch, answer).startswith("Passed")


COMPARING = " if torch.allclose(column * row, kernel) else None"
DIVIDING = " / kernel[0, r, c]"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"return (column": "(column"}, "Write its body, with a return"),
        ({DIVIDING: ""}, "the 3x3 box is separable, but separate gives None"),
        ({DIVIDING: "", COMPARING: ""}, "column * row is 0.1111 times the kernel. By what must"),
        ({DIVIDING: " / kernel.sum()", COMPARING: ""}, "column * row is 0.1111 times the kernel"),
        (
            {
                "column = kernel[:, :, c:c + 1]": "column = kernel.sum(2, True) / kernel.sum()",
                "row = kernel[:, r:r + 1] / kernel[0, r, c]": "row = kernel.sum(1, True)",
            },
            "Its middle column is 0, and its weights add up to 0",
        ),
        (
            {
                "column = kernel[:, :, c:c + 1]": "column = (kernel / kernel[:, :1])[:, :, :1]",
                "row = kernel[:, r:r + 1] / kernel[0, r, c]": "row = kernel[:, :1]",
                COMPARING: " if (kernel / kernel[:, :1]).std(2).max() < 1e-5 else None",
            },
            "the Sobel kernel is separable, but separate gives None. Its middle column is 0",
        ),
        (
            {"= kernel[:, :, c:c + 1]": "= 0 * kernel[:, :, :1]", COMPARING: ""},
            "has 0 at [0, 0], but",
        ),
        (
            {"column = kernel[:, :, c:c + 1]": "column = kernel[:, :, r:r + 1]"},
            "a 2x4 kernel is separable",
        ),
        ({"(column, row)": "(row, column)"}, "the column comes first"),
        ({"(column, row)": "(column[0], row[0])"}, "shapes must be (1, 3, 1) and (1, 1, 3)"),
        ({"(column, row)": "column * row"}, "return two tensors, the column and the row"),
        ({COMPARING: "", "(column, row)": "True"}, "return two tensors, the column and the row"),
        ({DIVIDING: "\n    row /= kernel[0, r, c].item()"}, "changed the 3x3 box. Work"),
        ({"divmod(kernel.abs().argmax().item(), kernel.shape[2])": "0, 0"}, "at the left and at"),
        (
            {"divmod(kernel.abs().argmax().item(), kernel.shape[2])": "0, 0", COMPARING: ""},
            "holds nan or inf: is something divided by 0? Its first row, its first column",
        ),
        ({"kernel.abs().argmax()": "kernel.argmax()"}, "its largest weight are 0"),
        ({COMPARING: ""}, "the sharpening kernel has no such pair, but you give one"),
        ({"torch.allclose(": "torch.equal("}, "Its weights are rounded"),
        ({"* row, kernel": "* row, kernel, atol=0.02"}, "0.12 in place of its last weight has no"),
        ({"kernel.shape[2]": "kernel.shape[1]"}, "for a 2x4 kernel separate raises IndexError"),
    ],
)
def test_what_is_wrong_with_a_split_kernel_is_named(changes: dict[str, str], said: str) -> None:
    reply = said_of("separable-stretch", changed("03-kernels", "separable-stretch", changes))

    assert reply.startswith("Not yet")
    assert said in reply
    assert reply.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("return matrix", "matrix", "gives None. Write its body"),
        ("kernel[0, u, v]", "kernel[0, h - 1 - u, w - 1 - v]", "of convolution (section 9)"),
        ("kernel[0, u, v]", "kernel[0, v, u]", "The kernel's rows and columns are swapped"),
        ("kernel[0, u, v]", "kernel[0, u, v] / kernel.sum()", "some of the weights aren't"),
        ("kernel[0, u, v]", "kernel[0, u, w - 1 - v]", "zeros are right, but some of the weights"),
        ("(i + u) * width", "(i + u) * columns", "A row of the image has 4 pixels"),
        ("(i + u) * width", "(i + u) * height", "A row of the image has 4 pixels"),
        ("(i + u) * width + j + v", "(j + v) * height + i + u", "number the pixels down the col"),
        ("i * columns + j", "j * rows + i", "number the outputs down the columns"),
        ("i * columns + j", "i * rows + j", "a row of the output has 3"),
        (
            "return matrix",
            "return matrix.T",
            "must be (6, 12), but it is (12, 6). Each row belongs",
        ),
        ("return matrix", "return matrix @ torch.ones(height * width)", "One row for each output"),
        ("return matrix", "return matrix.double()", "must be float32, but it is torch.float64"),
        ("return matrix", "return matrix.tolist()", "return a tensor, not list"),
        ("height - h + 1", "height - h", "the shape must be (6, 12), but it is (3, 12)"),
        ("_, h, w = kernel.shape", "h, w = kernel.shape", "image as_matrix raises ValueError"),
        ("_, h, w = kernel.shape", "h = w = kernel.shape[1]", "for a 3x2 kernel and a 5x7 image"),
    ],
)
def test_what_is_wrong_with_a_matrix_is_named(old: str, new: str, said: str) -> None:
    reply = said_of("matrix-stretch", changed("03-kernels", "matrix-stretch", {old: new}))

    assert reply.startswith("Not yet")
    assert said in reply
    assert reply.count("\n") == 1


def test_the_multiplications_of_one_pass_and_of_two_are_those_that_torch_counts() -> None:
    image, gaussian = torch.zeros(1, 1, 512, 512), torch.zeros(1, 1, 13, 13)
    with FlopCounterMode(display=False) as one:
        F.conv2d(image, gaussian)
    with FlopCounterMode(display=False) as two:
        F.conv2d(F.conv2d(image, gaussian[..., :1]), gaussian[..., :1, :])
    one_pass, two_passes = (counter.get_total_flops() // 2 for counter in (one, two))

    said = said_of("separable-stretch", folded("03-kernels", "separable-stretch"))
    assert f"with {two_passes:,} multiplications instead of {one_pass:,}." in said


def test_the_sharpening_kernel_has_rank_2_and_svd_finds_two_products_of_it() -> None:
    columns, strengths, rows = torch.linalg.svd(SHARPEN)
    products = [s * torch.outer(u, v) for u, s, v in zip(columns.T, strengths, rows, strict=True)]

    assert [torch.linalg.matrix_rank(kernel).item() for kernel in (SOBEL, SHARPEN)] == [1, 2]
    assert torch.allclose(products[0] + products[1], SHARPEN, atol=1e-5)
    assert products[0].norm() > products[1].norm()


def test_the_matrix_has_the_numbers_that_its_check_tells() -> None:
    kernel = torch.arange(1.0, 10).reshape(1, 3, 3)
    matrix = by_the_answer("matrix-stretch", "as_matrix")(kernel, 28, 28)
    windows = F.unfold(torch.ones(1, 1, 28, 28), 3)

    said = said_of("matrix-stretch", folded("03-kernels", "matrix-stretch"))
    assert f"holds {windows.shape[2] * 28 * 28:,} numbers. {windows.numel():,} of them" in said
    assert "only 9 of these" in said
    assert matrix.unique().tolist() == list(range(10))


def test_the_transpose_gives_the_gradients_of_the_pixels_and_is_conv_transpose2d() -> None:
    draw = torch.Generator().manual_seed(0)
    image, kernel, gradients = (
        torch.randn(1, *size, generator=draw) for size in ((5, 7), (3, 2), (3, 6))
    )
    image.requires_grad_()
    F.conv2d(image[None], kernel[None])[0].backward(gradients)
    matrix = by_the_answer("matrix-stretch", "as_matrix")(kernel, 5, 7)
    transposed = (matrix.T @ gradients.flatten()).reshape(1, 5, 7)

    assert image.grad is not None
    assert torch.allclose(transposed, image.grad, atol=1e-5)
    assert torch.allclose(
        transposed, F.conv_transpose2d(gradients[None], kernel[None])[0], atol=1e-5
    )


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (BY_BRIGHT_PIXELS, True),
        (SPARSE, True),
        (BY_BRIGHT_PIXELS.replace(".T", ""), False),
        ("def as_matrix(kernel, height, width):\n    ...\n", False),
    ],
)
def test_the_picture_of_the_matrix_waits_until_the_matrix_is_right(
    answer: str, right: bool
) -> None:
    cells, names, shown = cells_of("03-kernels"), definitions_of("03-kernels"), []
    run(cells["drawing"].source, names)
    run(answer, names)
    run(cells["matrix-stretch-check"].source, names)
    names["show"] = lambda figure, alt: shown.append(alt)
    printed = run(cells["matrix-stretch-picture"].source, names)

    assert len(shown) == right
    assert printed == ("" if right else "The picture comes when the check above says Passed.\n")


def test_right_columns_in_another_order_are_called_right_columns() -> None:
    asked = questions_of("03-kernels")["matrix-columns"]
    told = [wrong["answer"] for wrong in asked["wrong"] if "the right columns" in wrong["because"]]

    assert len(told) == 3
    assert [sorted(answer) for answer in told] == [asked["right"]] * 3


def test_the_square_edge_kernel_compares_two_rows_as_it_is_told() -> None:
    square = misconception("03-kernels/edge-kernel", "square_kernel")
    names: dict[str, Any] = {"torch": torch}
    run(square.cell, names)
    upright, lying = torch.tensor([[0.0, 1.0], [0.0, 1.0]]), torch.tensor([[0.0, 0.0], [1.0, 1.0]])
    answers = [(names["horizontal_edge_kernel"][0] * image).sum() for image in (upright, lying)]

    assert answers == [0, -2]
    assert "compares two rows over two columns" in square.sentence
