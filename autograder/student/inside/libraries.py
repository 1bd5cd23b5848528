"""What a forkserver imports for students' processes: always, and where their code needs it.

Each takes up to a second, and what is imported before the fork is imported once. No student's code
decides what is: it only decides which of these are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ALWAYS = (
    "torch.nn.functional",
    "torch.utils._python_dispatch",
    "torch.utils.data",
    "numpy.random",
    "skimage.data",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "safetensors.torch",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "pdb",
    "sqlite3",
)

RESERVES = re.compile(
    r"empty(?! [a-z])|resize|ndarray(?<=\bndarray)\b|\.new\(|Tensor(?<!ToTensor)\s*\("
)
"""In code that may reserve memory without writing it, see `unwritten`; not "an empty list".

All code of a class is searched: where each choice begins with a letter of its own, as here and
below, `re` goes from one such letter to the next, many times as fast.
"""

NEEDED = {
    # The first optimizer imports it.
    "torch._dynamo": re.compile(r"optim(?<=\boptim)\b|compile(?<=\bcompile)\b"),
    "torchvision.datasets": re.compile(r"torchvision(?<=\btorchvision)\b"),
    "torchvision.transforms": re.compile(r"torchvision(?<=\btorchvision)\b"),
}
"""Libraries, and what stands in code that needs them."""

KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "tornado.platform.asyncio",
)
"""What a Jupyter kernel needs besides."""

ALL = (*NEEDED, *KERNEL)


def needed_by(texts: Iterable[str]) -> list[str]:
    """Return which libraries some code needs, besides those that are always there."""
    code = "\n".join(texts)
    return [name for name, words in NEEDED.items() if words.search(code)]
