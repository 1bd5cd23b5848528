"""The grader's end of the channel to a student's process.

The process may send anything, so all that comes is taken as data.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
from collections import deque
from collections.abc import Iterator
from typing import Any

from autograder.student.fair_time import FairTime
from autograder.student.inside.channel import Malformed, Unpacker, pack

_AT_ONCE = 1 << 16
"""Bytes that are read at a time: all that a pipe holds, pipe(7)."""

_WAITING = 1 << 20
"""Bytes that are still read when the time is over: more than a socket keeps, less than a process
that never stops talking has to say."""


class Line:
    """Sends requests, and receives messages until the time is over or the process has ended."""

    def __init__(self) -> None:
        self._socket, self._their_socket = socket.socketpair()
        self._pipe, self._their_pipe = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._socket.setblocking(False)
        self._unpacker, self._of_pipe = Unpacker(), Unpacker()
        self._came: deque[Any] = deque()
        self._in_pipe: deque[Any] = deque()
        """What was read from the pipe, and was shown after all that came."""
        self._taken = 0
        """Messages of the pipe that came."""
        self._outgoing = memoryview(b"")
        self._late = 0
        """Bytes that were read after the time was over."""
        self._events = select.poll()

    def watch(self, pidfd: int) -> None:
        """Watch the process's end, too."""
        self._events.register(pidfd, select.POLLIN)

    @contextlib.contextmanager
    def theirs(self) -> Iterator[tuple[int, int]]:
        """Have the descriptors of the ends that go to the process, see `inside.channel`."""
        try:
            yield self._their_socket.fileno(), self._their_pipe
        finally:
            self._their_socket.close()
            os.close(self._their_pipe)

    def close(self) -> None:
        """Close the ends that are ours."""
        self._socket.close()
        os.close(self._pipe)

    def send(self, message: dict[str, Any]) -> None:
        """Have a message sent while others are received."""
        self._outgoing = memoryview(pack(message))

    def receive(self, time: FairTime) -> Any:
        """Return the next message. What waits already is read before the clock is looked at.

        Raises:
            TimeoutError: none came in time.
            EOFError: the process has ended.
            OSError: it takes no more.
            Malformed: what came is none.
        """
        while not self._came:
            if (message := self._unpacker.next()) is not None:
                self._take_from_pipe(message)
                self._came.append(message)
                break
            if self._late > _WAITING:
                self._late = 0
                raise TimeoutError
            out = select.POLLOUT if self._outgoing else 0
            self._events.register(self._socket, select.POLLIN | out)
            glance = time.glance
            ready = dict(self._events.poll(glance * 1000))
            time.look(glance)
            if not ready and time.is_over:
                raise TimeoutError
            events = ready.get(self._socket.fileno(), 0)
            if events & select.POLLOUT:
                self._outgoing = self._outgoing[self._socket.send(self._outgoing) :]
            if events & ~select.POLLOUT:
                data = self._socket.recv(_AT_ONCE)
                if not data:
                    raise EOFError
                self._unpacker.feed(data)
                self._late = self._late + len(data) if time.is_over else 0
            elif ready and not events:  # it has ended, and what it sent before is read
                raise EOFError
        return self._came.popleft()

    def left(self) -> list[Any]:
        """Return what a process has shown that says nothing more."""
        with contextlib.suppress(Malformed):
            self._read_pipe()
        left = [*self._came, *self._in_pipe]
        self._came.clear()
        self._in_pipe.clear()
        return left

    def _take_from_pipe(self, message: Any) -> None:
        """Take what was shown before a message."""
        behind = message.get("behind") if isinstance(message, dict) else None
        if not isinstance(behind, int):
            return
        if self._taken + len(self._in_pipe) < behind:
            self._read_pipe()
        while self._in_pipe and self._taken < behind:
            self._came.append(self._in_pipe.popleft())
            self._taken += 1

    def _read_pipe(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it is empty
            self._of_pipe.feed(os.read(self._pipe, _AT_ONCE))
        while (message := self._of_pipe.next()) is not None:
            self._in_pipe.append(message)
