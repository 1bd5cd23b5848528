"""Texts for students, without what they say of the machine that grades."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_WORK = re.compile(r"/[\w./-]*/ag-\w+/work")
_TEMPORARY = re.compile(r"/[\w./-]*/(ipykernel_\d+|ag-\w+)")
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")


def without_paths(text: str) -> str:
    """Return a text for students, without paths and memory addresses of the machine that grades."""
    text = _ADDRESS.sub("0x…", text)
    text = _TEMPORARY.sub("<cell>", _WORK.sub(".", text))
    for path, name in (
        (sys.prefix, "<python>"),
        (sys.base_prefix, "<python>"),
        (str(Path.cwd()), "<course>"),
        (str(Path.home()), "~"),
    ):
        if len(path) > 1:
            text = text.replace(path, name)
    return text
