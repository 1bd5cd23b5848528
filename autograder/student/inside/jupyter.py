"""A Jupyter kernel in a forked process, for other programs: nbclient, nbval, nbconvert."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from .shell import forget_shell


def run_kernel(connection: dict[str, Any], tmp: str) -> None:
    """Run a kernel until it is shut down.

    Args:
        connection: what a connection file of Jupyter's holds.
        tmp: a folder for its connection file.
    """
    from ipykernel.kernelapp import IPKernelApp
    from matplotlib_inline import backend_inline
    from traitlets.config import Config

    forget_shell()
    config = Config()
    config.Session.key = connection.pop("key").encode()
    config.Session.signature_scheme = connection.pop("signature_scheme")
    # Otherwise each kernel would open a file in the home directory.
    config.HistoryManager.enabled = False
    config.IPKernelApp.merge(connection)
    config.IPKernelApp.connection_file = os.path.join(tmp, "kernel.json")
    app = IPKernelApp.instance(config=config)
    with _no_modules(sys.modules["ipykernel.ipkernel"]):
        app.initialize([])
    # When it was imported there was another shell.
    vars(backend_inline.configure_inline_support).pop("current_backend", None)
    backend_inline._enable_matplotlib_integration()
    app.start()


@contextlib.contextmanager
def _no_modules(importer: Any) -> Iterator[None]:
    """Keep ipykernel from listing the files of all modules for its debugger, which is not here.

    Reading thousands of objects copies the pages that they lie on, a quarter of all that a kernel's
    start touches.
    """
    importer.sys = SimpleNamespace(**vars(sys) | {"modules": {}})
    try:
        yield
    finally:
        importer.sys = sys
