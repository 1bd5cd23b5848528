"""The box: what a student's process may do, enforced by the kernel of the operating system.

Layers, each a wall of its own:

* namespaces (namespaces(7)): user, mount, pid, network, ipc and uts. The process sees no other process, has no network,
  not even loopback, and a file system made for it: the Python environment and system libraries read-only, its own
  working directory and /tmp in memory, no /proc.
* no-new-privs and no capabilities (prctl(2), capabilities(7)): set-uid programs give nothing.
* Landlock (landlock(7)): the same file rules once more, whatever becomes of mounts; no TCP, no abstract sockets, no
  signals outwards, as far as the running Linux knows them.
* seccomp (seccomp(2)): calls that a course never needs, and through which kernels have been broken, fail.
* limits (setrlimit(2)) of memory, CPU, processes, file size and open files.

Runs as root and as an ordinary user. Standard library and libc only: its source is sent to the forkserver.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

NOBODY = 65534
HOME = "/home/student"
CHANNELS = "/channels"

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 36, 38

_libc = ctypes.CDLL(None, use_errno=True)


class BoxError(OSError):
    """A layer of the box can't be built on this machine."""


@dataclass(frozen=True)
class Limits:
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


def job(sockets: str, env: dict[str, str], limits: Limits) -> dict[str, Any]:
    """What a forkserver needs to know of a boxed kernel: the part of its job that differs from an unboxed one.

    Args:
        sockets: the folder for the kernel's channels, the only one of the host that it can write to: sockets, no files.
        env: the environment it asks for, of which paths are replaced by those inside.
        limits: what it may use.
    """
    data = env.get("COURSE_DATA", "")
    inside = {name: value for name, value in env.items() if name not in ("COURSE_DATA", "MPLCONFIGDIR")}
    inside |= {"HOME": HOME, "TMPDIR": "/tmp", "USER": "student", "MPLCONFIGDIR": "/tmp/matplotlib"}
    if data:
        inside["COURSE_DATA"] = "/data"
    plan = {"sockets": sockets, "data": data if os.path.isdir(data) else "", "limits": asdict(limits)}
    return {"box": plan, "env": inside, "cwd": HOME, "tmp": "/tmp", "channels": CHANNELS}


INLINE = "module://matplotlib_inline.backend_inline"


def enter_namespaces() -> None:
    """Leave the host's namespaces, unshare(2). The next fork is process 1 of the new pid namespace."""
    if os.geteuid() != 0:
        # An ordinary user gets the right to the others through a user namespace, user_namespaces(7).
        _new_user_namespace(inside=0)
    _call("unshare", _libc.unshare(CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS))
    _call("sethostname", _libc.sethostname(b"box", 3))


def adopt_orphans() -> None:
    """Be the parent of grandchildren whose parent ends, prctl(2)."""
    _call("prctl", _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))


def die_with_parent() -> None:
    """Be killed when the forkserver ends, prctl(2)."""
    _call("prctl", _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))


def lock_in(plan: dict[str, Any]) -> None:
    """Build all further layers around this process. There is no way back."""
    limits = Limits(**plan["limits"])
    # Opened now: inside there is no /proc.
    proc = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY)
    as_root = os.getuid() == 0 and _real_root()
    if as_root:
        os.chown(plan["sockets"], NOBODY, NOBODY)
    size = _address_space()
    _new_root(plan, limits, owner=NOBODY if as_root else os.getuid())
    if as_root:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        _call("prctl", _libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))  # or /proc/self/uid_map would belong to root
    # A second user namespace: the rights over the first, with its mounts, end here.
    _new_user_namespace(inside=1000, proc=proc)
    os.close(proc)
    os.chdir(HOME)
    _limit(limits, size)
    _drop_capabilities()
    _call("prctl", _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _landlock(_allowed())
    _seccomp()


def probe() -> list[tuple[str, str]]:
    """Try each layer in a process of its own: its name, and what is wrong with it or nothing."""
    tried = [("namespaces", enter_namespaces), ("landlock", _landlock_alone), ("seccomp", _seccomp_alone)]
    found = [(name, _in_a_child(step)) for name, step in tried]
    if not any(problem for _, problem in found):
        found.append(("all together", _in_a_child(_box_alone)))
    return found


def _landlock_alone() -> None:
    _call("prctl", _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _landlock({"/": _READ})


def _seccomp_alone() -> None:
    _call("prctl", _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _seccomp()


def _box_alone() -> None:
    enter_namespaces()
    folder = tempfile.mkdtemp()
    try:
        problem = _in_a_child(lambda: lock_in({"sockets": folder, "data": "", "limits": asdict(Limits())}))
    finally:
        os.rmdir(folder)
    if problem:
        raise BoxError(problem)


def _in_a_child(step: Callable[[], None]) -> str:
    """What a step raises in a forked process."""
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
    """Whether this process is root of the machine, not of a user namespace made by `enter_namespaces`."""
    with open("/proc/self/uid_map") as file:
        return file.read().split() == ["0", "0", "4294967295"]


def _new_user_namespace(inside: int, proc: int | None = None) -> None:
    uid, gid = os.geteuid(), os.getegid()
    opened = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY) if proc is None else proc
    _call("unshare", _libc.unshare(CLONE_NEWUSER))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{inside} {uid} 1"), ("gid_map", f"{inside} {gid} 1")):
        file = os.open(name, os.O_WRONLY, dir_fd=opened)
        try:
            os.write(file, text.encode())
        finally:
            os.close(file)
    if proc is None:
        os.close(opened)


# -- the file system ---------------------------------------------------------------------------------------------------

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
SCRATCH = {HOME: 0o700, "/tmp": 0o1777, "/dev/shm": 0o1777}


def _new_root(plan: dict[str, Any], limits: Limits, owner: int) -> None:
    """A root of its own in memory, with what a student's process needs and nothing else; pivot_root(2)."""
    _call("unshare", _libc.unshare(CLONE_NEWNS))
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    # Links are followed now, while they lead where they should.
    prefixes = {sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix)}
    shown = {path: os.path.realpath(path) for path in (*SYSTEM, *sorted(prefixes)) if os.path.exists(path)}
    hidden = _own_packages()
    os.umask(0o022)
    _mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
    os.mkdir("/tmp/old")
    os.chdir("/tmp")
    _call("pivot_root", _libc.syscall(_number("pivot_root"), b".", b"old"))
    os.chdir("/")
    # Before all else: what is shown may lie below one of these folders, as an environment in /tmp does.
    # One file system for all that is written, so that one size limits it.
    os.mkdir("/scratch")
    _mount("tmpfs", "/scratch", "tmpfs", MS_NOSUID | MS_NODEV, f"mode=755,size={limits.scratch},nr_inodes=20000")
    for number, (path, mode) in enumerate(SCRATCH.items()):
        os.mkdir(f"/scratch/{number}")
        os.chmod(f"/scratch/{number}", mode)
        os.chown(f"/scratch/{number}", owner, -1)
        _bind(f"/scratch/{number}", path, readonly=False)
    for path, real in shown.items():
        if not any(path.startswith(f"{other}/") for other in shown):
            _bind(f"/old{real}", path, readonly=True)
    for path in hidden:
        _mount("tmpfs", path, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV, "size=4k,mode=755")
    if plan["data"]:
        _bind(f"/old{os.path.normpath(plan['data'])}", "/data", readonly=True)
    _bind(f"/old{plan['sockets']}", CHANNELS, readonly=False)
    for device in DEVICES:
        _bind(f"/old{device}", device, readonly=False)
    with open("/etc/passwd", "w") as file:
        file.write(f"student:x:1000:1000::{HOME}:/bin/sh\n")
    for path in ("/old", "/scratch"):
        _call("umount2", _libc.umount2(path.encode(), MNT_DETACH))
        os.rmdir(path)


def _own_packages() -> list[str]:
    """Where the grader itself lies inside the Python environment, if it was installed into it."""
    found = []
    for folder in {sys.prefix, sys.base_prefix}:
        site = os.path.join(folder, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages")
        if os.path.isdir(site):
            found += [entry.path for entry in os.scandir(site) if entry.is_dir() and entry.name.startswith("autograder")]
    return found


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """mount(2)."""
    encoded = [text.encode() if text is not None else None for text in (source, target, kind)]
    _call(f"mount {target}", _libc.mount(*encoded, ctypes.c_ulong(flags), data.encode()))


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
        # mount_setattr(2) with AT_RECURSIVE: mounts below become read-only too.
        attributes = struct.pack("QQQQ", _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID | _MOUNT_ATTR_NODEV, 0, 0, 0)
        _call(f"mount_setattr {target}", _libc.syscall(442, _AT_FDCWD, target.encode(), _AT_RECURSIVE, attributes, len(attributes)))


_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_ATTR_RDONLY, _MOUNT_ATTR_NOSUID, _MOUNT_ATTR_NODEV = 1, 2, 4


# -- limits and rights -------------------------------------------------------------------------------------------------


def _address_space() -> int:
    """Bytes of address space that this process has, proc(5)."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _limit(limits: Limits, size: int) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, size + limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.scratch),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(kind, (value, value))


def _drop_capabilities() -> None:
    """capset(2): none, of no kind."""
    header, nothing = struct.pack("Ii", 0x20080522, 0), bytes(24)
    _call("capset", _libc.capset(header, nothing))


# -- Landlock ----------------------------------------------------------------------------------------------------------

_READ = 1 << 0 | 1 << 2 | 1 << 3  # execute, read files, list folders
_SOCKETS = 1 << 5 | 1 << 9  # remove files, make sockets
_FILE = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15  # the rights that a rule for a single file may name
_NOT_IN_SCRATCH = 1 << 6 | 1 << 11 | 1 << 15  # device nodes, device ioctls


def _allowed() -> dict[str, int]:
    allowed = {"/": _READ, CHANNELS: _READ | _SOCKETS}
    allowed |= dict.fromkeys(SCRATCH, (1 << 16) - 1 & ~_NOT_IN_SCRATCH)
    return allowed | dict.fromkeys(DEVICES, _FILE & ~(1 << 15))


def landlock_version() -> int:
    """The version of Landlock that the running Linux has; 0 where it has none or it is switched off."""
    return max(0, int(_libc.syscall(444, None, 0, 1)))


def _landlock(allowed: dict[str, int]) -> None:
    """The file rules of the mounts once more, and no TCP; landlock(7).

    Args:
        allowed: rights to what lies beneath each path; all else is denied.
    """
    version = landlock_version()
    if not version:
        raise BoxError("this Linux has no Landlock: 5.13 or newer has, if “landlock” stands in its boot parameter lsm=…")
    rights = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    network, scopes = (3 if version >= 4 else 0), (3 if version >= 6 else 0)
    attributes = struct.pack("QQQ", rights, network, scopes)[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = _call("landlock_create_ruleset", _libc.syscall(444, attributes, len(attributes), 0))
    for path, access in allowed.items():
        place = os.open(path, os.O_PATH)
        rule = struct.pack("=Qi", access & rights, place)
        _call(f"landlock_add_rule {path}", _libc.syscall(445, ruleset, 1, rule, 0))
        os.close(place)
    _call("landlock_restrict_self", _libc.syscall(446, ruleset, 0))
    os.close(ruleset)


# -- seccomp -----------------------------------------------------------------------------------------------------------

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""As linux/audit.h has them."""

_DENIED = {
    # name: (x86_64, aarch64); None where an architecture has no such call. Numbers of asm/unistd.h.
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # Memory that belongs to no process, and so counts against no limit: shmget(2), memfd_create(2).
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "personality": (135, 92),
    "fanotify_init": (300, 262),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "vhangup": (153, 58),
}
_CLONE, _SOCKET = (56, 220), (41, 198)
_CLONE3 = 435
_NAMESPACES = 0x7E020000 | 0x80  # every CLONE_NEW… flag, clone(2)

_ALLOW, _EPERM, _ENOSYS, _EAFNOSUPPORT = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38, 0x00050000 | 97
_LOAD, _JUMP_EQUAL, _JUMP_SET, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06


def _number(name: str) -> int:
    number = _DENIED[name][list(_ARCHITECTURES).index(platform.machine())]
    assert number is not None
    return number


def _seccomp() -> None:
    """A filter over system calls, seccomp(2): what no course needs fails with EPERM.

    A list of what is denied, not of what is allowed: torch, numpy and the C library differ in what they call from
    version to version, and the layers above hold without it.
    """
    machine = platform.machine()
    if machine not in _ARCHITECTURES:
        raise BoxError(f"no system call numbers are known for {machine}; x86_64 and aarch64 are")
    column = list(_ARCHITECTURES).index(machine)
    steps: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, 4),  # seccomp_data.arch
        (_JUMP_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _EPERM),
        (_LOAD, 0, 0, 0),  # seccomp_data.nr
        (_JUMP_GREATER_EQUAL, 0, 1, 0x40000000),  # the x32 way of calling
        (_RETURN, 0, 0, _EPERM),
    ]
    for numbers in _DENIED.values():
        number = numbers[column]
        if number is not None:
            steps += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _EPERM)]
    # clone3 takes its flags from memory, where a filter can't look: the C library falls back to clone.
    steps += [(_JUMP_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ENOSYS)]
    # args[0] lies at 16: the flags of clone, the family of socket.
    steps += [(_JUMP_EQUAL, 0, 4, _CLONE[column]), (_LOAD, 0, 0, 16), (_JUMP_SET, 0, 1, _NAMESPACES)]
    steps += [(_RETURN, 0, 0, _EPERM), (_RETURN, 0, 0, _ALLOW)]
    # Unix sockets, and those of IP and netlink, which libzmq opens to look around: there is no network to reach.
    families = (1, 2, 10, 16)
    steps += [(_JUMP_EQUAL, 0, len(families) + 3, _SOCKET[column]), (_LOAD, 0, 0, 16)]
    steps += [(_JUMP_EQUAL, len(families) - i, 0, family) for i, family in enumerate(families)]
    steps += [(_RETURN, 0, 0, _EAFNOSUPPORT), (_RETURN, 0, 0, _ALLOW)]
    steps += [(_RETURN, 0, 0, _ALLOW)]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(buffer))  # struct sock_fprog
    _call("seccomp", _libc.prctl(PR_SET_SECCOMP, 2, program, 0, 0))


def _call(name: str, result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise BoxError(number, f"{name}: {os.strerror(number)}")
    return result
