"""Hold a value's type against the right one, and say how the one becomes the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from autograder.checks import compare
from autograder.checks.compare import Mismatch
from autograder.student.inside.wire import Frame, Opaque, Series

NAMES: dict[type, str] = {
    type(None): "None",
    bool: "a bool",
    int: "an int",
    float: "a float",
    str: "a str",
    list: "a list",
    tuple: "a tuple",
    set: "a set",
    frozenset: "a frozenset",
    dict: "a dict",
    np.ndarray: "a NumPy array",
    Frame: "a pandas DataFrame",
    Series: "a pandas Series",
}
"""The types that a right value may have, tensors aside, as a student reads them."""

BECOMES: dict[tuple[type, type], str] = {
    (str, int): "int(…) turns a text into a number; a number has no quotation marks.",
    (str, float): "float(…) turns a text into a number; a number has no quotation marks.",
    (str, bool): "True and False have no quotation marks.",
    (int, str): "str(…) turns it into a text; a text has quotation marks.",
    (float, str): "str(…) turns it into a text; a text has quotation marks.",
    (bool, str): "str(…) turns it into a text; a text has quotation marks.",
    (int, bool): "A comparison gives True or False.",
    (bool, int): "A number is asked for, not True or False.",
    (bool, float): "A number is asked for, not True or False.",
    (float, int): "int(…) makes a whole number of it; // divides to one, / never does.",
    (list, dict): "A dict has a key for each value; dict(…) turns pairs into one.",
    (dict, list): "list(….values()) is a list of its values, list(…) of its keys.",
    (list, str): '"".join(…) joins several texts into one.',
    (str, list): "….split() makes a list of the words of a text, list(…) of its characters.",
    (Series, dict): "….to_dict() turns it into a dict.",
    (Frame, dict): '….to_dict("list") turns it into a dict of its columns.',
    (dict, Series): "pd.Series(…) turns it into one.",
    (set, list): "A set has no order, and holds a value only once; sorted(…) makes a list of it.",
    (Frame, Series): "A column of a table, table[name], is a Series.",
    (Series, Frame): "….to_frame() turns it into a table; table[[name]] is a table of one column.",
}
"""How a value of the first type becomes one of the second."""


def hold_kind(got: Any, right: Any) -> None:
    """Raise Mismatch unless a value is of the right value's type. An int stands for a float."""
    kind = type(right)
    if type(got) is kind or (kind is float and type(got) is int):
        return
    advice = _advice(got, kind)
    if isinstance(got, Series) and isinstance(right, Frame) and got.index in right.data:
        advice = "….reset_index() makes a table of its index and its values."
    raise Mismatch(f"Expected {NAMES[kind]}, but got {compare.describe(got)}.", advice)


def _advice(got: Any, kind: type) -> str:
    if got is None:
        return "Did you forget the return?"
    if kind is type(None):
        return "Nothing is to be returned here: leave out the return."
    if isinstance(got, Opaque) and got.type in compare.CALLABLE:
        return "Did you forget the parentheses of a call?"
    if advice := BECOMES.get((type(got), kind)):
        return advice
    if kind in (bool, int, float):
        return _of_one_number(got)
    if kind in (list, tuple, set, frozenset):
        return _of_several(got, kind)
    if kind is np.ndarray:
        return _of_an_array(got)
    if kind is Frame and isinstance(got, (list, dict, np.ndarray)):
        return "pd.DataFrame(…) turns a dict of columns, or a list of rows, into a table."
    if kind is Series and isinstance(got, (list, np.ndarray)):
        return "pd.Series(…) turns it into one."
    return ""


def _of_one_number(got: Any) -> str:
    count = got.numel() if isinstance(got, torch.Tensor) else getattr(got, "size", 0)
    if count == 1:
        return "Its .item() is its number."
    if isinstance(got, Opaque) and got.type.startswith("numpy."):
        return "Its .item() is Python's own number."
    if isinstance(got, (list, tuple)) and len(got) == 1:
        return "Its only entry, […][0], is asked for."
    return ""


def _of_several(got: Any, kind: type) -> str:
    if isinstance(got, (list, tuple, set, frozenset)):
        return f"{kind.__name__}(…) turns it into a {kind.__name__}."
    if isinstance(got, (torch.Tensor, np.ndarray, Series)):
        return (
            "Its .tolist() is a list." if kind is list else f"{kind.__name__}(….tolist()) is one."
        )
    if isinstance(got, Opaque) and kind is list:  # range, zip, dict_keys, a generator …
        return "list(…) turns it into a list."
    return ""


def _of_an_array(got: Any) -> str:
    if isinstance(got, torch.Tensor):
        return "A tensor's .numpy() is an array."
    if isinstance(got, (Frame, Series)):
        return "Its .to_numpy() is an array."
    return "np.array(…) turns nested lists into an array." if isinstance(got, (list, tuple)) else ""
