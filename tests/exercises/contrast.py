"""How well the texts of a figure stand out from what is behind them."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

LEAST = 4.5
"""Of a text: level AA of WCAG 2.2, success criterion 1.4.3."""

LEAST_OF_LARGE = 3.0
"""Of one that is large, by the same criterion: 18 points, or 14 and bold."""

Colour = tuple[float, ...]


def weak_texts(figure: Figure) -> list[str]:
    """Draw a figure, and return its texts that hardly stand out, each with its contrast."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # a layout settles in the first drawing
    texts = []
    with patch.object(Text, "draw", lambda text, renderer: texts.append(text)):
        canvas.draw()
    behind = np.asarray(canvas.buffer_rgba())[:, :, :3] / 255
    found = []
    for text in filter(Text.get_visible, texts):
        if not text.get_text().strip():
            continue
        large = text.get_fontsize() >= (14 if text.get_fontweight() in ("bold", 700) else 18)
        contrast = _contrast(*_colours(text, behind))
        if contrast < (LEAST_OF_LARGE if large else LEAST):
            found.append(f"{text.get_text()!r}: {contrast:.2f}")
    return found


def _colours(text: Text, behind: np.ndarray) -> tuple[Colour, Colour]:
    """Return the colour of a text, and the commonest one behind it."""
    patch = text.get_bbox_patch()
    if patch is not None and to_rgba(patch.get_facecolor())[3] > 0.5:
        back = to_rgb(patch.get_facecolor())
    else:
        box = text.get_window_extent()
        height, width, _ = behind.shape
        left, right = (int(np.clip(side, 0, width)) for side in (box.x0, box.x1 + 1))
        top, bottom = (int(np.clip(height - side, 0, height)) for side in (box.y1 + 1, box.y0))
        pixels = behind[top:bottom, left:right].reshape(-1, 3)
        if not len(pixels):
            raise ValueError(f"{text.get_text()!r} is outside of its figure")
        colours, counts = np.unique(pixels, axis=0, return_counts=True)
        back = tuple(colours[counts.argmax()])
    *own, opacity = to_rgba(text.get_color(), text.get_alpha())
    return tuple(opacity * o + (1 - opacity) * b for o, b in zip(own, back, strict=True)), back


def _contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours: from 1, the same, to 21, black on white.

    As WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))
