"""Pictures for a feedback page: what a student's function was given, and what it gave back.

They are drawn from the student's own data alone, without the right values: plain SVG, legible in
print and without colour. Each is small enough to be read on a phone; a page puts them side by side
where there is room.
"""

from __future__ import annotations

from html import escape

import torch

CELL = 34
"""Side of a drawn cell, in pixels."""

MOST_CELLS = 9
"""Rows and columns that are drawn of an image; the caption says where there are more."""

HEAD = 26

HATCH = (
    '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff"/><line x1="0" y1="0"'
    ' x2="0" y2="7" stroke="#e07a70" stroke-width="3"/></pattern></defs>'
)

LETTER = 7
"""Room for a letter of a caption, in pixels."""


def side_by_side(
    given: torch.Tensor,
    result: torch.Tensor,
    wrong: torch.Tensor,
    kernel: torch.Tensor | None = None,
) -> str:
    """Return SVG of one plane each of the image, the kernel and the result, wrong cells hatched.

    Args:
        given: (…, H, W), the image that went in.
        result: (…, H', W'), what came back.
        wrong: bools of the result's shape, true where a value is not right.
        kernel: (…, h, w), what lay on the image, if anything did.

    Returns:
        The SVG, or an empty string where there is nothing that can be drawn.
    """
    if given.dim() < 2 or result.dim() < 2 or not result.numel() or not given.numel():
        return ""
    first = tuple(int(i) for i in torch.nonzero(wrong)[0])
    plane = first[:-2]
    drawn = [_panel("input", given, _plane_of(given, result, plane))]
    if kernel is not None and kernel.dim() >= 2 and kernel.numel():
        # Of several kernels the output's second axis says which.
        of_kernel = plane[1:2] if kernel.dim() > 3 else ()
        drawn.append(_panel("kernel", kernel, _filled(kernel, of_kernel)))
    return "".join([*drawn, _panel("your output", result, plane, wrong, first[-2:])])


def _plane_of(given: torch.Tensor, result: torch.Tensor, plane: tuple[int, ...]) -> tuple[int, ...]:
    """Return the plane of the input to show: the output's own, or the first of its image."""
    if given.shape[:-2] == result.shape[:-2]:
        return plane
    return _filled(given, plane[:1] if given.dim() > 3 and given.dim() == result.dim() else ())


def _filled(image: torch.Tensor, plane: tuple[int, ...]) -> tuple[int, ...]:
    """Return a plane's place: as far as it is given and there, and then the first."""
    sizes = image.shape[:-2]
    places = [place if place < size else 0 for place, size in zip(plane, sizes, strict=False)]
    return (*places, *(0 for _ in sizes[len(places) :]))


def _panel(
    name: str,
    image: torch.Tensor,
    plane: tuple[int, ...],
    wrong: torch.Tensor | None = None,
    shown: tuple[int, ...] = (0, 0),
) -> str:
    """Draw one plane under its name, so that the cell `shown` is on it."""
    numbers = image.detach()[plane].to(torch.float64)
    top, left = (max(0, place - MOST_CELLS + 1) for place in shown)
    cut = (slice(top, top + MOST_CELLS), slice(left, left + MOST_CELLS))
    marks = None if wrong is None else wrong[plane]
    caption = name + (f"{list(plane)}" if image.shape[:-2].numel() > 1 else "")
    if image.shape[:-2].numel() > 1:
        caption += f", 1 of {image.shape[:-2].numel()} planes"
    said = f"{caption}: {numbers.shape[0]} rows, {numbers.shape[1]} columns"
    if marks is not None:
        said += f"; {int(marks.sum())} values are not right"
    if max(numbers.shape) > MOST_CELLS:
        caption += f" (part of {numbers.shape[0]}×{numbers.shape[1]})"
    cells = _grid(numbers[cut], None if marks is None else marks[cut])
    width = max(CELL * numbers[cut].shape[1] + 1, LETTER * len(caption))
    height = CELL * numbers[cut].shape[0] + HEAD + 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' role="img" aria-label="{escape(said)}" font-family="sans-serif">'
        f'{"" if marks is None else HATCH}<text x="0" y="17" font-size="13" fill="currentColor">'
        f"{escape(caption)}</text>{cells}</svg>"
    )


def _grid(numbers: torch.Tensor, marks: torch.Tensor | None) -> str:
    drawn = []
    low, high = float(numbers.min()), float(numbers.max())
    for row in range(numbers.shape[0]):
        for column in range(numbers.shape[1]):
            value = float(numbers[row, column])
            wrong = marks is not None and bool(marks[row, column])
            # From white to a grey light enough for dark text.
            shade = 255 - round(90 * (value - low) / (high - low)) if high > low else 235
            fill = "url(#hatch)" if wrong else f"rgb({shade},{shade},{shade})"
            left, top = column * CELL, HEAD + row * CELL
            middle = (
                f'x="{left + CELL / 2:g}" y="{top + CELL / 2 + 4:g}" font-size="11"'
                ' text-anchor="middle"'
            )
            halo = ' paint-order="stroke" stroke="#fff" stroke-width="3"' if wrong else ""
            drawn.append(
                f'<rect x="{left + 0.5:g}" y="{top}" width="{CELL}" height="{CELL}" fill="{fill}"'
                ' stroke="#8c959f"/>'
            )
            drawn.append(f'<text {middle} fill="#24292f"{halo}>{_number(value)}</text>')
    return "".join(drawn)


def _number(value: float) -> str:
    """Return a number in five characters at most."""
    if value == int(value) and abs(value) < 10_000:
        return str(int(value))
    return next(
        (text for text in (f"{value:.2f}", f"{value:.1f}", f"{value:.0f}") if len(text) <= 5),
        f"{value:.0e}",
    )
