"""What a notebook puts in the place of torch's parts is put back around each question."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from autograder.grading.ask import answers_of
from autograder.student.inside import originals
from autograder.student.process import StudentProcess

SECONDS = 30
PROBE = """
def seen(notebook):
    with students_code():
        notebook.f()
    batch = torch.arange(6.0).reshape(1, 2, 3)
    layer = torch.nn.Linear(2, 1).eval()
    return [
        list(batch.permute(0, 2, 1).stride()),
        layer.training,
        (batch * batch).requires_grad,
        torch.is_grad_enabled(),
        torch.nn.functional.relu(torch.tensor(-1.0)).item(),
        batch.note() if hasattr(batch, "note") else "",
    ]
"""
UNTOUCHED = [[6, 1, 3], False, False, True, 0.0]


@pytest.fixture
def process() -> Iterator[StudentProcess]:
    with StudentProcess() as opened:
        opened.run("import torch\nimport torch.nn as nn\nimport torch.nn.functional as F", SECONDS)
        yield opened


def asked(process: StudentProcess) -> list[object]:
    run = process.ask({"probes": {"seen": PROBE}, "questions": [["seen", "", NOTHING]]}, SECONDS)
    (answer,) = answers_of(run.reply, 1)
    assert answer.error is None, answer.error
    return list(answer.value)


NOTHING = {"json": '{"dict": []}', "tensors": ""}

CHANGES = {
    "a method that torch inherits": "torch.Tensor.permute = lambda t, *a: t.contiguous()",
    "a method of torch's own": "nn.Module.eval = lambda self: self",
    "the code of one": "nn.Module.eval.__code__ = (lambda self: self).__code__",
    "an attribute of objects": "nn.Module.training = property(lambda self: True, lambda s, v: 0)",
    "an operator": "torch.Tensor.__mul__ = lambda a, b: torch.ones(1, requires_grad=True)",
    "a function": "torch.is_grad_enabled = lambda: 'no'\nF.relu = lambda x: x",
    "one taken away": "del torch.Tensor.__len__\ntorch.Tensor.permute = None",
    "a name, its value and its place kept": (
        "held = dict(vars(F))\n"
        "vars(F).clear()\n"
        "vars(F).update({'gone' if k == 'relu' else k: v for k, v in held.items()})"
    ),
    "a mode": (
        "from torch.overrides import TorchFunctionMode\n"
        "class Mode(TorchFunctionMode):\n"
        "    def __torch_function__(self, func, types, args=(), kwargs=None):\n"
        "        return torch.ones(1, requires_grad=True) if 'mul' in func.__name__ else "
        "func(*args, **(kwargs or {}))\n"
        "Mode().__enter__()"
    ),
    "a hook of all modules": (
        "from torch.nn.modules.module import register_module_forward_hook\n"
        "register_module_forward_hook(lambda *a: 1 / 0)"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_a_cell_replaces_in_torch_is_as_it_was_when_a_probe_asks(
    process: StudentProcess, change: str
) -> None:
    process.run(f"{change}\ndef f(): pass", SECONDS)

    assert asked(process)[:-1] == UNTOUCHED


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_an_answer_replaces_while_it_runs_is_put_back_behind_it(
    process: StudentProcess, change: str
) -> None:
    process.run(f"def f():\n    exec({change!r}, globals())", SECONDS)

    assert asked(process)[:-1] == UNTOUCHED


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("versions", [True, False])
def test_it_is_put_back_with_versions_of_dicts_and_without_them(
    monkeypatch: pytest.MonkeyPatch, change: str, versions: bool
) -> None:
    if versions and sys.version_info >= (3, 14):
        pytest.skip("dicts have none here")
    monkeypatch.setattr(originals, "HAVE_VERSIONS", versions)
    kept = originals.Originals()
    scope: dict[str, Any] = {
        "torch": torch,
        "nn": torch.nn,
        "F": torch.nn.functional,
        "students_code": nullcontext,
    }
    exec(PROBE, scope)
    for _ in range(2):  # what was put back once is put back again
        try:
            exec(change, scope)
        finally:
            kept.put_back()

        assert scope["seen"](SimpleNamespace(f=lambda: None))[:-1] == UNTOUCHED


def test_a_method_that_a_notebook_adds_stays(process: StudentProcess) -> None:
    process.run("torch.Tensor.note = lambda self: 'mine'\ndef f(): pass", SECONDS)

    assert asked(process) == [*UNTOUCHED, "mine"]


def test_the_default_device_that_a_notebook_sets_stays(process: StudentProcess) -> None:
    process.run("torch.set_default_device('cpu')\ndef f(): pass", SECONDS)

    assert asked(process)[:-1] == UNTOUCHED
    assert process.run("assert str(torch.get_default_device()) == 'cpu'", SECONDS).ended == "ok"
