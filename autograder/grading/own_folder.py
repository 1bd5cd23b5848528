"""A folder for code of the course to work in, as a student's process has one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

NO_FILES: Mapping[str, bytes] = MappingProxyType({})


@contextmanager
def own_folder(files: Mapping[str, bytes] = NO_FILES) -> Iterator[Path]:
    """Work in a folder that holds some files and no others, and is removed at the end.

    Probes and cells may read, write and import files beside them, as they do in a student's
    process: never those of the folder that somebody called a command in. What was imported is
    forgotten at the end: another assignment's file may have the same name.

    Args:
        files: contents by path.
    """
    with TemporaryDirectory(prefix="autograder-") as name, chdir(name):
        folder = Path(name)
        _write(folder, files)
        sys.path.insert(0, name)
        before = set(sys.modules)
        try:
            yield folder
        finally:
            sys.path.remove(name)
            for module in sys.modules.keys() - before:
                if str(getattr(sys.modules[module], "__file__", None)).startswith(f"{name}/"):
                    del sys.modules[module]


def make_anew(folder: Path, files: Mapping[str, bytes]) -> None:
    """Remove what has been written in an `own_folder`, and put its files back."""
    with os.scandir(folder) as found:
        for one in found:
            if one.is_dir(follow_symlinks=False):
                shutil.rmtree(one)
            else:
                Path(one).unlink()
    _write(folder, files)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
