"""What to tell a student whose code needs what isn't there where notebooks are graded."""

from __future__ import annotations

import importlib.util
import re
import sys
from functools import cache

LIBRARIES = {
    "numpy": "NumPy",
    "pandas": "pandas",
    "scipy": "SciPy",
    "matplotlib": "matplotlib",
    "torch": "torch",
    "torchvision": "torchvision",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "tqdm": "tqdm",
    "PIL": "Pillow",
    "ipywidgets": "ipywidgets",
}
"""Names of libraries that courses use, by the module that they are imported as."""

NO_FILE = (
    "That file isn't there where notebooks are graded: only what was handed out, or handed in, "
    "with the notebook. Hand it in, too, and write its name alone, without a folder."
)

_OF_THE_NETWORK = (
    *("URLError", "HTTPError", "gaierror", "ConnectionError", "ConnectionRefusedError"),
    *("ConnectTimeout", "ConnectError", "SSLError", "MaxRetryError", "NewConnectionError"),
)
"""What libraries raise who reach nobody."""

_NO_NETWORK = re.compile(r"internet connection|urlopen error|name resolution")
_NO_GPU = re.compile(
    r"NVIDIA driver|not compiled with CUDA|No CUDA GPUs|CUDA.* unavailable|cuda|\bmps\b|\bMPS\b"
)
_MODULE = re.compile(r"No module named '([\w.]+)'")


_NEWER = re.compile(
    r"^\s*type\s+\w+.*=|\b(?:def|class)\s+\w+\s*\[|^\s*except\s+\w+\s*,|\b[tT][\"']|"
    r"\b[fF][rR]?([\"']).*\{[^}]*(?:\1|\\)",
)
"""Lines of syntax that came after Python 3.11: PEP 695, 701, 750 and 758."""

_MERGE = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})")
"""Lines that git puts where it could not merge."""


_NOT_TYPED = re.compile(r"^invalid (?:non-printable )?character")
"""What Python says of spaces, quotes and signs that look like those it knows."""


def advice_on(kind: str, message: str, line: str = "") -> str:
    """Return what an error says of the machine that grades; empty for any other error.

    Args:
        kind: the error's type.
        message: what it says.
        line: the line of the cell that Python could not read.
    """
    if _MERGE.search(line):
        return "git put this line there, where two versions differ: keep one, without such lines."
    if _NEWER.search(line):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return (
            f"Notebooks are graded with Python {version}: syntax of a newer one isn't known there."
        )
    if kind == "SyntaxError" and _NOT_TYPED.search(message):
        return (
            "This character came along with a copied text, and means nothing to Python: type it "
            "again on the keyboard."
        )
    if kind == "ModuleNotFoundError" and (found := _MODULE.search(message)):
        name = found[1].split(".")[0]
        if name == "google":
            return "Notebooks are not graded in Colab: leave google.colab out."
        return (
            f"{name} isn't there where notebooks are graded. There are {_installed()}. If it is a "
            "file of your own, hand it in beside the notebook."
        )
    if kind == "FileNotFoundError":
        return NO_FILE
    if kind in _OF_THE_NETWORK or _NO_NETWORK.search(message):
        return (
            "There is no network where notebooks are graded: do without, or hand in what you "
            "download beside the notebook."
        )
    if kind in ("RuntimeError", "AssertionError", "AcceleratorError") and _NO_GPU.search(message):
        return (
            "There is no GPU where notebooks are graded; with one and without works "
            'torch.device("cuda" if torch.cuda.is_available() else "cpu"), to which model and '
            "tensors are moved."
        )
    return ""


def ended(text: str) -> str:
    """Return a text with a full stop, if it has none at its end."""
    return text if text.endswith((".", "!", "?", "…", ":")) else f"{text}."


@cache
def _installed() -> str:
    there = [LIBRARIES[name] for name in LIBRARIES if importlib.util.find_spec(name)]
    return ", ".join(there) + ", and what Python brings"
