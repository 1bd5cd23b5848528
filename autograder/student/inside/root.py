"""The file system of a student's process: what it sees of the machine, and where it can write.

It imports the standard library and libc only, since its source is sent to the forkserver.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from typing import Any

from .filters import call, libc, number_of

HOME = "/home/student"
CHANNELS = "/channels"

CLONE_NEWNS = 0x00020000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
MNT_DETACH = 2

SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/sbin",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/alternatives",
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
SCRATCH = {HOME: 0o700, "/tmp": 0o1777, "/dev/shm": 0o1777}


def new_root(confinement: dict[str, Any], size: int, owner: int) -> None:
    """Enter a root folder in memory that holds what a student's process needs; pivot_root(2).

    Args:
        confinement: see `box.job`.
        size: of all files that the process writes together, in bytes.
        owner: the user whose files these are.
    """
    call("unshare", libc.unshare(CLONE_NEWNS))
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    # Links are followed now, while they lead where they should.
    prefixes = {sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix)}
    shown = {
        path: os.path.realpath(path)
        for path in (*SYSTEM, *sorted(prefixes))
        if os.path.exists(path)
    }
    data, sockets = (
        name and os.path.realpath(name) for name in (confinement["data"], confinement["sockets"])
    )
    hidden = _hidden_in(shown, [*_own_packages(), *confinement["hidden"]])
    os.umask(0o022)
    _mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
    os.mkdir("/tmp/old")
    os.chdir("/tmp")
    call("pivot_root", libc.syscall(number_of("pivot_root"), b".", b"old"))
    os.chdir("/")
    # Before anything is shown, which may lie below one of these folders, as an environment in /tmp.
    # One file system for all that is written, so that one size limits it.
    os.mkdir("/scratch")
    _mount(
        "tmpfs",
        "/scratch",
        "tmpfs",
        MS_NOSUID | MS_NODEV,
        f"mode=755,size={size},nr_inodes=20000",
    )
    for number, (path, mode) in enumerate(SCRATCH.items()):
        os.mkdir(f"/scratch/{number}")
        os.chmod(f"/scratch/{number}", mode)
        os.chown(f"/scratch/{number}", owner, -1)
        _bind(f"/scratch/{number}", path, readonly=False)
    _show(shown, hidden)
    if data:
        _bind(f"/old{data}", "/data", readonly=True)
    if sockets:
        _bind(f"/old{sockets}", CHANNELS, readonly=False)
    for device in DEVICES:
        _bind(f"/old{device}", device, readonly=False)
    with open("/etc/passwd", "w") as file:
        file.write(f"student:x:1000:1000::{HOME}:/bin/sh\n")
    for path in ("/old", "/scratch"):
        call("umount2", libc.umount2(path.encode(), MNT_DETACH))
        os.rmdir(path)


def _hidden_in(shown: dict[str, str], folders: list[str]) -> set[str]:
    """Return the paths at which folders to hide would be seen in the new root."""
    return {
        path + folder.removeprefix(real)
        for path, real in shown.items()
        for folder in folders
        if folder.startswith(f"{real}/") and os.path.isdir(folder)
    }


def _show(shown: dict[str, str], hidden: set[str]) -> None:
    """Bind what is shown, and put an empty folder in the place of what is hidden in it.

    Either may lie within the other: an environment in a course that lies below ``/usr``.
    """
    seen: list[tuple[str, bool]] = []
    for path in sorted({*shown, *hidden}):  # a folder comes before what lies in it
        around = [visible for other, visible in seen if path.startswith(f"{other}/")]
        visible = bool(around) and around[-1]
        if path in shown and not visible:
            _bind(f"/old{shown[path]}", path, readonly=True)
        elif path in hidden and visible:
            _mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, "size=64k,mode=755")
        seen.append((path, path in shown))
    for path in hidden:
        if os.path.ismount(path):
            _read_only(path)


def _own_packages() -> list[str]:
    """Return the folders of the grader itself, where it is installed in the Python environment."""
    found = []
    for folder in {sys.prefix, sys.base_prefix}:
        site = os.path.join(
            folder, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages"
        )
        if os.path.isdir(site):
            found += [
                entry.path
                for entry in os.scandir(site)
                if entry.is_dir() and entry.name.startswith("autograder")
            ]
    return found


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Call mount(2)."""
    encoded = [text.encode() if text is not None else None for text in (source, target, kind)]
    call(f"mount {target}", libc.mount(*encoded, ctypes.c_ulong(flags), data.encode()))


def _bind(source: str, target: str, *, readonly: bool) -> None:
    """Show a folder or file of the host at a place in the new root."""
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "a"):
            pass
    _mount(source, target, None, MS_BIND | MS_REC)
    if readonly:
        _read_only(target)


def _read_only(path: str) -> None:
    """Make a mount and all mounts below it read-only, mount_setattr(2)."""
    attributes = struct.pack(
        "QQQQ", _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID | _MOUNT_ATTR_NODEV, 0, 0, 0
    )
    call(
        f"mount_setattr {path}",
        libc.syscall(442, _AT_FDCWD, path.encode(), _AT_RECURSIVE, attributes, len(attributes)),
    )


_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_ATTR_RDONLY, _MOUNT_ATTR_NOSUID, _MOUNT_ATTR_NODEV = 1, 2, 4
