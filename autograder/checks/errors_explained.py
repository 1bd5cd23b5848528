"""What errors that students' code raises mean: the same few for every exercise and every course."""

from __future__ import annotations

import re

from autograder.checks.relations import Relation
from autograder.checks.surroundings import NO_FILE

_MEANINGS = [
    (
        "hard-coded size",
        r"shape '.*' is invalid for input of size|cannot reshape|split_with_sizes expects",
        "The numbers can't be cut that way. A size that is written into the code fits one example "
        "only: take sizes from the argument's shape.",
    ),
    (
        "not contiguous",
        r"view size is not compatible",
        "view never copies: it needs numbers that already lie in memory in this order.",
    ),
    (
        "sizes that don't fit",
        r"The size of tensor a .* must match|shapes cannot be multiplied|expanded size of the "
        r"tensor|could not be broadcast|size mismatch|Expected size|inconsistent tensor size|"
        r"must match the existing size|Sizes of tensors must match|expected input.* to have|"
        r"shape mismatch|must be equal, but got|stack expects each tensor to be equal size|"
        r"doesn't match the broadcast shape",
        "Two tensors of different sizes meet in this line. Print both shapes right before it.",
    ),
    (
        "too few or too many axes",
        r"[Dd]imension out of range|Expected \d+D.*|too many indices|number of dims don't match|"
        r"not enough values to unpack|too many values to unpack|dimension specified as",
        "The tensor has another number of axes than this line needs. Print its shape right before.",
    ),
    (
        "an index too far",
        r"index .*out of (bounds|range)|out of range|Target .* is out of bounds|"
        r"start .* exceeds dimension|maximum size for tensor",
        "An index goes past the end: look at where the loop stops and where the window begins.",
    ),
    (
        "wrong dtype",
        r"expected scalar type|expected .*dtype|Float did not match|must have the same dtype|"
        r"can't be cast|Could not infer dtype|not implemented for '|dtype torch",
        "Tensors of another dtype are needed here: .float(), .long() and .to(dtype) change it.",
    ),
    (
        "gradients cut off",
        r"does not require grad and does not have a grad_fn|One of the differentiated Tensors",
        "No gradient can flow: a tensor on the way was detached, or built from plain numbers.",
    ),
    (
        "a second backward",
        r"backward through the graph a second time",
        "backward ran twice on one loss: compute the loss again before each backward.",
    ),
    (
        "changed in place",
        r"leaf Variable that requires grad|modified by an inplace operation|"
        r"leaf variable has been moved",
        "A parameter was changed while its gradient is recorded: do it under torch.no_grad().",
    ),
    (
        "a tensor for a number",
        r"only one element tensors|Boolean value of Tensor with more than one|a Tensor with \d+ "
        r"elements cannot be converted",
        "One number is needed here, but this tensor holds several.",
    ),
    (
        "wrong arguments",
        r"positional argument|unexpected keyword argument|multiple values for argument|"
        r"received an invalid combination|got some positional-only|required keyword-only|"
        r"must be (Tensor|tuple|int|float|list)",
        "A call has other arguments than what is called wants: look at their number, order and "
        "names.",
    ),
    (
        "an empty slice",
        r"expanded size of the tensor \(0\)",
        "A slice is empty here: [p:-p] holds nothing where p is 0. Write [p : p + rows].",
    ),
    (
        "nothing there",
        r"'NoneType' object|NoneType",
        "Something is None here: an argument that was not given, what a function without return "
        "gave, or what was never stored.",
    ),
    (
        "no such attribute",
        r"object has no attribute|has no attribute",
        "This object has no attribute of that name: look at its type and at the spelling.",
    ),
    (
        "unsupported operand",
        r"unsupported operand type|object is not (callable|subscriptable|iterable)|"
        r"'.*' and '.*'|indices must be integers|can only concatenate|takes .* argument",
        "This line combines two values whose types don't fit: print the type of each.",
    ),
]

IMPORTS = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "pd": "import pandas as pd",
    "plt": "import matplotlib.pyplot as plt",
    "torch": "import torch",
    "torchvision": "import torchvision",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "math": "import math",
    "random": "import random",
    "copy": "import copy",
    "time": "import time",
    "itertools": "import itertools",
}
"""What makes names known that notebooks import, by the field's custom."""


def meaning_of(kind: str, message: str) -> Relation | None:
    """Return what an error means, where that can be told from its type and message.

    Args:
        kind: the error's type.
        message: what it says.
    """
    if kind == "ZeroDivisionError":
        return Relation("division by zero", "Something is divided by 0: print what it is.")
    if kind == "RecursionError":
        return Relation("endless recursion", "A function calls itself without an end.")
    if kind == "UnboundLocalError":
        return Relation("used before set", "A name is used before it has a value in this function.")
    if kind == "NameError":
        return _of_an_unknown_name(message)
    if kind == "FileNotFoundError":
        return Relation("no such file", NO_FILE)
    if kind == "KeyError":
        return Relation("no such key", "There is no such key in the dict: look at the spelling.")
    if kind == "TypeError" and message.startswith("range() missing"):
        return Relation(
            "torch's range",
            "Here range is torch's, not Python's, as after “from torch import *”: write "
            "“import torch” in its place.",
        )
    for name, pattern, sentence in _MEANINGS:
        if re.search(pattern, message):
            return Relation(name, sentence)
    return None


def _of_an_unknown_name(message: str) -> Relation:
    found = re.match(r"name '(\w+)' is not defined", message)
    if found and (line := IMPORTS.get(found[1])):
        return Relation(
            "a missing import",
            f"{found[1]} is not imported: put “{line}” above the line that uses it.",
        )
    return Relation("unknown name", "No such name is there: look at the spelling.")
