"""Zip files whose bytes depend on names and contents alone, on every machine and at any time."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping
from io import BytesIO
from pathlib import Path

from autograder.files import write_whole

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest time that a zip can hold."""


def write_zip(path: Path, files: Mapping[str, bytes], executable: Collection[str] = ()) -> None:
    """Write an archive, wholly or not at all.

    Args:
        path: the archive.
        files: contents by name, ``folder/file``.
        executable: those of the names that can be run.
    """
    made = BytesIO()
    # Stored, not deflated: what zlib makes of a text differs from version to version.
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 3  # Unix, whose permissions stand in the upper half
            info.external_attr = (0o100755 if name in executable else 0o100644) << 16
            archive.writestr(info, files[name])
    write_whole(path, made.getvalue())
