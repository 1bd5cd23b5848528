"""A student's code is looked through for means that no honest answer needs; a person decides."""

from __future__ import annotations

import pytest

from autograder.grading.reading import read
from tests.attacks.bank import KIT, Attack, everything

NAMES = {"torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional", "np": "numpy"}
"""What the notebooks import."""

FOUND = [
    "import ctypes",
    "from ctypes import CDLL",
    "import gc\nfor thing in gc.get_objects(): pass",
    "from gc import get_referrers as who\nwho(1)",
    "import sys\nsys._getframe(1)",
    "import sys\nsys.modules['torch'] = None",
    "import inspect\ninspect.currentframe().f_back",
    "def f(x):\n    return x.__globals__",
    "torch.Tensor.view = torch.Tensor.reshape",
    "nn.Module.train = lambda self: self",
    "from torch import Tensor\nTensor.__mul__ = None",
    "T = torch.Tensor\nT.permute = None",
    "setattr(torch.Tensor, 'view', None)",
    "vars(torch)['conv2d']",
    "getattr(torch, 'con' + 'v2d')",
    "getattr(torch, '_C')",
    "del F.relu",
    "import builtins\nbuiltins.abs = max",
    "from torch.library import Library",
    "torch.library.get_kernel('aten::convolution', 'CPU')",
    "torch._C._dispatch_keys(x)",
    "from torch.utils.cpp_extension import load_inline",
    "from unittest import mock",
    "exec('x = 1')",
    "__import__('ctypes')",
    "import __main__",
    "get_ipython().show",
    "class Yes(int):\n    pass",
    "class Late(torch.Tensor):\n    pass",
    "class Like:\n    def __eq__(self, other): return True",
    "class Net(nn.Module):\n    def parameters(self): return []",
    "model.__class__ = nn.Sequential",
    "x.as_subclass(torch.Tensor)",
    "%%time\nimport ctypes",
    "def f(x):\n    said = !python -c 'print(1)'\n    return said",
    "import os\nos.fork()",
    "import subprocess",
    "import threading as t\nt.Thread()",
    "torch.jit.freeze(model)",
    "torch.ops.aten.convolution(x)",
]

HONEST = [
    "import gc\ngc.collect()",
    "import sys\nhere = 'google.colab' in sys.modules",
    "torch.backends.cudnn.deterministic = True",
    "torch.manual_seed(0)\ntorch.set_default_dtype(torch.float32)",
    "model.eval()\nmodel.train()",
    "F.unfold(x, 3) @ k.flatten()",
    "x.as_strided((2, 2), (1, 1))",
    "x.unfold(1, 3, 1).unfold(2, 3, 1)",
    "torch.fft.rfft2(x)",
    "from scipy.signal import correlate2d\ncorrelate2d(x, k)",
    "np.lib.stride_tricks.sliding_window_view(x, (2, 2))",
    "!pip install scipy",
    "%time f(x)\n!ls\n%matplotlib inline",
    "%%time\nf(x)",
    "get_ipython().run_line_magic('time', 'f(x)')",
    "layer.weight.data = k\nlayer.weight.requires_grad = False",
    "class Net(nn.Module):\n    def forward(self, x): return x\n    def __repr__(self): return ''",
    "from dataclasses import dataclass\n@dataclass\nclass Result:\n    loss: float",
    "getattr(F, 'relu')(x)",
    "f = getattr(nn.init, 'zeros_')",
    "plt.rcParams['figure.dpi'] = 100",
    "handle = layer.register_forward_hook(print)",
    "def f(:",
    "x = '\\0'",
    "eval_ = 3\nexecute = 4",
]


@pytest.mark.parametrize("cell", FOUND)
def test_means_that_no_honest_answer_needs_are_found_with_their_line(cell: str) -> None:
    (first, *_) = read(cell, NAMES, forbids=True)

    assert first.line == cell.splitlines()[first.number - 1].strip()
    assert str(first).startswith(f"line {first.number}, “")


@pytest.mark.parametrize("cell", HONEST)
def test_what_honest_answers_use_is_not_found(cell: str) -> None:
    assert read(cell, NAMES, forbids=True) == []


def test_code_that_is_nested_too_deeply_to_be_looked_through_is_put_before_a_person() -> None:
    cell = "x = 1\nif x: pass\n" + "elif x: pass\n" * 1_000

    (found,) = read(cell, NAMES, forbids=False)

    assert str(found) == "line 1, “x = 1”: is nested too deeply to be looked through"


@pytest.mark.parametrize("cell", ["import subprocess", "import threading", "torch.jit.script(f)"])
def test_other_processes_and_compiled_code_matter_only_where_operators_are_forbidden(
    cell: str,
) -> None:
    assert read(cell, NAMES, forbids=True) != []
    assert read(cell, NAMES, forbids=False) == []


@pytest.mark.parametrize(
    "attack", [one for one in everything() if one.evades], ids=lambda one: one.student
)
def test_what_is_known_to_get_past_the_watch_is_put_before_a_person(attack: Attack) -> None:
    needed = KIT if "BRIDGE" in attack.cell else ""  # which finds what has no name

    assert read(needed + attack.cell, NAMES, forbids=True) != []
