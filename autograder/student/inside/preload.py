"""What a forked process finds ready: imports, a warm shell, and memory that is cheap to fork."""

from __future__ import annotations

import ctypes
import gc
import os
import re
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from . import bridge, wire
from .libraries import ALL, ALWAYS
from .settings import refuse_missing_devices
from .shell import Shell, make_shell

CELLS = (
    "import matplotlib.pyplot as plt\nimport torch\nimport torch.nn as nn\n"
    "import torch.nn.functional as F\nfrom skimage import data",
    "x = torch.arange(12.0).reshape(1, 1, 3, 4)\n"
    "print(x, x.to(torch.uint8), x[0, 0] > 3, tuple(x.shape))\nx",
    "layers = nn.Conv2d(1, 2, 2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2, 3)\n"
    "model = nn.Sequential(*layers)\nprint(model)\nmodel(x)",
    "F.cross_entropy(model(x), torch.tensor([1])).item()",
    "def f(x):\n    return x / 0\n\nf(1)",
    "assert torch.equal(x, x + 1), f'{x}'",
    "def f(:",
    "%matplotlib inline",
)
"""Cells of every kind: what Python, IPython and torch do only once, they do here."""

PROBE = """
def operate(notebook):
    # Torch looks up each operator when it is first used.
    F, one = torch.nn.functional, torch.ones(1, 2, 4, 5)
    image = F.pad(one, (1, 1, 1, 1))
    windows = image.unfold(2, 2, 1).unfold(3, 2, 1)
    both = torch.einsum("bchwij,ocij->bohw", windows, torch.ones(3, 2, 2, 2))
    both[:, :, 0] = (image[0, 0, :2, 1:3] * 2).sum() + image.flatten().mean()
    both -= image.amax(dim=(2, 3)).max()
    stacked = torch.stack([both, both]).permute(1, 0, 2, 3, 4)
    stacked.reshape(1, -1).unsqueeze(0).clone().contiguous()
    F.max_pool2d(one, 2), F.avg_pool2d(one, 2), F.unfold(one, 2)
    torch.zeros(2, 3).to(torch.float32).tolist(), torch.isfinite(one).all().item()
    torch.equal(one, one), torch.allclose(one, one), one.view(1, -1) @ one.view(-1, 1)
    return {"tensor": both, "number": float(both[0, 0, 0, 0])}
"""

REFUSED = "^cumsum$"
"""An operator that `PROBE` does without. To refuse one for the first time takes long, too."""


def preload(needs: Iterable[str] = (), cells: Iterable[str] = ()) -> Shell:
    """Import what students' processes need, and make a shell that is warm. Return it.

    Args:
        needs: libraries besides those that all of them need.
        cells: sources that many notebooks hold, see `Compiler.keep`.
    """
    # debugpy starts threads; without it ipykernel lacks a debugger and nothing else.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    shell = make_shell()
    for name in ALWAYS:
        __import__(name)
    torch = sys.modules["torch"]
    _bring_operators()
    # Libraries read /proc when they first compute, and in the box there is none.
    with torch.no_grad():
        image, kernel = torch.ones(1, 1, 4, 4), torch.ones(1, 1, 2, 2)
        torch.nn.functional.conv2d(image, kernel) @ torch.ones(3, 3)
    _warm_up(shell)
    refuse_missing_devices()
    prefixes = {sys.prefix, sys.base_prefix}
    inside = tuple(prefixes | {os.path.realpath(prefix) for prefix in prefixes})
    sys.path[:] = [entry for entry in sys.path if entry.startswith(inside)]
    sys.path_importer_cache.clear()
    _import_new(needs)
    shell.compile.keep(cells)
    _settle()
    return shell


def bring(names: Iterable[str]) -> None:
    """Import what some students' processes need; nothing that isn't one of `libraries.ALL`."""
    if _import_new(names):
        _settle()


def _import_new(names: Iterable[str]) -> bool:
    """Import what isn't yet, and return whether there was any."""
    new = [name for name in names if name in ALL and name not in sys.modules]
    for name in new:
        __import__(name)
    return bool(new)


def _settle() -> None:
    bridge.keep_originals()
    gc.collect()
    gc.freeze()  # nothing here is ever collected in a child, so its pages stay shared


def _bring_operators() -> None:
    """Have torchvision's operators be there, of which some may be forbidden, and not the rest.

    Those that came after they were looked up would not be refused. To import all of torchvision
    takes as long as torch does.
    """
    torch = sys.modules["torch"]
    spec = find_spec("torchvision")
    for folder in spec.submodule_search_locations or [] if spec else []:
        for library in Path(folder).glob("_C*.so"):
            torch.ops.load_library(library)


def _warm_up(shell: Shell) -> None:
    for cell in CELLS:
        shell.run_cell(cell, store_history=True)
    sys.modules["torch"].manual_seed(0)  # which looks up its caller's lines, for GPUs to come
    question = ["operate", "", wire.encode({})]
    with bridge.refused(REFUSED):
        bridge.answer(shell.user_ns, {"probes": {"operate": PROBE}, "questions": [question]})
    shell.reset()


def join_pages() -> None:
    """Put private memory into huge pages of 2 MiB, madvise(2): a fork then copies fewer entries.

    It takes as long as some forks do, so that it pays only for many. Where Linux can't (before 6.1,
    or out of memory) nothing changes.
    """
    libc = ctypes.CDLL(None)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for start, end in re.findall(
        r"^(\w+)-(\w+) rw-p 00000000 00:00 0 *(?:\[heap\])?$",
        Path("/proc/self/maps").read_text(),
        re.MULTILINE,
    ):
        for page in range(-(-int(start, 16) // HUGE) * HUGE, int(end, 16) - HUGE + 1, HUGE):
            libc.madvise(page, HUGE, MADV_COLLAPSE)


HUGE = 2 * 2**20
"""Bytes of a huge page."""

MADV_COLLAPSE = 25
