"""A picture for a feedback page: what a student's function was given, and what it gave back.

It is drawn from the student's own data alone, without the right values: plain SVG, legible in print
and without colour.
"""

from __future__ import annotations

from html import escape

import torch

CELL = 40
"""Side of a drawn cell, in pixels."""

MOST_CELLS = 12
"""Rows and columns that are drawn of an image; the caption says where there are more."""

GAP = 60
HEAD = 26


def side_by_side(given: torch.Tensor, result: torch.Tensor, wrong: torch.Tensor) -> str:
    """Return SVG of one plane each of the given image and the result, wrong cells hatched.

    Args:
        given: (…, H, W), the image that went in.
        result: (…, H', W'), what came back.
        wrong: bools of the result's shape, true where a value is not right.

    Returns:
        The SVG, or an empty string where there is nothing that can be drawn.
    """
    if given.dim() < 2 or result.dim() < 2 or not result.numel() or not given.numel():
        return ""
    first = tuple(int(i) for i in torch.nonzero(wrong)[0])
    plane = first[:-2]
    there = len(plane) == given.dim() - 2 and all(
        place < size for place, size in zip(plane, given.shape, strict=False)
    )
    left = _plane(given, plane if there else (0,) * (given.dim() - 2))
    right, marks = _plane(result, plane), _plane(wrong, plane)
    width = (left.shape[1] + right.shape[1]) * CELL + GAP
    height = max(left.shape[0], right.shape[0]) * CELL + HEAD
    index = f", plane {list(plane)}" if any(plane) else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' role="img" aria-label="Your input and your output; {int(marks.sum())} cells of the'
        ' output differ" font-family="sans-serif">',
        '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff"/><line x1="0" y1="0"'
        ' x2="0" y2="7" stroke="#e07a70" stroke-width="3"/></pattern></defs>',
        _grid(left, None, 0, f"input{_cut(given)}"),
        _grid(right, marks, left.shape[1] * CELL + GAP, f"your output{index}{_cut(result)}"),
        "</svg>",
    ]
    return "".join(parts)


def _plane(image: torch.Tensor, index: tuple[int, ...]) -> torch.Tensor:
    return image.detach()[index][:MOST_CELLS, :MOST_CELLS]


def _cut(image: torch.Tensor) -> str:
    rows, columns = image.shape[-2:]
    return f" (of {rows}×{columns})" if rows > MOST_CELLS or columns > MOST_CELLS else ""


def _grid(values: torch.Tensor, marks: torch.Tensor | None, x: int, caption: str) -> str:
    drawn = [f'<text x="{x}" y="17" font-size="14" fill="#24292f">{escape(caption)}</text>']
    numbers = values.to(torch.float64)
    low, high = float(numbers.min()), float(numbers.max())
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            value = float(numbers[row, column])
            wrong = marks is not None and bool(marks[row, column])
            # From white to a grey light enough for dark text.
            shade = 255 - round(90 * (value - low) / (high - low)) if high > low else 235
            fill = "url(#hatch)" if wrong else f"rgb({shade},{shade},{shade})"
            left, top = x + column * CELL, HEAD + row * CELL
            middle = (
                f'x="{left + CELL / 2:g}" y="{top + CELL / 2 + 4:g}" font-size="12"'
                ' text-anchor="middle"'
            )
            halo = ' paint-order="stroke" stroke="#fff" stroke-width="3"' if wrong else ""
            drawn.append(
                f'<rect x="{left}" y="{top}" width="{CELL}" height="{CELL}" fill="{fill}"'
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
