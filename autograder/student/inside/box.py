"""The box: what a student's process may do, enforced by the kernel of the operating system.

Its layers, each of which holds without the others:

* namespaces (namespaces(7)): user, mount, pid, network, ipc and uts. The process sees no other
  process and has no network, not even loopback. It has a file system of its own: the Python
  environment and system libraries read-only, a working directory and /tmp in memory, no /proc.
* no-new-privs and no capabilities (prctl(2), capabilities(7)): set-uid programs give nothing.
* Landlock (landlock(7)): the same file rules again, should mounts be changed; no TCP, no abstract
  sockets, no signals to processes outside, as far as the running Linux supports them.
* seccomp (seccomp(2)): calls that a course never needs, and that have been used to break out, fail.
* limits (setrlimit(2)) of memory, CPU, processes, file size and open files.

It works as root and as an ordinary user, and needs nothing but the standard library and libc.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import struct
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from .filters import BoxError, call, landlock, libc, seccomp
from .root import CHANNELS, DEVICES, HOME, SCRATCH, new_root

NOBODY = 65534

CLONE_NEWUTS, CLONE_NEWIPC = 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38


@dataclass(frozen=True)
class ResourceLimits:
    """What a student's process may use. Sizes in bytes, times in seconds."""

    memory: int = 4 * 2**30
    """Address space of each process beyond what the forkserver has."""
    scratch: int = 256 * 2**20
    """All files it writes together; a single one no more either."""
    processes: int = 64
    """Processes and threads."""
    files: int = 256
    """Open descriptors."""
    cpu: int = 600
    """CPU seconds of each process."""


FORKSERVER_MEMORY = 4 * 2**30
"""Bytes of address space that a forkserver has, about: torch's libraries are mapped there."""


def job(
    sockets: str, env: dict[str, str], limits: ResourceLimits, hidden: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the part of a forkserver's job that differs between a boxed and an unboxed process.

    Args:
        sockets: for a Jupyter kernel the folder of its channels, the only one of the host that it
            can write to: sockets, no files. Empty for any other process.
        env: the environment variables of the process; those that hold paths are replaced.
        limits: what it may use.
        hidden: folders that it can't see, though they lie in one that it can.
    """
    data = env.get("COURSE_DATA", "")
    inside = {name: value for name, value in env.items() if name != "COURSE_DATA"}
    inside |= {"HOME": HOME, "TMPDIR": "/tmp", "USER": "student", "MPLCONFIGDIR": "/tmp/matplotlib"}
    if data:
        inside["COURSE_DATA"] = "/data"
    confinement = {
        "sockets": sockets,
        "data": data if os.path.isdir(data) else "",
        "hidden": [os.path.realpath(path) for path in hidden],
        "limits": asdict(limits),
    }
    return {"confinement": confinement, "env": inside, "cwd": HOME, "tmp": "/tmp"}


INLINE = "module://matplotlib_inline.backend_inline"


def own_pids() -> int | None:
    """Return a descriptor for `return_to_pids`; None where this process may not return."""
    descriptor = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    if libc.setns(descriptor, CLONE_NEWPID) == 0:
        return descriptor
    os.close(descriptor)
    return None


def leave_pids() -> None:
    """Make the next fork process 1 of a new pid namespace, unshare(2)."""
    if os.geteuid() != 0:
        # An ordinary user gets the right to it through a user namespace, user_namespaces(7).
        _new_user_namespace(inside=0)
    call("unshare", libc.unshare(CLONE_NEWPID))


def return_to_pids(descriptor: int) -> None:
    """Make further forks stay in this process's pid namespace again, setns(2)."""
    call("setns", libc.setns(descriptor, CLONE_NEWPID))


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent ends, prctl(2)."""
    call("prctl", libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))


def die_with_parent() -> None:
    """Ask Linux to kill this process when the forkserver ends, prctl(2)."""
    call("prctl", libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))


def family(pid: int) -> list[int]:
    """Return the ids of a process and of all its descendants, by proc(5)."""
    found = [pid]
    for member in found:
        with contextlib.suppress(OSError):  # it has ended
            for thread in os.listdir(f"/proc/{member}/task"):
                with open(f"/proc/{member}/task/{thread}/children") as file:
                    found += map(int, file.read().split())
    return found


def lock_in(confinement: dict[str, Any]) -> None:
    """Build all further layers around this process, the first of its pid namespace, for good."""
    if os.getpid() != 1:
        raise BoxError("the process is not the first of a pid namespace")
    _leave_the_rest()
    limits = ResourceLimits(**confinement["limits"])
    # Opened now: inside there is no /proc.
    proc = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY)
    as_root = os.getuid() == 0 and _real_root()
    if as_root and confinement["sockets"]:
        os.chown(confinement["sockets"], NOBODY, NOBODY)
    size = _address_space()
    new_root(confinement, limits.scratch, owner=NOBODY if as_root else os.getuid())
    if as_root:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        # Otherwise /proc/self/uid_map would belong to root.
        call("prctl", libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))
    # A second user namespace: in it there are no rights over the first and its mounts.
    _new_user_namespace(inside=1000, proc=proc)
    os.close(proc)
    os.chdir(HOME)
    _limit(limits, size)
    _drop_capabilities()
    die_with_parent()  # which changes of user and rights have undone
    call("prctl", libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    landlock(_allowed(CHANNELS if confinement["sockets"] else ""))
    seccomp()


def probe() -> list[tuple[str, str]]:
    """Try each layer in a process of its own. Return its name and what is wrong, if anything."""
    tried = [
        ("namespaces", _namespaces_alone),
        ("landlock", _landlock_alone),
        ("seccomp", _seccomp_alone),
    ]
    found = [(name, _in_a_child(step)) for name, step in tried]
    if not any(problem for _, problem in found):
        found.append(("all together", _in_a_child(_box_alone)))
    return found


def _leave_the_rest() -> None:
    call("unshare", libc.unshare(CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS))
    call("sethostname", libc.sethostname(b"box", 3))


def _namespaces_alone() -> None:
    leave_pids()
    _leave_the_rest()


def _landlock_alone() -> None:
    call("prctl", libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    landlock({"/": _READ})


def _seccomp_alone() -> None:
    call("prctl", libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    seccomp()


def _box_alone() -> None:
    leave_pids()
    limits = ResourceLimits(memory=ResourceLimits.memory + FORKSERVER_MEMORY)
    confinement = {"sockets": "", "data": "", "hidden": [], "limits": asdict(limits)}
    if problem := _in_a_child(lambda: lock_in(confinement)):
        raise BoxError(problem)


def _in_a_child(step: Callable[[], None]) -> str:
    """Run a step in a forked process. Return the message of what it raised, or nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            step()
        except BaseException as error:
            os.write(writing, str(error).encode()[:500] or b"failed")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        problem = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return problem or (f"its process ended with status {status}" if status else "")


def _real_root() -> bool:
    """Tell the machine's root from that of a user namespace which `leave_pids` has made."""
    with open("/proc/self/uid_map") as file:
        return file.read().split() == ["0", "0", "4294967295"]


def _new_user_namespace(inside: int, proc: int | None = None) -> None:
    uid, gid = os.geteuid(), os.getegid()
    opened = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY) if proc is None else proc
    call("unshare", libc.unshare(CLONE_NEWUSER))
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{inside} {uid} 1"),
        ("gid_map", f"{inside} {gid} 1"),
    ):
        file = os.open(name, os.O_WRONLY, dir_fd=opened)
        try:
            os.write(file, text.encode())
        finally:
            os.close(file)
    if proc is None:
        os.close(opened)


def _address_space() -> int:
    """Return how many bytes of address space this process has, proc(5)."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _limit(limits: ResourceLimits, size: int) -> None:
    for name, value in (
        ("AS", size + limits.memory),
        ("CPU", limits.cpu),
        ("FSIZE", limits.scratch),
        ("NPROC", limits.processes),
        ("NOFILE", limits.files),
        ("CORE", 0),
        ("MEMLOCK", 0),
        ("MSGQUEUE", 0),
    ):
        kind = getattr(resource, f"RLIMIT_{name}")
        _, most = resource.getrlimit(kind)
        # With less than that, what a student's code lacks would look like its own fault.
        if most != resource.RLIM_INFINITY and most < value:
            raise BoxError(
                f"the limit RLIMIT_{name} is {most} here, and a student's process needs {value}: "
                "raise it (`ulimit`, or whatever starts the grader)"
            )
        resource.setrlimit(kind, (value, value))


def _drop_capabilities() -> None:
    """Give up all capabilities, capset(2)."""
    header, nothing = struct.pack("Ii", 0x20080522, 0), bytes(24)
    call("capset", libc.capset(header, nothing))


_READ = 1 << 0 | 1 << 2 | 1 << 3  # execute, read files, list folders
_SOCKETS = 1 << 5 | 1 << 9  # remove files, make sockets
# The rights that a rule for a single file may name.
_FILE = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
_NOT_IN_SCRATCH = 1 << 6 | 1 << 11 | 1 << 15  # device nodes, device ioctls


def _allowed(sockets: str) -> dict[str, int]:
    allowed = {"/": _READ} | ({sockets: _READ | _SOCKETS} if sockets else {})
    allowed |= dict.fromkeys(SCRATCH, (1 << 16) - 1 & ~_NOT_IN_SCRATCH)
    return allowed | dict.fromkeys(DEVICES, _FILE & ~(1 << 15))
