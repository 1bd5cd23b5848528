"""A process that has torch imported and nothing else, and forks what needs it.

Forkservers, and processes that grade: so torch is imported once on a machine. It must not see what
those that grade are told, a secret among it, since students' processes come from it, too. So each
reads its job after the fork, from a descriptor that this process only passes on.

Requests come over a socket pair, seqpacket(7): ``forkserver`` or ``call``. With each come the
descriptors of a file with its job, pickled, and of sockets: `forkserver.main` and `_call` take
these. Those who ask need no answer: they hear from what was forked. A closed socket ends this
process, after all that it has forked.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import selectors
import signal
import socket
import sys

from . import forkserver
from .box import die_with_parent

MOST_DESCRIPTORS = 8

TITLE = "judge"
"""What `ps` and `top` show a process as that was told what to call."""


def main() -> None:
    """Serve on descriptor 3."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the grader's terminal is the grader's
    gc.disable()  # it would look through all that is imported, again and again
    __import__("torch")
    gc.freeze()
    gc.enable()
    control = socket.socket(fileno=3)
    control.send(b"{}")
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    forked: dict[int, int] = {}
    """What it has forked, by the descriptor of each."""
    while control.fileno() >= 0 or forked:
        for key, _ in selector.select():
            if key.fileobj is not control:
                selector.unregister(key.fd)
                os.waitpid(forked.pop(key.fd), 0)
                os.close(key.fd)
            elif asked := _asked(control):
                if (pid := os.fork()) == 0:
                    selector.close()
                    control.close()
                    for fd in forked:
                        os.close(fd)
                    die_with_parent()
                    _become(*asked)
                    os._exit(0)
                pidfd = os.pidfd_open(pid)
                forked[pidfd] = pid
                selector.register(pidfd, selectors.EVENT_READ)
                for fd in asked[1]:
                    os.close(fd)
            else:
                selector.unregister(control)
                control.close()
                for fd in forked:
                    # A forkserver heeds it until it has processes of its own.
                    signal.pidfd_send_signal(fd, signal.SIGTERM)
    os._exit(0)


def _asked(control: socket.socket) -> tuple[str, list[int]] | None:
    """Return the next request, and the descriptors with it; nothing when whoever asks is gone."""
    with contextlib.suppress(ConnectionResetError):  # and had not read all
        message, fds, _, _ = socket.recv_fds(control, 1 << 12, MOST_DESCRIPTORS)
        if message:
            return message.decode(), fds
    return None


def _become(wanted: str, fds: list[int]) -> None:
    job, *others = fds
    with open(job, "rb") as file:
        file.seek(0)
        told = pickle.load(file)  # noqa: S301  by who started this
    sockets = [socket.socket(fileno=fd) for fd in others]
    if wanted == "forkserver":
        forkserver.main(sockets[0], *told)
    else:
        _call(sockets, *told)


def _call(
    sockets: list[socket.socket],
    path: list[str],
    variables: dict[str, str],
    folder: str,
    function: bytes,
) -> None:
    """Call a pickled function with sockets.

    Args:
        sockets: its positional arguments.
        path: where modules are found.
        variables: of the environment.
        folder: the working directory.
        function: pickled.
    """
    with open("/proc/self/comm", "w") as name:
        name.write(TITLE)
    sys.path[:] = path
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    pickle.loads(function)(*sockets)  # noqa: S301  by who started this
