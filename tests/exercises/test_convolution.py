"""What 04-convolution asks without points takes what is right, and its folds know the errors."""

from __future__ import annotations

import pytest

from tests.exercises.without_points import cells_of, changed, definitions_of, run

IN_DOUBLE = {
    "stride-drill": {"(1, rows, columns)": "(1, rows, columns, dtype=torch.float64)"},
    "windows-stretch": {"* kernel[0])": "* kernel[0].double())"},
    "gradient-stretch": {"output_gradient[None])[0]": "output_gradient[None])[0].double()"},
}
"""Changes of the folded answers after which they give float64."""


def said_of(name: str, answer: str) -> str:
    """Return what the check of a drill or stretch says of a cell."""
    names = definitions_of("04-convolution")
    run(answer, names)
    return run(cells_of("04-convolution")[f"{name}-check"].source, names)


@pytest.mark.parametrize("name", IN_DOUBLE)
def test_a_right_answer_in_double_precision_passes(name: str) -> None:
    answer = changed("04-convolution", name, IN_DOUBLE[name])

    assert said_of(name, answer).startswith("Passed")


@pytest.mark.parametrize(
    ("name", "mistake", "told"),
    [
        ("stride-drill", {"a:a + rows * stride:stride": "a:a + rows"}, "must be 15, but it is 8."),
        ("windows-stretch", {"stride * down": "down"}, "must be "),
        (
            "gradient-stretch",
            {"output_gradient[None])": "output_gradient[None].flip(2))"},
            "autograd gives ",
        ),
    ],
)
def test_a_wrong_number_in_double_precision_is_told(
    name: str, mistake: dict[str, str], told: str
) -> None:
    answer = changed("04-convolution", name, IN_DOUBLE[name] | mistake)

    assert told in said_of(name, answer)


@pytest.mark.parametrize(
    "windows",
    [
        "image[0].unfold(0, kernel_height, stride).unfold(1, kernel_width, stride)",
        "F.unfold(image[None], kernel.shape[1:], stride=stride)",
        "torch.conv2d(image[None], kernel[None], stride=stride)",
    ],
)
def test_the_windows_as_a_view_come_from_no_ready_function(windows: str) -> None:
    answer = (
        "def conv2d_by_view(image, kernel, stride=1):\n"
        "    _, kernel_height, kernel_width = kernel.shape\n"
        f"    windows = {windows}\n"
        "    return (windows * kernel[0]).sum(dim=(2, 3))[None]\n"
    )

    assert "this calls the very thing to be written here" in said_of("windows-stretch", answer)


@pytest.mark.parametrize(
    ("product", "cause"),
    [
        ("(images[:, :, i : i + h, j : j + w] * kernels).sum(dim=(1, 2))", "not a block of all"),
        ("(images[b, :, i : i + w, j : j + h] * kernels[o]).sum()", "as tall and as wide"),
        ("(images[b, :, i : i + h, j : j + w] * kernels[o]).sum(dim=0)", "leave one number"),
    ],
)
def test_the_fold_about_sizes_has_what_ends_in_such_an_error(product: str, cause: str) -> None:
    cells = cells_of("04-convolution")
    names = definitions_of("04-convolution")
    run(cells["typical-mistakes"].source, names)
    run(
        "def conv2d_channels(images, kernels):\n"
        "    h, w = kernels.shape[-2:]\n"
        "    rows, columns = images.shape[2] - h + 1, images.shape[3] - w + 1\n"
        "    output = torch.zeros(len(images), len(kernels), rows, columns)\n"
        "    for b in range(len(images)):\n"
        "        for o in range(len(kernels)):\n"
        "            for i in range(rows):\n"
        "                for j in range(columns):\n"
        f"                    output[b, o, i, j] = {product}\n"
        "    return output\n",
        names,
    )

    with pytest.raises((RuntimeError, AssertionError), match="size"):
        run(cells["test-channels"].source, names)
    assert cause in cells["channels-task"].source.split("a <i>RuntimeError</i> about sizes")[1]
