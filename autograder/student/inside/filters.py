"""Landlock and seccomp: what Linux refuses a process, and all that it starts, from then on.

It imports the standard library and libc only, since its source is sent to the forkserver.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

PR_SET_SECCOMP = 22

libc = ctypes.CDLL(None, use_errno=True)


class BoxError(OSError):
    """A layer of the box can't be built on this machine."""


def call(name: str, result: int) -> int:
    """Return the result of a C function, or raise the error that errno(3) names."""
    if result < 0:
        number = ctypes.get_errno()
        raise BoxError(number, f"{name}: {os.strerror(number)}")
    return result


def landlock_version() -> int:
    """Return the version of Landlock in the running Linux: 0 where it is missing or off."""
    return max(0, int(libc.syscall(444, None, 0, 1)))


def landlock(allowed: dict[str, int]) -> None:
    """Allow only these files, and no TCP, landlock(7).

    Args:
        allowed: rights to what lies beneath each path; all else is denied.
    """
    version = landlock_version()
    if not version:
        raise BoxError(
            "this Linux has no Landlock: 5.13 or newer has, if “landlock” stands in its boot "
            "parameter lsm=…"
        )
    rights = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    network, scopes = (3 if version >= 4 else 0), (3 if version >= 6 else 0)
    attributes = struct.pack("QQQ", rights, network, scopes)[
        : 8 if version < 4 else 16 if version < 6 else 24
    ]
    ruleset = call("landlock_create_ruleset", libc.syscall(444, attributes, len(attributes), 0))
    for path, access in allowed.items():
        place = os.open(path, os.O_PATH)
        rule = struct.pack("=Qi", access & rights, place)
        call(f"landlock_add_rule {path}", libc.syscall(445, ruleset, 1, rule, 0))
        os.close(place)
    call("landlock_restrict_self", libc.syscall(446, ruleset, 0))
    os.close(ruleset)


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
    # Memory that belongs to no process, so that no limit counts it: shmget(2), memfd_create(2).
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

_ALLOW, _EPERM, _ENOSYS, _EAFNOSUPPORT = (
    0x7FFF0000,
    0x00050000 | 1,
    0x00050000 | 38,
    0x00050000 | 97,
)
_LOAD, _JUMP_EQUAL, _JUMP_SET, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06


def number_of(name: str) -> int:
    """Return the number of a denied system call on this machine."""
    number = _DENIED[name][list(_ARCHITECTURES).index(platform.machine())]
    assert number is not None
    return number


def seccomp() -> None:
    """Make system calls that no course needs fail with EPERM, seccomp(2).

    It lists what is denied, not what is allowed: what torch, numpy and the C library call differs
    from version to version, and the other layers hold without it.
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
    # clone3 takes its flags from memory, which a filter can't read: the C library falls back to
    # clone.
    steps += [(_JUMP_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ENOSYS)]
    # args[0] lies at 16: the flags of clone, the family of socket.
    steps += [
        (_JUMP_EQUAL, 0, 4, _CLONE[column]),
        (_LOAD, 0, 0, 16),
        (_JUMP_SET, 0, 1, _NAMESPACES),
    ]
    steps += [(_RETURN, 0, 0, _EPERM), (_RETURN, 0, 0, _ALLOW)]
    # Unix sockets, and those of IP and netlink, which libzmq opens: there is no network to reach.
    families = (1, 2, 10, 16)
    steps += [(_JUMP_EQUAL, 0, len(families) + 3, _SOCKET[column]), (_LOAD, 0, 0, 16)]
    steps += [(_JUMP_EQUAL, len(families) - i, 0, family) for i, family in enumerate(families)]
    steps += [(_RETURN, 0, 0, _EAFNOSUPPORT), (_RETURN, 0, 0, _ALLOW)]
    steps += [(_RETURN, 0, 0, _ALLOW)]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(buffer))  # struct sock_fprog
    call("seccomp", libc.prctl(PR_SET_SECCOMP, 2, program, 0, 0))
