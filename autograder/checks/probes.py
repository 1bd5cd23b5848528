"""Probes that many checks use. Their source is sent to the student's process: nothing is secret."""

from __future__ import annotations

from typing import Any

import torch

from autograder.student.inside.bridge import students_code

__all__ = ["call", "figure_of", "students_code", "value_of"]


def call(
    notebook: Any,
    name: str,
    args: list[Any],
    kwargs: dict[str, Any],
    attributes: list[str] | None = None,
    printed: bool = False,
    hint: bool = False,
) -> dict[str, Any]:
    """Call the student's function. The arguments travel back, so that a changed one shows.

    Args:
        notebook: the names that the notebook defines.
        name: of the function.
        args: for it.
        kwargs: for it.
        attributes: those of the result that are asked for.
        printed: whether what it prints is asked for.
        hint: whether what it prints is asked for where it returns nothing.
    """
    import contextlib
    import io

    shown = io.StringIO()
    listening = contextlib.redirect_stdout(shown) if printed or hint else contextlib.nullcontext()
    with students_code():
        with listening:
            result = getattr(notebook, name)(*args, **kwargs)
        answer = {"result": result, "arguments": [*args, *kwargs.values()]}
        if attributes is not None:
            answer["attributes"] = {n: getattr(result, n) for n in attributes if hasattr(result, n)}
        if printed or (hint and result is None):
            answer["printed"] = shown.getvalue()
    return answer


def value_of(notebook: Any, name: str, attributes: list[str] | None = None) -> Any:
    """Return the value of one of the notebook's names.

    Args:
        notebook: the names that the notebook defines.
        name: which of them.
        attributes: those of the value that are asked for; they come beside it.
    """
    with students_code():
        value = getattr(notebook, name)
        if attributes is None:
            return value
        found = {n: getattr(value, n) for n in attributes if hasattr(value, n)}
        return {"value": value, "attributes": found}


def figure_of(notebook: Any, name: str, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return what a matplotlib figure shows: each of its axes' labels, lines, bars and images.

    The figure is what the student's function returns (a figure, axes, or several axes), or else the
    one that it drew in; or the value of a name that is no function.
    """
    import matplotlib.pyplot as plt
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    def numbers(values: Any) -> Any:
        return torch.from_numpy(np.array(np.ma.filled(values, np.nan), dtype=np.float64))

    def seen(axes: Any) -> dict[str, Any]:
        legend = axes.get_legend()
        return {
            "title": axes.get_title(),
            "xlabel": axes.get_xlabel(),
            "ylabel": axes.get_ylabel(),
            "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
            "lines": [
                [numbers(line.get_xdata(orig=False)), numbers(line.get_ydata(orig=False))]
                for line in axes.lines
            ],
            "bars": numbers(
                [patch.get_height() for patch in axes.patches if hasattr(patch, "get_height")]
            ),
            "images": [list(np.shape(image.get_array())) for image in axes.images],
        }

    def figure_in(made: Any) -> Any:
        if isinstance(made, (Figure, Axes)):
            return made if isinstance(made, Figure) else made.figure
        parts = made.ravel() if isinstance(made, np.ndarray) else made
        several = isinstance(made, (list, tuple, np.ndarray))
        return next(filter(None, map(figure_in, parts)), None) if several else None

    before, show = set(plt.get_fignums()), plt.show
    with students_code():
        made = getattr(notebook, name)
        try:
            if callable(made):
                plt.figure()  # or it would draw in a figure that was there before
                plt.show = lambda *args, **kwargs: None  # it closes figures
                made = made(*args, **kwargs)
            figure = figure_in(made)
            if figure is None and set(plt.get_fignums()) - before and plt.gcf().axes:
                figure = plt.gcf()
            if figure is None:
                return {"made": made}
            shown = [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]
            return {"axes": [seen(axes) for axes in shown]}
        finally:
            plt.show = show
            for number in set(plt.get_fignums()) - before:
                plt.close(number)
