"""Probes that many checks use. Their source runs beside the student's code: they hold nothing to steal."""

from __future__ import annotations

from typing import Any

import torch

from autograder.student.inside.bridge import students_code


def call(
    notebook: Any,
    name: str,
    args: list[Any],
    kwargs: dict[str, Any],
    attributes: list[str] | None = None,
    printed: bool = False,
) -> dict[str, Any]:
    """Call the student's function; the arguments travel back, so that a changed one shows.

    Args:
        notebook: the names that the notebook defines.
        name: of the function.
        args: for it.
        kwargs: for it.
        attributes: of the result, that are asked for.
        printed: whether what it prints is asked for.
    """
    import contextlib
    import io

    shown = io.StringIO()
    with (
        students_code(),
        contextlib.redirect_stdout(shown) if printed else contextlib.nullcontext(),
    ):
        result = getattr(notebook, name)(*args, **kwargs)
        answer = {"result": result, "arguments": [*args, *kwargs.values()]}
        if attributes is not None:
            answer["attributes"] = {n: getattr(result, n) for n in attributes if hasattr(result, n)}
    return answer | ({"printed": shown.getvalue()} if printed else {})


def value_of(notebook: Any, name: str, attributes: list[str] | None = None) -> Any:
    """Return the value of one of the notebook's names, or those of its attributes that are asked for."""
    with students_code():
        value = getattr(notebook, name)
        if attributes is None:
            return value
        return {"attributes": {n: getattr(value, n) for n in attributes if hasattr(value, n)}}


def figure_of(notebook: Any, name: str, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return what a matplotlib figure shows: labels, lines, bars and images of each of its axes.

    The figure is what the student's function returns (a figure, axes, or several of them), else the
    current one after the call; or the value of a name that is no function.
    """
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    def shown(axes: Any) -> dict[str, Any]:
        legend = axes.get_legend()
        return {
            "title": axes.get_title(),
            "xlabel": axes.get_xlabel(),
            "ylabel": axes.get_ylabel(),
            "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
            "lines": [
                [torch.as_tensor(line.get_xdata(), dtype=torch.float64) for line in axes.lines],
                [torch.as_tensor(line.get_ydata(), dtype=torch.float64) for line in axes.lines],
            ],
            "bars": [
                float(patch.get_height()) for patch in axes.patches if hasattr(patch, "get_height")
            ],
            "images": [list(image.get_array().shape) for image in axes.images],
        }

    with students_code():
        made = getattr(notebook, name)
        if callable(made):
            plt.close("all")
            made = made(*args, **kwargs)
        parts = list(made.ravel()) if hasattr(made, "ravel") else made
        parts = parts if isinstance(parts, list | tuple) else [parts]
        figures = [
            p if isinstance(p, Figure) else p.figure for p in parts if isinstance(p, Figure | Axes)
        ]
        figure = figures[0] if figures else plt.gcf() if plt.get_fignums() else None
        if figure is None:
            return {"made": made}
        axes = [shown(one) for one in figure.axes]
        plt.close("all")
    return {"axes": axes}
