"""What docs/teaching.md says of this course stands in the notebooks."""

from __future__ import annotations

import re

import nbformat
import torch
from torch import nn

from tests.helpers import ROOT
from tests.trusted import ASSIGNMENTS

PAGE = (ROOT / "docs/teaching.md").read_text()
CELLS = re.findall(r"`(0\d-\w+): ([\w-]+)`", PAGE)
FILES = dict(re.findall(r"^\[([\w-]+)\]: \S+/blob/([0-9a-f]{40})/\S+$", PAGE, re.MULTILINE))


def ids_of(assignment: str) -> set[str]:
    (path,) = (ROOT / "source" / assignment).glob("*.ipynb")
    return {cell.id for cell in nbformat.read(path, as_version=4).cells}


def test_every_cell_that_is_named_is_there() -> None:
    ids = {assignment: ids_of(assignment) for assignment in ASSIGNMENTS}
    missing = [(name, cell) for name, cell in CELLS if cell not in ids.get(name, set())]

    assert missing == []
    assert {name for name, _ in CELLS} == set(ASSIGNMENTS)


def test_every_file_of_others_is_linked_at_the_commit_that_was_read() -> None:
    comparison, read = PAGE.split("## What was read")
    told = dict(re.findall(r"\]\[([\w-]+)\](?: of \d{4})? ([0-9a-f]{7})\b", read))

    assert set(re.findall(r"\]\[([\w-]+)\]", comparison)) == set(FILES)
    assert told == {name: commit[:7] for name, commit in FILES.items()}


def test_the_two_receptive_fields_that_others_tell_otherwise_are_8_pixels_wide() -> None:
    three = [nn.Conv2d(1, 1, 3, bias=False) for _ in range(3)]
    pooled_last = nn.Sequential(*three, nn.AvgPool2d(2))
    pooled_between = nn.Sequential(three[0], nn.AvgPool2d(2), three[1])

    assert [width_of_field(pooled_last), width_of_field(pooled_between)] == [8, 8]


def width_of_field(network: nn.Module) -> int:
    """Return in how many columns pixels have a gradient, for one number of the output."""
    for weights in network.parameters():
        nn.init.ones_(weights)
    image = torch.zeros(1, 1, 20, 20, requires_grad=True)
    network(image)[0, 0, 1, 1].backward()
    assert image.grad is not None

    return int(image.grad[0, 0].any(dim=0).sum())
