"""Errors that torch itself raises are explained, whatever exercise they come from."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F

from autograder.checks.errors_explained import IMPORTS, meaning_of

ERRORS = {
    "torch.ones(6).view(-1, 4)": "hard-coded size",
    "torch.ones(2, 3).T.view(-1)": "not contiguous",
    "torch.ones(2) + torch.ones(3)": "sizes that don't fit",
    "torch.ones(2, 3) @ torch.ones(2, 3)": "sizes that don't fit",
    "torch.ones(2, 3).sum(dim=2)": "too few or too many axes",
    "torch.ones(2)[3]": "an index too far",
    "[1, 2][3]": "an index too far",
    "F.linear(torch.ones(2, 2), torch.ones(2, 2).double())": "wrong dtype",
    "torch.ones(2).sum().backward()": "gradients cut off",
    "loss = torch.ones(2, requires_grad=True).exp().sum()\nloss.backward()\nloss.backward()": (
        "a second backward"
    ),
    "torch.ones(2, requires_grad=True).add_(1)": "changed in place",
    "bool(torch.ones(2))": "a tensor for a number",
    "def f(a): pass\nf()": "wrong arguments",
    "None + 1": "nothing there",
    "torch.ones(2).no_such": "no such attribute",
    "1 // 0": "division by zero",
    "{}['a']": "no such key",
    "open('C:/my/a.csv')": "no such file",
    "no_such": "unknown name",
    "np.ones(3)": "a missing import",
    "from torch import *\nlist(range(2))": "torch's range",
}


@pytest.mark.parametrize("code", ERRORS)
def test_what_an_error_means_is_told(code: str) -> None:
    with pytest.raises(Exception) as raised:
        exec(code, {"torch": torch, "F": F})

    meaning = meaning_of(type(raised.value).__name__, str(raised.value))

    assert meaning and meaning.name == ERRORS[code]


def test_of_an_error_of_ones_own_nothing_is_said() -> None:
    assert meaning_of("ValueError", "the kernel must be odd") is None


@pytest.mark.parametrize("line", IMPORTS.values())
def test_each_import_that_is_advised_makes_its_name_known(line: str) -> None:
    (name,) = (name for name, one in IMPORTS.items() if one == line)
    names: dict[str, Any] = {}

    exec(line, names)

    assert name in names
